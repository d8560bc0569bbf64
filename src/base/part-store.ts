/**
 * Parts of transfers or of streams, as bytes: in memory up to a limit, then in one temporary file. Places are numbers
 * that grow; what is written stays until `close`.
 */
import { closeSync, readSync } from 'node:fs';
import { MiB, PARTS_MEMORY_BYTES } from './limits.ts';
import { openTemporaryFile, writeTemporary } from './temporary-file.ts';

/** Memory grows by this. No extent lies across two blocks. */
const BLOCK_BYTES = 1 * MiB;

/** Throws TemporaryFileError when the temporary file cannot be written. */
export class PartStore {
  /** Pieces that all objects have, counted by themselves. */
  pieces = 0;
  readonly #blocks: Buffer[] = [];
  #end = 0;
  #fd = -1;

  /** Place of `length` bytes (at most 1 MiB) that belong together. */
  allocate(length: number): number {
    const left = BLOCK_BYTES - (this.#end % BLOCK_BYTES);
    if (length > left) this.#end += left;
    const at = this.#end;
    this.#end += length;
    return at;
  }

  /** Writes `bytes` from `start` to `end` to a place that was allocated. */
  write(at: number, bytes: Buffer, start: number, end: number): void {
    if (at < PARTS_MEMORY_BYTES) {
      const index = Math.floor(at / BLOCK_BYTES);
      while (this.#blocks.length <= index) this.#blocks.push(Buffer.allocUnsafe(BLOCK_BYTES));
      this.#blocks[index]?.set(bytes.subarray(start, end), at % BLOCK_BYTES);
      return;
    }
    if (this.#fd < 0) this.#fd = openTemporaryFile();
    writeTemporary(this.#fd, bytes.subarray(start, end), at - PARTS_MEMORY_BYTES);
  }

  /** A copy of `length` bytes that were written at `at`. */
  read(at: number, length: number): Buffer {
    const copy = Buffer.alloc(length);
    for (let done = 0; done < length;) {
      const count = this.#readSome(copy, done, at + done);
      if (count === 0) break;
      done += count;
    }
    return copy;
  }

  /** Fills `copy` from `start` on with what one block or the file has at `at`. */
  #readSome(copy: Buffer, start: number, at: number): number {
    if (at >= PARTS_MEMORY_BYTES)
      return readSync(this.#fd, copy, start, copy.length - start, at - PARTS_MEMORY_BYTES);
    return this.#blocks[Math.floor(at / BLOCK_BYTES)]?.copy(copy, start, at % BLOCK_BYTES) ?? 0;
  }

  /** Gives everything up; may be called again. */
  close(): void {
    this.#blocks.length = 0;
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }
}
