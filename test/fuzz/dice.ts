/** Choices that follow from a seed. */
import { createRandom } from '../../fixtures/build/mutate.ts';

/** Numbers at the edges of what fields hold and of what programs believe. */
const EDGES = [
  0, 1, 2, 3, 4, 7, 8, 20, 40, 127, 128, 255, 256, 1460, 32767, 32768, 65535, 65536, 262144, 262145,
];
const LARGE_EDGES = [0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  /** An integer from 0 up to `limit`, not included; 0 for a limit of 0. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  pick<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  /** Mostly small: each further doubling is half as likely. */
  size(limit: number): number {
    return this.below(Math.min(limit, 2 ** (1 + this.below(17)))) + 1;
  }

  /** A number of 32 bits, mostly at an edge. */
  edge(): number {
    if (this.chance(0.2)) return this.below(0x100000000);
    return this.pick(this.chance(0.3) ? LARGE_EDGES : EDGES);
  }
}
