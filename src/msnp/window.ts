/**
 * The bytes a decoder looks at: the pushed segment in place, or a tail that holds what earlier segments left and the
 * pushed segment behind it. As soon as the decoder has come to the segment's own bytes it goes on in place.
 */
import { NO_BYTES, u8 } from '../base/bytes.ts';
import { MAX_PAYLOAD_SHIFT_BYTES } from '../base/limits.ts';
import { Tail } from './tail.ts';

export class Window {
  /** What can be looked at: from `pos`, the first byte not done, to `limit`. Valid during a call only. */
  bytes: Buffer = NO_BYTES;
  pos = 0;
  limit = 0;
  /** Bytes of a payload right before `pos` that can be had, up to 8; -1 when `pos` is not right behind a payload. */
  behind = -1;
  private readonly tail = new Tail();
  private inTail = false;
  private segment: Buffer = NO_BYTES;
  private segmentStart = 0;
  private segmentEnd = 0;
  /** Offset of the segment's first byte in the tail. */
  private joint = 0;
  private frame = 0;
  private time = 0;
  /** The bytes of `behind` after their segment has gone and nothing else was left of it. */
  private behindHigh = 0;
  private behindLow = 0;
  private behindFrame = 0;
  private behindTime = 0;

  /** Bytes kept from earlier segments. */
  get held(): number {
    return this.tail.length;
  }

  /**
   * A new segment. `inside`: all kept bytes belong to one line or payload, so that only the frames of its first and
   * last byte matter.
   */
  enter(bytes: Buffer, start: number, end: number, frame: number, time: number, inside: boolean): void {
    const { tail } = this;
    this.segment = bytes;
    this.segmentStart = start;
    this.segmentEnd = end;
    this.frame = frame;
    this.time = time;
    const { length } = tail;
    if (length === 0) {
      this.useSegment(start);
      return;
    }
    tail.append(bytes, start, end, frame, time, inside);
    this.useTail(tail.start + Math.max(0, this.behind));
    this.joint = tail.start + length;
  }

  /** Only what is kept; for what must be decided without more bytes. */
  enterHeld(frame: number, time: number): void {
    this.frame = frame;
    this.time = time;
    this.useTail(this.tail.length > 0 ? this.tail.start + Math.max(0, this.behind) : 0);
    this.joint = Infinity;
  }

  private useSegment(pos: number): void {
    this.bytes = this.segment;
    this.pos = pos;
    this.limit = this.segmentEnd;
    this.inTail = false;
  }

  private useTail(pos: number): void {
    this.bytes = this.tail.bytes;
    this.pos = pos;
    this.limit = this.tail.end;
    this.inTail = true;
  }

  /** Goes on in place when nothing of the tail is needed any more. */
  settle(): void {
    if (!this.inTail || this.pos - Math.max(0, this.behind) < this.joint) return;
    const pos = this.segmentStart + (this.pos - this.joint);
    this.tail.clear();
    this.useSegment(pos);
  }

  /** Keeps what is not done, and lets go of the segment. */
  leave(): void {
    const { tail, behind } = this;
    if (this.pos >= this.limit) {
      if (behind > 0) this.rememberBehind();
      tail.clear();
    } else if (this.inTail) {
      tail.dropTo(this.pos - Math.max(0, behind));
    } else {
      if (behind > 0) this.appendBehind();
      tail.append(this.bytes, this.pos, this.limit, this.frame, this.time);
    }
    this.segment = NO_BYTES;
    this.bytes = NO_BYTES;
    this.pos = 0;
    this.limit = 0;
  }

  /** Makes `bytes` reach back over the payload bytes before `pos`. */
  reachBehind(): void {
    if (this.behind <= 0 || this.isBehindHere()) return;
    this.appendBehind();
    this.tail.append(this.bytes, this.pos, this.limit, this.frame, this.time);
    this.segmentStart = this.pos;
    this.useTail(this.tail.start + this.behind);
    this.joint = this.pos;
  }

  /** Frame that brought the byte at `offset`. */
  frameAt(offset: number): number {
    return this.inTail ? this.tail.frameAt(offset) : this.frame;
  }

  timeAt(offset: number): number {
    return this.inTail ? this.tail.timeAt(offset) : this.time;
  }

  /** Where the next segment begins behind `offset`, or -1. */
  boundaryAfter(offset: number): number {
    return this.inTail ? this.tail.boundaryAfter(offset) : -1;
  }

  private isBehindHere(): boolean {
    return this.inTail || this.pos - this.behind >= this.segmentStart;
  }

  private rememberBehind(): void {
    if (!this.isBehindHere()) return;
    let high = 0;
    let low = 0;
    for (let i = this.behind; i > 0; i--) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | u8(this.bytes, this.pos - i);
    }
    this.behindHigh = high;
    this.behindLow = low;
    this.behindFrame = this.frame;
    this.behindTime = this.time;
  }

  private appendBehind(): void {
    const { behind } = this;
    if (this.isBehindHere()) {
      this.tail.append(this.bytes, this.pos - behind, this.pos, this.frame, this.time);
      return;
    }
    const bytes = Buffer.alloc(MAX_PAYLOAD_SHIFT_BYTES);
    bytes.writeInt32BE(this.behindHigh, 0);
    bytes.writeInt32BE(this.behindLow, 4);
    this.tail.append(bytes, bytes.length - behind, bytes.length, this.behindFrame, this.behindTime);
  }
}
