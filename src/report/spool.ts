/**
 * One array of the JSON document while it grows: in memory up to a limit, then in a temporary file, so that a
 * document of any size needs flat memory.
 */
import { closeSync, fstatSync, readSync } from 'node:fs';
import { SPOOL_MEMORY_BYTES } from '../base/limits.ts';
import { openTemporaryFile, writeTemporary } from '../base/temporary-file.ts';
import type { BlockSink } from './output.ts';

const COPY_BYTES = 256 * 1024;

export class Spool {
  #blocks: Buffer[] = [];
  #memory = 0;
  #fd = -1;

  /** Takes a copy of `bytes`. */
  readonly write: BlockSink = (bytes) => {
    if (this.#fd < 0 && this.#memory + bytes.length <= SPOOL_MEMORY_BYTES) {
      this.#blocks.push(Buffer.from(bytes));
      this.#memory += bytes.length;
      return;
    }
    if (this.#fd < 0) this.#spill();
    writeTemporary(this.#fd, bytes);
  };

  /** Hands everything on in order and gives up the file. */
  drain(sink: BlockSink): void {
    for (const block of this.#blocks) sink(block);
    if (this.#fd >= 0) this.#copyFile(sink);
    this.close();
  }

  /** Gives up the file; may be called again. */
  close(): void {
    this.#blocks = [];
    this.#memory = 0;
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }

  #spill(): void {
    this.#fd = openTemporaryFile();
    for (const block of this.#blocks) writeTemporary(this.#fd, block);
    this.#blocks = [];
    this.#memory = 0;
  }

  #copyFile(sink: BlockSink): void {
    const { size } = fstatSync(this.#fd);
    const chunk = Buffer.allocUnsafe(COPY_BYTES);
    for (let at = 0; at < size;) {
      const length = readSync(this.#fd, chunk, 0, COPY_BYTES, at);
      if (length === 0) return;
      sink(chunk.subarray(0, length));
      at += length;
    }
  }
}
