/** A flow that may carry a file: its first bytes say whether it is MSNFTP or a direct P2P connection, or neither. */
import { startsWith } from '../base/bytes.ts';
import type { Side, StreamHandler } from '../tcp/handler.ts';

const MSNFTP = Buffer.from('VER MSNFTP');
const DIRECT = Buffer.from('\x04\x00\x00\x00foo\x00');
const START_BYTES = 16;

/** Makes the handler for what the first bytes show. */
export interface Kinds {
  msnftp(): StreamHandler;
  direct(): StreamHandler;
}

/** Bytes of one side that came before it was clear what they are. */
interface Held {
  readonly bytes: Buffer;
  readonly frame: number;
  readonly time: number;
}

/** Holds the first bytes of each side back until they tell; what comes of another kind of flow is ignored. */
export class FileStream implements StreamHandler {
  readonly #kinds: Kinds | undefined;
  readonly #onClose: () => void;
  #inner: StreamHandler | undefined;
  #isForeign: boolean;
  readonly #held: [Held[], Held[]] = [[], []];

  /** Without `kinds` everything is ignored. `onClose` is called when the flow is over. */
  constructor(kinds: Kinds | undefined, onClose: () => void) {
    this.#kinds = kinds;
    this.#onClose = onClose;
    this.#isForeign = kinds === undefined;
  }

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    if (this.#isForeign) return;
    if (this.#inner !== undefined) {
      this.#inner.data(side, bytes, start, end, frame, time);
      return;
    }
    this.#held[side].push({ bytes: Buffer.from(bytes.subarray(start, end)), frame, time });
    this.#decide(side);
  }

  gap(side: Side, length: number, frame: number, time: number): void {
    if (this.#inner === undefined) this.#isForeign = true;
    else this.#inner.gap(side, length, frame, time);
  }

  fin(side: Side, frame: number, time: number): void {
    this.#inner?.fin(side, frame, time);
  }

  reset(side: Side, frame: number, time: number): void {
    this.#inner?.reset(side, frame, time);
  }

  close(...end: Parameters<StreamHandler['close']>): void {
    this.#inner?.close(...end);
    this.#onClose();
  }

  #decide(side: Side): void {
    const bytes = Buffer.concat(this.#held[side].map((held) => held.bytes));
    const start = bytes.subarray(0, START_BYTES);
    if (this.#kinds === undefined) return;
    if (startsWith(start, 0, start.length, MSNFTP)) this.#begin(this.#kinds.msnftp());
    else if (startsWith(start, 0, start.length, DIRECT)) this.#begin(this.#kinds.direct());
    else if (![MSNFTP, DIRECT].some((text) => startsWith(text, 0, text.length, start))) this.#refuse();
  }

  #refuse(): void {
    this.#isForeign = true;
    this.#held[0] = [];
    this.#held[1] = [];
  }

  #begin(inner: StreamHandler): void {
    this.#inner = inner;
    for (const side of [0, 1] as const) {
      for (const { bytes, frame, time } of this.#held[side])
        inner.data(side, bytes, 0, bytes.length, frame, time);
      this.#held[side] = [];
    }
  }
}
