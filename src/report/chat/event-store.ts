/**
 * What is written down of all conversations while they grow: lines in one temporary file, so that chats of any size
 * need flat memory. Only its last block is in memory; a short chat needs no file.
 */
import { closeSync, readSync } from 'node:fs';
import { NO_BYTES } from '../../base/bytes.ts';
import { CHAT_BLOCK_BYTES, CHAT_STRETCH_BYTES } from '../../base/limits.ts';
import { openTemporaryFile, writeTemporary } from '../../base/temporary-file.ts';

/** Most bytes that one UTF-16 unit takes. */
const UNIT_BYTES = 3;
const NEWLINE = 0x0a;

/** Where the lines of one conversation are: offset and length of each stretch, one after the other. */
export type Stretches = number[];

export class EventStore {
  #fd = -1;
  /** Bytes in the file. */
  #written = 0;
  readonly #block = Buffer.allocUnsafeSlow(CHAT_BLOCK_BYTES);
  #length = 0;
  /** Bytes read back. */
  #copy = NO_BYTES;

  /** Adds a line, which holds no newline, to those of `stretches`. */
  add(stretches: Stretches, line: string): void {
    const offset = this.#written + this.#length;
    this.#append(line);
    const length = this.#written + this.#length - offset;
    const last = stretches.length - 2;
    const [start = 0, before = 0] = last < 0 ? [] : stretches.slice(last);
    const isNext = last >= 0 && start + before === offset && before < CHAT_STRETCH_BYTES;
    if (isNext) stretches[last + 1] = before + length;
    else stretches.push(offset, length);
  }

  /**
   * The lines in order, one at a time and without newline; the bytes are gone with the next. Nothing else may be read
   * or added meanwhile.
   */
  *lines(stretches: Readonly<Stretches>): Generator<Buffer> {
    for (let i = 0; i < stretches.length; i += 2) {
      const bytes = this.#read(stretches[i] ?? 0, stretches[i + 1] ?? 0);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        yield bytes.subarray(start, end);
        start = end + 1;
      }
    }
  }

  /** Gives up the file; may be called again. */
  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }

  #append(line: string): void {
    const most = (line.length + 1) * UNIT_BYTES;
    if (this.#length + most > CHAT_BLOCK_BYTES) this.#flush();
    if (most > CHAT_BLOCK_BYTES) {
      this.#write(Buffer.from(`${line}\n`));
      return;
    }
    this.#length += this.#block.write(`${line}\n`, this.#length, 'utf8');
  }

  #flush(): void {
    this.#write(this.#block.subarray(0, this.#length));
    this.#length = 0;
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#fd < 0) this.#fd = openTemporaryFile();
    writeTemporary(this.#fd, bytes);
    this.#written += bytes.length;
  }

  #read(offset: number, length: number): Buffer {
    if (this.#fd < 0) return this.#block.subarray(offset, offset + length);
    this.#flush();
    if (this.#copy.length < length) this.#copy = Buffer.allocUnsafeSlow(Math.max(length, CHAT_STRETCH_BYTES));
    let at = 0;
    while (at < length) {
      const count = readSync(this.#fd, this.#copy, at, length - at, offset + at);
      if (count === 0) break;
      at += count;
    }
    return this.#copy.subarray(0, at);
  }
}
