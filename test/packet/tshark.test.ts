/** Segments as tshark sees them: of every way that we know, and of the hard captures; skipped without tshark. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CaptureReader, FRAME } from '../../src/capture/reader.ts';
import { decodeFrame, nextSegment } from '../../src/packet/decode.ts';
import { Defragmenter } from '../../src/packet/defragmenter.ts';
import {
  CHECKS_WARN,
  SegmentView,
  SUM_BAD,
  SUM_GOOD,
  SUM_OFFLOADED,
  SUM_UNKNOWN,
} from '../../src/packet/segment-view.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../../fixtures/build/pcap.ts';
import { TEXT, WAYS } from './ways.ts';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const hard = join(process.env['MSNSCAN_CAPTURES'] ?? '', 'tcp-hard');
const hasCaptures = process.env['MSNSCAN_CAPTURES'] !== undefined && existsSync(hard);

function fieldsOf(file: string, fields: readonly string[], ...options: string[]): string[][] {
  const args = ['-r', file, ...options, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
  const { stdout } = spawnSync('tshark', args, { maxBuffer: 1 << 30 });
  const lines = stdout.toString().split('\n');
  return lines.filter((line) => line !== '').map((line) => line.split('\t'));
}

test.skipIf(!hasTshark)('tshark is installed (else skipped)', () => {
  expect(execFileSync('tshark', ['--version']).toString()).toContain('TShark');
});

describe.skipIf(!hasTshark)('every way, one file with all link types (tshark)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'msnscan-ways-'));
  let seen: string[][] = [];

  beforeAll(() => {
    const linkTypes = [...new Set(WAYS.map(({ linkType }) => linkType))];
    const file = join(folder, 'ways.pcapng');
    const interfaces = linkTypes.map((linkType) => interfaceDescription({ linkType }));
    const packets = WAYS.map(({ linkType, frame }, i) =>
      enhancedPacket({ ticks: BigInt(i), bytes: frame, interfaceId: linkTypes.indexOf(linkType) }),
    );
    writeFileSync(file, Buffer.concat([sectionHeader(), ...interfaces, ...packets]));
    seen = fieldsOf(file, ['tcp.payload', 'frame.protocols'], '-o', 'ip.defragment:FALSE');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each(WAYS.map(({ name, notTshark }, i) => ({ name, notTshark, i })))('$name', ({ notTshark, i }) => {
    const [payload = '', protocols] = seen[i] ?? [];
    const text = Buffer.from(payload, 'hex').toString('latin1');
    if (notTshark === undefined) expect({ text, protocols }).toEqual({ text: TEXT, protocols });
    // A difference that is gone should go from the table too.
    else expect({ text, notTshark }).not.toEqual({ text: TEXT, notTshark });
  });
});

/** Where tshark counts other bytes than we do, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'seladb+PcapPlusPlus__solaris.snoop': 'no format that is read: the error says how to convert it',
};

/** Sums by tshark's words for them; it knows bad, good, not checked, and takes what offload leaves for bad. */
const SUM_NAMES: Readonly<Record<number, string>> = {
  [SUM_UNKNOWN]: '2',
  [SUM_GOOD]: '1',
  [SUM_OFFLOADED]: '0',
  [SUM_BAD]: '0',
};

interface Counted {
  segments: number;
  payloadBytes: number;
  sums: Record<string, number>;
}

function ours(file: string): Counted {
  const reader = new CaptureReader(() => undefined);
  const defrag = new Defragmenter(() => undefined);
  const view = new SegmentView();
  const counted: Counted = { segments: 0, payloadBytes: 0, sums: {} };
  view.checks = CHECKS_WARN;
  reader.feed(readFileSync(file));
  reader.finish();
  const count = (): void => {
    if (view.length > 0) counted.segments++;
    counted.payloadBytes += view.length;
    const sum = SUM_NAMES[view.tcpSum] ?? '?';
    counted.sums[sum] = (counted.sums[sum] ?? 0) + 1;
  };
  try {
    while (reader.next() === FRAME) {
      const { bytes, start, end, linkType, frame, time } = reader;
      if (decodeFrame(bytes, start, end, linkType, view, defrag, frame, time) !== 0) continue;
      do count();
      while (nextSegment());
    }
  } catch {
    // What is no capture has no segments.
  }
  return counted;
}

function theirs(file: string): Counted {
  const counted: Counted = { segments: 0, payloadBytes: 0, sums: {} };
  const rows = fieldsOf(file, ['tcp.len', 'tcp.checksum.status'], '-o', 'tcp.check_checksum:TRUE');
  for (const [length = '', status = ''] of rows) {
    if (length === '') continue;
    if (Number(length) > 0) counted.segments++;
    counted.payloadBytes += Number(length);
    counted.sums[status] = (counted.sums[status] ?? 0) + 1;
  }
  return counted;
}

describe.skipIf(!hasTshark || !hasCaptures)('hard captures (tshark, MSNSCAN_CAPTURES)', () => {
  const files = hasCaptures ? readdirSync(hard).filter((name) => /\.(pcapng|pcap|snoop)$/.test(name)) : [];
  test.each(files)('%s has the segments, the payload and the checksums that tshark sees', (name) => {
    const file = join(hard, name);
    if (DIFFERENT[name] === undefined) expect(ours(file)).toEqual(theirs(file));
    else expect(ours(file), DIFFERENT[name]).not.toEqual(theirs(file));
  });
});
