/**
 * A bounded map that forgets what was put in long ago: two generations, of which the older one goes as a whole. Taking
 * the oldest entry out of one map again and again is slow: those that are gone lie in the way until it is built anew.
 */
export class RecentMap<K, V> {
  readonly #generation: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  /** Holds at most `limit` entries, and the latest half of them for certain. */
  constructor(limit: number) {
    this.#generation = Math.max(1, limit >> 1);
  }

  get(key: K): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#generation) this.age();
    this.#young.set(key, value);
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  /** Begins a generation: what is older than the last one is forgotten. */
  age(): void {
    this.#old = this.#young;
    this.#young = new Map();
  }
}
