/**
 * The latest settled transactions of one session in a ring of numbers: enough to judge late and doubled answers.
 * A plain array, since thousands of sessions have a few entries each.
 */
import { SETTLED_MEMORY } from '../base/limits.ts';
import { verbNumber } from '../msnp/lookup.ts';
import { ALL_TRAITS, type Traits } from './traits.ts';
import type { Transaction } from './transaction.ts';

/** Numbers an entry takes: TrID, request id, code, facts. */
const WIDTH = 4;
const REQUEST = 1;
const VERB = 2;
const FACTS = 3;
const CAME_BITS = 4;
const MODE_BITS = 4;

/** A settled transaction as far as it is remembered; `index` is its place in the ring. */
export interface Remembered {
  readonly index: number;
  readonly request: number;
  readonly trid: number;
  readonly verb: string;
  readonly traits: Traits | undefined;
  readonly ackMode: number;
  readonly came: number;
}

export class SettledMemory {
  #ring: number[] = [];
  /** Index of the entry that is written next. */
  #next = 0;

  add({ trid, request, verb, traits, ackMode, came }: Transaction): void {
    const row = traits === undefined ? 0 : traits.index + 1;
    const at = this.#next;
    this.#ring[at] = trid;
    this.#ring[at + REQUEST] = request;
    this.#ring[at + VERB] = verbNumber(verb);
    this.#ring[at + FACTS] = (((row << MODE_BITS) | (ackMode + 1)) << CAME_BITS) | came;
    this.#next = (at + WIDTH) % (SETTLED_MEMORY * WIDTH);
  }

  /** The newest with this TrID that `fits`. */
  find(trid: number, fits: (verb: string) => boolean): Remembered | undefined {
    const size = this.#ring.length;
    for (let back = WIDTH; back <= size; back += WIDTH) {
      const at = (this.#next - back + size) % size;
      if (this.#ring[at] !== trid) continue;
      const verb = verbText(this.#ring[at + VERB] ?? 0);
      if (fits(verb)) return this.#read(at, trid, verb);
    }
    return undefined;
  }

  /** Adds CAME bits to one that `find` gave. */
  note(remembered: Remembered, came: number): void {
    const at = remembered.index + FACTS;
    this.#ring[at] = (this.#ring[at] ?? 0) | came;
  }

  #read(index: number, trid: number, verb: string): Remembered {
    const facts = this.#ring[index + FACTS] ?? 0;
    const mode = (facts >>> CAME_BITS) & ((1 << MODE_BITS) - 1);
    const traits = ALL_TRAITS[(facts >>> (CAME_BITS + MODE_BITS)) - 1];
    const came = facts & ((1 << CAME_BITS) - 1);
    return { index, request: this.#ring[index + REQUEST] ?? 0, trid, verb, traits, ackMode: mode - 1, came };
  }
}

function verbText(number: number): string {
  return String.fromCharCode((number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff);
}
