import { describe, expect, test } from 'vitest';
import {
  block,
  enhancedPacket,
  interfaceDescription,
  obsoletePacket,
  type PcapFrame,
  pcapngFile,
  sectionHeader,
  simplePacket,
} from '../../fixtures/build/pcap.ts';
import { readAll, SECOND, withoutOffset } from './read-all.ts';

const FRAMES: readonly PcapFrame[] = [
  { time: [1083848235, 123_456_789], bytes: Buffer.from('first frame') },
  { time: [1083848236, 999_999_999], bytes: Buffer.from('cut'), originalLength: 1500 },
  { time: [1083848230, 0], bytes: Buffer.alloc(0) },
];
const BYTES = Buffer.from('frame');
const MICROS = 1_083_848_235_000_001n;

const packet = (ticks = MICROS, interfaceId = 0): Buffer =>
  enhancedPacket({ ticks, bytes: BYTES, interfaceId });
const file = (...blocks: Buffer[]): Buffer => Buffer.concat([sectionHeader(), ...blocks]);

describe('pcapng packets', () => {
  test.each([false, true])('enhanced blocks come out as written (big-endian: %s)', (bigEndian) => {
    const { frames, notices, reader } = readAll(pcapngFile(FRAMES, { bigEndian }));
    expect(notices).toEqual([]);
    expect(frames.map(withoutOffset)).toEqual(
      FRAMES.map(({ time, bytes, originalLength = bytes.length }, i) => ({
        frame: i + 1,
        linkType: 1,
        unixNanos: BigInt(time[0]) * SECOND + BigInt(time[1] - (time[1] % 1000)),
        hex: Buffer.from(bytes).toString('hex'),
        originalLength,
      })),
    );
    expect(reader.info).toEqual({ format: 'pcapng', linkTypes: [1], timeResolution: '10^-6' });
    expect(reader.clock).toEqual({ baseSeconds: 1083848235, digits: 6 });
  });

  test.each([
    ['milliseconds', 3, '10^-3', 6],
    ['nanoseconds', 9, '10^-9', 9],
    ['tenths of nanoseconds', 10, '10^-10', 9],
    ['2^-10 s', 0x8a, '2^-10', 6],
    ['2^-20 s', 0x94, '2^-20', 9],
    ['2^-31 s', 0x9f, '2^-31', 9],
  ])('times in %s', (_, tsresol, text, digits) => {
    const { frames, reader } = readAll(pcapngFile(FRAMES, { tsresol }));
    const base = (tsresol & 0x80) === 0 ? 10n : 2n;
    const units = base ** BigInt(tsresol & 0x7f);
    const expected = FRAMES.map(({ time: [seconds, nanos] }) => {
      const ticks = BigInt(seconds) * units + (BigInt(nanos) * units) / SECOND;
      return (ticks * SECOND) / units;
    });
    expect(frames.map((frame) => frame.unixNanos)).toEqual(expected);
    expect(reader.info.timeResolution).toBe(text);
    expect(reader.clock.digits).toBe(digits);
  });

  test.each([-3_600n, 1_000_000_000n])('if_tsoffset of %s s is added', (tsoffset) => {
    const { frames } = readAll(pcapngFile(FRAMES, { tsoffset }));
    expect(frames[0]?.unixNanos).toBe(1083848235n * SECOND + 123_456_000n);
  });

  test('obsolete packet blocks carry the same', () => {
    const blocks = [0, 1].map((interfaceId) =>
      obsoletePacket({ ticks: MICROS, bytes: BYTES, interfaceId, originalLength: 77 }),
    );
    const second = interfaceDescription({ linkType: 101 });
    const { frames, notices } = readAll(file(interfaceDescription(), second, ...blocks));
    expect(notices).toEqual([]);
    expect(frames).toMatchObject([
      { linkType: 1, hex: BYTES.toString('hex'), originalLength: 77, unixNanos: MICROS * 1000n },
      { linkType: 101 },
    ]);
  });

  test('a simple packet ends at the snap length of the first interface and has the time of the frame before', () => {
    const short = interfaceDescription({ snapLength: 3 });
    const { frames } = readAll(
      file(short, packet(), simplePacket(Buffer.from('abc'), { originalLength: 9 })),
    );
    expect(frames[1]).toMatchObject({ hex: '616263', originalLength: 9, unixNanos: frames[0]?.unixNanos });
  });

  test('a simple packet without a snap length ends at its original length, before the padding', () => {
    const { frames } = readAll(
      file(interfaceDescription({ snapLength: 0 }), simplePacket(Buffer.from('abcde'))),
    );
    expect(frames).toMatchObject([{ hex: '6162636465', originalLength: 5 }]);
  });
});

