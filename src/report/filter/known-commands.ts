/** Which commands of open sessions were chosen: for the findings and transactions that come after them. Bounded. */
import { MAX_KNOWN_CHOSEN } from '../../base/limits.ts';

export class KnownCommands {
  readonly #sessions = new Map<number, Set<number>>();
  #size = 0;
  #hasForgotten = false;

  add(session: number, id: number): void {
    let ids = this.#sessions.get(session);
    if (ids === undefined) this.#sessions.set(session, (ids = new Set()));
    if (ids.has(id)) return;
    ids.add(id);
    if (++this.#size > MAX_KNOWN_CHOSEN) this.#forgetOldest();
  }

  /** True also for what may have been forgotten: too much is better than a silence. */
  has(session: number, id: number): boolean {
    return this.#hasForgotten || this.#sessions.get(session)?.has(id) === true;
  }

  endSession(session: number): void {
    this.#size -= this.#sessions.get(session)?.size ?? 0;
    this.#sessions.delete(session);
  }

  #forgetOldest(): void {
    this.#hasForgotten = true;
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined) this.endSession(oldest);
  }
}
