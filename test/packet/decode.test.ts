import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_HEADER_DEPTH } from '../../src/base/limits.ts';
import {
  decode,
  Decoder,
  ETHERNET,
  ethernet,
  fragmentHeader,
  hex,
  ipv4,
  ipv6,
  payloadsOf,
  RAW,
  TCP,
  tcp,
} from './headers.ts';
import { afterAddresses, IPV4, IPV6, pppoe, SEGMENT, TEXT, V4, V6, WAYS } from './ways.ts';

describe.each(WAYS)('$name', ({ linkType, frame, whenCut }) => {
  test('leads to the segment', () => {
    const { drop, payload, length, view } = decode(frame, linkType);
    expect({ drop, payload, length }).toEqual({ drop: 'none', payload: TEXT, length: TEXT.length });
    expect(view).toMatchObject({
      sourcePort: 40000,
      targetPort: 1863,
      sequence: 0x80000001 | 0,
      acknowledgement: -2,
      flags: 0x18,
    });
  });

  test('at each length of its headers gives a reason, and beyond them what is there', () => {
    const headers = frame.lastIndexOf(TEXT);
    for (let length = 0; length < headers; length++) {
      const { drop } = decode(frame.subarray(0, length), linkType);
      expect({ length, drop }).toEqual({ length, drop: drop === whenCut ? whenCut : 'truncated-header' });
    }
    for (let length = headers; length <= headers + TEXT.length; length++) {
      const { payload, length: wire } = decode(frame.subarray(0, length), linkType);
      expect([payload, wire]).toEqual([TEXT.slice(0, length - headers), TEXT.length]);
    }
  });
});

describe('addresses', () => {
  test('an IPv4 address is mapped into the last words', () => {
    expect(decode(V4, RAW).view).toMatchObject({
      ipVersion: 4,
      source0: 0,
      source1: 0,
      source2: 0xffff,
      source3: 0x0a000001,
      target2: 0xffff,
      target3: 0xcf2e6814 | 0,
    });
  });

  test('an IPv6 address is four words; nothing of an IPv4 segment before stays', () => {
    const decoder = new Decoder();
    decoder.decode(V4, RAW);
    expect(decoder.decode(V6, RAW).view).toMatchObject({
      ipVersion: 6,
      source0: 0x20010db8,
      source1: 0,
      source2: 0,
      source3: 1,
      target0: 0x20010db8,
      target3: 2,
    });
    expect(decoder.decode(V4, RAW).view).toMatchObject({
      ipVersion: 4,
      source0: 0,
      source2: 0xffff,
      target0: 0,
    });
  });
});

