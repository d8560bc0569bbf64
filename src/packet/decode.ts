/** A captured frame to the TCP segment in it, in place: link layer, IP, TCP. Nothing is allocated for a frame. */
import type { Defragmenter } from './defragmenter.ts';
import { type DropReason, NO_PACKET, NOT_IP, UNKNOWN_LINK_TYPE } from './drop.ts';
import { decodeIpv4 } from './ipv4.ts';
import { decodeIpv6 } from './ipv6.ts';
import { etherTypeOf, ETHERTYPE_IPV4, ETHERTYPE_IPV6, linkDecoder, offsetOf } from './link.ts';
import type { SegmentView } from './segment-view.ts';

export { DROP_NAMES } from './drop.ts';

/**
 * Decodes the frame `bytes` from `start` to `end`, captured on `linkType` (negative: the frame holds no packet).
 * Returns 0 when `view` holds its segment, good until the bytes change; otherwise why there is none, the view is
 * undefined then. A fragment that completes a datagram gives the datagram's segment. `frame` and `time` are used for
 * fragments only.
 */
export function decodeFrame(
  bytes: Buffer,
  start: number,
  end: number,
  linkType: number,
  view: SegmentView,
  defrag: Defragmenter,
  frame: number,
  time: number,
): DropReason | 0 {
  if (linkType < 0) return NO_PACKET;
  const decodeLink = linkDecoder(linkType);
  if (decodeLink === undefined) return UNKNOWN_LINK_TYPE;
  const result = decodeLink(bytes, start, end);
  if (result < 0) return -result as DropReason;
  const type = etherTypeOf(result);
  const at = start + offsetOf(result);
  if (type === ETHERTYPE_IPV4) return decodeIpv4(bytes, at, end, view, defrag, frame, time);
  if (type === ETHERTYPE_IPV6) return decodeIpv6(bytes, at, end, view, defrag, frame, time);
  return NOT_IP;
}
