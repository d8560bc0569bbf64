import { describe, expect, test } from 'vitest';
import { decode, hex, ipv4, payloadsOf, tcp } from './headers.ts';
import { join, RADIOTAP, snapV4, subframe, TEXT, wlan, WLAN } from './ways.ts';

const ADDRESSES = '020000000001 020000000002 020000000003';
/** The header of an A-MSDU. */
const AGGREGATE = wlan('8802', '8000');
const snapOf = (text: string): Buffer => join('aaaa03 000000 0800', ipv4(tcp(Buffer.from(text))));
/** A packet in an A-MSDU that another one follows: filled up to a multiple of four bytes. */
const padded = (payload: Buffer): Buffer => {
  const bytes = subframe(payload);
  return join(bytes, Buffer.alloc(-bytes.length & 3));
};

describe('frames of 802.11 without a packet are named', () => {
  test.each<[string, string, Buffer]>([
    ['not-ip', 'a beacon', join('8000 0000', ADDRESSES, '1000', Buffer.alloc(40))],
    ['not-ip', 'an acknowledgement', hex('d400 0000 020000000001')],
    ['not-ip', 'data without data', join('4801 0000', ADDRESSES, '1000')],
    ['not-ip', 'QoS data without data', join('c801 0000', ADDRESSES, '1000 0000')],
    ['not-ip', 'another version', join('0902 0000', ADDRESSES, '1000', snapV4)],
    ['not-ip', 'another protocol', join(wlan('0802'), 'aaaa03 000000 0806', Buffer.alloc(28))],
    ['encrypted', 'protected by CCMP', join(wlan('0842'), '01000020 00000000', Buffer.alloc(80, 0x5a))],
    ['encrypted', 'protected, an A-MSDU', join(wlan('8842', '8000'), Buffer.alloc(80, 0x5a))],
    ['link-fragment', 'the first fragment', join(wlan('0806'), snapV4)],
    ['link-fragment', 'a later fragment', join(wlan('0802', '', '1100'), snapV4)],
  ])('%s: %s', (drop, _, frame) => {
    expect(decode(frame, WLAN).drop).toBe(drop);
  });
});

describe('radiotap', () => {
  const behind = (header: string): string => decode(join(header, wlan('0802'), snapV4), RADIOTAP).drop;

  test('a frame that was received with a bad check sequence is dropped by name', () => {
    expect(behind('00 00 0900 02000000 50')).toBe('damaged-frame');
    expect(behind('00 00 0900 02000000 10')).toBe('none');
  });

  test('flags are looked for where the time stamp ends, at a multiple of eight bytes', () => {
    expect(behind('00 00 1100 03000000 4040404040404040 10')).toBe('none');
    // Two words of bits: the time stamp begins at 16.
    expect(behind('00 00 1900 03000080 00000000 40404040 4040404040404040 10')).toBe('none');
    expect(behind('00 00 1900 03000080 00000000 00000000 0000000000000000 40')).toBe('damaged-frame');
  });

  test('words of presence bits without end, and flags behind the header, are no flags', () => {
    expect(behind(`00 00 1800 ${'ffffffff'.repeat(5)}`)).toBe('none');
  });

  test.each(['00 00 0700 00000000', '01 00 0800 00000000'])('%s is no header', (header) => {
    expect(behind(header)).toBe('bad-header-length');
  });
});

describe('several packets in one frame', () => {
  test('each segment is given once, in order', () => {
    const frame = join(AGGREGATE, padded(snapOf('one')), padded(snapOf('three')), subframe(snapV4));
    expect(payloadsOf(frame, WLAN)).toEqual(['one', 'three', TEXT]);
  });

  test('what is no segment among them is passed over', () => {
    const arp = join('aaaa03 000000 0806', Buffer.alloc(28));
    const frame = join(AGGREGATE, padded(arp), padded(snapOf('one')), padded(arp), subframe(snapOf('two')));
    expect(payloadsOf(frame, WLAN)).toEqual(['one', 'two']);
  });

  test('a check sequence behind the last one is none', () => {
    expect(payloadsOf(join(AGGREGATE, subframe(snapV4), '12345678'), WLAN)).toEqual([TEXT]);
  });

  test('a cut frame gives what is there of the last one, a wrong length ends the search', () => {
    const frame = join(AGGREGATE, padded(snapOf('one')), subframe(snapV4));
    expect(payloadsOf(frame.subarray(0, -4), WLAN)).toEqual(['one', TEXT.slice(0, -4)]);
    const wrong = join(AGGREGATE, '020000000001 020000000002 ffff', snapV4);
    expect(payloadsOf(wrong, WLAN)).toEqual([TEXT]);
  });

  test('a packet longer than its part of the frame is refused', () => {
    const short = subframe(snapV4);
    short.writeUInt16BE(snapV4.length - 1, 12);
    expect(decode(join(AGGREGATE, short), WLAN).drop).toBe('bad-header-length');
  });

  test('the next frame has none of them', () => {
    const frame = join(AGGREGATE, padded(snapOf('one')), subframe(snapOf('two')));
    expect(decode(frame, WLAN).payload).toBe('one');
    expect(payloadsOf(join('020000000001 020000000002 0800', ipv4(tcp(Buffer.from('next')))), 1)).toEqual([
      'next',
    ]);
  });
});
