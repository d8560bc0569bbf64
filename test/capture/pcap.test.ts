import { describe, expect, test } from 'vitest';
import {
  type PcapFrame,
  pcapFile,
  pcapHeader,
  type PcapOptions,
  pcapRecord,
} from '../../fixtures/build/pcap.ts';
import { isoTime } from '../../src/base/time.ts';
import { readAll, SECOND, withoutOffset } from './read-all.ts';

const FRAMES: readonly PcapFrame[] = [
  { time: [1083848235, 123_456_789], bytes: Buffer.from('first frame') },
  { time: [1083848236, 999_999_999], bytes: Buffer.from('cut'), originalLength: 1500 },
  { time: [1083848230, 0], bytes: Buffer.alloc(0) },
];

const VARIANTS: readonly (readonly [string, PcapOptions])[] = [
  ['little-endian microseconds', {}],
  ['big-endian microseconds', { bigEndian: true }],
  ['little-endian nanoseconds', { nanoseconds: true }],
  ['big-endian nanoseconds', { bigEndian: true, nanoseconds: true }],
  ['little-endian modified', { modified: true }],
  ['big-endian modified', { bigEndian: true, modified: true }],
];

describe('pcap', () => {
  test.each(VARIANTS)('%s: bytes, lengths, times and numbers come out as written', (_, options) => {
    const { frames, notices, error, reader } = readAll(pcapFile(FRAMES, options));
    expect(error).toBeUndefined();
    expect(notices).toEqual([]);
    const unit = options.nanoseconds === true ? 1 : 1000;
    expect(frames.map(withoutOffset)).toEqual(
      FRAMES.map(({ time, bytes, originalLength = bytes.length }, i) => ({
        frame: i + 1,
        linkType: 1,
        unixNanos: BigInt(time[0]) * SECOND + BigInt(time[1] - (time[1] % unit)),
        hex: Buffer.from(bytes).toString('hex'),
        originalLength,
      })),
    );
    expect(reader.info).toEqual({
      format: 'pcap',
      linkTypes: [1],
      timeResolution: options.nanoseconds === true ? '10^-9' : '10^-6',
    });
    expect(reader.clock).toEqual({
      baseSeconds: 1083848235,
      digits: options.nanoseconds === true ? 9 : 6,
    });
  });

  test('a time is written with the digits of the capture', () => {
    const { reader } = readAll(pcapFile(FRAMES.slice(0, 1)));
    expect(isoTime(reader.clock, reader.time)).toBe('2004-05-06T12:57:15.123456Z');
  });

  test('the file offset is that of the record', () => {
    const { frames } = readAll(pcapFile(FRAMES));
    expect(frames.map((frame) => frame.fileOffset)).toEqual([24, 24 + 16 + 11, 24 + 16 + 11 + 16 + 3]);
  });

  test('a header without frames is a capture', () => {
    const { frames, notices, error, reader } = readAll(pcapHeader());
    expect({ frames, notices, error }).toEqual({ frames: [], notices: [], error: undefined });
    expect(reader.info.linkTypes).toEqual([1]);
  });

  test('bits for the frame check sequence are no part of the link type', () => {
    const { reader } = readAll(pcapFile(FRAMES, { linkType: 0x44000071 }));
    expect(reader.linkType).toBe(113);
    expect(reader.info.linkTypes).toEqual([113]);
  });

  test('times in the last second of 32 bits stay exact', () => {
    const late = { time: [0xffffffff, 999_999_999], bytes: Buffer.of(1) } as const;
    const { frames } = readAll(pcapFile([late], { nanoseconds: true }));
    expect(frames[0]?.unixNanos).toBe(0xffffffffn * SECOND + 999_999_999n);
  });

  test('before version 2.4 the smaller length is the captured one', () => {
    const header = pcapHeader({ version: [2, 2] });
    const swapped = pcapRecord({ time: [1, 0], bytes: Buffer.from('abc'), originalLength: 3 }, {}, 60);
    const { frames, notices } = readAll(Buffer.concat([header, swapped]));
    expect(notices).toEqual([]);
    expect(frames).toMatchObject([{ hex: '616263', originalLength: 60 }]);
  });

  test.each([
    [1, 4],
    [3, 0],
    [543, 0],
  ])('version %i.%i is refused by name', (major, minor) => {
    const { error } = readAll(pcapFile(FRAMES, { version: [major, minor] }));
    expect(error).toMatchObject({ code: 'unsupported-version', fileOffset: 4 });
    expect(error?.message).toContain(`pcap version ${major}.${minor}`);
  });

  test('a record longer than any frame ends the capture with a notice and keeps what came before', () => {
    const bad = pcapRecord({ time: [3, 0], bytes: Buffer.from('x') }, {}, 0xfffffff0);
    const good = pcapFile(FRAMES);
    const { frames, notices } = readAll(Buffer.concat([good, bad, pcapRecord(FRAMES[0]!)]));
    expect(frames).toHaveLength(3);
    expect(notices).toMatchObject([
      { code: 'capture-damaged', frame: 4, details: { fileOffset: good.length, claimed: 0xfffffff0 } },
    ]);
  });

  test('a record above the usual limit is read when the snap length allows it', () => {
    const big = { time: [1, 0], bytes: Buffer.alloc(300_000, 7) } as const;
    expect(readAll(pcapFile([big], { snapLength: 400_000 })).frames).toHaveLength(1);
    expect(readAll(pcapFile([big])).notices).toMatchObject([{ code: 'capture-damaged', frame: 1 }]);
  });

  test('an absurd snap length lifts the limit to that of a block only', () => {
    const bad = pcapRecord({ time: [3, 0], bytes: Buffer.from('x') }, {}, 0x2000000);
    const { notices } = readAll(Buffer.concat([pcapHeader({ snapLength: 0xffffffff }), bad]));
    expect(notices).toMatchObject([{ code: 'capture-damaged', details: { limit: 0x1000000 } }]);
  });

  test('a cut record is a notice with what is missing', () => {
    const whole = pcapFile(FRAMES);
    const { frames, notices } = readAll(whole.subarray(0, 24 + 16 + 5));
    expect(frames).toEqual([]);
    expect(notices).toMatchObject([
      { code: 'capture-cut', frame: 1, details: { fileOffset: 24, needed: 27, present: 21 } },
    ]);
  });
});
