/** The Internet checksum (RFC 1071) of IPv4 headers and of TCP segments, and what offload leaves in its place. */
import { u16be, u8 } from '../base/bytes.ts';
import type { Cursor } from './cursor.ts';
import { TCP } from './protocols.ts';
import { type Sum, SUM_BAD, SUM_GOOD, SUM_OFFLOADED, SUM_UNKNOWN } from './segment-view.ts';

const ALL_ONES = 0xffff;
const TCP_CHECKSUM_OFFSET = 16;

/** Sum of the words from `start` to `end`, not folded: below 2^53 for whatever a datagram can hold. */
export function sumWords(bytes: Buffer, start: number, end: number): number {
  let sum = 0;
  let at = start;
  for (; at + 1 < end; at += 2) sum += u16be(bytes, at);
  return at < end ? sum + (u8(bytes, at) << 8) : sum;
}

function fold(sum: number): number {
  let folded = sum;
  while (folded > ALL_ONES) folded = (folded & ALL_ONES) + Math.floor(folded / 0x10000);
  return folded;
}

/** The header of `headerBytes` at `at`; a length of 0 is filled in by the same hardware as the sum. */
export function ipv4Sum(bytes: Buffer, at: number, headerBytes: number): Sum {
  if (u16be(bytes, at + 2) === 0) return SUM_OFFLOADED;
  if (fold(sumWords(bytes, at, at + headerBytes)) === ALL_ONES) return SUM_GOOD;
  return u16be(bytes, at + 10) === 0 ? SUM_OFFLOADED : SUM_BAD;
}

/**
 * The segment from `cursor.at` to `wireEnd`. Offload leaves 0, or the sum of the pseudo-header alone, which Linux
 * makes with the segment's length and Windows, when it is to be cut into segments, without.
 */
export function tcpSum(cursor: Cursor, wireEnd: number): Sum {
  const { bytes, at, end, addressSum } = cursor;
  if (end < wireEnd || addressSum < 0) return SUM_UNKNOWN;
  const length = wireEnd - at;
  const pseudoHeader = addressSum + TCP + length;
  if (fold(pseudoHeader + sumWords(bytes, at, wireEnd)) === ALL_ONES) return SUM_GOOD;
  const field = u16be(bytes, at + TCP_CHECKSUM_OFFSET);
  const isPartial = field === fold(pseudoHeader) || field === fold(addressSum + TCP);
  return field === 0 || isPartial ? SUM_OFFLOADED : SUM_BAD;
}
