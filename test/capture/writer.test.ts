/** What the writers write, readers read: the same frames, whichever format they come from. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  interfaceDescription,
  pcapFile,
  pcapngFile,
  sectionHeader,
  enhancedPacket,
} from '../../fixtures/build/pcap.ts';
import { END, FRAME, CaptureReader } from '../../src/capture/reader.ts';
import { type CaptureFormat, createWriter } from '../../src/capture/writer.ts';
import { readAll, SECOND, withoutOffset } from './read-all.ts';

/** Writes a capture once more; `commentsOf` says what of a frame. */
function rewrite(
  input: Buffer,
  format: CaptureFormat,
  commentsOf: (frame: number) => readonly string[] = () => [],
): Buffer {
  const parts: Buffer[] = [];
  const reader = new CaptureReader(() => undefined);
  reader.feed(input);
  reader.finish();
  let step = reader.next();
  const writer = createWriter(
    format,
    { raw: (bytes) => parts.push(Buffer.from(bytes)) },
    { clock: reader.clock, application: 'msnscan test', hasOneOrigin: reader.info.format === 'pcap' },
  );
  for (; step === FRAME; step = reader.next()) writer.frame(reader, 'a.pcap', commentsOf(reader.frame));
  expect(step).toBe(END);
  return Buffer.concat(parts);
}

const SECONDS = 1_100_000_000;

const frameArbitrary = fc.record({
  bytes: fc.uint8Array({ maxLength: 70 }),
  more: fc.nat(2000),
  second: fc.nat(86_400),
  nanosecond: fc.nat(999_999_999),
});

describe.each(['pcap', 'pcapng'] as const)('written as %s', (format) => {
  test.each([
    ['pcap', false],
    ['pcap', true],
    ['pcapng', false],
    ['pcapng', true],
  ] as const)('frames of %s come back, nanoseconds: %s', (from, isFine) => {
    fc.assert(
      fc.property(fc.array(frameArbitrary, { minLength: 1, maxLength: 8 }), (wanted) => {
        const frames = wanted.map(({ bytes, more, second, nanosecond }) => ({
          bytes,
          originalLength: bytes.length + more,
          time: [SECONDS + second, nanosecond] as [number, number],
        }));
        const options = from === 'pcap' ? { nanoseconds: isFine } : { tsresol: isFine ? 9 : 6 };
        const input = from === 'pcap' ? pcapFile(frames, options) : pcapngFile(frames, options);
        const again = readAll(rewrite(input, format));
        expect(again.notices).toEqual([]);
        expect(again.frames.map(withoutOffset)).toEqual(readAll(input).frames.map(withoutOffset));
        expect(again.reader.clock.digits).toBe(isFine ? 9 : 6);
      }),
    );
  });
});

test('a pcap keeps its limit of lengths', () => {
  const frame = { bytes: Buffer.alloc(96), originalLength: 1500, time: [SECONDS, 0] as [number, number] };
  const written = rewrite(pcapFile([frame], { snapLength: 96 }), 'pcap');
  expect(written.readUInt32LE(16)).toBe(96);
});

test('a pcap of an interface among others has a limit that cuts nothing', () => {
  const frame = { bytes: Buffer.alloc(96), time: [SECONDS, 0] as [number, number] };
  expect(rewrite(pcapngFile([frame], { snapLength: 96 }), 'pcap').readUInt32LE(16)).toBe(256 * 1024);
});

test('pcapng keeps interfaces apart: link type, limit and resolution of each', () => {
  const bytes = Buffer.of(1, 2, 3);
  const input = Buffer.concat([
    sectionHeader(),
    interfaceDescription({ linkType: 1, snapLength: 100 }),
    interfaceDescription({ linkType: 101, tsresol: 9 }),
    enhancedPacket({ ticks: BigInt(SECONDS) * 1_000_000n + 5n, bytes, interfaceId: 0 }),
    enhancedPacket({ ticks: BigInt(SECONDS) * SECOND + 7n, bytes, interfaceId: 1 }),
    enhancedPacket({ ticks: BigInt(SECONDS) * 1_000_000n + 6n, bytes, interfaceId: 0 }),
  ]);
  const written = readAll(rewrite(input, 'pcapng'));
  expect(written.frames.map(({ linkType, unixNanos }) => [linkType, unixNanos % SECOND])).toEqual([
    [1, 5000n],
    [101, 7n],
    [1, 6000n],
  ]);
  expect(() => rewrite(input, 'pcap')).toThrow('link types 1 and 101 do not fit into one pcap file');
});

test('a time finer than the capture shows is not given up in pcapng', () => {
  const input = Buffer.concat([
    sectionHeader(),
    interfaceDescription(),
    enhancedPacket({ ticks: BigInt(SECONDS) * 1_000_000n, bytes: Buffer.of(1) }),
    interfaceDescription({ tsresol: 9 }),
    enhancedPacket({ ticks: BigInt(SECONDS) * SECOND + 1001n, bytes: Buffer.of(2), interfaceId: 1 }),
  ]);
  const written = readAll(rewrite(input, 'pcapng'));
  expect(written.frames.map(({ unixNanos }) => unixNanos % SECOND)).toEqual([0n, 1001n]);
});

test('comments are options of their packet, cut between characters where an option must end', () => {
  const frame = { bytes: Buffer.of(1, 2, 3), time: [SECONDS, 0] as [number, number] };
  const texts = ['first', `${'x'.repeat(65_534)}é`];
  const written = rewrite(pcapngFile([frame, frame]), 'pcapng', (number) => (number === 2 ? texts : []));
  expect(written.includes('\x01\0\x05\0first\0\0\0')).toBe(true);
  expect(written.includes(`\x01\0\xfe\xff${'x'.repeat(65_534)}\0\0\0\0\0\0`, 0, 'latin1')).toBe(true);
  expect(readAll(written).frames).toHaveLength(2);
  // What is there stays, in front.
  const twice = rewrite(written, 'pcapng', (number) => (number === 2 ? ['last'] : []));
  expect(twice.includes(`\x01\0\xfe\xff${'x'.repeat(65_534)}\0\0\x01\0\x04\0last\0\0\0\0`, 0, 'latin1')).toBe(
    true,
  );
});
