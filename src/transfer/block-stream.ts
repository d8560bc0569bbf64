/**
 * The binary half of MSNFTP (messages.md 5): blocks `00 low high` with as many bytes behind them, `01` ends. Bytes that
 * the capture misses are skipped as long as all blocks before were equally long: the file's length stays true then.
 */
import { u16le, u8 } from '../base/bytes.ts';
import type { Assembly } from './assembly.ts';

const HEADER_BYTES = 3;
const DATA = 0;

export class BlockStream {
  readonly #assembly: Assembly;
  readonly #size: number;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  /** Bytes of the block at hand that are still to come. */
  #left = 0;
  /** Of all blocks so far; 0 before the first, -1 when they differ. */
  #blockLength = 0;
  /** Where the next byte belongs in the file. */
  #position = 0;
  #isLost = false;
  /** After a hole: what came of a block whose header nobody saw, until the next header proves its place. */
  #doubtful: { position: number; pieces: Buffer[] } | undefined = undefined;

  constructor(assembly: Assembly, size: number) {
    this.#assembly = assembly;
    this.#size = size;
  }

  data(bytes: Buffer, start: number, end: number): void {
    let at = start;
    while (at < end && !this.#isLost) {
      at = this.#left > 0 ? this.#takeData(bytes, at, end) : this.#takeHeader(bytes, at, end);
    }
  }

  /** `length` bytes are missing here, -1 for an unknown number. */
  gap(length: number): void {
    if (length < 0 || this.#isLost) {
      this.#lose();
      return;
    }
    const inBlock = Math.min(length, this.#left);
    this.#position += inBlock;
    this.#left -= inBlock;
    if (length > inBlock) this.#skipBlocks(length - inBlock);
  }

  #lose(): void {
    this.#isLost = true;
    this.#doubtful = undefined;
  }

  #takeData(bytes: Buffer, start: number, end: number): number {
    const count = Math.min(end - start, this.#left);
    if (this.#doubtful === undefined) {
      this.#assembly.add(bytes, start, start + count, this.#position, this.#position);
    } else {
      this.#doubtful.pieces.push(Buffer.from(bytes.subarray(start, start + count)));
    }
    this.#position += count;
    this.#left -= count;
    if (this.#position === this.#size) this.#settle();
    return start + count;
  }

  #takeHeader(bytes: Buffer, start: number, end: number): number {
    const count = Math.min(end - start, HEADER_BYTES - this.#headerBytes);
    bytes.copy(this.#header, this.#headerBytes, start, start + count);
    this.#headerBytes += count;
    if (this.#headerBytes < HEADER_BYTES) return start + count;
    this.#headerBytes = 0;
    const length = u16le(this.#header, 1);
    const isData = u8(this.#header, 0) === DATA && length > 0 && this.#position + length <= this.#size;
    // After a hole only a header like those before says that this is the place of a header.
    if (!isData || (this.#doubtful !== undefined && !this.#isUsual(length))) this.#lose();
    else this.#begin(length);
    return start + count;
  }

  #begin(length: number): void {
    this.#settle();
    this.#left = length;
    const isLast = this.#position + length === this.#size;
    if (this.#blockLength === 0) this.#blockLength = length;
    else if (length !== this.#blockLength && !isLast) this.#blockLength = -1;
  }

  #isUsual(length: number): boolean {
    return length === Math.min(this.#blockLength, this.#size - this.#position);
  }

  /** The bytes behind the hole lie where they were thought to. */
  #settle(): void {
    const doubtful = this.#doubtful;
    this.#doubtful = undefined;
    let position = doubtful?.position ?? 0;
    for (const piece of doubtful?.pieces ?? []) {
      this.#assembly.add(piece, 0, piece.length, position, position);
      position += piece.length;
    }
  }

  /** Goes on behind `length` missing bytes that begin at (or inside) a header. */
  #skipBlocks(length: number): void {
    const block = this.#blockLength;
    if (block <= 0 || this.#doubtful !== undefined) {
      this.#lose();
      return;
    }
    let left = length + this.#headerBytes;
    this.#headerBytes = 0;
    const whole = Math.floor(left / (block + HEADER_BYTES));
    this.#position += whole * block;
    left -= whole * (block + HEADER_BYTES);
    const inNext = Math.min(block, this.#size - this.#position);
    if (left > 0 && left < HEADER_BYTES) {
      this.#lose();
      return;
    }
    const skipped = Math.max(0, left - HEADER_BYTES);
    if (this.#position > this.#size || skipped > inNext) {
      this.#lose();
      return;
    }
    if (left > 0) this.#left = inNext - skipped;
    this.#position += skipped;
    this.#doubtful = { position: this.#position, pieces: [] };
  }
}
