import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACK, encodeFrame, PSH, SYN } from '../../fixtures/build/packet.ts';
import { pcapFile } from '../../fixtures/build/pcap.ts';
import {
  CHECKS_STRICT,
  CHECKS_WARN,
  SUM_BAD,
  SUM_GOOD,
  SUM_OFFLOADED,
  SUM_UNKNOWN,
} from '../../src/packet/segment-view.ts';
import { collect, type Collector } from '../scan/collect.ts';
import { Decoder, ETHERNET, ipv4, RAW } from './headers.ts';

const ETHERNET_BYTES = 14;
const V4 = { client: { address: '10.0.0.1', port: 40000 }, server: { address: '192.0.2.9', port: 1863 } };
const V6 = {
  client: { address: '2001:db8::1', port: 40000 },
  server: { address: '2001:db8::2', port: 1863 },
};

interface Sent {
  readonly from: 'client' | 'server';
  readonly text: string;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags?: number;
}

function frameOf({ from, text, sequence, acknowledgement, flags = ACK | PSH }: Sent, ends = V4): Buffer {
  const [source, target] = from === 'client' ? [ends.client, ends.server] : [ends.server, ends.client];
  return encodeFrame({ source, target, sequence, acknowledgement, flags, payload: Buffer.from(text) });
}

const HELLO: Sent = { from: 'client', text: 'VER 1 MSNP8 CVR0\r\n', sequence: 1001, acknowledgement: 501 };

function sums(frame: Buffer, linkType = ETHERNET): [ip: number, tcp: number] {
  const decoder = new Decoder();
  decoder.view.checks = CHECKS_WARN;
  expect(decoder.decode(frame, linkType).drop).toBe('none');
  return [decoder.view.ipSum, decoder.view.tcpSum];
}

