/**
 * The latest settled transactions of one session in a ring of numbers: enough to judge late and doubled answers.
 * Grows with use, so that a short session costs little.
 */
import { SETTLED_MEMORY } from '../base/limits.ts';
import { verbNumber } from '../msnp/lookup.ts';
import { ALL_TRAITS, type Traits } from './traits.ts';
import type { Transaction } from './transaction.ts';

const FIRST_CAPACITY = 16;
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
  #trids = new Float64Array(0);
  #requests = new Uint32Array(0);
  #verbs = new Uint32Array(0);
  /** Index of the traits plus one, MODE_BITS of the ack mode plus one, CAME_BITS of what came. */
  #facts = new Uint32Array(0);
  #count = 0;
  #next = 0;

  add(transaction: Transaction): void {
    if (this.#next === this.#trids.length && this.#next < SETTLED_MEMORY) this.#grow();
    const at = this.#next % SETTLED_MEMORY;
    const traits = transaction.traits === undefined ? 0 : transaction.traits.index + 1;
    this.#trids[at] = transaction.trid;
    this.#requests[at] = transaction.request;
    this.#verbs[at] = verbNumber(transaction.verb);
    this.#facts[at] = (((traits << MODE_BITS) | (transaction.ackMode + 1)) << CAME_BITS) | transaction.came;
    this.#next = at + 1;
    this.#count = Math.max(this.#count, this.#next);
  }

  /** The newest with this TrID that `fits`. */
  find(trid: number, fits: (verb: string) => boolean): Remembered | undefined {
    for (let i = 0; i < this.#count; i++) {
      const at = (this.#next - 1 - i + this.#count) % this.#count;
      if (this.#trids[at] !== trid) continue;
      const verb = verbText(this.#verbs[at] ?? 0);
      if (fits(verb)) return this.#read(at, trid, verb);
    }
    return undefined;
  }

  /** Adds CAME bits to one that `find` gave. */
  note(remembered: Remembered, came: number): void {
    this.#facts[remembered.index] = (this.#facts[remembered.index] ?? 0) | came;
  }

  #read(index: number, trid: number, verb: string): Remembered {
    const facts = this.#facts[index] ?? 0;
    const mode = (facts >>> CAME_BITS) & ((1 << MODE_BITS) - 1);
    const traits = ALL_TRAITS[(facts >>> (CAME_BITS + MODE_BITS)) - 1];
    const came = facts & ((1 << CAME_BITS) - 1);
    return { index, request: this.#requests[index] ?? 0, trid, verb, traits, ackMode: mode - 1, came };
  }

  #grow(): void {
    const capacity = Math.min(SETTLED_MEMORY, Math.max(FIRST_CAPACITY, this.#trids.length * 2));
    const trids = new Float64Array(capacity);
    trids.set(this.#trids);
    this.#trids = trids;
    this.#requests = grown(this.#requests, capacity);
    this.#verbs = grown(this.#verbs, capacity);
    this.#facts = grown(this.#facts, capacity);
  }
}

function grown(old: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const array = new Uint32Array(capacity);
  array.set(old);
  return array;
}

function verbText(number: number): string {
  return String.fromCharCode((number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff);
}
