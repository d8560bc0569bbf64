/** IPv6 (RFC 8200): header, extension headers, fragments handed to the defragmenter. */
import { i32be, u16be, u32be, u8 } from '../base/bytes.ts';
import { MAX_HEADER_DEPTH } from '../base/limits.ts';
import type { Defragmenter } from './defragmenter.ts';
import { BAD_HEADER_LENGTH, type DropReason, NOT_IP, NOT_TCP, TOO_DEEP, TRUNCATED_HEADER } from './drop.ts';
import type { SegmentView } from './segment-view.ts';
import { decodeTcp } from './tcp.ts';

const HEADER_BYTES = 40;
const HOP_BY_HOP = 0;
const TCP = 6;
const ROUTING = 43;
const FRAGMENT_HEADER = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;
const FRAGMENT_HEADER_BYTES = 8;
const FRAGMENTABLE: ReadonlySet<number> = new Set([
  TCP,
  HOP_BY_HOP,
  ROUTING,
  FRAGMENT_HEADER,
  AUTHENTICATION,
  DESTINATION,
]);

/**
 * Decodes the packet at `start`. A payload length of 0 stands for a jumbogram (RFC 2675) or for segmentation
 * offload on the recording machine: then the captured bytes are all.
 */
export function decodeIpv6(
  bytes: Buffer,
  start: number,
  end: number,
  view: SegmentView,
  defrag: Defragmenter,
  frame: number,
  time: number,
): DropReason | 0 {
  if (end - start < HEADER_BYTES) return TRUNCATED_HEADER;
  if (u8(bytes, start) >>> 4 !== 6) return NOT_IP;
  view.ipVersion = 6;
  view.source0 = i32be(bytes, start + 8);
  view.source1 = i32be(bytes, start + 12);
  view.source2 = i32be(bytes, start + 16);
  view.source3 = i32be(bytes, start + 20);
  view.target0 = i32be(bytes, start + 24);
  view.target1 = i32be(bytes, start + 28);
  view.target2 = i32be(bytes, start + 32);
  view.target3 = i32be(bytes, start + 36);
  const payloadLength = u16be(bytes, start + 4);
  const payload = start + HEADER_BYTES;
  const wireEnd = payloadLength === 0 ? end : payload + payloadLength;
  const packetEnd = Math.min(end, wireEnd);
  const header = u8(bytes, start + 6);
  if (header === TCP) return decodeTcp(bytes, payload, packetEnd, wireEnd, view);
  return decodeExtensions(bytes, payload, packetEnd, wireEnd, header, 0, view, defrag, frame, time);
}

/** Follows the chain of headers from the one of type `next` at `start`; `depth` headers came before it. */
function decodeExtensions(
  bytes: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  next: number,
  depth: number,
  view: SegmentView,
  defrag: Defragmenter,
  frame: number,
  time: number,
): DropReason | 0 {
  let at = start;
  let type = next;
  for (let headers = depth; headers < MAX_HEADER_DEPTH; headers++) {
    if (type === TCP) return decodeTcp(bytes, at, end, wireEnd, view);
    if (!FRAGMENTABLE.has(type)) return NOT_TCP;
    if (wireEnd - at < FRAGMENT_HEADER_BYTES) return BAD_HEADER_LENGTH;
    if (end - at < FRAGMENT_HEADER_BYTES) return TRUNCATED_HEADER;
    // An atomic fragment (RFC 6946), offset 0 and nothing more to come, is a header like the others.
    if (type === FRAGMENT_HEADER && (u16be(bytes, at + 2) & 0xfff9) !== 0) {
      return decodeFragment(bytes, at, end, wireEnd, headers + 1, view, defrag, frame, time);
    }
    const length = extensionBytes(bytes, at, type);
    if (length > wireEnd - at) return BAD_HEADER_LENGTH;
    if (length > end - at) return TRUNCATED_HEADER;
    type = u8(bytes, at);
    at += length;
  }
  return TOO_DEEP;
}

function extensionBytes(bytes: Buffer, at: number, type: number): number {
  const units = u8(bytes, at + 1);
  if (type === FRAGMENT_HEADER) return FRAGMENT_HEADER_BYTES;
  return type === AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
}

function decodeFragment(
  bytes: Buffer,
  at: number,
  end: number,
  wireEnd: number,
  depth: number,
  view: SegmentView,
  defrag: Defragmenter,
  frame: number,
  time: number,
): DropReason | 0 {
  const protocol = u8(bytes, at);
  if (!FRAGMENTABLE.has(protocol)) return NOT_TCP;
  const drop = defrag.add(view, {
    identification: u32be(bytes, at + 4),
    protocol,
    offset: u16be(bytes, at + 2) & 0xfff8,
    more: (u8(bytes, at + 3) & 1) !== 0,
    bytes,
    start: at + FRAGMENT_HEADER_BYTES,
    end,
    wireEnd,
    frame,
    time,
  });
  if (drop !== 0) return drop;
  // What was in fragments may be a fragment again: `depth` bounds that.
  const { datagram, protocol: next } = defrag;
  const { length } = datagram;
  return decodeExtensions(datagram, 0, length, length, next, depth, view, defrag, frame, time);
}
