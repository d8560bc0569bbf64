/**
 * Bytes that a decoder has to keep from one segment to the next, and which frame brought which of them. Grows by
 * doubling, gives its memory back when it is empty.
 */
import { NO_BYTES } from '../base/bytes.ts';
import { MAX_SPARE_TAILS, TAIL_BYTES } from '../base/limits.ts';

const spare: Buffer[] = [];

/** Marks dropped at the front are cut off the arrays when there are this many; as many are kept for the next use. */
const MARKS_TO_CUT = 64;
/** Shorter copies are made byte by byte: a call into native code costs more. */
const SHORT_COPY_BYTES = 64;

function copyBytes(from: Buffer, start: number, end: number, to: Buffer, at: number): void {
  if (end - start > SHORT_COPY_BYTES) from.copy(to, at, start, end);
  else for (let i = start; i < end; i++) to[at + i - start] = from[i] as number;
}

export class Tail {
  /** Valid from `start` to `end`; both move, and `bytes` changes, with every `append`. */
  bytes: Buffer = NO_BYTES;
  start = 0;
  end = 0;
  /** Running offset of `bytes[0]`; marks are kept in running offsets. */
  private base = 0;
  private offsets: number[] = [];
  private frames: number[] = [];
  private times: number[] = [];
  private firstMark = 0;
  /** Marks in use; the arrays may be longer. */
  private markEnd = 0;

  get length(): number {
    return this.end - this.start;
  }

  /** Copies the bytes in. With `inside`, whose bytes these are does not matter but for the last one. */
  append(bytes: Buffer, start: number, end: number, frame: number, time: number, inside = false): void {
    if (start >= end) return;
    this.reserve(end - start);
    this.mark(this.base + this.end, frame, time, inside);
    copyBytes(bytes, start, end, this.bytes, this.end);
    this.end += end - start;
  }

  /** Forgets the bytes before `start`. */
  dropTo(start: number): void {
    this.start = start;
    if (start >= this.end) this.clear();
  }

  clear(): void {
    if (this.bytes.length === TAIL_BYTES && spare.length < MAX_SPARE_TAILS) spare.push(this.bytes);
    this.bytes = NO_BYTES;
    this.start = 0;
    this.end = 0;
    this.base = 0;
    this.firstMark = 0;
    this.markEnd = 0;
    // Arrays that a flood of small segments has grown are freed with the bytes.
    if (this.offsets.length > MARKS_TO_CUT) {
      this.offsets = [];
      this.frames = [];
      this.times = [];
    }
  }

  /** Frame that brought the byte at `offset` (into `bytes`). */
  frameAt(offset: number): number {
    return this.frames[this.markAt(offset)] ?? 0;
  }

  timeAt(offset: number): number {
    return this.times[this.markAt(offset)] ?? 0;
  }

  /** Offset behind `offset` at which the next segment begins, or -1. */
  boundaryAfter(offset: number): number {
    const next = this.markAt(offset) + 1;
    return next < this.markEnd ? (this.offsets[next] ?? 0) - this.base : -1;
  }

  private reserve(length: number): void {
    if (this.end + length <= this.bytes.length) return;
    const held = this.length;
    if (this.start > 0 && held + length <= this.bytes.length && held <= this.start) {
      this.bytes.copy(this.bytes, 0, this.start, this.end);
    } else {
      let size = Math.max(TAIL_BYTES, this.bytes.length);
      while (size < held + length) size *= 2;
      const grown =
        size === TAIL_BYTES ? (spare.pop() ?? Buffer.allocUnsafeSlow(size)) : Buffer.allocUnsafeSlow(size);
      this.bytes.copy(grown, 0, this.start, this.end);
      this.bytes = grown;
    }
    this.base += this.start;
    this.start = 0;
    this.end = held;
  }

  private mark(running: number, frame: number, time: number, inside: boolean): void {
    let at = this.markEnd;
    if (at > this.firstMark) {
      if (this.frames[at - 1] === frame && this.times[at - 1] === time) return;
      if (inside && at - 1 > this.firstMark) at--;
    }
    if (at === this.markEnd) {
      if (at >= MARKS_TO_CUT) at = this.forgetMarks();
      this.markEnd++;
    }
    this.offsets[at] = running;
    this.frames[at] = frame;
    this.times[at] = time;
  }

  /** Cuts off the marks of bytes that are gone, when they are many; returns the index of the next mark. */
  private forgetMarks(): number {
    this.firstMark = Math.max(this.firstMark, this.markAt(this.start));
    if (this.firstMark >= MARKS_TO_CUT && this.firstMark * 2 >= this.markEnd) {
      this.offsets.splice(0, this.firstMark);
      this.frames.splice(0, this.firstMark);
      this.times.splice(0, this.firstMark);
      this.markEnd -= this.firstMark;
      this.firstMark = 0;
    }
    return this.markEnd;
  }

  /** Index of the last mark at or before `offset`; the latest ones are asked for most. */
  private markAt(offset: number): number {
    const running = this.base + offset;
    let high = this.markEnd - 1;
    if ((this.offsets[high] ?? 0) <= running) return high;
    let low = this.firstMark;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.offsets[middle] ?? 0) <= running) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const spareTails: Tail[] = [];

/** An empty tail. */
export function takeTail(): Tail {
  return spareTails.pop() ?? new Tail();
}

/** Gives a tail back; its bytes are forgotten. */
export function giveTail(tail: Tail): void {
  tail.clear();
  if (spareTails.length < MAX_SPARE_TAILS) spareTails.push(tail);
}