describe('pcapng blocks', () => {
  test('unknown blocks are passed over, name resolution, statistics and secrets among them', () => {
    const others = [4, 5, 10, 0x208, 0x80000001].map((type) => block(type, Buffer.alloc(20)));
    const { frames, notices } = readAll(file(interfaceDescription(), ...others, packet()));
    expect(notices).toEqual([]);
    expect(frames).toMatchObject([{ frame: 1 }]);
  });

  test.each([9, 0x204, 0x216, 0x221, 0xbad, 0x40000bad])(
    'a block of type %i counts as a frame without a packet, as in Wireshark',
    (type) => {
      const other = block(type, Buffer.alloc(20));
      const { frames } = readAll(file(interfaceDescription(), packet(), other, packet()));
      expect(frames.map(({ frame, linkType, hex }) => ({ frame, linkType, hex }))).toEqual([
        { frame: 1, linkType: 1, hex: BYTES.toString('hex') },
        { frame: 2, linkType: -1, hex: '' },
        { frame: 3, linkType: 1, hex: BYTES.toString('hex') },
      ]);
    },
  );

  test('sections have their own byte order and interfaces', () => {
    const bigEndian = true;
    const second = [
      sectionHeader({ bigEndian }),
      interfaceDescription({ bigEndian, linkType: 113 }),
      enhancedPacket({ ticks: MICROS, bytes: BYTES }, { bigEndian }),
    ];
    const { frames, reader } = readAll(file(interfaceDescription(), packet(), ...second));
    expect(frames.map((frame) => frame.linkType)).toEqual([1, 113]);
    expect(frames[1]?.unixNanos).toBe(MICROS * 1000n);
    expect(reader.info.linkTypes).toEqual([1, 113]);
  });

  test('each link type is listed once, in order', () => {
    const interfaces = [113, 1, 113, 101].map((linkType) => interfaceDescription({ linkType }));
    expect(readAll(file(...interfaces)).reader.info.linkTypes).toEqual([113, 1, 101]);
  });

  test('a frame of an interface that was not described holds no packet; one notice for all of them', () => {
    const { frames, notices } = readAll(
      file(interfaceDescription(), packet(), packet(MICROS, 7), packet(MICROS, 8)),
    );
    expect(frames.map((frame) => frame.linkType)).toEqual([1, -1, -1]);
    expect(notices).toMatchObject([{ code: 'capture-damaged', frame: 2, details: { interface: 7 } }]);
  });

  test('an interface with finer times that comes late does not change the digits; a notice says so', () => {
    const nanos = interfaceDescription({ tsresol: 9 });
    const { reader, notices } = readAll(file(interfaceDescription(), packet(), nanos, nanos));
    expect(reader.clock.digits).toBe(6);
    expect(notices).toMatchObject([{ code: 'late-interface', frame: 1 }]);
  });

  test('a second section of an unknown version ends the capture with a notice', () => {
    const { frames, notices } = readAll(
      file(
        interfaceDescription(),
        packet(),
        sectionHeader({ version: [2, 0] }),
        interfaceDescription(),
        packet(),
      ),
    );
    expect(frames).toHaveLength(1);
    expect(notices).toMatchObject([
      { code: 'capture-unsupported-section', frame: 2, details: { version: '2.0' } },
    ]);
  });

  test('a first section of an unknown version is refused by name', () => {
    const { error } = readAll(Buffer.concat([sectionHeader({ version: [0, 1] }), interfaceDescription()]));
    expect(error).toMatchObject({ code: 'unsupported-version' });
    expect(error?.message).toContain('pcapng section of version 0.1');
  });

  test('version 1.2 is 1.0 by another name', () => {
    const { frames } = readAll(
      Buffer.concat([sectionHeader({ version: [1, 2] }), interfaceDescription(), packet()]),
    );
    expect(frames).toHaveLength(1);
  });

  test('a length without its padding is rounded up, as Wireshark does', () => {
    const odd = enhancedPacket({ ticks: MICROS, bytes: BYTES }, { length: 32 + BYTES.length });
    const { frames, notices } = readAll(file(interfaceDescription(), odd, packet()));
    expect(notices).toEqual([]);
    expect(frames).toHaveLength(2);
  });

  test.each<[string, Buffer]>([
    ['lengths that disagree', enhancedPacket({ ticks: MICROS, bytes: BYTES }, { trailingLength: 8 })],
    ['a length below that of its own head', enhancedPacket({ ticks: MICROS, bytes: BYTES }, { length: 28 })],
    ['a length of 0', block(5, Buffer.alloc(8), { length: 0 })],
    ['a length above the limit', block(5, Buffer.alloc(8), { length: 0x1000004 })],
    ['a packet longer than its block', enhancedPacket({ ticks: MICROS, bytes: BYTES, capturedLength: 9 })],
    ['a section without byte order', block(0x0a0d0d0a, Buffer.alloc(16))],
  ])('%s: a notice, and the frames before are kept', (_, bad) => {
    const before = file(interfaceDescription(), packet());
    const { frames, notices } = readAll(Buffer.concat([before, bad, packet()]));
    expect(frames).toHaveLength(1);
    expect(notices).toMatchObject([
      { code: 'capture-damaged', frame: 2, details: { fileOffset: before.length } },
    ]);
  });

  test('damage in the first block is no capture at all', () => {
    const { error } = readAll(sectionHeader({ trailingLength: 4 }));
    expect(error).toMatchObject({ code: 'header-damaged', fileOffset: 0 });
  });

  test('options that run out of their block are left out', () => {
    const body = Buffer.concat([Buffer.of(1, 0, 0, 0, 0, 0, 4, 0), Buffer.of(9, 0, 0xff, 0xff, 9, 0, 0, 0)]);
    const { frames, reader } = readAll(file(block(1, body), packet()));
    expect(frames).toHaveLength(1);
    expect(reader.info.timeResolution).toBe('10^-6');
  });

  test('a cut block names the frame only when it would have been one', () => {
    const head = file(interfaceDescription(), packet());
    const cut = (last: Buffer): unknown => readAll(Buffer.concat([head, last.subarray(0, 12)])).notices;
    expect(cut(packet())).toMatchObject([
      { code: 'capture-cut', frame: 2, details: { needed: 40, present: 12 } },
    ]);
    expect(cut(block(5, Buffer.alloc(20)))).toMatchObject([{ code: 'capture-cut', frame: 0 }]);
  });
});
