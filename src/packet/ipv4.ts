/** IPv4 (RFC 791): header with options, fragments handed to the defragmenter. */
import { i32be, u16be, u8 } from '../base/bytes.ts';
import type { Defragmenter } from './defragmenter.ts';
import { BAD_HEADER_LENGTH, type DropReason, NOT_IP, NOT_TCP, TRUNCATED_HEADER } from './drop.ts';
import type { SegmentView } from './segment-view.ts';
import { decodeTcp } from './tcp.ts';

const HEADER_BYTES = 20;
const PROTOCOL_TCP = 6;
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;
/** The word of an IPv4 address mapped into IPv6 that stands before the address. */
const MAPPED = 0xffff;

/**
 * Decodes the packet at `start`. How long it is says its header, not the frame, which may be padded. A total length
 * of 0 is what segmentation offload leaves in captures of the sending machine: then the captured bytes are all.
 */
export function decodeIpv4(
  bytes: Buffer,
  start: number,
  end: number,
  view: SegmentView,
  defrag: Defragmenter,
  frame: number,
  time: number,
): DropReason | 0 {
  if (end - start < HEADER_BYTES) return TRUNCATED_HEADER;
  const first = u8(bytes, start);
  if (first >>> 4 !== 4) return NOT_IP;
  const headerBytes = (first & 0x0f) << 2;
  const totalLength = u16be(bytes, start + 2);
  const length = totalLength === 0 ? end - start : totalLength;
  if (headerBytes < HEADER_BYTES || length < headerBytes) return BAD_HEADER_LENGTH;
  if (end - start < headerBytes) return TRUNCATED_HEADER;
  if (u8(bytes, start + 9) !== PROTOCOL_TCP) return NOT_TCP;
  view.ipVersion = 4;
  view.source0 = 0;
  view.source1 = 0;
  view.source2 = MAPPED;
  view.source3 = i32be(bytes, start + 12);
  view.target0 = 0;
  view.target1 = 0;
  view.target2 = MAPPED;
  view.target3 = i32be(bytes, start + 16);
  const wireEnd = start + length;
  const packetEnd = Math.min(end, wireEnd);
  const fragment = u16be(bytes, start + 6);
  if ((fragment & (MORE_FRAGMENTS | OFFSET_MASK)) === 0) {
    return decodeTcp(bytes, start + headerBytes, packetEnd, wireEnd, view);
  }
  const drop = defrag.add(view, {
    identification: u16be(bytes, start + 4),
    protocol: PROTOCOL_TCP,
    offset: (fragment & OFFSET_MASK) * 8,
    more: (fragment & MORE_FRAGMENTS) !== 0,
    bytes,
    start: start + headerBytes,
    end: packetEnd,
    wireEnd,
    frame,
    time,
  });
  if (drop !== 0) return drop;
  const datagram = defrag.datagram;
  return decodeTcp(datagram, 0, datagram.length, datagram.length, view);
}