describe('lengths come from IP', () => {
  test.each([
    ['IPv4', IPV4, ipv4(tcp(Buffer.from('hi')))],
    ['IPv6', IPV6, ipv6(TCP, tcp(Buffer.from('hi')))],
  ])('padding and trailers behind %s are no data', (_, type, packet) => {
    const { payload, length } = decode(Buffer.concat([ethernet(type, packet), Buffer.from('MSG te')]));
    expect([payload, length]).toEqual(['hi', 2]);
  });

  test('a length of 0 is segmentation offload: the captured bytes are all', () => {
    expect(decode(ipv4(SEGMENT, { totalLength: 0 }), RAW)).toMatchObject({
      payload: TEXT,
      length: TEXT.length,
    });
    expect(decode(ipv6(TCP, SEGMENT, 0), RAW)).toMatchObject({ payload: TEXT, length: TEXT.length });
  });

  test.each([
    ['IPv4 header length 4', ipv4(SEGMENT).fill(0x44, 0, 1)],
    ['IPv4 total length below its header', ipv4(SEGMENT, { totalLength: 19 })],
    ['IPv4 total length below the TCP header', ipv4(SEGMENT, { totalLength: 39 })],
    ['IPv6 payload length below the TCP header', ipv6(TCP, SEGMENT, 19)],
    ['TCP data offset 4', ipv4(tcp(Buffer.from('hi'), { dataOffset: 4 }))],
    ['TCP data offset beyond the packet', ipv4(tcp(Buffer.from('hi'), { dataOffset: 6 }))],
    [
      'an IPv6 extension header beyond the packet',
      ipv6(60, Buffer.concat([hex('06 01 000000000000'), hex('00')])),
    ],
    ['an IPv6 extension header that is not there', ipv6(60, hex('0600 0000'))],
  ])('%s contradicts itself', (_, packet) => {
    expect(decode(packet, RAW).drop).toBe('bad-header-length');
  });

  test('options of IPv4 and TCP are passed over', () => {
    const options = hex('0204 05b4 0101 0402');
    const packet = ipv4(tcp(Buffer.from('hi'), { options }), { options: hex('0101 0101 0101 0100') });
    expect(decode(packet, RAW)).toMatchObject({ drop: 'none', payload: 'hi', length: 2 });
  });

  test('a segment cut within its TCP options counts: its ports, place and length are known', () => {
    const packet = ipv4(tcp(Buffer.from('hidden'), { options: Buffer.alloc(12, 1) }));
    for (let length = 40; length < 52; length++) {
      expect(decode(packet.subarray(0, length), RAW)).toMatchObject({ drop: 'none', payload: '', length: 6 });
    }
  });

  test('a segment without payload has length 0', () => {
    const { drop, length, view } = decode(ipv4(tcp(Buffer.alloc(0), { flags: 0x02 })), RAW);
    expect([drop, length, view.end - view.start, view.flags]).toEqual(['none', 0, 0, 2]);
  });
});

describe('IPv6 extension headers', () => {
  const options = hex('0000 0104 00000000');
  const chain = (types: readonly number[], last: number): Buffer =>
    Buffer.concat([
      ...types.map((type, i) => {
        const header = Buffer.from(type === 51 ? hex('0002 0000 00000001 00000002 00000000') : options);
        header[0] = types[i + 1] ?? last;
        return header;
      }),
      SEGMENT,
    ]);

  test.each([[[0]], [[43]], [[60]], [[51]], [[0, 60, 43, 51, 60]], [[44]], [[0, 44, 60]]])('%j', (types) => {
    const packet = ipv6(types[0]!, chain(types, TCP));
    // As a fragment header the same bytes are an atomic fragment, once offset and flag are 0.
    if (types.includes(44)) packet.fill(0, 40 + 8 * types.indexOf(44) + 1, 48 + 8 * types.indexOf(44));
    expect(decode(packet, RAW)).toMatchObject({ drop: 'none', payload: TEXT });
  });

  test('as many as the limit allows, and no more', () => {
    const of = (count: number): Buffer => ipv6(60, chain(Array<number>(count).fill(60), TCP));
    // Beside them the link layer, IPv6 and TCP.
    expect(decode(of(MAX_HEADER_DEPTH - 3), RAW).drop).toBe('none');
    expect(decode(of(MAX_HEADER_DEPTH - 2), RAW).drop).toBe('too-deep');
  });

  test('something other than TCP behind them is named', () => {
    expect(decode(ipv6(0, chain([0, 60], 58)), RAW).drop).toBe('not-tcp');
    expect(decode(ipv6(59, Buffer.alloc(0)), RAW).drop).toBe('not-tcp');
  });
});

