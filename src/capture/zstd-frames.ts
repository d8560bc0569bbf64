/**
 * The frames and blocks of a zstd stream (RFC 8878, 3.1.1), found by their headers and not decoded: so that a window
 * is known before memory is taken for it, and damage costs no block that came before it.
 */
import { NO_BYTES, u8, u16le, u32le } from '../base/bytes.ts';
import { MAX_ZSTD_MOVED_BYTES, MAX_ZSTD_MOVED_RATIO, MAX_ZSTD_WINDOW_BYTES, MiB } from '../base/limits.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const SKIPPABLE_HEAD_BYTES = 8;
const LONGEST_HEAD_BYTES = 18;
const MAX_BLOCK_BYTES = 128 * 1024;
const RLE_BLOCK = 1;
const CONTENT_SIZE_BYTES: readonly number[] = [0, 2, 4, 8];
const DICTIONARY_BYTES: readonly number[] = [0, 1, 2, 4];

/** A frame header or one block, whole, its bytes the taker's own; or why nothing can follow. */
export type ZstdPiece =
  { readonly bytes: Buffer; readonly beginsFrame: boolean } | { readonly damage: string };

interface FrameHead {
  readonly length: number;
  readonly window: number;
  readonly checksum: boolean;
}

/** Cuts `input` into pieces. Ends with a `damage` piece at the first thing that cannot be true, or at a cut. */
export async function* zstdPieces(input: AsyncIterable<Buffer>): AsyncGenerator<ZstdPiece> {
  const bytes = new Bytes(input);
  let moved = 0;
  let taken = 0;
  while (await bytes.need(4)) {
    const magic = u32le(bytes.window, 0);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      if (!(await bytes.need(SKIPPABLE_HEAD_BYTES))) {
        yield cut();
        return;
      }
      if (!(await bytes.skip(SKIPPABLE_HEAD_BYTES + u32le(bytes.window, 4)))) {
        yield cut();
        return;
      }
      continue;
    }
    if (magic !== MAGIC) {
      yield { damage: 'something else follows the last frame' };
      return;
    }
    await bytes.need(LONGEST_HEAD_BYTES);
    const head = readHead(bytes.window);
    if (typeof head === 'string') {
      yield { damage: head };
      return;
    }
    yield { bytes: bytes.take(head.length), beginsFrame: true };
    for (let last = false; !last;) {
      if (!(await bytes.need(3))) {
        yield cut();
        return;
      }
      const header = u16le(bytes.window, 0) | (u8(bytes.window, 2) << 16);
      const size = header >> 3;
      last = (header & 1) === 1;
      if (size > MAX_BLOCK_BYTES) {
        yield { damage: `a block claims ${size} bytes` };
        return;
      }
      const length = 3 + (((header >> 1) & 3) === RLE_BLOCK ? 1 : size);
      if (!(await bytes.need(length))) {
        yield cut();
        return;
      }
      // The decoder moves its whole window for each block, however small.
      moved += head.window;
      taken += length;
      if (moved > MAX_ZSTD_MOVED_BYTES + taken * MAX_ZSTD_MOVED_RATIO) {
        {
          yield { damage: 'its blocks are too small for its window; unpack it with the program zstd' };
          return;
        }
      }
      yield { bytes: bytes.take(length), beginsFrame: false };
    }
    if (head.checksum && !(await bytes.skip(4))) {
      yield cut();
      return;
    }
  }
  if (bytes.window.length > 0) yield { damage: 'something else follows the last frame' };
}

function cut(): ZstdPiece {
  return { damage: 'the input ends within a frame' };
}

/** The header of the frame at hand, or what is wrong with it. */
function readHead(bytes: Buffer): FrameHead | string {
  const descriptor = u8(bytes, 4);
  const single = (descriptor & 0x20) !== 0;
  const dictionaryBytes = DICTIONARY_BYTES[descriptor & 3] ?? 0;
  const sizeBytes = descriptor < 0x40 && single ? 1 : (CONTENT_SIZE_BYTES[descriptor >> 6] ?? 0);
  const length = 5 + (single ? 0 : 1) + dictionaryBytes + sizeBytes;
  if (bytes.length < length) return 'the input ends within a frame';
  if ((descriptor & 8) !== 0) return 'a reserved bit of a frame header is set';
  if (dictionaryBytes > 0) return 'it was packed with a dictionary, which is not here';
  const window = single ? contentSize(bytes, length - sizeBytes, sizeBytes) : windowSize(u8(bytes, 5));
  if (window > MAX_ZSTD_WINDOW_BYTES) {
    return `a frame wants a window of ${window} bytes; at most ${MAX_ZSTD_WINDOW_BYTES / MiB} MiB are given`;
  }
  return { length, window, checksum: (descriptor & 4) !== 0 };
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(bytes: Buffer, offset: number, length: number): number {
  if (length === 1) return u8(bytes, offset);
  if (length === 2) return u16le(bytes, offset) + 256;
  return u32le(bytes, offset) + (length === 8 ? u32le(bytes, offset + 4) * 2 ** 32 : 0);
}

/** Bytes of the input from the position at hand on; joined only where a piece straddles chunks. */
class Bytes {
  window: Buffer = NO_BYTES;
  readonly #chunks: AsyncIterator<Buffer>;

  constructor(input: AsyncIterable<Buffer>) {
    this.#chunks = input[Symbol.asyncIterator]();
  }

  /** Whether `count` bytes are there; reads on for them. */
  async need(count: number): Promise<boolean> {
    if (this.window.length >= count) return true;
    const parts: Buffer[] = [Buffer.from(this.window)];
    let present = this.window.length;
    while (present < count) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      parts.push(present + next.value.length < count ? Buffer.from(next.value) : next.value);
      present += next.value.length;
    }
    this.window = Buffer.concat(parts);
    return present >= count;
  }

  take(count: number): Buffer {
    const taken = Buffer.from(this.window.subarray(0, count));
    this.window = this.window.subarray(count);
    return taken;
  }

  /** Passes over `count` bytes without keeping them; false when the input ends before. */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > this.window.length) {
      left -= this.window.length;
      this.window = NO_BYTES;
      if (!(await this.need(1))) return false;
    }
    this.window = this.window.subarray(left);
    return true;
  }
}