function folded(words: readonly number[]): number {
  let sum = words.reduce((a, b) => a + b, 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

const TCP_SUM_AT = ETHERNET_BYTES + 20 + 16;
const IP_SUM_AT = ETHERNET_BYTES + 10;
/** The words of both addresses and the protocol: what Windows leaves of a segment that the card is to cut up. */
const ADDRESSES = [0x0a00, 0x0001, 0xc000, 0x0209, 6];

describe('what a checksum is', () => {
  test('right ones are good, of IPv6 without one of its own', () => {
    expect(sums(frameOf(HELLO))).toEqual([SUM_GOOD, SUM_GOOD]);
    expect(sums(frameOf(HELLO, V6))).toEqual([SUM_UNKNOWN, SUM_GOOD]);
    expect(sums(frameOf({ ...HELLO, text: 'odd' }))).toEqual([SUM_GOOD, SUM_GOOD]);
  });

  test('padding behind the packet does not count', () => {
    expect(sums(Buffer.concat([frameOf(HELLO), Buffer.from('padding')]))).toEqual([SUM_GOOD, SUM_GOOD]);
  });

  test('a change of any byte of the segment or of the header is seen', () => {
    const right = frameOf(HELLO);
    const payloadAt = ETHERNET_BYTES + 40;
    fc.assert(
      fc.property(
        fc.integer({ min: payloadAt, max: right.length - 1 }),
        fc.integer({ min: 1, max: 254 }),
        (at, by) => {
          const wrong = Buffer.from(right);
          wrong[at] = (wrong[at]! + by) & 0xff;
          expect(sums(wrong)).toEqual([SUM_GOOD, SUM_BAD]);
        },
      ),
    );
    const wrong = Buffer.from(right);
    wrong[ETHERNET_BYTES + 8] = 3;
    expect(sums(wrong)).toEqual([SUM_BAD, SUM_GOOD]);
  });

  test('of a cut frame that of the segment is not known', () => {
    const frame = frameOf(HELLO);
    expect(sums(frame.subarray(0, -1))).toEqual([SUM_GOOD, SUM_UNKNOWN]);
  });

  test.each([
    ['zero', 0],
    ['the pseudo-header with the length, as Linux leaves it', folded([...ADDRESSES, 20 + HELLO.text.length])],
    ['the pseudo-header without the length, as Windows leaves it', folded(ADDRESSES)],
  ])('%s is offload', (_, value) => {
    const frame = frameOf(HELLO);
    frame.writeUInt16BE(value, TCP_SUM_AT);
    expect(sums(frame)).toEqual([SUM_GOOD, SUM_OFFLOADED]);
    frame.writeUInt16BE(value + 1, TCP_SUM_AT);
    expect(sums(frame)).toEqual([SUM_GOOD, SUM_BAD]);
  });

  test('a header of IPv4 without sum, or without length, is offload', () => {
    const frame = frameOf(HELLO);
    frame.writeUInt16BE(0, IP_SUM_AT);
    expect(sums(frame)[0]).toBe(SUM_OFFLOADED);
    frame.writeUInt16BE(0x1234, IP_SUM_AT);
    expect(sums(frame)[0]).toBe(SUM_BAD);
    frame.writeUInt16BE(0, ETHERNET_BYTES + 2);
    expect(sums(frame)).toEqual([SUM_OFFLOADED, SUM_GOOD]);
  });

  test('the worst of the headers around a segment counts', () => {
    const inner = frameOf(HELLO).subarray(ETHERNET_BYTES);
    expect(sums(ipv4(inner, { protocol: 4 }), RAW)).toEqual([SUM_OFFLOADED, SUM_GOOD]);
    inner[8] = 1;
    expect(sums(ipv4(inner, { protocol: 4 }), RAW)).toEqual([SUM_BAD, SUM_GOOD]);
  });

  test('nothing of the frame before stays', () => {
    const decoder = new Decoder();
    decoder.view.checks = CHECKS_WARN;
    const wrong = frameOf(HELLO);
    wrong.writeUInt16BE(1, IP_SUM_AT);
    decoder.decode(wrong);
    decoder.decode(frameOf(HELLO));
    expect([decoder.view.ipSum, decoder.view.tcpSum]).toEqual([SUM_GOOD, SUM_GOOD]);
  });

  test('a source route makes the target another one: then nothing is known', () => {
    const packet = frameOf(HELLO).subarray(ETHERNET_BYTES);
    const route = Buffer.from('830704c0000201', 'hex');
    const options = Buffer.concat([Buffer.of(1), route]);
    expect(sums(ipv4(packet.subarray(20), { options }), RAW)[1]).toBe(SUM_UNKNOWN);
  });

  test('fragments with a bad header are left out when told to, the right one is taken', () => {
    const decoder = new Decoder();
    decoder.view.checks = CHECKS_STRICT;
    const segment = frameOf(HELLO).subarray(ETHERNET_BYTES + 20);
    const forged = Buffer.alloc(segment.length, 0x58);
    const piece = (bytes: Buffer, offset: number, end: number): Buffer =>
      ipv4(bytes.subarray(offset, end), { offset, more: end < bytes.length });
    const bad = piece(forged, 24, forged.length);
    bad.writeUInt16BE(0x1234, 10);
    expect(decoder.decode(piece(segment, 0, 24), RAW).drop).toBe('fragment');
    expect(decoder.decode(bad, RAW).drop).toBe('bad-checksum');
    expect(decoder.decode(piece(segment, 24, segment.length), RAW).payload).toBe(HELLO.text);
  });
});

describe('--checksum', () => {
  const answer: Sent = { from: 'server', text: 'VER 1 MSNP8 CVR0\r\n', sequence: 501, acknowledgement: 1019 };
  const forged = frameOf({ ...HELLO, text: 'VER 1 MSNP9 CVR0\r\n' });
  forged.writeUInt16BE(0x1234, TCP_SUM_AT);
  const syn = frameOf({ ...HELLO, text: '', sequence: 1000, acknowledgement: 0, flags: SYN });
  const synAck = frameOf({ ...answer, text: '', sequence: 500, acknowledgement: 1001, flags: SYN | ACK });

  const run = (frames: readonly Buffer[], checksum?: 'off' | 'warn' | 'strict'): Promise<Collector> => {
    const file = pcapFile(
      frames.map((bytes, i) => ({ time: [1_100_000_000 + i, 0] as [number, number], bytes })),
    );
    return collect(file, checksum === undefined ? {} : { checksum });
  };
  const lines = (collector: Collector): string[] => collector.commands.map(({ line }) => line);
  const notices = (collector: Collector): [string, number, number][] =>
    collector.notices
      .filter(({ code }) => code.startsWith('checksum'))
      .map(({ code, frame, session }) => [code, frame, session]);
  const CAPTURE = [syn, synAck, forged, frameOf(HELLO), frameOf(answer)];

  test.each([undefined, 'off'] as const)('%s: nothing is looked at, the first bytes stay', async (mode) => {
    const result = await run(CAPTURE, mode);
    expect(lines(result)[0]).toBe('VER 1 MSNP9 CVR0');
    expect(notices(result)).toEqual([]);
  });

  test('warn: one notice a flow with counts by direction, and nothing else changes', async () => {
    const result = await run([...CAPTURE, forged, forged], 'warn');
    expect(lines(result)[0]).toBe('VER 1 MSNP9 CVR0');
    expect(notices(result)).toEqual([['checksum-bad', 3, 1]]);
    expect(result.notices.find(({ code }) => code === 'checksum-bad')?.details).toEqual({
      clientSegments: 5,
      clientBadIp: 0,
      clientBadTcp: 3,
      clientOffloaded: 0,
      clientUnchecked: 0,
      serverSegments: 2,
      serverBadIp: 0,
      serverBadTcp: 0,
      serverOffloaded: 0,
      serverUnchecked: 0,
    });
    expect(result.totals?.complete).toBe(true);
  });

  test('strict: what the other end would not have taken is left out, and the report says so', async () => {
    const result = await run(CAPTURE, 'strict');
    expect(lines(result)).toEqual(['VER 1 MSNP8 CVR0', 'VER 1 MSNP8 CVR0']);
    expect(notices(result)).toEqual([['checksum-rejected', 3, 1]]);
    expect(result.totals?.complete).toBe(false);
    expect(result.notices.map(({ code }) => code)).not.toContain('overlap-conflict');
  });

  test('strict: a flow of bad segments alone is no session', async () => {
    const result = await run([forged, forged], 'strict');
    expect(result.sessions).toEqual([]);
    expect(notices(result)).toEqual([['checksum-rejected', 1, 0]]);
  });

  test.each(['warn', 'strict'] as const)('%s: what offload leaves is named and kept', async (mode) => {
    const offloaded = frameOf(HELLO);
    offloaded.writeUInt16BE(folded([...ADDRESSES, 20 + HELLO.text.length]), TCP_SUM_AT);
    const result = await run([syn, synAck, offloaded, frameOf(answer)], mode);
    expect(lines(result)).toHaveLength(2);
    expect(notices(result)).toEqual([['checksum-offload', 3, 1]]);
    expect(result.totals?.complete).toBe(true);
  });

  test.each(['warn', 'strict'] as const)(
    '%s: right checksums and cut frames bring no notice',
    async (mode) => {
      const result = await run([syn, synAck, frameOf(HELLO), frameOf(answer).subarray(0, -2)], mode);
      expect(notices(result)).toEqual([]);
    },
  );
});
