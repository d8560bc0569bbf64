/** The TCP header (RFC 9293 3.1), decoded in place. */
import { i32be, u16be, u8 } from '../base/bytes.ts';
import { tcpSum } from './checksum.ts';
import { type Cursor, dropped } from './cursor.ts';
import { BAD_HEADER_LENGTH, type DropReason, TRUNCATED_HEADER } from './drop.ts';
import { CHECKS_OFF, type SegmentView } from './segment-view.ts';

export const TCP_HEADER_BYTES = 20;

/** The last layer. */
export function tcp(cursor: Cursor): number {
  const { bytes, at, end, contentEnd: wireEnd, view } = cursor;
  const reason = decodeTcp(bytes, at, end, wireEnd, view);
  if (reason !== 0) return dropped(reason);
  if (view.checks !== CHECKS_OFF) view.tcpSum = tcpSum(cursor, wireEnd);
  return 0;
}

/**
 * Decodes the header at `start`. `end` is where the captured bytes of the packet end, `wireEnd` where they would by
 * the IP header. A segment whose options were cut off by the snap length still counts: where it stands and how long
 * it was is known.
 */
export function decodeTcp(
  bytes: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  view: SegmentView,
): DropReason | 0 {
  if (wireEnd - start < TCP_HEADER_BYTES) return BAD_HEADER_LENGTH;
  if (end - start < TCP_HEADER_BYTES) return TRUNCATED_HEADER;
  const headerBytes = (u8(bytes, start + 12) >>> 4) << 2;
  if (headerBytes < TCP_HEADER_BYTES || headerBytes > wireEnd - start) return BAD_HEADER_LENGTH;
  view.sourcePort = u16be(bytes, start);
  view.targetPort = u16be(bytes, start + 2);
  view.sequence = i32be(bytes, start + 4);
  view.acknowledgement = i32be(bytes, start + 8);
  view.flags = u8(bytes, start + 13);
  view.bytes = bytes;
  view.start = Math.min(start + headerBytes, end);
  view.end = end;
  view.length = wireEnd - start - headerBytes;
  return 0;
}
