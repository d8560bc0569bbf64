/** Connections that may turn out to be of interest: so many at one time, the oldest is forgotten without a word. */
import { MAX_CANDIDATES } from '../base/limits.ts';
import type { Connection } from './connection.ts';

export class Candidates {
  readonly #ring: (Connection | undefined)[] = [];
  #next = 0;

  /** Adds one; returns the one that has to make room. */
  add(connection: Connection): Connection | undefined {
    const oldest = this.#ring[this.#next];
    if (oldest !== undefined) oldest.candidate = -1;
    connection.candidate = this.#next;
    this.#ring[this.#next] = connection;
    this.#next = (this.#next + 1) % MAX_CANDIDATES;
    return oldest;
  }

  /** Takes one out: it is known now, or gone. */
  remove(connection: Connection): void {
    if (connection.candidate < 0) return;
    this.#ring[connection.candidate] = undefined;
    connection.candidate = -1;
  }
}
