/** A captured frame to the TCP segments in it, in place: link layer, IP, TCP. Nothing is allocated for a frame. */
import { u16be } from '../base/bytes.ts';
import { MAX_HEADER_DEPTH } from '../base/limits.ts';
import { Cursor, dropped, LINK } from './cursor.ts';
import type { Defragmenter } from './defragmenter.ts';
import { type DropReason, NO_PACKET, TOO_DEEP, UNKNOWN_LINK_TYPE } from './drop.ts';
import { UNUSUAL, usualIpv4 } from './ipv4.ts';
import { enter } from './layers.ts';
import { ETHERTYPE_IPV4 } from './protocols.ts';
import { CHECKS_OFF, type SegmentView, SUM_UNKNOWN } from './segment-view.ts';
import { nextSubframe } from './wireless.ts';

export { DROP_NAMES } from './drop.ts';

const ETHERNET = 1;
const ETHERNET_BYTES = 14;
const MAX_LINK_TYPE = 0xffff;

/** The frame at hand; calls do not interleave, so that one is enough. */
const cursor = new Cursor();

/**
 * Decodes the frame `bytes` from `start` to `end`, captured on `linkType` (negative: the frame holds no packet).
 * Returns 0 when `view` holds its segment, good until the bytes change; otherwise why there is none, the view is
 * undefined then. A fragment that completes a datagram gives the datagram's segment. `frame` and `time` are used for
 * fragments only. Some frames hold several segments: see nextSegment.
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
  cursor.restEnd = 0;
  // Nearly every frame.
  const isPlain = linkType === ETHERNET && end - start >= ETHERNET_BYTES && view.checks === CHECKS_OFF;
  if (isPlain && u16be(bytes, start + 12) === ETHERTYPE_IPV4) {
    const result = usualIpv4(bytes, start + ETHERNET_BYTES, end, view);
    if (result !== UNUSUAL) return result;
  }
  if (linkType < 0) return NO_PACKET;
  if (linkType > MAX_LINK_TYPE) return UNKNOWN_LINK_TYPE;
  cursor.bytes = bytes;
  cursor.at = start;
  cursor.end = end;
  cursor.wireEnd = Infinity;
  cursor.view = view;
  cursor.defrag = defrag;
  cursor.frame = frame;
  cursor.time = time;
  cursor.restAt = 0;
  const result = follow(LINK | linkType);
  if (result === 0 || nextSegment()) return 0;
  return -result as DropReason;
}

/**
 * Decodes the next segment of the frame that was decoded last into the same view, when there is one: 802.11 carries
 * several packets in one frame. To be asked after each segment.
 */
export function nextSegment(): boolean {
  while (cursor.restAt < cursor.restEnd) {
    const layer = nextSubframe(cursor);
    if (layer > 0 && follow(layer) === 0) return true;
  }
  return false;
}

/** From a layer through those inside it: 0 at a segment, negative a drop reason. */
function follow(first: number): number {
  const { view } = cursor;
  view.ipSum = SUM_UNKNOWN;
  view.tcpSum = SUM_UNKNOWN;
  let layer = first;
  for (let depth = 0; depth < MAX_HEADER_DEPTH; depth++) {
    layer = enter(layer, cursor);
    if (layer <= 0) return layer;
  }
  return dropped(TOO_DEEP);
}
