/** Captures of the folder that MSNSCAN_CAPTURES names, counted by tshark and read by another reader. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CapturedPacket, fromPcapParser, type PcapParser } from '../../src/capture/pcap-parser.ts';
import { readAll } from './read-all.ts';

const folder = process.env['MSNSCAN_CAPTURES'] ?? '';
const hard = join(folder, 'tcp-hard');
const lab = join(folder, 'lab');
const present = folder !== '' && existsSync(hard) && existsSync(lab);
const pcapParser = createRequire(import.meta.url)('pcap-parser') as { parse(path: string): PcapParser };

interface Expected {
  readonly frames: number;
  readonly tsharkExit: number;
}
const expected = present
  ? (JSON.parse(readFileSync(join(hard, 'expected.json'), 'utf8')) as Record<string, Expected>)
  : {};

/** Refused, or read in part, for the reason that stands here. */
const REFUSED: Readonly<Record<string, string>> = {
  'seladb+PcapPlusPlus__solaris.snoop': 'unsupported-format',
  'nearinfinity+node-pcap-parser__malformed.pcap': 'unknown-format',
  'the-tcpdump-group+libpcap__pcap-invalid-version-1.pcap': 'unsupported-version',
  'the-tcpdump-group+libpcap__pcapng-invalid-vers-1.pcapng': 'unsupported-version',
};
const DAMAGED: Readonly<Record<string, string>> = {
  'google+gopacket__tests-le-test901.pcapng': 'capture-unsupported-section',
};

test.skipIf(!present)('MSNSCAN_CAPTURES names a folder with lab/ and tcp-hard/ (else skipped)', () => {
  expect(Object.keys(expected).length).toBeGreaterThan(0);
});

describe.skipIf(!present)('hard captures (MSNSCAN_CAPTURES)', () => {
  test.each(Object.entries(expected))(
    '%s has the frames that tshark counts',
    (name, { frames, tsharkExit }) => {
      const result = readAll(readFileSync(join(hard, name)));
      expect(result.error?.code).toBe(REFUSED[name]);
      if (result.error !== undefined) return;
      expect(result.frames).toHaveLength(frames);
      expect(result.notices.map((notice) => notice.code)).toEqual(
        tsharkExit === 0 ? [] : [DAMAGED[name] ?? 'capture-cut'],
      );
    },
  );
});

/** Months from the first frame a time is exact to the microsecond only (base/time.ts). */
function microsOf(unixNanos: bigint): bigint {
  return (unixNanos + 500n) / 1000n;
}

const MICROS_LE = 0xa1b2c3d4;
const oracleFiles = present
  ? [hard, lab].flatMap((where) =>
      readdirSync(where)
        .filter((name) => /\.pcap$/.test(name) && REFUSED[name] === undefined)
        .filter((name) => readFileSync(join(where, name)).readUInt32LE(0) === MICROS_LE)
        .map((name) => [name, join(where, name)] as const),
    )
  : [];

describe.skipIf(!present)('pcap-parser reads the same (MSNSCAN_CAPTURES)', () => {
  test.each(oracleFiles)('%s', async (_, path) => {
    const packets: CapturedPacket[] = [];
    for await (const packet of fromPcapParser(pcapParser.parse(path)).packets()) packets.push(packet);
    const { frames, notices } = readAll(readFileSync(path));
    expect(notices).toEqual([]);
    expect(frames.length).toBe(packets.length);
    const different = packets.findIndex((packet, i) => {
      const frame = frames[i];
      return (
        frame?.hex !== packet.bytes.toString('hex') ||
        microsOf(frame.unixNanos) !==
          BigInt(packet.seconds) * 1_000_000n + BigInt(packet.nanoseconds / 1000) ||
        frame.originalLength !== packet.originalLength ||
        frame.linkType !== packet.linkType
      );
    });
    expect(different).toBe(-1);
  });
});
