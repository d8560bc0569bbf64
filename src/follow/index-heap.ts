/** A binary heap of integers in one typed array: no object for each piece of a stream that waits. */

const FIRST_ROOM = 16;

export class IndexHeap {
  size = 0;
  #items = new Int32Array(FIRST_ROOM);
  readonly #isBefore: (one: number, other: number) => boolean;

  constructor(isBefore: (one: number, other: number) => boolean) {
    this.#isBefore = isBefore;
  }

  /** The first item; only when there is one. */
  get top(): number {
    return this.#items[0] ?? 0;
  }

  push(item: number): void {
    if (this.size === this.#items.length) {
      const larger = new Int32Array(this.size * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    const items = this.#items;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] ?? 0;
      if (!this.#isBefore(item, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  /** Takes the first item away. */
  pop(): number {
    const items = this.#items;
    const first = this.top;
    const item = items[--this.size] ?? 0;
    let at = 0;
    for (let child = 1; child < this.size; child = at * 2 + 1) {
      const right = child + 1;
      if (right < this.size && this.#isBefore(items[right] ?? 0, items[child] ?? 0)) child = right;
      const below = items[child] ?? 0;
      if (!this.#isBefore(below, item)) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
    return first;
  }

  /** Renames every item; the order of the heap must not change by it. */
  rename(nameOf: (item: number) => number): void {
    const { size } = this;
    for (let at = 0; at < size; at++) this.#items[at] = nameOf(this.#items[at] ?? 0);
  }
}
