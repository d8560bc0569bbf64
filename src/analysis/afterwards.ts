/**
 * What only the end of the capture decides for sure: a line of another connection may have been captured late, or wait
 * behind a hole. First in, first out; above the cap (limits.ts) the oldest is decided with what is known.
 */
import { MAX_AFTERWARDS } from '../base/limits.ts';

export class Afterwards {
  readonly #waiting: (() => void)[] = [];

  /** `decide` is called once. */
  add(decide: () => void): void {
    this.#waiting.push(decide);
    if (this.#waiting.length > MAX_AFTERWARDS) this.#waiting.shift()?.();
  }

  /** Nothing more comes. */
  end(): void {
    for (const decide of this.#waiting.splice(0)) decide();
  }
}
