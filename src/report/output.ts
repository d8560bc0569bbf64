/**
 * Bytes to a file descriptor, in blocks and synchronously: back-pressure costs no promise a record, and memory stays
 * that of one block. A pipe that nobody reads any more ends the run quietly (`ClosedPipe`).
 */
import { writeSync } from 'node:fs';
import { OUTPUT_BLOCK_BYTES, OUTPUT_FLUSH_BYTES } from '../base/limits.ts';

/** The reader of a pipe has gone: not an error, the program ends with 0. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe';
}

/** Where an output's blocks go; the bytes are gone after the call. */
export type BlockSink = (bytes: Uint8Array) => void;

const RETRY_MILLIS = 1;
/** Behind the block: the last word of a constant may reach there. */
const SLACK_BYTES = 8;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Writes all bytes to `fd`; waits while a non-blocking pipe is full. Throws ClosedPipe, or Node's own error. */
export function writeFully(fd: number, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(fd, bytes, offset, bytes.length - offset);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EPIPE') throw new ClosedPipe('the reader of the output has closed it');
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, RETRY_MILLIS);
    }
  }
}

/**
 * One reused block. `reserve` before writing into `bytes` at `length`; what is written goes to the sink when the
 * block is full, at `endRecord` when it is nearly so, and at `flush`.
 */
export class Output {
  readonly bytes: Buffer = Buffer.allocUnsafeSlow(OUTPUT_BLOCK_BYTES + SLACK_BYTES);
  /** The same memory, for writing words. */
  readonly view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  length = 0;
  readonly #sink: BlockSink;
  /** Bytes that went to the sink. */
  #flushed = 0;

  constructor(sink: BlockSink) {
    this.#sink = sink;
  }

  /** Bytes written so far. */
  get position(): number {
    return this.#flushed + this.length;
  }

  /** Makes room for `count` bytes, at most OUTPUT_BLOCK_BYTES, and gives the place of the first. */
  reserve(count: number): number {
    if (this.length + count > OUTPUT_BLOCK_BYTES) this.flush();
    return this.length;
  }

  /** Writes text of any length as UTF-8. */
  text(text: string): void {
    if (text.length * 3 > OUTPUT_BLOCK_BYTES) {
      this.raw(Buffer.from(text));
      return;
    }
    const pos = this.reserve(text.length * 3);
    this.length = pos + this.bytes.write(text, pos, 'utf8');
  }

  /** Writes bytes of any length as they are. */
  raw(bytes: Uint8Array): void {
    if (bytes.length > OUTPUT_BLOCK_BYTES) {
      this.flush();
      this.#flushed += bytes.length;
      this.#sink(bytes);
      return;
    }
    const pos = this.reserve(bytes.length);
    this.bytes.set(bytes, pos);
    this.length = pos + bytes.length;
  }

  /** Marks the end of a record. */
  endRecord(): void {
    if (this.length >= OUTPUT_FLUSH_BYTES) this.flush();
  }

  flush(): void {
    if (this.length === 0) return;
    const { length } = this;
    this.length = 0;
    this.#flushed += length;
    this.#sink(this.bytes.subarray(0, length));
  }
}
