import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FRAGMENT_TIMEOUT_NANOS,
  MAX_FRAGMENT_NOTICES,
  MAX_FRAGMENTED_DATAGRAMS,
} from '../../src/base/limits.ts';
import { Decoder, fragmentHeader, hex, ipv4, ipv6, RAW, TCP, tcp } from './headers.ts';

const TEXT = 'USR 2 TWN I ann@example.com\r\n'.repeat(4);
const SEGMENT = tcp(Buffer.from(TEXT));

interface Piece {
  readonly offset: number;
  readonly end: number;
}

/** One fragment of a payload, as an IPv4 or IPv6 packet. */
function fragment(version: number, { offset, end }: Piece, payload = SEGMENT, identification = 7): Buffer {
  const more = end < payload.length;
  const bytes = payload.subarray(offset, end);
  if (version === 4) return ipv4(bytes, { offset, more, identification });
  return ipv6(44, Buffer.concat([fragmentHeader(TCP, offset, more, identification), bytes]));
}

function piecesOf(size: number, length = SEGMENT.length): Piece[] {
  const count = Math.ceil(length / size);
  return Array.from({ length: count }, (_, i) => ({
    offset: i * size,
    end: Math.min(length, (i + 1) * size),
  }));
}

describe.each([4, 6])('IPv%i fragments', (version) => {
  test('in order: the last one brings the segment, with the addresses of the packet', () => {
    const decoder = new Decoder();
    const results = piecesOf(24).map((piece) => decoder.decode(fragment(version, piece), RAW));
    expect(results.slice(0, -1).every((result) => result.drop === 'fragment')).toBe(true);
    expect(results.at(-1)).toMatchObject({ drop: 'none', payload: TEXT, length: TEXT.length });
    expect(results.at(-1)?.view).toMatchObject({ ipVersion: version, sourcePort: 40000, targetPort: 1863 });
    decoder.defrag.flush();
    expect(decoder.notices).toEqual([]);
  });

  test('in any order, some of them twice, among those of other datagrams: each segment once, whole', () => {
    const other = tcp(Buffer.from(TEXT.toLowerCase()));
    const all = [8, 16, 40].flatMap((size) =>
      piecesOf(size).flatMap((piece) => [
        { size, packet: fragment(version, piece, SEGMENT, size) },
        { size: -size, packet: fragment(version, piece, other, 1000 + size) },
      ]),
    );
    fc.assert(
      fc.property(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.nat(all.length - 1),
        (order, twice) => {
          const decoder = new Decoder();
          const again = [...order.slice(0, twice), ...order.slice(Math.max(0, twice - 1))];
          const payloads = again
            .map(({ packet }) => decoder.decode(packet, RAW, 0).payload)
            .filter((text) => text !== '');
          expect(payloads.sort()).toEqual(
            [TEXT, TEXT, TEXT, ...Array<string>(3).fill(TEXT.toLowerCase())].sort(),
          );
          expect(decoder.notices).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('the same fragment again is no overlap', () => {
    const decoder = new Decoder();
    const [first, ...rest] = piecesOf(48).map((piece) => fragment(version, piece));
    for (const packet of [first!, first!, ...rest]) decoder.decode(packet, RAW);
    expect(decoder.notices).toEqual([]);
  });

  test('fragments that come again after their datagram was complete are known', () => {
    const decoder = new Decoder();
    const pieces = piecesOf(48).map((piece) => fragment(version, piece));
    const payloads = pieces.flatMap((packet) => [decoder.decode(packet, RAW), decoder.decode(packet, RAW)]);
    expect(payloads.map(({ payload }) => payload).filter((text) => text !== '')).toEqual([TEXT]);
    decoder.defrag.flush();
    expect(decoder.notices).toEqual([]);
  });

  test('the same identification with other bytes is another datagram', () => {
    const decoder = new Decoder();
    const other = tcp(Buffer.from(TEXT.toLowerCase()));
    const all = [SEGMENT, other].flatMap((segment) =>
      piecesOf(48).map((piece) => fragment(version, piece, segment)),
    );
    const payloads = all.map((packet) => decoder.decode(packet, RAW).payload).filter((text) => text !== '');
    expect(payloads).toEqual([TEXT, TEXT.toLowerCase()]);
  });

  test('of overlapping bytes the first stay, and one notice says so', () => {
    const decoder = new Decoder();
    const forged = Buffer.from(SEGMENT).fill(0x58);
    const { length } = SEGMENT;
    decoder.decode(fragment(version, { offset: 0, end: 64 }), RAW);
    decoder.decode(fragment(version, { offset: 32, end: 96 }, forged), RAW);
    decoder.decode(fragment(version, { offset: 48, end: 104 }, forged), RAW);
    const { payload } = decoder.decode(fragment(version, { offset: 40, end: length }), RAW);
    expect(payload).toBe(TEXT.slice(0, 64 - 20) + 'X'.repeat(40) + TEXT.slice(104 - 20));
    expect(decoder.notices).toEqual([{ code: 'fragment-overlap', frame: 2, details: { firstFrame: 1 } }]);
  });

  test('random overlapping pieces give each byte as it came first', () => {
    const units = Math.ceil(SEGMENT.length / 8);
    const span = fc.tuple(
      fc.nat(units - 1),
      fc.integer({ min: 1, max: units }),
      fc.integer({ min: 1, max: 255 }),
    );
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
        const decoder = new Decoder();
        const model: (number | undefined)[] = Array<number | undefined>(SEGMENT.length).fill(undefined);
        const send = (offset: number, end: number, bytes: Buffer): string => {
          for (let i = offset; i < end; i++) model[i] ??= bytes[i]!;
          return decoder.decode(fragment(version, { offset, end }, bytes), RAW, 0).payload;
        };
        // The TCP header comes first, so that what is made of it can be decoded.
        send(0, 24, SEGMENT);
        for (const [unit, count, value] of spans) {
          const end = Math.min((unit + count) * 8, (units - 1) * 8);
          if (unit * 8 < end) send(unit * 8, end, Buffer.alloc(SEGMENT.length, value));
        }
        send(0, 64, SEGMENT);
        const payload = send(64, SEGMENT.length, SEGMENT);
        expect(payload).toBe(Buffer.from(model.slice(20).map((byte) => byte ?? 0)).toString('latin1'));
      }),
    );
  });

  test('what cannot be a fragment is dropped and harms no other', () => {
    const decoder = new Decoder();
    const bad = (piece: Piece, payload: Buffer): string =>
      decoder.decode(fragment(version, piece, payload), RAW).drop;
    // A middle one of odd length, an empty one, one beyond the largest datagram.
    expect(bad({ offset: 0, end: 13 }, SEGMENT)).toBe('bad-fragment');
    expect(bad({ offset: 8, end: 8 }, SEGMENT)).toBe('bad-fragment');
    expect(bad({ offset: 65528, end: 65544 }, Buffer.alloc(65544))).toBe('bad-fragment');
    const [first, second] = piecesOf(64).map((piece) => fragment(version, piece));
    const pieces = piecesOf(64).map((piece) => fragment(version, piece));
    expect(decoder.decode(pieces.at(-1)!, RAW).drop).toBe('fragment');
    // Another end than the one known, and bytes behind it.
    expect(bad({ offset: 64, end: 80 }, SEGMENT.subarray(0, 80))).toBe('bad-fragment');
    expect(bad({ offset: 160, end: 168 }, Buffer.alloc(999))).toBe('bad-fragment');
    decoder.decode(first!, RAW);
    expect(decoder.decode(second!, RAW)).toMatchObject({ drop: 'none', payload: TEXT });
  });

  test('a datagram that stays incomplete is told at the end', () => {
    const decoder = new Decoder();
    decoder.decode(fragment(version, { offset: 64, end: 96 }), RAW);
    decoder.decode(fragment(version, { offset: 8, end: 24 }), RAW);
    decoder.defrag.flush();
    expect(decoder.notices).toEqual([
      { code: 'fragment-incomplete', frame: 1, details: { bytes: 48, fragments: 2 } },
    ]);
  });

  test('a fragment that comes too late begins another datagram', () => {
    const decoder = new Decoder();
    const [first, last] = [piecesOf(128)[0]!, piecesOf(128)[1]!].map((piece) => fragment(version, piece));
    decoder.decode(first!, RAW, 0);
    expect(decoder.decode(last!, RAW, FRAGMENT_TIMEOUT_NANOS + 1).drop).toBe('fragment');
    expect(decoder.notices).toMatchObject([{ code: 'fragment-incomplete', frame: 1 }]);
    expect(decoder.decode(first!, RAW, FRAGMENT_TIMEOUT_NANOS * 2).payload).toBe(TEXT);
  });

  test('a fragment cut by the snap length leaves a hole, never wrong bytes', () => {
    const decoder = new Decoder();
    const [first, last] = [piecesOf(128)[0]!, piecesOf(128)[1]!].map((piece) => fragment(version, piece));
    decoder.decode(first!.subarray(0, first!.length - 3), RAW);
    expect(decoder.decode(last!, RAW).drop).toBe('fragment');
    expect(decoder.decode(first!, RAW).payload).toBe(TEXT);
  });

  test('at each length a fragment gives a reason and never a segment', () => {
    const whole = fragment(version, { offset: 0, end: 64 });
    for (let length = 0; length <= whole.length; length++) {
      expect(['truncated-header', 'fragment']).toContain(
        new Decoder().decode(whole.subarray(0, length), RAW).drop,
      );
    }
  });
});

describe('bounds', () => {
  test('beyond the number of datagrams the oldest is dropped; notices are few and a sum', () => {
    const decoder = new Decoder();
    const over = MAX_FRAGMENT_NOTICES + 10;
    for (let id = 0; id < MAX_FRAGMENTED_DATAGRAMS + over; id++) {
      decoder.decode(fragment(6, { offset: 0, end: 8 }, SEGMENT, id), RAW, 0);
    }
    const limits = decoder.notices.filter((notice) => notice.code === 'fragment-limit');
    expect(limits).toHaveLength(MAX_FRAGMENT_NOTICES);
    expect(limits[0]?.frame).toBe(1);
    decoder.defrag.flush();
    expect(decoder.notices).toContainEqual({ code: 'fragment-limit', frame: 0, details: { count: 10 } });
    expect(decoder.notices.filter((notice) => notice.code === 'fragment-incomplete')).toHaveLength(
      MAX_FRAGMENT_NOTICES + 1,
    );
  });

  test('beyond the bytes the oldest are dropped, and the one at hand still comes together', () => {
    const decoder = new Decoder();
    const large = tcp(Buffer.alloc(60_000, 0x41));
    const [first, last] = [piecesOf(59_992, large.length)[0]!, piecesOf(59_992, large.length)[1]!];
    for (let id = 0; id < 300; id++) decoder.decode(fragment(4, first, large, id), RAW, 0);
    expect(decoder.notices[0]).toMatchObject({ code: 'fragment-limit', frame: 1 });
    expect(decoder.decode(fragment(4, last, large, 299), RAW, 0).length).toBe(60_000);
    expect(decoder.decode(fragment(4, last, large, 0), RAW, 0).drop).toBe('fragment');
  });

  test('a hundred thousand datagrams that never are complete take little memory and time', () => {
    const decoder = new Decoder();
    const large = tcp(Buffer.alloc(2000, 0x41));
    const packet = fragment(6, { offset: 0, end: 1400 }, large);
    const before = process.memoryUsage().rss;
    const start = performance.now();
    for (let id = 0; id < 100_000; id++) {
      packet.writeUInt32BE(id, 44);
      decoder.decode(packet, RAW, 0);
    }
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
    decoder.defrag.flush();
    // All but the first few are told as two sums.
    expect(decoder.notices.length).toBe(2 * (MAX_FRAGMENT_NOTICES + 1));
  });

  test('an old datagram that makes room was incomplete, not one too many', () => {
    const decoder = new Decoder();
    for (let id = 0; id <= MAX_FRAGMENTED_DATAGRAMS; id++) {
      decoder.decode(
        fragment(6, { offset: 0, end: 8 }, SEGMENT, id),
        RAW,
        id === 0 ? 0 : FRAGMENT_TIMEOUT_NANOS + 1,
      );
    }
    expect(decoder.notices).toMatchObject([{ code: 'fragment-incomplete', frame: 1 }]);
  });
});

describe('inside', () => {
  test('fragments of a tunnel hold fragments of a tunnel, and the last of all brings the segment', () => {
    const decoder = new Decoder();
    const inner = piecesOf(64).map((piece) => fragment(6, piece));
    const outer = inner.flatMap((packet, i) =>
      [
        { offset: 0, end: 48 },
        { offset: 48, end: packet.length },
      ].map(({ offset, end }) =>
        ipv4(packet.subarray(offset, end), {
          protocol: 41,
          identification: i,
          offset,
          more: end < packet.length,
        }),
      ),
    );
    const results = outer.map((packet) => decoder.decode(packet, RAW));
    expect(results.slice(0, -1).map(({ drop }) => drop)).toEqual(outer.slice(1).map(() => 'fragment'));
    expect(results.at(-1)).toMatchObject({ drop: 'none', payload: TEXT });
    expect(results.at(-1)?.view.ipVersion).toBe(6);
  });

  test('an atomic fragment is no part of the datagram with its identification', () => {
    const decoder = new Decoder();
    const [first, last] = piecesOf(128).map((piece) => fragment(6, piece));
    const atomic = ipv6(44, Buffer.concat([fragmentHeader(TCP, 0, false, 7), tcp(Buffer.from('alone'))]));
    decoder.decode(first!, RAW);
    expect(decoder.decode(atomic, RAW).payload).toBe('alone');
    expect(decoder.decode(last!, RAW).payload).toBe(TEXT);
  });

  test('IPv4 tells datagrams of different protocols apart, IPv6 does not', () => {
    const decoder = new Decoder();
    const [first, last] = piecesOf(128).map((piece) => fragment(4, piece));
    const tunnel = Buffer.from(last!).fill(4, 9, 10);
    decoder.decode(first!, RAW);
    expect(decoder.decode(tunnel, RAW).drop).toBe('fragment');
    expect(decoder.decode(last!, RAW).payload).toBe(TEXT);
  });

  test('IPv6 headers within the fragments are followed, though later fragments name another', () => {
    const decoder = new Decoder();
    const inner = Buffer.concat([hex('0600 0104 00000000'), SEGMENT]);
    const first = Buffer.concat([fragmentHeader(60, 0, true), inner.subarray(0, 64)]);
    const last = Buffer.concat([fragmentHeader(TCP, 64, false), inner.subarray(64)]);
    decoder.decode(ipv6(44, last), RAW);
    expect(decoder.decode(ipv6(44, first), RAW).payload).toBe(TEXT);
  });

  test('fragments within fragments end at the depth limit', () => {
    const decoder = new Decoder();
    let inner = SEGMENT;
    const wrap = (bytes: Buffer): Buffer => {
      const half = bytes.length & ~7;
      decoder.decode(
        ipv6(44, Buffer.concat([fragmentHeader(44, half, false, bytes.length), bytes.subarray(half)])),
        RAW,
      );
      return Buffer.concat([fragmentHeader(44, 0, true, bytes.length), bytes.subarray(0, half)]);
    };
    for (let i = 0; i < 20; i++) inner = wrap(inner);
    expect(decoder.decode(ipv6(44, inner), RAW).drop).not.toBe('none');
  });

  test('fragments of other addresses with the same identification do not mix', () => {
    const decoder = new Decoder();
    const [first, last] = [piecesOf(128)[0]!, piecesOf(128)[1]!].map((piece) => fragment(4, piece));
    const elsewhere = Buffer.from(last!).fill(9, 12, 16);
    decoder.decode(first!, RAW);
    expect(decoder.decode(elsewhere, RAW).drop).toBe('fragment');
    expect(decoder.decode(last!, RAW).payload).toBe(TEXT);
  });
});
