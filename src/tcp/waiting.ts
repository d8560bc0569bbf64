/**
 * Segments of one stream that cannot be delivered yet: sorted by sequence number, without overlap, owned copies.
 * Of bytes that came twice the first stay.
 *
 *     waiting      |--A--|      |--B--|
 *     new            |-----N-----|
 *     kept         |--A--|=N====|--B--|
 */
import type { Holding } from './holding.ts';
import { advance, distance } from './sequence.ts';

/** A part of a segment. It keeps the frame, time and acknowledgement of the segment that first brought it. */
export interface Block {
  sequence: number;
  bytes: Buffer;
  /** Bytes behind `bytes` that the segment had on the wire but the capture cut off (snap length). */
  missing: number;
  acknowledgement: number;
  hasAcknowledgement: boolean;
  frame: number;
  time: number;
}

/** Told of each part that was there before: `first` stays, `second` came later. Lengths are equal. */
export type OverlapListener = (first: Buffer, second: Buffer, frame: number) => void;

export class Waiting {
  #blocks: Block[] = [];
  /** Blocks before this index are delivered; the array is compacted now and then. */
  #head = 0;
  readonly #holding: Holding;
  bytes = 0;

  constructor(holding: Holding) {
    this.#holding = holding;
  }

  get count(): number {
    return this.#blocks.length - this.#head;
  }

  first(): Block | undefined {
    return this.#blocks[this.#head];
  }

  shift(): void {
    const block = this.#blocks[this.#head];
    if (block === undefined) return;
    this.#account(-1, -block.bytes.length);
    this.#head++;
    if (this.#head === this.#blocks.length) {
      this.#blocks = [];
      this.#head = 0;
    } else if (this.#head >= 1024) {
      this.#blocks.splice(0, this.#head);
      this.#head = 0;
    }
  }

  /** Drops the front of the first block: `count` of its bytes were delivered meanwhile. */
  trimFirst(count: number): void {
    const block = this.#blocks[this.#head];
    if (block === undefined) return;
    const cut = Math.min(count, block.bytes.length);
    block.missing -= Math.min(block.missing, count - cut);
    block.bytes = block.bytes.subarray(cut);
    block.sequence = advance(block.sequence, count);
    this.#account(0, -cut);
  }

  /** Adds a block (its bytes are copied), cut where bytes are already waiting. Returns how many bytes were new. */
  insert(block: Block, onOverlap: OverlapListener): number {
    const before = this.bytes;
    let at = this.#search(block.sequence);
    let left = block;
    const previous = this.#blocks[at - 1];
    if (previous !== undefined && at > this.#head) {
      const shared = distance(left.sequence, endOf(previous));
      if (shared > 0) left = this.#overlap(left, previous, shared, onOverlap);
    }
    while (sizeOf(left) > 0) {
      const next = this.#blocks[at];
      const room = next === undefined ? sizeOf(left) : distance(left.sequence, next.sequence);
      if (next === undefined || room >= sizeOf(left)) {
        this.#put(at, left);
        break;
      }
      if (room > 0) {
        this.#put(at, front(left, room));
        at++;
        left = behind(left, room);
      }
      left = this.#overlap(left, next, sizeOf(next), onOverlap);
      at++;
    }
    return this.bytes - before;
  }

  /** Reports the part of `block` that `there` covers (at most `shared` bytes) and returns what lies behind it. */
  #overlap(block: Block, there: Block, shared: number, onOverlap: OverlapListener): Block {
    const skip = distance(there.sequence, block.sequence);
    const count = Math.min(shared, block.bytes.length, Math.max(0, there.bytes.length - skip));
    if (count > 0) {
      onOverlap(there.bytes.subarray(skip, skip + count), block.bytes.subarray(0, count), block.frame);
    }
    return behind(block, Math.min(shared, sizeOf(block)));
  }

  #put(at: number, block: Block): void {
    this.#blocks.splice(at, 0, { ...block, bytes: Buffer.from(block.bytes) });
    this.#account(1, block.bytes.length);
  }

  #account(segments: number, bytes: number): void {
    this.bytes += bytes;
    this.#holding.add(segments, bytes);
  }

  /** Forgets everything. */
  clear(): void {
    this.#account(-this.count, -this.bytes);
    this.#blocks = [];
    this.#head = 0;
  }

  /** Index of the first block that begins after `sequence`. */
  #search(sequence: number): number {
    let low = this.#head;
    let high = this.#blocks.length;
    // Mostly the new block goes to the end.
    const last = this.#blocks[high - 1];
    if (last !== undefined && distance(last.sequence, sequence) >= 0) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.#blocks[middle];
      if (block !== undefined && distance(block.sequence, sequence) >= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function sizeOf(block: Block): number {
  return block.bytes.length + block.missing;
}

/** Sequence number behind the block. */
export function endOf(block: Block): number {
  return advance(block.sequence, sizeOf(block));
}

function front(block: Block, count: number): Block {
  const captured = Math.min(count, block.bytes.length);
  return { ...block, bytes: block.bytes.subarray(0, captured), missing: count - captured };
}

function behind(block: Block, count: number): Block {
  const captured = Math.min(count, block.bytes.length);
  return {
    ...block,
    sequence: advance(block.sequence, count),
    bytes: block.bytes.subarray(captured),
    missing: block.missing - (count - captured),
  };
}
