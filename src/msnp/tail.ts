/**
 * Bytes that a decoder has to keep from one segment to the next, and which frame brought which of them. Grows by
 * doubling, gives its memory back when it is empty.
 */
import { NO_BYTES } from '../base/bytes.ts';
import { MAX_SPARE_TAILS, TAIL_BYTES } from '../base/limits.ts';

const spare: Buffer[] = [];

/** Marks dropped at the front are cut off the arrays when there are this many. */
const MARKS_TO_CUT = 64;

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

  get length(): number {
    return this.end - this.start;
  }

  /** Copies the bytes in. With `inside`, whose bytes these are does not matter but for the last one. */
  append(bytes: Buffer, start: number, end: number, frame: number, time: number, inside = false): void {
    if (start >= end) return;
    this.reserve(end - start);
    this.mark(this.base + this.end, frame, time, inside);
    bytes.copy(this.bytes, this.end, start, end);
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
    // Arrays that a flood of one-byte segments has grown are freed with the bytes.
    if (this.offsets.length > 0) {
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
    const running = this.offsets[this.markAt(offset) + 1];
    return running === undefined ? -1 : running - this.base;
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
    const last = this.offsets.length - 1;
    if (last >= this.firstMark && this.frames[last] === frame && this.times[last] === time) return;
    if (inside && last > this.firstMark) {
      this.offsets[last] = running;
      this.frames[last] = frame;
      this.times[last] = time;
      return;
    }
    this.forgetMarks();
    this.offsets.push(running);
    this.frames.push(frame);
    this.times.push(time);
  }

  /** Cuts off the marks of bytes that are gone. */
  private forgetMarks(): void {
    this.firstMark = Math.max(this.firstMark, this.markAt(this.start));
    if (this.firstMark < MARKS_TO_CUT || this.firstMark * 2 < this.offsets.length) return;
    this.offsets.splice(0, this.firstMark);
    this.frames.splice(0, this.firstMark);
    this.times.splice(0, this.firstMark);
    this.firstMark = 0;
  }

  /** Index of the last mark at or before `offset`; the latest ones are asked for most. */
  private markAt(offset: number): number {
    const running = this.base + offset;
    let high = this.offsets.length - 1;
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
