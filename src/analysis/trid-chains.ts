/** Live transactions by TrID: the oldest of each, on which the later ones with the same number hang. */
import type { Transaction } from './transaction.ts';

export class TridChains {
  readonly #oldest = new Map<number, Transaction>();

  first(trid: number): Transaction | undefined {
    return this.#oldest.get(trid);
  }

  has(trid: number): boolean {
    return this.#oldest.has(trid);
  }

  /** Hangs a transaction on its chain; gives the number of those before it. */
  add(transaction: Transaction): number {
    const first = this.#oldest.get(transaction.trid);
    if (first === undefined) {
      this.#oldest.set(transaction.trid, transaction);
      return 0;
    }
    let last = first;
    let length = 1;
    for (let at = first.sameTrid; at !== undefined; at = at.sameTrid) {
      last = at;
      length++;
    }
    last.sameTrid = transaction;
    return length;
  }

  remove(transaction: Transaction): void {
    const first = this.#oldest.get(transaction.trid);
    if (first === transaction) {
      if (transaction.sameTrid === undefined) this.#oldest.delete(transaction.trid);
      else this.#oldest.set(transaction.trid, transaction.sameTrid);
      return;
    }
    for (let at = first; at !== undefined; at = at.sameTrid) {
      if (at.sameTrid !== transaction) continue;
      at.sameTrid = transaction.sameTrid;
      return;
    }
  }
}
