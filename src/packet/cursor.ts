/**
 * The place that decoding has reached in a frame, and how a layer says what comes next: one small integer, so that
 * nothing is allocated for a frame. Positive: the layer to follow, a kind of number and the number; 0: the view holds
 * a segment; negative: a drop reason.
 */
import { NO_BYTES } from '../base/bytes.ts';
import type { Defragmenter } from './defragmenter.ts';
import { BAD_HEADER_LENGTH, type DropReason, TRUNCATED_HEADER } from './drop.ts';
import { SegmentView } from './segment-view.ts';

/** Kinds of numbers that name a layer, as in the header before it. */
export const LINK = 0x10000;
export const ETHER = 0x20000;
export const IP = 0x30000;
export const PPP = 0x40000;
export const UDP = 0x50000;

/** Link types that other layers carry too. */
export const ETHERNET_FRAME = LINK | 1;
export const PPP_FRAME = LINK | 9;
export const LLC_FRAME = LINK | 100;
export const IP_PACKET = LINK | 101;
export const MPLS_STACK = LINK | 219;

/** Reads the header at `cursor.at`, moves there where its content begins, and returns what that is (see above). */
export type Layer = (cursor: Cursor) => number;

export class Cursor {
  bytes: Buffer = NO_BYTES;
  at = 0;
  /** Where the captured bytes end. */
  end = 0;
  /** Where the content ends on the wire by the lengths so far, not below `end`; Infinity before any. */
  wireEnd = Infinity;
  frame = 0;
  /** Nanoseconds (base/time.ts). */
  time = 0;
  view: SegmentView = new SegmentView();
  defrag: Defragmenter | undefined = undefined;
  /** What a frame that carries several packets has left of them: `rest` from `restAt` to `restEnd`. */
  rest: Buffer = NO_BYTES;
  restAt = 0;
  restEnd = 0;
  /** For checksums: the addresses of the packet as a sum of words, -1 when they are not known. */
  addressSum = 0;

  /** Narrows the content to `length` bytes from `at`; false when the header around it leaves no room for that. */
  narrow(length: number): boolean {
    const wireEnd = this.at + length;
    if (wireEnd > this.wireEnd) return false;
    this.wireEnd = wireEnd;
    if (wireEnd < this.end) this.end = wireEnd;
    return true;
  }

  /** Where the content ends on the wire; where the captured bytes end when no header said. */
  get contentEnd(): number {
    return this.wireEnd === Infinity ? this.end : this.wireEnd;
  }

  /** Goes on in the payload of a datagram that was put together. */
  enter(datagram: Buffer): void {
    this.bytes = datagram;
    this.at = 0;
    this.end = datagram.length;
    this.wireEnd = datagram.length;
  }
}

export function dropped(reason: DropReason): number {
  return -reason;
}

/** 0 when a header of `length` bytes is there, else why not, as a layer returns it. */
export function lacks(cursor: Cursor, length: number): number {
  if (cursor.end - cursor.at >= length) return 0;
  return dropped(cursor.wireEnd - cursor.at < length ? BAD_HEADER_LENGTH : TRUNCATED_HEADER);
}
