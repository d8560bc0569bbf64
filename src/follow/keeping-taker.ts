/** Keeps a direction to be shown at the end: where its bytes lie, in order, with their frames and the gaps. */
import { MAX_FOLLOWED_PIECES } from '../base/limits.ts';
import type { Common, Taker } from './taker.ts';

/** Stands for the place of a gap. */
const GAP = -1;

export class KeepingTaker implements Taker {
  /** Captured bytes. */
  length = 0;
  readonly #common: Common;
  readonly #places: number[] = [];
  readonly #lengths: number[] = [];
  readonly #frames: number[] = [];

  constructor(common: Common) {
    this.#common = common;
  }

  data(bytes: Buffer, start: number, end: number, frame: number): void {
    const { store } = this.#common;
    const length = end - start;
    const place = store.allocate(length);
    store.write(place, bytes, start, end);
    this.kept(place, length, frame);
  }

  kept(place: number, length: number, frame: number): void {
    const common = this.#common;
    const last = this.#places.length - 1;
    const joins = !common.tellsFrames || this.#frames[last] === frame;
    if (joins && (this.#places[last] ?? GAP) >= 0 && this.endOf(last) === place) {
      this.#lengths[last] = (this.#lengths[last] ?? 0) + length;
    } else if (common.pieces >= MAX_FOLLOWED_PIECES) {
      common.leaveOut('too many pieces of streams are kept', frame);
      return;
    } else this.#add(place, length, frame);
    this.length += length;
  }

  gap(length: number): void {
    this.#add(GAP, length, 0);
  }

  get count(): number {
    return this.#places.length;
  }

  /** Frame that brought part `index`; of a gap that of the part behind it, whose frame shows it. */
  frameOf(index: number): number {
    return (this.isGap(index) ? this.#frames[index + 1] : this.#frames[index]) ?? 0;
  }

  lengthOf(index: number): number {
    return this.#lengths[index] ?? 0;
  }

  isGap(index: number): boolean {
    return this.#places[index] === GAP;
  }

  /** A copy of part `index` from `offset` on, at most `length` bytes. */
  read(index: number, offset: number, length: number): Buffer {
    const count = Math.min(length, this.lengthOf(index) - offset);
    return this.#common.store.read((this.#places[index] ?? 0) + offset, count);
  }

  endOf(index: number): number {
    return (this.#places[index] ?? 0) + this.lengthOf(index);
  }

  #add(place: number, length: number, frame: number): void {
    this.#places.push(place);
    this.#lengths.push(length);
    this.#frames.push(frame);
    this.#common.pieces++;
  }
}
