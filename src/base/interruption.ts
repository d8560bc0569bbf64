/** Waiting that an abort signal ends: for input that comes slowly or never, and for files that are read without one wait. */
import { setImmediate } from 'node:timers/promises';

export class Interruption {
  readonly #signal: AbortSignal | undefined;
  /** Ends the wait of the moment; one at a time, so that a long life leaves nothing behind. */
  #wake: (() => void) | undefined = undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  get isAborted(): boolean {
    return this.#signal?.aborted === true;
  }

  /** What `promise` gives, or undefined when the signal comes first. One wait at a time. */
  async wait<T>(promise: Promise<T>): Promise<T | undefined> {
    if (this.isAborted) {
      promise.catch(() => undefined);
      return undefined;
    }
    try {
      return await new Promise<T | undefined>((resolve, reject) => {
        this.#wake = () => {
          resolve(undefined);
        };
        promise.then(resolve, reject);
      });
    } finally {
      this.#wake = undefined;
    }
  }

  /** Lets signals arrive: a file is read without ever giving the event loop a turn. */
  async turn(): Promise<void> {
    if (this.#signal !== undefined) await setImmediate();
  }
}
