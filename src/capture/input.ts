/**
 * The window that records are read from: the chunk itself, in place, or, for a record that straddles chunks, a small
 * own buffer to which only that record's bytes are copied.
 *
 *     chunk 1  |rec|rec|re|          chunk 2  |cord|rec|rec|
 *     carry              |re + cord|
 */
import { NO_BYTES } from '../base/bytes.ts';
import { KiB } from '../base/limits.ts';

const FIRST_CARRY_BYTES = 4 * KiB;

export class Input {
  /** The record at hand begins at `position` of `bytes`; bytes up to `limit` are there. */
  bytes: Buffer = NO_BYTES;
  position = 0;
  limit = 0;
  /** Offset of `position` in the whole input. */
  offset = 0;
  /** No chunk follows. */
  finished = false;
  #carry: Buffer = NO_BYTES;
  #carrying = false;
  /** While carrying: the chunk and how much of it was copied. */
  #chunk: Buffer = NO_BYTES;
  #chunkPosition = 0;

  /** Takes the next chunk; all of the one before was used (`need` returned false). */
  feed(chunk: Buffer): void {
    if (this.#carrying) {
      this.#chunk = chunk;
      this.#chunkPosition = 0;
    } else {
      this.#window(chunk, 0);
    }
  }

  /** Bytes of the record at hand that are there. */
  get present(): number {
    return this.limit - this.position;
  }

  /**
   * Whether the first `count` bytes of the record lie in the window. `bytes` and `position` may be others afterwards.
   * False: feed a chunk and ask again. Ask for a record's parts in growing order and take it whole.
   */
  need(count: number): boolean {
    return this.limit - this.position >= count || this.#gather(count);
  }

  /** Goes to the next record, `count` bytes on. The bytes of this one stay as they are until the next `need`. */
  take(count: number): void {
    this.position += count;
    this.offset += count;
    if (this.#carrying && this.position === this.limit) {
      this.#carrying = false;
      this.#window(this.#chunk, this.#chunkPosition);
      this.#chunk = NO_BYTES;
      this.#chunkPosition = 0;
    }
  }

  #window(bytes: Buffer, position: number): void {
    this.bytes = bytes;
    this.position = position;
    this.limit = bytes.length;
  }

  #gather(count: number): boolean {
    if (!this.#carrying) {
      if (this.present === 0) return false;
      const { bytes, position, limit } = this;
      this.bytes = NO_BYTES;
      this.position = 0;
      this.limit = 0;
      this.#carrying = true;
      this.#append(bytes, position, limit);
      return false;
    }
    const wanted = count - this.present;
    const end = Math.min(this.#chunk.length, this.#chunkPosition + wanted);
    this.#append(this.#chunk, this.#chunkPosition, end);
    this.#chunkPosition = end;
    return this.present >= count;
  }

  /** Copies bytes behind those that are carried; the buffer grows with what arrives, by doubling. */
  #append(source: Buffer, start: number, end: number): void {
    const length = this.limit + end - start;
    if (this.#carry.length < length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(FIRST_CARRY_BYTES, this.#carry.length * 2, length));
      this.#carry.copy(grown, 0, 0, this.limit);
      this.#carry = grown;
    }
    source.copy(this.#carry, this.limit, start, end);
    this.bytes = this.#carry;
    this.limit = length;
  }
}
