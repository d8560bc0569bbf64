/**
 * Which server a session is with, from its commands (framing.md 6). A dispatch server looks like a notification
 * server until it sends the client away, so NS may stay provisional for a while.
 */
import { type Command, LINE } from '../msnp/command.ts';
import { rowFor } from '../msnp/lookup.ts';
import { args } from '../msnp/words.ts';
import { CLIENT } from '../tcp/handler.ts';
import type { SessionRecord } from './session-view.ts';
import { NS_ONLY, NS_OR_DS, rolesOf, SB_ONLY } from './traits.ts';
import { packageMask } from './version.ts';

const NOT_A_CODE =
  LINE.unknown |
  LINE.wrongDirection |
  LINE.codeLowercase |
  LINE.codeDigits |
  LINE.codeMalformed |
  LINE.notMsnp |
  LINE.bareCr;

export class RoleFinder {
  readonly #record: SessionRecord;
  /** The first client line of the connection is still to come, and nothing before it is missing. */
  #atStart = true;
  #logins = 0;

  constructor(record: SessionRecord) {
    this.#record = record;
    // The opening request of a gateway session names the server; it does not tell a DS from an NS.
    const { roleHint } = record.flow;
    if (roleHint === 'SB') this.#settle('SB');
    else if (roleHint === 'NS') record.knowledge.role = 'NS';
  }

  /** Bytes of the client are missing: what is seen next is not the first line. */
  holed(): void {
    this.#atStart = false;
  }

  /**
   * Looks at one line while the role may still change, and gives the command the row of that role. True for the first
   * line of a connection to a dispatch or notification server that does not offer dialects.
   */
  see(command: Command): boolean {
    if ((command.flags & NOT_A_CODE) !== 0) return false;
    const { knowledge } = this.#record;
    const before = knowledge.role;
    const isFirst = this.#atStart && command.from === CLIENT && !this.#record.flow.startedMidStream;
    if (before === undefined) this.#begin(command);
    else this.#confirm(command);
    if (isFirst) this.#atStart = false;
    if (knowledge.role !== before && command.row !== undefined) {
      command.row = rowFor(command.verb, command.from, knowledge.role) ?? command.row;
    }
    return isFirst && before === undefined && knowledge.role === 'NS' && command.verb !== OPENING;
  }

  /** A transfer to a notification server in answer to the login: this one is a dispatch server. */
  isDispatch(): void {
    if (this.#record.roleSettled) return;
    this.#record.knowledge.role = 'DS';
    this.#record.roleSettled = true;
  }

  #begin(command: Command): void {
    const roles = rolesOf(command.verb, command.from);
    if (roles === 0) return;
    const { knowledge } = this.#record;
    if (command.from === CLIENT && this.#atStart && !this.#record.flow.startedMidStream) {
      if (roles === SB_ONLY && isEntry(command)) this.#settle('SB');
      else if (isSwitchboardLogin(command)) this.#settle('SB');
      else knowledge.role = 'NS';
    } else {
      if (roles === SB_ONLY || (command.from === CLIENT && isSwitchboardLogin(command))) this.#settle('SB');
      else if ((roles & ~NS_OR_DS) === 0) knowledge.role = 'NS';
      this.#record.isRoleGuessed = true;
    }
    if (knowledge.role === 'NS') this.#confirm(command);
  }

  #confirm(command: Command): void {
    if (rolesOf(command.verb, command.from) === NS_ONLY) this.#settle('NS');
    if (command.from === CLIENT && isLogin(command) && ++this.#logins > 1) this.#settle('NS');
  }

  #settle(role: 'NS' | 'SB'): void {
    this.#record.knowledge.role = role;
    this.#record.roleSettled = true;
  }
}

/** `ANS account cookie session`. */
function isEntry(command: Command): boolean {
  return command.verb === ENTRY;
}

const ENTRY = 'ANS';
const OPENING = 'VER';
const LOGIN = 'USR';

function isLogin(command: Command): boolean {
  return command.verb === LOGIN;
}

/** `USR t account cookie`: two words, no package. */
function isSwitchboardLogin(command: Command): boolean {
  if (!isLogin(command)) return false;
  const words = args(command);
  return words.length === 2 && packageMask(words[0] ?? '') === 0;
}
