/**
 * The bytes a decoder looks at: the pushed segment in place, or a tail that holds what earlier segments left and the
 * pushed segment behind it. As soon as the decoder has come to the segment's own bytes it goes on in place.
 */
import { NO_BYTES, u8 } from '../base/bytes.ts';
import { MAX_PAYLOAD_SHIFT_BYTES } from '../base/limits.ts';
import { giveTail, type Tail, takeTail } from './tail.ts';

/** What a decoder keeps between segments. The window works on it during a call. */
export interface Kept {
  /** Bytes that earlier segments left, while there are any. */
  tail: Tail | undefined;
  /** As `Window.behind`. */
  behind: number;
  /** The bytes of `behind` after their segment has gone and nothing else was left of it. */
  behindHigh: number;
  behindLow: number;
  behindFrame: number;
  behindTime: number;
}

/** One serves all decoders, one after the other: nothing of a stream stays in it after `leave`. */
export class Window {
  /** What can be looked at: from `pos`, the first byte not done, to `limit`. Valid during a call only. */
  bytes: Buffer = NO_BYTES;
  pos = 0;
  limit = 0;
  /** Bytes of a payload right before `pos` that can be had, up to 8; -1 when `pos` is not right behind a payload. */
  behind = -1;
  private kept: Kept = {
    tail: undefined,
    behind: -1,
    behindHigh: 0,
    behindLow: 0,
    behindFrame: 0,
    behindTime: 0,
  };
  private inTail = false;
  private segment: Buffer = NO_BYTES;
  private segmentStart = 0;
  private segmentEnd = 0;
  /** Offset of the segment's first byte in the tail. */
  private joint = 0;
  private frame = 0;
  private time = 0;

  /**
   * A new segment. `inside`: all kept bytes belong to one line or payload, so that only the frames of its first and
   * last byte matter.
   */
  enter(
    kept: Kept,
    bytes: Buffer,
    start: number,
    end: number,
    frame: number,
    time: number,
    inside: boolean,
  ): void {
    const { tail } = kept;
    this.kept = kept;
    this.behind = kept.behind;
    this.segment = bytes;
    this.segmentStart = start;
    this.segmentEnd = end;
    this.frame = frame;
    this.time = time;
    if (tail === undefined) {
      this.useSegment(start);
      return;
    }
    const { length } = tail;
    tail.append(bytes, start, end, frame, time, inside);
    this.useTail(tail, tail.start + Math.max(0, this.behind));
    this.joint = tail.start + length;
  }

  /** Only what is kept; for what must be decided without more bytes. */
  enterHeld(kept: Kept, frame: number, time: number): void {
    const { tail } = kept;
    this.kept = kept;
    this.behind = kept.behind;
    this.frame = frame;
    this.time = time;
    this.segment = NO_BYTES;
    this.segmentEnd = 0;
    if (tail === undefined) this.useSegment(0);
    else this.useTail(tail, tail.start + Math.max(0, this.behind));
    this.joint = Infinity;
  }

  private useSegment(pos: number): void {
    this.bytes = this.segment;
    this.pos = pos;
    this.limit = this.segmentEnd;
    this.inTail = false;
  }

  private useTail(tail: Tail, pos: number): void {
    this.bytes = tail.bytes;
    this.pos = pos;
    this.limit = tail.end;
    this.inTail = true;
  }

  /** Goes on in place when nothing of the tail is needed any more. */
  settle(): void {
    if (!this.inTail || this.pos - Math.max(0, this.behind) < this.joint) return;
    const pos = this.segmentStart + (this.pos - this.joint);
    this.dropTail();
    this.useSegment(pos);
  }

  /** Keeps what is not done, and lets go of the segment. */
  leave(): void {
    const { behind, kept } = this;
    kept.behind = behind;
    if (this.pos >= this.limit) {
      if (behind > 0) this.rememberBehind();
      this.dropTail();
    } else if (this.inTail) {
      kept.tail?.dropTo(this.pos - Math.max(0, behind));
    } else {
      const tail = this.newTail();
      if (behind > 0) this.appendBehind(tail);
      tail.append(this.bytes, this.pos, this.limit, this.frame, this.time);
    }
    this.segment = NO_BYTES;
    this.bytes = NO_BYTES;
    this.pos = 0;
    this.limit = 0;
  }

  private newTail(): Tail {
    this.kept.tail ??= takeTail();
    return this.kept.tail;
  }

  private dropTail(): void {
    if (this.kept.tail === undefined) return;
    giveTail(this.kept.tail);
    this.kept.tail = undefined;
  }

  /** Makes `bytes` reach back over the payload bytes before `pos`. */
  reachBehind(): void {
    if (this.behind <= 0 || this.isBehindHere()) return;
    const tail = this.newTail();
    this.appendBehind(tail);
    tail.append(this.bytes, this.pos, this.limit, this.frame, this.time);
    this.segmentStart = this.pos;
    this.useTail(tail, tail.start + this.behind);
    this.joint = this.pos;
  }

  /** Frame that brought the byte at `offset`. */
  frameAt(offset: number): number {
    return (this.inTail ? this.kept.tail?.frameAt(offset) : undefined) ?? this.frame;
  }

  timeAt(offset: number): number {
    return (this.inTail ? this.kept.tail?.timeAt(offset) : undefined) ?? this.time;
  }

  /** Where the next segment begins behind `offset`, or -1. */
  boundaryAfter(offset: number): number {
    return (this.inTail ? this.kept.tail?.boundaryAfter(offset) : undefined) ?? -1;
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
    const { kept } = this;
    kept.behindHigh = high;
    kept.behindLow = low;
    kept.behindFrame = this.frame;
    kept.behindTime = this.time;
  }

  private appendBehind(tail: Tail): void {
    const { behind, kept } = this;
    if (this.isBehindHere()) {
      tail.append(this.bytes, this.pos - behind, this.pos, this.frame, this.time);
      return;
    }
    const bytes = Buffer.alloc(MAX_PAYLOAD_SHIFT_BYTES);
    bytes.writeInt32BE(kept.behindHigh, 0);
    bytes.writeInt32BE(kept.behindLow, 4);
    tail.append(bytes, bytes.length - behind, bytes.length, kept.behindFrame, kept.behindTime);
  }
}
