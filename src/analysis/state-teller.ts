/** Raises the facts about a session's state, each with what its rules read. */
import type { NoticeCode } from '../base/notice.ts';
import type { Command } from '../msnp/command.ts';
import type { Place } from './engine.ts';
import type { Outlet } from './outlet.ts';
import { lineFacts, tridFacts } from './rules/facts-text.ts';
import type { Knowledge } from './version.ts';

export class StateTeller {
  readonly #outlet: Outlet;
  readonly #knowledge: Knowledge;

  constructor(outlet: Outlet, knowledge: Knowledge) {
    this.#outlet = outlet;
    this.#knowledge = knowledge;
  }

  /** The place of the line at hand. */
  here(): Place {
    return this.#outlet.here();
  }

  /** A fact about the line at hand. `word` is the one that matters. */
  tell(fact: number, command: Command, word = ''): void {
    const { role, text: version } = this.#knowledge;
    const context = { ...lineFacts(command), trid: tridFacts(command).trid, role, version, word, age: -1 };
    this.#outlet.raise('state', fact, context);
  }

  /** A fact about an earlier line, `age` nanoseconds ago. */
  tellAt(place: Place, fact: number, verb: string, word: string, age: number, trid = ''): void {
    const { role, text: version } = this.#knowledge;
    this.#outlet.raiseAt(place, 'state', fact, { from: '', verb, trid, role, version, word, age });
  }

  /** A notice that comes once a session: a cap was reached. */
  limit(code: NoticeCode, message: string): void {
    this.#outlet.limit(code, message);
  }
}
