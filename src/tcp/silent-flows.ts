/**
 * Flows in order of their coming, to find the oldest one that never carried data: it makes room for another when there
 * are too many, so that a flood of SYNs does not keep anybody out.
 */
import type { Connection } from './connection.ts';

/** Places of the queue that may be taken by flows which carry data meanwhile, or are closed. */
const SPARE_PLACES = 1024;

export class SilentFlows {
  readonly #maxFlows: number;
  #queue: Connection[] = [];
  #head = 0;

  constructor(maxFlows: number) {
    this.#maxFlows = maxFlows;
  }

  add(connection: Connection): void {
    if (this.#queue.length >= 2 * this.#maxFlows + SPARE_PLACES) this.#compact();
    this.#queue.push(connection);
  }

  /** Takes the oldest one out. */
  take(): Connection | undefined {
    while (this.#head < this.#queue.length) {
      const connection = this.#queue[this.#head++];
      if (connection !== undefined && isSilent(connection)) return connection;
    }
    return undefined;
  }

  #compact(): void {
    this.#queue = this.#queue.filter((connection, at) => at >= this.#head && isSilent(connection));
    this.#head = 0;
  }
}

function isSilent(connection: Connection): boolean {
  return !connection.closed && connection.isEmpty;
}
