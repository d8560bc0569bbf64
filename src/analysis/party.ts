/**
 * One session as others refer to it: whose it is, what it speaks, and which sessions belong together with it. Lean,
 * because cookies and server addresses that it handed out keep it after its end.
 */
import type { Knowledge } from './version.ts';

export class Party {
  readonly session: number;
  readonly knowledge: Knowledge;
  account: string | null = null;
  friendlyName: string | null = null;
  /** Lowest session id of the group; right at its root only. */
  #lowest: number;
  /** Nearer to the root of the group, undefined at the root. */
  #up: Party | undefined = undefined;

  constructor(session: number, knowledge: Knowledge) {
    this.session = session;
    this.knowledge = knowledge;
    this.#lowest = session;
  }

  /** Lowest id of the sessions that belong together. */
  get conversation(): number {
    return this.#root().#lowest;
  }

  /** Both groups are one from now on. */
  join(other: Party): void {
    const root = other.#root();
    const mine = this.#root();
    if (root === mine) return;
    root.#lowest = Math.min(root.#lowest, mine.#lowest);
    mine.#up = root;
  }

  #root(): Party {
    return Party.#rootOf(this);
  }

  /** Each step on the way points two steps on afterwards, so that no chain stays long. */
  static #rootOf(party: Party): Party {
    let at = party;
    for (let up = at.#up; up !== undefined; up = at.#up) {
      if (up.#up !== undefined) at.#up = up.#up;
      at = up;
    }
    return at;
  }
}
