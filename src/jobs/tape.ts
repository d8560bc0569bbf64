/** Keeps what the reports of a job write, event by event, until it is sent. */
import { JOB_PIECE_BLOCKS } from '../base/limits.ts';
import type { Output } from '../report/output.ts';
import { type Chunk, packEntry, type Remark, REMARK } from './piece.ts';

const FIRST_ENTRIES = 4096;

export class Tape {
  readonly #outputs: readonly Output[];
  /** Bytes of each output that entries tell of. */
  readonly #marked: number[];
  readonly #chunks: Chunk[];
  readonly #first: Output;
  #firstMarked = 0;
  #entries = new Float64Array(FIRST_ENTRIES);
  #length = 0;
  #remarks: Remark[] = [];

  /** `chunks` gets the blocks of all outputs from their sinks. */
  constructor(outputs: readonly Output[], chunks: Chunk[]) {
    this.#outputs = outputs;
    this.#marked = outputs.map(() => 0);
    this.#chunks = chunks;
    const [first] = outputs;
    if (first === undefined) throw new RangeError('a job writes one report at least');
    this.#first = first;
  }

  /** Whether enough was written to be taken. */
  get isFull(): boolean {
    return this.#chunks.length >= JOB_PIECE_BLOCKS;
  }

  /** What was written since belongs to the event at `place`. */
  mark(place: number): void {
    // Most events complete nothing, and mostly there is one report.
    if (this.#first.position === this.#firstMarked && this.#outputs.length === 1) return;
    this.#markAll(place);
  }

  #markAll(place: number): void {
    this.#firstMarked = this.#first.position;
    for (let channel = 0; channel < this.#outputs.length; channel++) {
      const position = this.#outputs[channel]?.position ?? 0;
      const length = position - (this.#marked[channel] ?? 0);
      if (length === 0) continue;
      this.#marked[channel] = position;
      this.#add(place, packEntry(channel, length));
    }
  }

  /** A remark behind what was written before. */
  remark(place: number, remark: Remark): void {
    this.mark(place);
    this.#remarks.push(remark);
    this.#add(place, packEntry(REMARK, 0));
  }

  /** Gives up everything. */
  take(): { entries: Float64Array<ArrayBuffer>; chunks: Chunk[]; remarks: Remark[] } {
    for (const output of this.#outputs) output.flush();
    const entries = this.#entries.slice(0, this.#length);
    const remarks = this.#remarks;
    this.#length = 0;
    this.#remarks = [];
    return { entries, chunks: this.#chunks.splice(0), remarks };
  }

  #add(place: number, entry: number): void {
    if (this.#length === this.#entries.length) {
      const grown = new Float64Array(this.#entries.length * 2);
      grown.set(this.#entries);
      this.#entries = grown;
    }
    this.#entries[this.#length] = place;
    this.#entries[this.#length + 1] = entry;
    this.#length += 2;
  }
}