describe('frames without a segment', () => {
  test.each<[string, number, Buffer]>([
    ['no-packet', -1, Buffer.alloc(0)],
    ['unknown-link-type', 147, V4],
    ['not-ip', ETHERNET, ethernet(0x0806, Buffer.alloc(28))],
    ['not-ip', ETHERNET, ethernet(100, Buffer.alloc(100))],
    ['not-ip', ETHERNET, ethernet(IPV4, V6)],
    ['not-ip', ETHERNET, ethernet(IPV6, V4)],
    ['not-ip', ETHERNET, ethernet(0x8864, pppoe('c021', Buffer.alloc(10)))],
    ['not-ip', ETHERNET, ethernet(0x8864, hex('1109 0005 0040 0021'))],
    ['bad-header-length', ETHERNET, ethernet(0x8864, hex('1100 0005 0001 0021'))],
    ['not-ip', 0, Buffer.concat([hex('07000000'), V4])],
    ['not-ip', RAW, hex('00')],
    ['not-tcp', RAW, ipv4(Buffer.alloc(20), { protocol: 17 })],
    ['not-tcp', RAW, ipv4(Buffer.alloc(20), { protocol: 17, more: true })],
    ['not-tcp', RAW, ipv6(44, Buffer.concat([fragmentHeader(17, 0, true), Buffer.alloc(8)]))],
    ['too-deep', ETHERNET, afterAddresses('8100 0001 8100', hex('0001 8100'.repeat(MAX_HEADER_DEPTH)))],
  ])('%s (link type %i)', (drop, linkType, frame) => {
    expect(decode(frame, linkType).drop).toBe(drop);
  });
});

/** Where a segment lies: in its frame, or in the datagram that it came in. */
function expectInside(frame: Buffer, linkType: number): void {
  const { drop, view, length } = decode(frame, linkType);
  expect(drop).not.toBe('a reason without a name');
  if (drop !== 'none') return;
  expect(view.start).toBeLessThanOrEqual(view.end);
  expect(view.end - view.start).toBeLessThanOrEqual(length);
  expect(view.start).toBeGreaterThanOrEqual(25);
  expect(view.end).toBeLessThanOrEqual(5 + frame.length);
}

const LINK_TYPES = [...new Set(WAYS.map(({ linkType }) => linkType)), 147, 0xffff];

test('random bytes under every link type give a reason or a segment that lies within its frame', () => {
  const heads = ['', '45', '60', '020000000001 020000000002 0800 45', '020000000001 020000000002 86dd 60'];
  fc.assert(
    fc.property(
      fc.constantFrom(...LINK_TYPES),
      fc.constantFrom(...heads),
      fc.uint8Array({ maxLength: 120 }),
      (linkType, head, tail) => {
        expectInside(Buffer.concat([hex(head), tail]), linkType);
      },
    ),
    { numRuns: 5000 },
  );
});

test('frames of every way with bytes changed, cut and under another link type do no worse', () => {
  const change = fc.tuple(fc.nat(120), fc.nat(255));
  fc.assert(
    fc.property(
      fc.constantFrom(...WAYS),
      fc.array(change, { maxLength: 4 }),
      fc.option(fc.nat(200)),
      fc.option(fc.constantFrom(...LINK_TYPES), { freq: 9 }),
      (way, changes, end, linkType) => {
        const frame = Buffer.from(way.frame);
        for (const [at, value] of changes) if (at < frame.length) frame[at] = value;
        expectInside(frame.subarray(0, end ?? frame.length), linkType ?? way.linkType);
      },
    ),
    { numRuns: 10_000 },
  );
});

