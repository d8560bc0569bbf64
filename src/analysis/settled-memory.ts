/**
 * The latest settled transactions of one session in a ring of numbers: enough to judge late and doubled answers. It
 * doubles up to its full size, since thousands of sessions have a few entries each, and long ones shall not have more
 * than they need.
 */
import { SETTLED_MEMORY } from '../base/limits.ts';
import { verbNumber } from '../msnp/lookup.ts';
import { ALL_TRAITS, type Traits } from './traits.ts';
import type { Transaction } from './transaction.ts';

/** Numbers an entry takes: TrID, request id, facts. */
const WIDTH = 3;
const REQUEST = 1;
const FACTS = 2;
const CAME_BITS = 4;
const MODE_BITS = 4;
/**
 * Above the bits of an entry's facts: the place of its traits and 1, or, where it has none, its code as a number, which
 * is larger than any place.
 */
const KIND_SHIFT = CAME_BITS + MODE_BITS;
const FIRST_VERB = verbNumber('\x01\0\0');
const LAST_VERB = verbNumber('\xff\xff\xff');

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

const FULL = SETTLED_MEMORY * WIDTH;
const FIRST = 8 * WIDTH;
const NOTHING = new Uint32Array(0);

export class SettledMemory {
  #ring = NOTHING;
  /** Numbers in use. */
  #size = 0;
  /** Index of the entry that is written next. */
  #next = 0;

  add({ trid, request, verb, traits, ackMode, came }: Transaction): void {
    const kind = traits === undefined ? Math.max(FIRST_VERB, verbNumber(verb) & LAST_VERB) : traits.index;
    const at = this.#next;
    if (at === this.#ring.length) this.#ring = doubled(this.#ring);
    if (at === this.#size) this.#size += WIDTH;
    this.#ring[at] = trid;
    this.#ring[at + REQUEST] = request;
    this.#ring[at + FACTS] = (kind << KIND_SHIFT) | ((ackMode + 1) << CAME_BITS) | came;
    this.#next = (at + WIDTH) % FULL;
  }

  /** The newest with this TrID that `fits`. */
  find(trid: number, fits: (verb: string) => boolean): Remembered | undefined {
    const size = this.#size;
    for (let back = WIDTH; back <= size; back += WIDTH) {
      const at = (this.#next - back + size) % size;
      if (this.#ring[at] !== trid) continue;
      const verb = this.#verbAt(at);
      if (fits(verb)) return this.#read(at, trid, verb);
    }
    return undefined;
  }

  /** Adds CAME bits to one that `find` gave. */
  note(remembered: Remembered, came: number): void {
    const at = remembered.index + FACTS;
    this.#ring[at] = (this.#ring[at] ?? 0) | came;
  }

  #verbAt(at: number): string {
    const kind = (this.#ring[at + FACTS] ?? 0) >>> KIND_SHIFT;
    return kind < FIRST_VERB ? (ALL_TRAITS[kind]?.row.verb ?? '') : verbText(kind);
  }

  #read(index: number, trid: number, verb: string): Remembered {
    const facts = this.#ring[index + FACTS] ?? 0;
    const mode = (facts >>> CAME_BITS) & ((1 << MODE_BITS) - 1);
    const kind = facts >>> KIND_SHIFT;
    const traits = kind < FIRST_VERB ? ALL_TRAITS[kind] : undefined;
    const came = facts & ((1 << CAME_BITS) - 1);
    return { index, request: this.#ring[index + REQUEST] ?? 0, trid, verb, traits, ackMode: mode - 1, came };
  }
}

function doubled(ring: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.min(FULL, Math.max(FIRST, ring.length * 2)));
  larger.set(ring);
  return larger;
}

function verbText(number: number): string {
  return String.fromCharCode((number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff);
}
