/**
 * The TrIDs that a client has used on one connection, as sorted intervals. Clients count up, so one interval is the
 * rule; the cap (limits.ts) is for clients that do not.
 */
import { MAX_TRID_INTERVALS } from '../base/limits.ts';

export class UsedTrids {
  /** Intervals with both ends included; the first `#count` entries are in use. */
  #starts = new Float64Array(2);
  #ends = new Float64Array(2);
  #count = 0;
  /** True once the lowest interval was forgotten: a TrID that is not found may have been used. */
  forgetful = false;

  has(trid: number): boolean {
    const at = this.#search(trid);
    return at >= 0 && trid <= (this.#ends[at] ?? -1);
  }

  /** Whether all of `from` to `to` (included) are used. */
  hasAll(from: number, to: number): boolean {
    const at = this.#search(from);
    return at >= 0 && to <= (this.#ends[at] ?? -1);
  }

  /** Adds a TrID; false when it was there. */
  add(trid: number): boolean {
    const last = this.#count - 1;
    if (last >= 0 && trid === (this.#ends[last] ?? -1) + 1) {
      this.#ends[last] = trid;
      return true;
    }
    const at = this.#search(trid);
    if (at >= 0 && trid <= (this.#ends[at] ?? -1)) return false;
    this.#insert(at, trid);
    return true;
  }

  #insert(at: number, trid: number): void {
    const joinsLeft = at >= 0 && this.#ends[at] === trid - 1;
    const joinsRight = at + 1 < this.#count && this.#starts[at + 1] === trid + 1;
    if (joinsLeft && joinsRight) {
      this.#ends[at] = this.#ends[at + 1] ?? trid;
      this.#remove(at + 1);
    } else if (joinsLeft) this.#ends[at] = trid;
    else if (joinsRight) this.#starts[at + 1] = trid;
    else this.#open(at + 1, trid);
  }

  #open(index: number, trid: number): void {
    let at = index;
    if (this.#count >= MAX_TRID_INTERVALS) {
      this.forgetful = true;
      this.#remove(0);
      at = Math.max(0, index - 1);
    }
    if (this.#count === this.#starts.length) this.#grow();
    this.#starts.copyWithin(at + 1, at, this.#count);
    this.#ends.copyWithin(at + 1, at, this.#count);
    this.#starts[at] = trid;
    this.#ends[at] = trid;
    this.#count++;
  }

  #remove(index: number): void {
    this.#starts.copyWithin(index, index + 1, this.#count);
    this.#ends.copyWithin(index, index + 1, this.#count);
    this.#count--;
  }

  #grow(): void {
    const starts = new Float64Array(this.#starts.length * 2);
    const ends = new Float64Array(this.#starts.length * 2);
    starts.set(this.#starts);
    ends.set(this.#ends);
    this.#starts = starts;
    this.#ends = ends;
  }

  /** Index of the last interval that begins at or before `trid`, -1 when there is none. */
  #search(trid: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? Infinity) <= trid) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
