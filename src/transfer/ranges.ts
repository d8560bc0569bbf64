/** Half-open ranges of numbers that were covered, in order, joined where they touch; bounded. */
import { MAX_RANGES } from '../base/limits.ts';

export type Range = readonly [start: number, end: number];

export class Ranges {
  #list: [start: number, end: number][] = [];
  #covered = 0;

  /** Sum of the lengths. */
  get covered(): number {
    return this.#covered;
  }

  get all(): readonly Range[] {
    return this.#list;
  }

  /** End of the last range, 0 without one. */
  get end(): number {
    return this.#list.at(-1)?.[1] ?? 0;
  }

  covers(start: number, end: number): boolean {
    const range = this.#list[this.#indexAt(start)];
    return start >= end || (range !== undefined && range[0] <= start && end <= range[1]);
  }

  /** Adds a range. False when there are too many: it is not added then. */
  add(start: number, end: number): boolean {
    if (start >= end) return true;
    const first = this.#indexAt(start - 1);
    let last = first;
    let from = start;
    let to = end;
    for (let range = this.#list[last]; range !== undefined && range[0] <= end; range = this.#list[++last]) {
      from = Math.min(from, range[0]);
      to = Math.max(to, range[1]);
      this.#covered -= range[1] - range[0];
    }
    if (last === first && this.#list.length >= MAX_RANGES) return false;
    this.#covered += to - from;
    const range = this.#list[first];
    if (last === first + 1 && range !== undefined) [range[0], range[1]] = [from, to];
    else this.#list.splice(first, last - first, [from, to]);
    return true;
  }

  /** What is not covered between `start` and `end`. */
  missing(start: number, end: number): Range[] {
    const gaps: Range[] = [];
    let at = start;
    for (const [from, to] of this.#list) {
      if (from >= end) break;
      if (from > at) gaps.push([at, from]);
      at = Math.max(at, to);
    }
    if (at < end) gaps.push([at, end]);
    return gaps;
  }

  /** Index of the first range that ends behind `at`. */
  #indexAt(at: number): number {
    const list = this.#list;
    let low = 0;
    let high = list.length;
    // Parts mostly come in order.
    if (high > 0 && (list[high - 1]?.[0] ?? 0) <= at) low = high - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((list[middle]?.[1] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