describe('a frame as large as they come takes no longer than its bytes', () => {
  const SIZE = 256 * 1024;
  const filled = (head: string, unit: string): Buffer => {
    const frame = Buffer.alloc(SIZE, hex(unit));
    hex(head).copy(frame);
    return frame;
  };
  test.each<[string, number, Buffer]>([
    ['attributes of NFLOG', 239, filled('02000000', '0400 0100')],
    ['packets of an A-MSDU', 105, filled('8802 0000 020000000001 020000000002 020000000003 1000 8000', '00')],
    ['words of radiotap', 127, filled('0000 ffff', 'ffffffff')],
    ['labels', 219, filled('', '00064040')],
    ['tags', ETHERNET, filled('020000000001 020000000002', '8100 0001')],
    ['options of PPI', 192, filled('', '0000 0800 c0000000')],
    [
      'routes of GRE',
      228,
      filled(
        '4500 0000 0000 0000 40 2f 0000 0a000001 0a000002 4000 0800 0000 0000',
        '08 00 00 04 01 02 03 04',
      ),
    ],
  ])('%s', (_, linkType, frame) => {
    const start = performance.now();
    for (let i = 0; i < 10; i++) expect(payloadsOf(frame, linkType)).toEqual([]);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('headers around headers', () => {
  test('a packet longer than the packet around it is refused', () => {
    const inner = ipv4(SEGMENT, { totalLength: V4.length + 1 });
    expect(decode(ipv4(inner, { protocol: 4 }), RAW).drop).toBe('bad-header-length');
    const v6 = ipv6(TCP, SEGMENT, SEGMENT.length + 1);
    expect(decode(ipv4(v6, { protocol: 41 }), RAW).drop).toBe('bad-header-length');
  });

  test('padding of the packet around it is no data', () => {
    const { payload, length } = decode(ipv4(Buffer.concat([V4, Buffer.from('MSG')]), { protocol: 4 }), RAW);
    expect([payload, length]).toEqual([TEXT, TEXT.length]);
  });

  test('tunnels one in the other end at the limit', () => {
    const tunnels = (count: number): Buffer =>
      Array.from({ length: count }).reduce<Buffer>((packet) => ipv4(packet, { protocol: 4 }), V4);
    // Beside them the link layer, the innermost packet and TCP.
    expect(decode(tunnels(MAX_HEADER_DEPTH - 3), RAW).drop).toBe('none');
    expect(decode(tunnels(MAX_HEADER_DEPTH - 2), RAW).drop).toBe('too-deep');
  });

  test('the packet in an error of ICMP is none that was sent', () => {
    const error = Buffer.concat([hex('0301 0000 00000000'), V4]);
    expect(decode(ipv4(error, { protocol: 1 }), RAW).drop).toBe('not-tcp');
  });

  test.each<[string, string, Buffer]>([
    ['encrypted', 'ESP', ipv4(Buffer.alloc(60), { protocol: 50 })],
    ['compressed', 'IPComp', ipv4(Buffer.alloc(60), { protocol: 108 })],
    [
      'not-tcp',
      'IPv6 options in IPv4',
      ipv4(Buffer.concat([hex('0600 0104 00000000'), SEGMENT]), { protocol: 60 }),
    ],
    [
      'not-tcp',
      'UDP of another port',
      ipv4(Buffer.concat([hex('c000 0035 0042 0000'), V4]), { protocol: 17 }),
    ],
    ['not-tcp', 'VXLAN without its bit', ipv4(hex('c000 12b5 0010 0000 0000000000000700'), { protocol: 17 })],
    ['not-ip', 'an acknowledgement of PPTP', ipv4(hex('2081 880b 0000 0001 00000001'), { protocol: 47 })],
    ['not-tcp', 'GRE of another version', ipv4(hex('0002 0800'), { protocol: 47 })],
  ])('%s: %s', (drop, _, packet) => {
    expect(decode(packet, RAW).drop).toBe(drop);
  });

  test.each<[string, string, Buffer]>([
    ['compressed', "Van Jacobson's headers", hex('002d 0000 0000')],
    ['compressed', 'CCP, and so MPPE', hex('00fd 9000 0000')],
    ['encrypted', 'ECP', hex('0053 0000 0000')],
    ['link-fragment', 'multilink', hex('003d c000 0001 0021')],
    ['not-ip', 'link control', hex('c021 0101 0004')],
  ])('%s: %s', (drop, _, packet) => {
    expect(decode(packet, 9).drop).toBe(drop);
  });

  test('a jumbogram says its length in an option', () => {
    const segment = tcp(Buffer.alloc(70_000, 0x41));
    const jumbo = (length: number): Buffer => {
      const option = hex('0600 c204 00000000');
      option.writeUInt32BE(length, 4);
      return ipv6(0, Buffer.concat([option, segment, Buffer.from('padding')]), 0);
    };
    expect(decode(jumbo(segment.length + 8), RAW).length).toBe(70_000);
    expect(decode(jumbo(1000), RAW).drop).toBe('bad-header-length');
  });
});
