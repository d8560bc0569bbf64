/** The sum of a direction: SHA-256 over its captured bytes, how many they are, and the gaps between them. */
import { createHash, type Hash } from 'node:crypto';
import type { Common, Taker } from './taker.ts';

/** Bytes of the store that are read at once. */
const CHUNK_BYTES = 64 * 1024;

export class DigestTaker implements Taker {
  /** Captured bytes. */
  length = 0;
  /** Offset and length of each gap, in turn; offsets count from the beginning of the stream, gaps included. */
  readonly gaps: number[] = [];
  readonly #common: Common;
  #missing = 0;
  /** Made for the first byte: a flood of connections without any must not cost one each. */
  #hash: Hash | undefined = undefined;

  constructor(common: Common) {
    this.#common = common;
  }

  data(bytes: Buffer, start: number, end: number): void {
    this.#hash ??= createHash('sha256');
    this.#hash.update(bytes.subarray(start, end));
    this.length += end - start;
  }

  kept(place: number, length: number): void {
    for (let done = 0; done < length; done += CHUNK_BYTES) {
      const chunk = this.#common.store.read(place + done, Math.min(CHUNK_BYTES, length - done));
      this.data(chunk, 0, chunk.length);
    }
  }

  gap(length: number): void {
    this.gaps.push(this.length + this.#missing, length);
    this.#missing += length;
    this.#common.pieces++;
  }

  /** The sum as hex digits; only once. */
  sum(): string {
    return (this.#hash ?? createHash('sha256')).digest('hex');
  }
}
