/**
 * Requests for which only an error may come (MSG U and N, SDG ...), as numbers in one array. Chat is made of these, and
 * each waits 30 s for what hardly ever comes: an object of its own for each would outlive many collections.
 */
import { ALL_TRAITS } from './traits.ts';
import { Transaction } from './transaction.ts';

/** Numbers an entry takes: TrID, request id, facts, frame, time, holes. */
const WIDTH = 6;
const REQUEST = 1;
const FACTS = 2;
const FRAME = 3;
const TIME = 4;
const HOLES = 5;
const MODE_BITS = 4;
/** Numbers of gone entries at the front that are cut off together. */
const CUT = 32 * WIDTH;

export class QuietRequests {
  readonly #session: number;
  #entries: number[] = [];
  #head = 0;

  constructor(session: number) {
    this.#session = session;
  }

  get count(): number {
    return (this.#entries.length - this.#head) / WIDTH;
  }

  /** Time of the oldest, Infinity when there is none. */
  get oldestTime(): number {
    return this.#entries[this.#head + TIME] ?? Infinity;
  }

  /** Id of the oldest request, Infinity when there is none. */
  get oldestRequest(): number {
    return this.#entries[this.#head + REQUEST] ?? Infinity;
  }

  /** Keeps the transaction as numbers; false when it has more to it, and has to be kept itself. */
  push({ trid, request, traits, ackMode, tridText, frame, time, holes }: Transaction): boolean {
    if (traits === undefined || tridText !== '') return false;
    this.#entries.push(trid, request, (traits.index << MODE_BITS) | (ackMode + 1), frame, time, holes);
    return true;
  }

  /** Takes the oldest out. */
  shift(): Transaction | undefined {
    if (this.count === 0) return undefined;
    const transaction = this.#read(this.#head);
    this.#head += WIDTH;
    if (this.#head >= CUT && this.#head * 2 > this.#entries.length) {
      this.#entries.splice(0, this.#head);
      this.#head = 0;
    }
    return transaction;
  }

  has(trid: number): boolean {
    return this.#find(trid, () => true) >= 0;
  }

  /** Takes the newest with this TrID that `fits` and was sent after request `since` out. */
  take(trid: number, since: number, fits: (verb: string) => boolean): Transaction | undefined {
    const at = this.#find(trid, fits);
    if (at < 0 || (this.#entries[at + REQUEST] ?? 0) <= since) return undefined;
    const transaction = this.#read(at);
    this.#entries.splice(at, WIDTH);
    return transaction;
  }

  #find(trid: number, fits: (verb: string) => boolean): number {
    for (let at = this.#entries.length - WIDTH; at >= this.#head; at -= WIDTH) {
      if (this.#entries[at] === trid && fits(this.#traitsAt(at)?.row.verb ?? '')) return at;
    }
    return -1;
  }

  #traitsAt(at: number): Transaction['traits'] {
    return ALL_TRAITS[(this.#entries[at + FACTS] ?? 0) >>> MODE_BITS];
  }

  #read(at: number): Transaction {
    const traits = this.#traitsAt(at);
    const number = (field: number): number => this.#entries[at + field] ?? 0;
    const transaction = new Transaction(
      this.#session,
      number(0),
      traits?.row.verb ?? '',
      number(REQUEST),
      traits,
      'none',
      number(FRAME),
      number(TIME),
      number(HOLES),
    );
    transaction.ackMode = (number(FACTS) & ((1 << MODE_BITS) - 1)) - 1;
    return transaction;
  }
}
