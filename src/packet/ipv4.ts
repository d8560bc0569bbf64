/** IPv4 (RFC 791): header with options, fragments handed to the defragmenter. */
import { i32be, u16be, u8 } from '../base/bytes.ts';
import { ipv4Sum, sumWords } from './checksum.ts';
import { type Cursor, dropped, IP, lacks } from './cursor.ts';
import { BAD_CHECKSUM, BAD_HEADER_LENGTH, type DropReason, NOT_IP, NOT_TCP } from './drop.ts';
import { REASSEMBLED, TCP } from './protocols.ts';
import { CHECKS_OFF, CHECKS_STRICT, type SegmentView, SUM_BAD } from './segment-view.ts';
import { decodeTcp, TCP_HEADER_BYTES } from './tcp.ts';

const HEADER_BYTES = 20;
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;
/** The word of an IPv4 address mapped into IPv6 that stands before the address. */
const MAPPED = 0xffff;
/** Source routes: the target in the header is only the next stop. */
const SOURCE_ROUTES: ReadonlySet<number> = new Set([131, 137]);
const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;

/** Returned when a packet is not what nearly all are. */
export const UNUSUAL = -1;

/**
 * What nearly all packets are, in one go: a segment in a packet of its own, its headers captured. All else is
 * UNUSUAL, for the layers to say what it is.
 */
export function usualIpv4(bytes: Buffer, at: number, end: number, view: SegmentView): DropReason | 0 | -1 {
  if (end - at < HEADER_BYTES + TCP_HEADER_BYTES) return UNUSUAL;
  const first = u8(bytes, at);
  const headerBytes = (first & 0x0f) << 2;
  const totalLength = u16be(bytes, at + 2);
  if (first >>> 4 !== 4 || headerBytes < HEADER_BYTES || totalLength < headerBytes) return UNUSUAL;
  if (u8(bytes, at + 9) !== TCP) return UNUSUAL;
  if ((u16be(bytes, at + 6) & (MORE_FRAGMENTS | OFFSET_MASK)) !== 0) return UNUSUAL;
  setAddresses(bytes, at, view);
  const wireEnd = at + totalLength;
  return decodeTcp(bytes, at + headerBytes, Math.min(end, wireEnd), wireEnd, view);
}

/**
 * The packet at the cursor. How long it is says its header, not the frame, which may be padded. A total length of 0
 * is what segmentation offload leaves in captures of the sending machine: then the captured bytes are all.
 */
export function ipv4(cursor: Cursor): number {
  const short = lacks(cursor, HEADER_BYTES);
  if (short !== 0) return short;
  const { bytes, at, view } = cursor;
  const first = u8(bytes, at);
  if (first >>> 4 !== 4) return dropped(NOT_IP);
  const headerBytes = (first & 0x0f) << 2;
  const totalLength = u16be(bytes, at + 2);
  if (headerBytes < HEADER_BYTES) return dropped(BAD_HEADER_LENGTH);
  if (totalLength !== 0 && (totalLength < headerBytes || !cursor.narrow(totalLength))) {
    return dropped(BAD_HEADER_LENGTH);
  }
  const cut = lacks(cursor, headerBytes);
  if (cut !== 0) return cut;
  setAddresses(bytes, at, view);
  if (view.checks !== CHECKS_OFF) check(cursor, headerBytes);
  const protocol = u8(bytes, at + 9);
  const fragment = u16be(bytes, at + 6);
  cursor.at += headerBytes;
  if ((fragment & (MORE_FRAGMENTS | OFFSET_MASK)) === 0) return IP | protocol;
  return REASSEMBLED.has(protocol) ? addFragment(cursor, at, protocol, fragment) : dropped(NOT_TCP);
}

function setAddresses(bytes: Buffer, at: number, view: SegmentView): void {
  view.ipVersion = 4;
  view.source0 = 0;
  view.source1 = 0;
  view.source2 = MAPPED;
  view.source3 = i32be(bytes, at + 12);
  view.target0 = 0;
  view.target1 = 0;
  view.target2 = MAPPED;
  view.target3 = i32be(bytes, at + 16);
}

function addFragment(cursor: Cursor, header: number, protocol: number, fragment: number): number {
  const { bytes, view, defrag } = cursor;
  if (defrag === undefined) return dropped(NOT_TCP);
  if (view.checks === CHECKS_STRICT && view.ipSum === SUM_BAD) return dropped(BAD_CHECKSUM);
  const reason = defrag.add(view, {
    identification: u16be(bytes, header + 4),
    protocol,
    offset: (fragment & OFFSET_MASK) * 8,
    more: (fragment & MORE_FRAGMENTS) !== 0,
    bytes,
    start: cursor.at,
    end: cursor.end,
    wireEnd: cursor.contentEnd,
    frame: cursor.frame,
    time: cursor.time,
  });
  if (reason !== 0) return dropped(reason);
  cursor.enter(defrag.datagram);
  return IP | protocol;
}

/** Makes out the header's checksum, and what the pseudo-header of TCP has of it. */
function check(cursor: Cursor, headerBytes: number): void {
  const { bytes, at, view } = cursor;
  const sum = ipv4Sum(bytes, at, headerBytes);
  if (sum > view.ipSum) view.ipSum = sum;
  const isRouted = headerBytes > HEADER_BYTES && hasSourceRoute(bytes, at + HEADER_BYTES, at + headerBytes);
  cursor.addressSum = isRouted ? -1 : sumWords(bytes, at + 12, at + 20);
}

function hasSourceRoute(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const option = u8(bytes, at);
    if (option === END_OF_OPTIONS) return false;
    if (SOURCE_ROUTES.has(option)) return true;
    at += option === NO_OPERATION ? 1 : Math.max(2, u8(bytes, at + 1));
  }
  return false;
}
