/**
 * The last bytes a stream delivered, in a ring that grows with the stream up to HISTORY_BYTES: what a retransmission
 * is compared with. Older bytes cannot be compared any more and count as equal.
 */
import { NO_BYTES, u8 } from '../base/bytes.ts';
import { HISTORY_BYTES } from '../base/limits.ts';

const FIRST_SIZE = 256;
/** Up to here a loop is faster than Buffer.copy, which makes a view for each call. */
const LOOP_BYTES = 96;

export class History {
  #ring: Buffer = NO_BYTES;
  /** Bytes remembered; the last of them is the last one delivered. */
  #length = 0;
  #end = 0;

  /** Remembers `bytes` from `start` to `end` (copied). */
  append(bytes: Buffer, start: number, end: number): void {
    const from = Math.max(start, end - HISTORY_BYTES);
    const count = end - from;
    this.#reserve(count);
    const size = this.#ring.length;
    const room = Math.min(count, size - this.#end);
    copy(bytes, from, from + room, this.#ring, this.#end);
    if (room < count) copy(bytes, from + room, end, this.#ring, 0);
    const next = this.#end + count;
    this.#end = next < size ? next : next - size;
    this.#length = Math.min(size, this.#length + count);
  }

  /** Forgets everything: a gap lies between what was remembered and what comes. */
  clear(): void {
    this.#length = 0;
    this.#end = 0;
  }

  /**
   * Compares `count` bytes at `start` with those delivered `back` bytes before the end of the stream.
   * Returns the index of the first byte that differs, or -1.
   */
  differsAt(back: number, bytes: Buffer, start: number, count: number): number {
    const first = Math.max(0, back - this.#length);
    const at = this.#end - back + 2 * this.#ring.length;
    for (let i = first; i < count; i++) {
      if (u8(this.#ring, (at + i) % this.#ring.length) !== u8(bytes, start + i)) return i;
    }
    return -1;
  }

  /** Up to `count` remembered bytes that begin `back` bytes before the end. */
  sample(back: number, count: number): Buffer {
    const at = this.#end - back + 2 * this.#ring.length;
    return Buffer.from(Array.from({ length: count }, (_, i) => u8(this.#ring, (at + i) % this.#ring.length)));
  }

  #reserve(count: number): void {
    const wanted = Math.min(HISTORY_BYTES, this.#length + count);
    if (this.#ring.length >= wanted) return;
    let size = Math.max(FIRST_SIZE, this.#ring.length * 2);
    while (size < wanted) size *= 2;
    const grown = Buffer.allocUnsafeSlow(Math.min(size, HISTORY_BYTES));
    // Below its full size the ring is filled once from the front: what is remembered ends at #end, or at its edge.
    const end = this.#end === 0 ? this.#length : this.#end;
    this.#ring.copy(grown, 0, end - this.#length, end);
    this.#end = this.#length;
    this.#ring = grown;
  }
}

function copy(source: Buffer, start: number, end: number, target: Buffer, at: number): void {
  if (end - start > LOOP_BYTES) source.copy(target, at, start, end);
  else for (let i = start, to = at; i < end; i++, to++) target[to] = u8(source, i);
}
