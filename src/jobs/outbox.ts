/** Events for one job until they are sent: numbers, bytes and facts, in buffers that grow by doubling and come back. */
import { NO_BYTES } from '../base/bytes.ts';
import { KiB, MiB } from '../base/limits.ts';
import { EVENT_DOUBLES, EVENT_WORDS, type EventKind, type Facts, packKind, WORD } from './events.ts';

const FIRST_EVENTS = 8 * KiB;
const FIRST_BYTES = 1 * MiB;

/** A batch of events, as it travels. */
export interface EventBatch {
  readonly numbers: ArrayBuffer;
  readonly count: number;
  readonly bytes: ArrayBuffer;
  readonly facts: readonly Facts[];
}

export class Outbox {
  count = 0;
  byteLength = 0;
  #doubles = new Float64Array(0);
  #words = new Int32Array(0);
  #bytes: Buffer = NO_BYTES;
  #facts: Facts[] = [];
  /** Buffers that came back. */
  readonly #spare: { numbers: ArrayBuffer; bytes: ArrayBuffer }[] = [];

  /** `place` counts the events of the batch, those for other jobs too. */
  add(
    kind: EventKind,
    side: number,
    state: number,
    session: number,
    length: number,
    frame: number,
    time: number,
    place: number,
  ): void {
    if (this.count * EVENT_DOUBLES === this.#doubles.length) this.#growNumbers();
    const words = this.#words;
    const at = this.count * EVENT_WORDS;
    words[at + WORD.kind] = packKind(kind, side, state);
    words[at + WORD.session] = session;
    words[at + WORD.length] = length;
    words[at + WORD.place] = place;
    const doubles = this.#doubles;
    const double = this.count * EVENT_DOUBLES;
    doubles[double] = frame;
    doubles[double + 1] = time;
    this.count++;
  }

  /** The bytes of the `data` event that was added last; copied. */
  append(bytes: Buffer, start: number, end: number): void {
    const length = this.byteLength + end - start;
    if (length > this.#bytes.length) this.#growBytes(length);
    bytes.copy(this.#bytes, this.byteLength, start, end);
    this.byteLength = length;
  }

  /** The facts of the event that was added last. */
  tell(facts: Facts): void {
    this.#facts.push(facts);
  }

  /** Gives up what was added. */
  take(): EventBatch {
    const { count } = this;
    const numbers = this.#doubles.buffer;
    const bytes = this.#bytes.buffer as ArrayBuffer;
    const facts = this.#facts;
    const { numbers: nextNumbers, bytes: nextBytes } = this.#spare.pop() ?? {
      numbers: new ArrayBuffer(0),
      bytes: new ArrayBuffer(0),
    };
    this.#useNumbers(nextNumbers);
    this.#bytes = Buffer.from(nextBytes);
    this.count = 0;
    this.byteLength = 0;
    this.#facts = [];
    return { numbers, count, bytes, facts };
  }

  /** Buffers of a batch that was used. */
  giveBack(numbers: ArrayBuffer, bytes: ArrayBuffer): void {
    this.#spare.push({ numbers, bytes });
  }

  #useNumbers(numbers: ArrayBuffer): void {
    this.#doubles = new Float64Array(numbers);
    this.#words = new Int32Array(numbers);
  }

  #growNumbers(): void {
    const old = this.#doubles;
    this.#useNumbers(new ArrayBuffer(Math.max(FIRST_EVENTS * EVENT_WORDS * 4, old.byteLength * 2)));
    this.#doubles.set(old);
  }

  #growBytes(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, this.#bytes.length * 2, needed));
    this.#bytes.copy(grown, 0, 0, this.byteLength);
    this.#bytes = grown;
  }
}
