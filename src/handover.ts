/**
 * Between a scan, which pushes, and a program that takes records one by one. What waits are the lines of NDJSON, which are
 * made into objects as they are taken: those are the program's own, and what it does not take costs next to nothing.
 */
import { NO_BYTES } from './base/bytes.ts';
import { MAX_WAITING_RECORD_BYTES } from './base/limits.ts';

const NEWLINE = 0x0a;

export class Handover {
  #blocks: Buffer[] = [];
  #lines: Buffer = NO_BYTES;
  #at = 0;
  #waiting = 0;
  #isClosed = false;
  #wakeTaker: (() => void) | undefined = undefined;
  #wakeGiver: (() => void) | undefined = undefined;

  /** Takes a copy of some bytes of lines; forgets them when nobody wants any more. */
  readonly add = (bytes: Uint8Array): void => {
    if (this.#isClosed) return;
    this.#blocks.push(Buffer.from(bytes));
    this.#waiting += bytes.length;
    this.wakeTaker();
  };

  /** The next record as text; undefined when there is no whole one. */
  take(): string | undefined {
    for (;;) {
      const end = this.#lines.indexOf(NEWLINE, this.#at);
      if (end >= 0) {
        const line = this.#lines.toString('utf8', this.#at, end);
        this.#waiting -= end + 1 - this.#at;
        this.#at = end + 1;
        if (!this.isFull) this.wakeGiver();
        return line;
      }
      const block = this.#blocks.shift();
      if (block === undefined) return undefined;
      const rest = this.#lines.subarray(this.#at);
      this.#lines = rest.length === 0 ? block : Buffer.concat([rest, block]);
      this.#at = 0;
    }
  }

  get isFull(): boolean {
    return this.#waiting > MAX_WAITING_RECORD_BYTES;
  }

  /** Whether somebody waits for a record. */
  get isWanted(): boolean {
    return this.#wakeTaker !== undefined;
  }

  /** For the scan: resolves when there is room, or with `wakeGiver`. */
  room(): Promise<void> | undefined {
    if (!this.isFull) return undefined;
    return new Promise((resolve) => {
      this.#wakeGiver = resolve;
    });
  }

  /** For the program: resolves when something was added, or with `wakeTaker`. */
  more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeTaker = resolve;
    });
  }

  wakeTaker(): void {
    this.#wakeTaker?.();
    this.#wakeTaker = undefined;
  }

  wakeGiver(): void {
    this.#wakeGiver?.();
    this.#wakeGiver = undefined;
  }

  /** Nobody wants any more. */
  close(): void {
    this.#isClosed = true;
    this.#blocks = [];
    this.#lines = NO_BYTES;
    this.#at = 0;
    this.#waiting = 0;
    this.wakeGiver();
    this.wakeTaker();
  }
}
