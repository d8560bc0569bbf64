import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PcapFrame, pcapFile, type PcapOptions } from '../../fixtures/build/pcap.ts';
import { MAX_QUEUED_PACKETS } from '../../src/base/limits.ts';
import { type CapturedPacket, fromPcapParser, type PcapParser } from '../../src/capture/pcap-parser.ts';
import { readAll, type ReadFrame } from './read-all.ts';

interface PcapParserModule {
  parse(input: Readable | string): PcapParser & EventEmitter;
}
const pcapParser = createRequire(import.meta.url)('pcap-parser') as PcapParserModule;

async function collect(parser: PcapParser): Promise<CapturedPacket[]> {
  const packets: CapturedPacket[] = [];
  for await (const packet of fromPcapParser(parser).packets()) packets.push(packet);
  return packets;
}

const parse = (bytes: Buffer): Promise<CapturedPacket[]> => collect(pcapParser.parse(Readable.from([bytes])));

/** A frame of ours in the words of a packet of theirs; far from the first frame a time is exact to the microsecond. */
function asPacket({ linkType, unixNanos, hex, originalLength }: ReadFrame): object {
  const micros = (unixNanos + 500n) / 1000n;
  const nanoseconds = Number(micros % 1_000_000n) * 1000;
  return { linkType, seconds: Number(micros / 1_000_000n), nanoseconds, hex, originalLength };
}
const withHex = ({ bytes, ...packet }: CapturedPacket): object => ({ ...packet, hex: bytes.toString('hex') });

const anyFrame = fc
  .record({
    seconds: fc.nat(0xffffffff),
    micros: fc.nat(999_999),
    bytes: fc.uint8Array({ maxLength: 100 }),
    more: fc.nat(2000),
  })
  .map(({ seconds, micros, bytes, more }): PcapFrame => ({
    time: [seconds, micros * 1000],
    bytes,
    originalLength: bytes.length + more,
  }));

describe('pcap-parser as an oracle', () => {
  test.each<[string, PcapOptions]>([
    ['little-endian', {}],
    ['big-endian', { bigEndian: true }],
    ['another link type', { linkType: 113 }],
  ])('%s files: the same frames, times and bytes', async (_, options) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFrame, { maxLength: 20 }), async (frames) => {
        const file = pcapFile(frames, options);
        expect(readAll(file).frames.map(asPacket)).toEqual((await parse(file)).map(withHex));
      }),
      { numRuns: 50 },
    );
  });
});

describe('fromPcapParser', () => {
  const frame: PcapFrame = { time: [1083848235, 7000], bytes: Buffer.from('frame'), originalLength: 60 };

  test('gives packets with link type, time and lengths', async () => {
    expect(await parse(pcapFile([frame], { linkType: 0x44000001 }))).toEqual([
      {
        linkType: 1,
        seconds: 1083848235,
        nanoseconds: 7000,
        bytes: Buffer.from('frame'),
        originalLength: 60,
      },
    ]);
  });

  test('an error of the parser is thrown, although `end` comes with it', async () => {
    await expect(parse(Buffer.alloc(24, 1))).rejects.toThrow('unknown magic number');
  });

  test('packets that came before an error are given first', async () => {
    const parser = new EventEmitter();
    const packets = fromPcapParser(parser).packets()[Symbol.asyncIterator]();
    const header = { timestampSeconds: 1, timestampMicroseconds: 2, originalLength: 5 };
    parser.emit('globalHeader', { linkLayerType: 1 });
    parser.emit('packet', { header, data: frame.bytes });
    parser.emit('error', new Error('bad'));
    parser.emit('end');
    expect((await packets.next()).value).toMatchObject({ seconds: 1, nanoseconds: 2000 });
    await expect(packets.next()).rejects.toThrow('bad');
  });

  test('pauses the stream while packets wait, and goes on when they are taken', async () => {
    const piece = pcapFile(Array<PcapFrame>(MAX_QUEUED_PACKETS).fill(frame));
    const records = piece.subarray(24);
    let pieces = 0;
    const stream = new Readable({
      highWaterMark: 1,
      read() {
        pieces++;
        this.push(pieces === 1 ? piece : pieces <= 20 ? records : null);
      },
    });
    const source = fromPcapParser(pcapParser.parse(stream));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(pieces).toBeLessThan(5);
    let count = 0;
    for await (const packet of source.packets()) count += packet.bytes.equals(frame.bytes) ? 1 : 0;
    expect(count).toBe(20 * MAX_QUEUED_PACKETS);
  });
});
