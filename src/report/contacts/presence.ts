/** A state over time: only its changes are kept. */
import { keptText } from '../../base/kept-text.ts';
import { MAX_STATE_CHARACTERS } from '../../base/limits.ts';

/** Since `time` (nanoseconds, base/time.ts) the state is this; null: nobody tells any more. */
export interface Mark {
  readonly time: number;
  readonly state: string | null;
}

/** Counts the changes of everybody. */
export interface Budget {
  left: number;
}

export class Presence {
  readonly marks: Mark[] = [];
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  get state(): string | null {
    return this.marks.at(-1)?.state ?? null;
  }

  /** Notes a state; the same again is no change. */
  set(time: number, said: string | null): void {
    const state = said === null ? null : keptText(said, MAX_STATE_CHARACTERS);
    if (state === this.state || this.#budget.left <= 0) return;
    this.#budget.left--;
    this.marks.push({ time, state });
  }

  /** What was known, as stretches. */
  *stretches(): Generator<{ state: string; from: number; to: number | null }> {
    for (const [i, { time, state }] of this.marks.entries()) {
      if (state !== null) yield { state, from: time, to: this.marks[i + 1]?.time ?? null };
    }
  }
}

const STATES: ReadonlyMap<string, string> = new Map([
  ['NLN', 'online'],
  ['BSY', 'busy'],
  ['IDL', 'idle'],
  ['BRB', 'be right back'],
  ['AWY', 'away'],
  ['PHN', 'on the phone'],
  ['LUN', 'out to lunch'],
  ['HDN', 'appears offline'],
  ['FLN', 'offline'],
]);

/** The state in words. */
export function stateText(state: string): string {
  return STATES.get(state) ?? state;
}
