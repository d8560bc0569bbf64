/**
 * What only the end of the capture decides for sure: a line of another connection may have been captured late, or wait
 * behind a hole. First in, first out; above the cap (limits.ts) the oldest is decided with what is known.
 */
import { MAX_AFTERWARDS_PER_SHARD } from '../base/limits.ts';

/** Gives the place of what is added now in the order of the whole capture. */
export type Ordering = () => number;

/** What is decided at the end. */
export interface Waiting {
  readonly order: number;
  readonly session: number;
  readonly decide: () => void;
}

/** What waits in one shard. */
export class Afterwards {
  readonly #order: Ordering;
  #waiting: Waiting[] = [];

  constructor(order: Ordering) {
    this.#order = order;
  }

  /** `decide` is called once; it is about `session`. */
  add(session: number, decide: () => void): void {
    this.#waiting.push({ order: this.#order(), session, decide });
    if (this.#waiting.length > MAX_AFTERWARDS_PER_SHARD) this.#waiting.shift()?.decide();
  }

  /** Whether something about the session waits. */
  holds(session: number): boolean {
    return this.#waiting.some((waiting) => waiting.session === session);
  }

  /** Nothing more comes: everything that waits, in the order in which it was added. */
  drain(): readonly Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}
