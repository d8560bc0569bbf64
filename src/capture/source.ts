/** Where captures come from: files, pipes, standard input, buffers; gzip and zstd unpacked. Nothing else opens a file. */
import { close, closeSync, createReadStream, fstatSync, open as openFile, openSync, readSync } from 'node:fs';
import { stdin } from 'node:process';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { asBuffer, NO_BYTES } from '../base/bytes.ts';
import { MAX_EXPANDED_BYTES, MiB, READ_CHUNK_BYTES } from '../base/limits.ts';
import type { NoticeListener } from '../base/notice.ts';
import { ahead } from './ahead.ts';
import { gunzip, isGzip } from './gunzip.ts';
import { isZstd, unzstd } from './zstd.ts';

const MAGIC_BYTES = 4;
/** Standard input as a path. */
export const STDIN_NAME = '-';

export type Compression = 'gzip' | 'zstd';

/** An opened input. Read it once; close it whether or not it was read to its end. */
export interface Source {
  /** As given: the path, or `-`. */
  readonly name: string;
  /** Bytes of the input as stored; undefined for pipes. */
  readonly size: number | undefined;
  readonly compression: Compression | null;
  /** Bytes read so far, as stored: `bytesRead / size` is the progress. */
  readonly bytesRead: number;
  /**
   * The bytes, unpacked. A chunk is the caller's only until the next one is asked for. Damage of the compression is
   * a notice; errors of the system are thrown.
   */
  chunks(onNotice: NoticeListener): AsyncIterable<Buffer>;
  close(): void;
}

/** How a file is read when it is one of many. */
export interface Reading {
  /** Bytes read at once. */
  readonly chunkBytes: number;
  /** Whether the file is open only while a chunk is read. */
  readonly inTurns: boolean;
}

const ALONE: Reading = { chunkBytes: READ_CHUNK_BYTES, inTurns: false };

/**
 * Opens a file, a named pipe or, by the name `-`, standard input, and reads its first bytes. Errors of the system
 * (ENOENT, EACCES, EISDIR ...) are thrown as they are.
 */
export async function openSource(path: string, reading: Reading = ALONE): Promise<Source> {
  if (path === STDIN_NAME) return sourceFromStream(stdin, STDIN_NAME);
  // Opening a named pipe waits for its writer: not in this thread.
  const fd = await promisify(openFile)(path, 'r');
  const stat = fstatSync(fd);
  if (!stat.isFile() && !stat.isDirectory()) {
    return sourceFromStream(createReadStream(path, { fd, highWaterMark: READ_CHUNK_BYTES }), path);
  }
  const free = (): void => {
    if (!reading.inTurns) close(fd);
  };
  try {
    if (reading.inTurns) closeSync(fd);
    const { chunkBytes } = reading;
    const again = (): AsyncGenerator<Buffer> =>
      reading.inTurns ? readInTurns(path, chunkBytes) : readFile(fd, chunkBytes, 0);
    const bytes = reading.inTurns ? again() : readFile(fd, chunkBytes);
    return await open(bytes, { name: path, size: stat.size, free, again });
  } catch (error) {
    free();
    throw error;
  }
}

/** A capture that arrives as a stream of buffers; the stream is destroyed by close(). */
export function sourceFromStream(stream: Readable, name = 'stream'): Promise<Source> {
  const free = (): void => {
    stream.destroy();
  };
  return open(readStream(stream), { name, size: undefined, free });
}

/** A capture that is in memory; the bytes are used in place. */
export function sourceFromBuffer(bytes: Uint8Array, name = 'buffer'): Promise<Source> {
  const again = (): AsyncGenerator<Buffer> => readBuffer(asBuffer(bytes));
  return open(again(), { name, size: bytes.length, free: () => undefined, again });
}

interface Origin {
  readonly name: string;
  readonly size: number | undefined;
  /** Gives back what the system holds for it. */
  readonly free: () => void;
  /** Reads it once more from its start; pipes cannot. */
  readonly again?: () => AsyncGenerator<Buffer>;
}

