/**
 * The last bytes that each stream delivered, in rings of fixed size: what a retransmission is compared with. Older
 * bytes cannot be compared any more and count as equal. All rings lie in a few large blocks: thousands of flows take
 * turns, and a buffer object of its own for each direction would cost more than the copy of the bytes.
 */
import { NO_BYTES, u8 } from '../base/bytes.ts';
import { HISTORY_BYTES, HISTORY_RINGS_PER_BLOCK } from '../base/limits.ts';

/** Where a stream's ring is; part of the stream. */
export interface Ring {
  /** Number of the ring, -1 before the first byte. */
  ring: number;
  /** Bytes remembered; the last of them is the last one delivered. */
  ringLength: number;
  /** Place in the ring behind the last byte. */
  ringEnd: number;
}

/** Up to here a loop is faster than Buffer.copy, which makes a view for each call. */
const LOOP_BYTES = 96;

export class HistoryPool {
  #blocks: Buffer[] = [];
  #free: number[] = [];
  #rings = 0;

  /** Remembers `bytes` from `start` to `end` (copied). */
  append(stream: Ring, bytes: Buffer, start: number, end: number): void {
    if (stream.ring < 0) stream.ring = this.#take();
    const block = this.#blockOf(stream);
    const base = baseOf(stream);
    const from = Math.max(start, end - HISTORY_BYTES);
    const count = end - from;
    const room = Math.min(count, HISTORY_BYTES - stream.ringEnd);
    copy(bytes, from, from + room, block, base + stream.ringEnd);
    if (room < count) copy(bytes, from + room, end, block, base);
    const next = stream.ringEnd + count;
    stream.ringEnd = next < HISTORY_BYTES ? next : next - HISTORY_BYTES;
    stream.ringLength = Math.min(HISTORY_BYTES, stream.ringLength + count);
  }

  /**
   * Compares `count` bytes at `start` with those delivered `back` bytes before the end of the stream.
   * Returns the index of the first byte that differs, or -1.
   */
  differsAt(stream: Ring, back: number, bytes: Buffer, start: number, count: number): number {
    const block = this.#blockOf(stream);
    for (let i = Math.max(0, back - stream.ringLength); i < count; i++) {
      if (u8(block, placeOf(stream, back - i)) !== u8(bytes, start + i)) return i;
    }
    return -1;
  }

  /** Up to `count` remembered bytes that begin `back` bytes before the end. */
  sample(stream: Ring, back: number, count: number): Buffer {
    const block = this.#blockOf(stream);
    return Buffer.from(Array.from({ length: count }, (_, i) => u8(block, placeOf(stream, back - i))));
  }

  /** Gives the stream's ring to others. */
  release(stream: Ring): void {
    if (stream.ring >= 0) this.#free.push(stream.ring);
    forget(stream);
    stream.ring = -1;
  }

  #take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#rings % HISTORY_RINGS_PER_BLOCK === 0) {
      this.#blocks.push(Buffer.allocUnsafeSlow(HISTORY_BYTES * HISTORY_RINGS_PER_BLOCK));
    }
    return this.#rings++;
  }

  #blockOf(stream: Ring): Buffer {
    return this.#blocks[Math.floor(stream.ring / HISTORY_RINGS_PER_BLOCK)] ?? NO_BYTES;
  }
}

/** Forgets all bytes: a gap lies between what was remembered and what comes. */
export function forget(stream: Ring): void {
  stream.ringLength = 0;
  stream.ringEnd = 0;
}

function baseOf(stream: Ring): number {
  return (stream.ring % HISTORY_RINGS_PER_BLOCK) * HISTORY_BYTES;
}

/** Offset in its block of the byte `back` before the end. */
function placeOf(stream: Ring, back: number): number {
  const place = stream.ringEnd - back;
  return baseOf(stream) + (place < 0 ? place + HISTORY_BYTES : place);
}

function copy(source: Buffer, start: number, end: number, target: Buffer, at: number): void {
  if (end - start > LOOP_BYTES) source.copy(target, at, start, end);
  else for (let i = start, to = at; i < end; i++, to++) target[to] = u8(source, i);
}
