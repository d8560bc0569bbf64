/** Names of the latest commands, for findings that come later than the command they are about. Fixed memory. */
import { NAMED_COMMANDS } from '../base/limits.ts';

export class CommandNames {
  readonly #sessions = new Float64Array(NAMED_COMMANDS);
  readonly #ids = new Float64Array(NAMED_COMMANDS);
  readonly #trids = new Float64Array(NAMED_COMMANDS);
  readonly #verbs = new Array<string>(NAMED_COMMANDS).fill('');

  set(session: number, id: number, verb: string, trid: number): void {
    const slot = slotOf(session, id);
    this.#sessions[slot] = session;
    this.#ids[slot] = id;
    this.#trids[slot] = trid;
    this.#verbs[slot] = verb;
  }

  /** `ADD 10`, or undefined when a later command took its place. */
  get(session: number, id: number): string | undefined {
    const slot = slotOf(session, id);
    if (this.#sessions[slot] !== session || this.#ids[slot] !== id) return undefined;
    const verb = this.#verbs[slot] ?? '';
    const trid = this.#trids[slot] ?? -1;
    return trid < 0 ? verb : `${verb} ${trid}`;
  }
}

function slotOf(session: number, id: number): number {
  return (Math.imul(session, 0x9e3779b1) + id) & (NAMED_COMMANDS - 1);
}
