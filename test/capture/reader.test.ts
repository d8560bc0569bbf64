import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  block,
  enhancedPacket,
  interfaceDescription,
  type PcapFrame,
  pcapFile,
  pcapngFile,
  sectionHeader,
  simplePacket,
} from '../../fixtures/build/pcap.ts';
import { END, CaptureReader, FRAME, NEED_MORE } from '../../src/capture/reader.ts';
import { cutAt, readAll, readChunks, type ReadResult } from './read-all.ts';

const FRAMES: readonly PcapFrame[] = [
  { time: [1083848235, 5000], bytes: Buffer.from('frame one') },
  { time: [1083848236, 0], bytes: Buffer.alloc(0) },
  { time: [1083848236, 7000], bytes: Buffer.alloc(70, 0x5a), originalLength: 1000 },
];

const ALL_BLOCKS = Buffer.concat([
  sectionHeader(),
  interfaceDescription({ snapLength: 20 }),
  enhancedPacket({ ticks: 1_083_848_235_000_001n, bytes: Buffer.from('frame') }),
  block(5, Buffer.alloc(9)),
  block(0xbad, Buffer.alloc(5)),
  simplePacket(Buffer.from('abc')),
  sectionHeader({ bigEndian: true }),
  interfaceDescription({ bigEndian: true, linkType: 113, tsresol: 9 }),
  enhancedPacket({ ticks: 1_083_848_235_000_000_001n, bytes: Buffer.from('x') }, { bigEndian: true }),
]);

const FILES: readonly (readonly [string, Buffer])[] = [
  ['pcap', pcapFile(FRAMES)],
  ['nanosecond big-endian pcap', pcapFile(FRAMES, { bigEndian: true, nanoseconds: true })],
  ['modified pcap', pcapFile(FRAMES, { modified: true })],
  ['pcapng', pcapngFile(FRAMES)],
  ['pcapng with blocks of all kinds', ALL_BLOCKS],
];

const outcome = ({ frames, notices, error, reader }: ReadResult): unknown => ({
  frames,
  notices,
  error: error?.message,
  info: reader.info,
  clock: reader.clock,
});

describe.each(FILES)('%s', (_, bytes) => {
  const whole = outcome(readAll(bytes));

  test('gives the same in chunks of any one size', () => {
    for (let size = 1; size <= bytes.length; size++) {
      const places = Array.from({ length: Math.ceil(bytes.length / size) }, (_unused, i) => i * size);
      expect(outcome(readChunks(cutAt(bytes, places)))).toEqual(whole);
    }
  });

  test('gives the same in any chunks, empty ones included', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (places) => {
        const chunks = cutAt(bytes, places).flatMap((chunk) => [chunk, Buffer.alloc(0)]);
        expect(outcome(readChunks(chunks))).toEqual(whole);
      }),
    );
  });

  test('cut at any length gives the frames that are whole and a notice or a CaptureError', () => {
    const { frames: all } = readAll(bytes);
    for (let length = 0; length < bytes.length; length++) {
      const { frames, notices, error } = readAll(bytes.subarray(0, length));
      expect(frames.map((frame) => frame.hex)).toEqual(all.slice(0, frames.length).map((frame) => frame.hex));
      const codes = notices.map((notice) => notice.code).filter((code) => code !== 'late-interface');
      // Between two records nobody can know that there was more.
      if (error === undefined && codes.length === 0) {
        expect(readAll(Buffer.concat([bytes.subarray(0, length), Buffer.of(1)])).notices.at(-1)?.code).toBe(
          'capture-cut',
        );
      } else expect(error === undefined ? codes : [error.code]).toEqual([error?.code ?? 'capture-cut']);
      if (error !== undefined) expect(['empty-input', 'header-cut']).toContain(error.code);
    }
  });

  test('with any bytes changed it reads on or says so, and never fails otherwise', () => {
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bad = Buffer.from(bytes);
        for (const [at, value] of changes) bad[at] = value;
        const chunks = outcome(readChunks(cutAt(bad, [3, 30, 31, 90])));
        expect(chunks).toEqual(outcome(readAll(bad)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('input that is no capture', () => {
  test.each<[string, string, string, string]>([
    ['an empty file', '', 'empty-input', 'empty'],
    ['three bytes', '\xd4\xc3\xb2', 'header-cut', '3 bytes'],
    ['text', 'VER 1 MSNP8 CVR0\r\nCVR 2 0x0409\r\n', 'unknown-format', 'text'],
    ['other bytes', '\0\0\0\x20ftypisom', 'unknown-format', '0000002066747970'],
    ['a snoop capture', 'snoop\0\0\0\0\0\0\x02\0\0\0\x04', 'unsupported-format', 'snoop'],
    ['a Network Monitor capture', 'GMBU\0\x02\x01\0', 'unsupported-format', 'Network Monitor'],
    ['zstd', '\x28\xb5\x2f\xfd\0\0', 'unsupported-format', 'zstd'],
    ['a cut pcap header', '\xd4\xc3\xb2\xa1\x02\0\x04\0', 'header-cut', '24 bytes expected, 8 found'],
    ['a cut pcapng header', '\x0a\x0d\x0d\x0a\x1c\0\0\0', 'header-cut', 'pcapng'],
  ])('%s is refused and named', (_, text, code, words) => {
    const { error } = readAll(Buffer.from(text, 'latin1'));
    expect(error).toMatchObject({ code });
    expect(error?.message).toContain(words);
    expect(error?.advice).not.toBe('');
  });

  test('random bytes never throw anything but CaptureError', () => {
    const magics = ['', 'd4c3b2a1', 'a1b23c4d', '0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000'];
    fc.assert(
      fc.property(
        fc.constantFrom(...magics),
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.nat(200)),
        (magic, tail, places) => {
          const bytes = Buffer.concat([Buffer.from(magic, 'hex'), tail]);
          expect(outcome(readChunks(cutAt(bytes, places)))).toEqual(outcome(readAll(bytes)));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('CaptureReader', () => {
  test('waits for the input to go on, and says END once it was finished', () => {
    const reader = new CaptureReader(() => undefined);
    expect(reader.next()).toBe(NEED_MORE);
    reader.feed(pcapFile(FRAMES.slice(0, 1)));
    expect([reader.next(), reader.next(), reader.next()]).toEqual([FRAME, NEED_MORE, NEED_MORE]);
    reader.finish();
    expect([reader.next(), reader.next()]).toEqual([END, END]);
  });

  test('hands frames out in place: no copy of a record that lies in its chunk', () => {
    const chunk = pcapFile(FRAMES);
    const reader = new CaptureReader(() => undefined);
    reader.feed(chunk);
    reader.next();
    expect(reader.bytes).toBe(chunk);
  });

  test('stays at END after damage, whatever is fed', () => {
    const reader = new CaptureReader(() => undefined);
    reader.feed(Buffer.concat([pcapFile([]), Buffer.alloc(16, 0xff)]));
    expect(reader.next()).toBe(END);
    reader.feed(pcapFile(FRAMES));
    expect(reader.next()).toBe(END);
  });
});
