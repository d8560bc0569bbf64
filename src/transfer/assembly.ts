/**
 * One object being put together from parts in any order, with repetitions and holes. Parts are kept as they come;
 * where they belong is decided at the end, because some clients write wrong headers (messages.md 6):
 *
 *     header   0+0    0+1202    1202+1202    2404+1202 ...   plain: the part begins at its offset
 *     data     AAAA   BBBB      CCCC         DD              lagging: the header is that of the part before,
 *                                                            so the part begins at offset + length
 */
import { FILLED_PER_CAPTURED_BYTE, FREELY_FILLED_BYTES, KiB, MAX_PIECES } from '../base/limits.ts';
import type { PartStore } from '../base/part-store.ts';
import { Ranges, type Range } from './ranges.ts';

const EXTENT_BYTES = 64 * KiB;

/** Bytes in the store, and where they belong in the object, in both readings. */
interface Piece {
  readonly at: number;
  length: number;
  readonly plain: number;
  readonly lagging: number;
}

/** The object as far as it came. */
export interface Content {
  /** Bytes of the whole object, null when nobody knows. */
  readonly total: number | null;
  /** Bytes that came. */
  readonly captured: number;
  readonly isComplete: boolean;
  /** What did not come; the last may be cut off at `total`. */
  readonly missing: readonly Range[];
  /** Bytes of the object as it can be written: up to the last byte that came, holes filled with zeros. */
  readonly length: number;
  /** Whether the headers contradicted the bytes, so that the order of arrival decided. */
  readonly isReordered: boolean;
  /** Hands over the bytes in small pieces; of bytes that came twice the first ones come last. */
  write(sink: PieceSink): void;
  /**
   * When `isReordered`: the same bytes where their headers say, of bytes that came twice the last ones last. That is
   * what a receiver has that believes the headers, and nothing but a sum can tell that it is not what was sent.
   */
  writePlaced(sink: PieceSink): void;
}

/** Takes bytes of an object; they are the taker's to keep. */
type PieceSink = (position: number, bytes: Buffer) => void;

export class Assembly {
  readonly #store: PartStore;
  readonly #pieces: Piece[] = [];
  readonly #plain = new Ranges();
  readonly #lagging = new Ranges();
  /** Free part of the extent that is being filled. */
  #at = 0;
  #free = 0;
  #isContradicted = false;
  #isLimited = false;

  constructor(store: PartStore) {
    this.#store = store;
  }

  /** How far before the object's end the first part begins, where positions count from the end. */
  get span(): number {
    return -(this.#plain.all[0]?.[0] ?? 0);
  }

  /** The header of a part says another length than there is: the headers are not to be trusted. */
  contradict(): void {
    this.#isContradicted = true;
  }

  /**
   * Takes a copy of the data from `start` to `end`. `plain` is where they begin by their header, `lagging` where they
   * begin when the header is that of the part before. Positions may be negative: counted from the object's end.
   */
  add(bytes: Buffer, start: number, end: number, plain: number, lagging: number): void {
    const length = end - start;
    if (this.#plain.covers(plain, plain + length) && this.#lagging.covers(lagging, lagging + length)) return;
    for (let done = 0; done < length;) {
      const count = this.#keep(bytes, start + done, end, plain + done, lagging + done);
      if (count === 0) return;
      done += count;
    }
  }

  /** The object; `shift` is added to all positions (the total, where they count from the end). */
  content(total: number | null, shift = 0): Content {
    const isReordered = this.#isContradicted && this.#lagsBetter(total, shift);
    const ranges = isReordered ? this.#lagging : this.#plain;
    const size = total ?? ranges.end + shift;
    const missing = ranges
      .missing(-shift, size - shift)
      .map(([from, to]): Range => [from + shift, to + shift]);
    const lost = missing.reduce((sum, [from, to]) => sum + to - from, 0);
    const length = writableLength(missing, size);
    return {
      total,
      captured: size - lost,
      isComplete: total !== null && missing.length === 0 && !this.#isLimited,
      missing,
      length,
      isReordered,
      write: (sink) => {
        for (const piece of [...this.#pieces].reverse())
          this.#copyPiece(piece, isReordered ? piece.lagging : piece.plain, shift, length, sink);
      },
      writePlaced: (sink) => {
        for (const piece of this.#pieces) this.#copyPiece(piece, piece.plain, shift, length, sink);
      },
    };
  }

  /** Hands over a piece as far as it lies between 0 and `length`. */
  #copyPiece(piece: Piece, position: number, shift: number, length: number, sink: PieceSink): void {
    const from = position + shift;
    const skipped = Math.max(0, -from);
    const count = Math.min(piece.length, length - from) - skipped;
    this.#copy(piece.at + skipped, count, from + skipped, sink);
  }

  #copy(at: number, count: number, position: number, sink: PieceSink): void {
    for (let done = 0; done < count; done += EXTENT_BYTES) {
      sink(position + done, this.#store.read(at + done, Math.min(EXTENT_BYTES, count - done)));
    }
  }

  #lagsBetter(total: number | null, shift: number): boolean {
    if (total === null) return false;
    const inside = (ranges: Ranges): number =>
      ranges.missing(-shift, total - shift).reduce((sum, [from, to]) => sum - to + from, total);
    return this.#lagging.end + shift <= total && inside(this.#lagging) > inside(this.#plain);
  }

  /** Keeps as much as the extent takes; gives the count, 0 at a limit. */
  #keep(bytes: Buffer, start: number, end: number, plain: number, lagging: number): number {
    if (this.#store.pieces >= MAX_PIECES) this.#isLimited = true;
    if (this.#isLimited) return 0;
    if (this.#free === 0) {
      // The first extent of a small object is small.
      this.#free = this.#pieces.length === 0 ? Math.min(end - start, EXTENT_BYTES) : EXTENT_BYTES;
      this.#at = this.#store.allocate(this.#free);
    }
    const count = Math.min(end - start, this.#free);
    this.#store.write(this.#at, bytes, start, start + count);
    this.#note(this.#at, count, plain, lagging);
    this.#at += count;
    this.#free -= count;
    const isNoted = this.#plain.add(plain, plain + count) && this.#lagging.add(lagging, lagging + count);
    if (!isNoted) this.#isLimited = true;
    return count;
  }

  #note(at: number, length: number, plain: number, lagging: number): void {
    const last = this.#pieces.at(-1);
    const follows =
      last !== undefined &&
      last.at + last.length === at &&
      last.plain + last.length === plain &&
      last.lagging + last.length === lagging;
    if (follows) {
      last.length += length;
      return;
    }
    this.#pieces.push({ at, length, plain, lagging });
    this.#store.pieces++;
  }
}

/** The end of what came, or the start of the first hole that is too long to fill. */
function writableLength(missing: readonly Range[], size: number): number {
  const lost = missing.reduce((sum, [from, to]) => sum + to - from, 0);
  const fillable = FREELY_FILLED_BYTES + FILLED_PER_CAPTURED_BYTE * (size - lost);
  let filled = 0;
  for (const [from, to] of missing) {
    filled += to - from;
    if (to >= size || filled > fillable) return from;
  }
  return size;
}
