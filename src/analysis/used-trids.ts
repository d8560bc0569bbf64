/**
 * The TrIDs that a client has used on one connection, as intervals. Clients count up, so the highest interval is the
 * one that grows, and mostly the only one; the cap (limits.ts) is for clients that do not.
 */
import { MAX_TRID_INTERVALS } from '../base/limits.ts';

/** Sorted ends of the intervals below the highest: start, end, start, end ... */
type Lower = number[];

export class UsedTrids {
  /** The highest interval, both ends included. */
  #start = 0;
  #end = -1;
  #lower: Lower | undefined = undefined;
  /** True once the lowest interval was forgotten: a TrID that is not found may have been used. */
  forgetful = false;
  /** True once a hole was seen: a TrID that is not found may have been used in it. */
  isHoled = false;

  get isEmpty(): boolean {
    return this.#end < 0;
  }

  has(trid: number): boolean {
    return this.hasAll(trid, trid);
  }

  /** Whether all of `from` to `to` (included) are used. */
  hasAll(from: number, to: number): boolean {
    if (from >= this.#start) return to <= this.#end;
    if (this.#lower === undefined) return false;
    const at = search(this.#lower, from);
    return at >= 0 && to <= (this.#lower[at + 1] ?? -1);
  }

  /** Adds a TrID; false when it was there. */
  add(trid: number): boolean {
    if (trid === this.#end + 1 && this.#end >= 0) {
      this.#end = trid;
      return true;
    }
    if (this.has(trid)) return false;
    if (this.#end < 0) this.#start = this.#end = trid;
    else if (trid > this.#end) this.#openHighest(trid);
    else if (trid === this.#start - 1) this.#growDown(trid);
    else this.#insertLower(trid);
    return true;
  }

  #openHighest(trid: number): void {
    this.#lower ??= [];
    this.#lower.push(this.#start, this.#end);
    this.#start = this.#end = trid;
    this.#limit();
  }

  #growDown(trid: number): void {
    this.#start = trid;
    const lower = this.#lower;
    if (lower === undefined || lower.at(-1) !== trid - 1) return;
    lower.pop();
    this.#start = lower.pop() ?? trid;
  }

  #insertLower(trid: number): void {
    this.#lower ??= [];
    const lower = this.#lower;
    const at = search(lower, trid);
    const joinsLeft = at >= 0 && lower[at + 1] === trid - 1;
    const joinsRight = lower[at + 2] === trid + 1;
    if (joinsLeft && joinsRight) lower.splice(at + 1, 2);
    else if (joinsLeft) lower[at + 1] = trid;
    else if (joinsRight) lower[at + 2] = trid;
    else lower.splice(at + 2, 0, trid, trid);
    this.#limit();
  }

  #limit(): void {
    if (this.#lower === undefined || this.#lower.length < MAX_TRID_INTERVALS * 2) return;
    this.#lower.splice(0, 2);
    this.forgetful = true;
  }
}

/** Index of the last interval that starts at or before `trid`, -2 when there is none. */
function search(lower: Lower, trid: number): number {
  let low = 0;
  let high = lower.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lower[middle * 2] ?? Infinity) <= trid) low = middle + 1;
    else high = middle;
  }
  return low * 2 - 2;
}
