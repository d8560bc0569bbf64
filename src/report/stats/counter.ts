/** Counts under names that come from the capture: so many of them, and one more for all others. */
import { MAX_COUNTED_NAMES } from '../../base/limits.ts';

export class Counter<T> {
  readonly #make: () => T;
  readonly #counts = new Map<string | null, T>();

  constructor(make: () => T) {
    this.#make = make;
  }

  /** What is counted under a name; under null when there are too many. */
  of(name: string): T {
    const known = this.#counts.get(name);
    if (known !== undefined) return known;
    const key = this.#counts.size < MAX_COUNTED_NAMES ? name : null;
    const made = this.#counts.get(key) ?? this.#make();
    this.#counts.set(key, made);
    return made;
  }

  /** The greatest first, equal ones by name; the others last. */
  sorted(size: (counted: T) => number): (readonly [string | null, T])[] {
    return [...this.#counts].sort(([a, x], [b, y]) => {
      if (a === null || b === null) return a === null ? 1 : -1;
      return size(y) - size(x) || (a < b ? -1 : 1);
    });
  }
}