async function open(raw: AsyncGenerator<Buffer>, origin: Origin): Promise<Source> {
  const counted = new CountedInput(raw);
  const head = await counted.peek(MAGIC_BYTES);
  const compression = compressionOf(head);
  let closed = false;
  return {
    name: origin.name,
    size: origin.size,
    compression,
    get bytesRead() {
      return counted.bytesRead;
    },
    chunks: (onNotice) =>
      compression === null
        ? counted.chunks()
        : capped(UNPACK[compression](counted.chunks(), onNotice, origin), onNotice),
    close: () => {
      if (closed) return;
      closed = true;
      origin.free();
    },
  };
}

function compressionOf(head: Buffer): Compression | null {
  if (isGzip(head)) return 'gzip';
  return isZstd(head) ? 'zstd' : null;
}

const UNPACK = {
  gzip: (input: AsyncIterable<Buffer>, onNotice: NoticeListener, { again }: Origin) =>
    ahead((told) => gunzip(input, told, again), onNotice),
  zstd: (input: AsyncIterable<Buffer>, onNotice: NoticeListener) => unzstd(input, onNotice),
} as const;

/** Passes on up to `limit` bytes; what unpacks to more is a notice and the end. */
export async function* capped(
  unpacked: AsyncIterable<Buffer>,
  onNotice: NoticeListener,
  limit = MAX_EXPANDED_BYTES,
): AsyncGenerator<Buffer> {
  let left = limit;
  for await (const chunk of unpacked) {
    if (chunk.length > left) {
      if (left > 0) yield chunk.subarray(0, left);
      const text = `the input unpacks to more than ${limit / MiB} MiB; reading stops there`;
      onNotice('expansion-limit', text, 0, { limit });
      return;
    }
    left -= chunk.length;
    yield chunk;
  }
}

/** Counts what is read, and can look at the first bytes before they are handed out. */
class CountedInput {
  bytesRead = 0;
  readonly #raw: AsyncGenerator<Buffer>;
  #head: Buffer = NO_BYTES;

  constructor(raw: AsyncGenerator<Buffer>) {
    this.#raw = raw;
  }

  /** At least `count` first bytes, or all there are. */
  async peek(count: number): Promise<Buffer> {
    while (this.#head.length < count) {
      const result = await this.#raw.next();
      if (result.done === true) break;
      this.bytesRead += result.value.length;
      // Joined only while a pipe brings single bytes.
      this.#head = this.#head.length === 0 ? result.value : Buffer.concat([this.#head, result.value]);
    }
    return this.#head;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    if (this.#head.length > 0) yield this.#head;
    this.#head = NO_BYTES;
    for await (const chunk of this.#raw) {
      this.bytesRead += chunk.length;
      yield chunk;
    }
  }
}

/**
 * Reads into one buffer again and again; synchronously, as the page cache answers faster than a thread pool. From
 * `start`, or from where the file was read to.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- one shape for all inputs
async function* readFile(
  fd: number,
  chunkBytes: number,
  start: number | null = null,
): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  for (let read = 0; ;) {
    const length = readSync(fd, buffer, 0, buffer.length, start === null ? null : start + read);
    if (length === 0) return;
    read += length;
    yield buffer.subarray(0, length);
  }
}

/** As `readFile`, for more files at one time than may be open. */
// eslint-disable-next-line @typescript-eslint/require-await -- one shape for all inputs
async function* readInTurns(path: string, chunkBytes: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  for (let at = 0; ;) {
    const fd = openSync(path, 'r');
    let length = 0;
    try {
      length = readSync(fd, buffer, 0, buffer.length, at);
    } finally {
      closeSync(fd);
    }
    if (length === 0) return;
    at += length;
    yield buffer.subarray(0, length);
  }
}

async function* readStream(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a capture stream has to give bytes');
    if (chunk.length > 0) yield asBuffer(chunk);
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- one shape for all inputs
async function* readBuffer(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += READ_CHUNK_BYTES) yield bytes.subarray(at, at + READ_CHUNK_BYTES);
}
