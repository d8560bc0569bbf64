/**
 * What a server line answers, and the facts about it: the reading of framing.md 2.4 for the rules of the families
 * pairing and error. One judge serves a session; it is the context of the reply rules while a line is judged.
 */
import type { Command } from '../msnp/command.ts';
import { TRID_OK } from '../msnp/command.ts';
import { errorFor } from '../msnp/errors.ts';
import { ERROR_ROW } from '../msnp/lookup.ts';
import { firstArg } from '../msnp/words.ts';
import { type ClientTrids, oddTridText } from './client-trids.ts';
import { REPLY, type ReplyContext } from './facts.ts';
import type { Remembered } from './settled-memory.ts';
import { ACK, ACK_MODES, FIFO_REPLIES, MANY_ANSWERS, NAK, ZERO_NUMBERED } from './strategies.ts';
import { ITEM, MAIN, type Relation, type Traits } from './traits.ts';
import { CAME, type Transaction } from './transaction.ts';
import type { Match, Transactions } from './transactions.ts';
import { highestVersion, type Knowledge } from './version.ts';

/** What of the client's side was not captured. */
export interface ClientSight {
  readonly knowledge: Knowledge;
  /** Whether any frame of the client was captured. */
  readonly isClientSeen: boolean;
  /** Requests may be missing: a hole, a mid-stream start or a one-way capture. */
  readonly mayHideRequests: boolean;
  /** A later request with the TrID of this one, by command id, may be missing. */
  mayHideReuse(request: number): boolean;
  /** Takes one answer without TrID that a hole may explain; false when none does. */
  explainsPong(time: number): boolean;
}

export class ReplyJudge implements ReplyContext {
  /** REPLY bits of the line judged last. */
  facts = 0;
  command: Command;
  verb = '';
  request = 0;
  requestText = '';
  latency = -1;
  overtaken = '';
  overtakenTrid = -1;
  overtakenId = 0;
  letter = '';
  readonly knowledge: Knowledge;
  readonly #sight: ClientSight;
  readonly #transactions: Transactions;
  readonly #trids: ClientTrids;

  constructor(command: Command, sight: ClientSight, transactions: Transactions, trids: ClientTrids) {
    this.command = command;
    this.#sight = sight;
    this.knowledge = sight.knowledge;
    this.#transactions = transactions;
    this.#trids = trids;
  }

  /** Judges one server line and lists it with its request. `traits`: of its row, undefined for unknown codes. */
  judge(command: Command, id: number, traits: Traits | undefined): void {
    this.facts = 0;
    this.command = command;
    this.verb = '';
    this.request = 0;
    this.latency = -1;
    this.#transactions.endFullSet(command.verb);
    if (command.row === ERROR_ROW) this.facts |= errorForm(command);
    if (command.tridKind === TRID_OK) this.#numbered(command, id, traits);
    else if (command.row !== ERROR_ROW) this.#bare(command, id);
    else if (this.#sight.isClientSeen) this.facts |= REPLY.errorUnsolicited;
  }

  #numbered(command: Command, id: number, traits: Traits | undefined): void {
    if (isAnnouncement(command)) {
      if (command.trid > 0 && this.#isUnknown(command)) this.facts |= REPLY.asyncNumbered;
      return;
    }
    if (command.trid === 0) {
      this.#zero(command, id, traits);
      return;
    }
    const match = this.#transactions.match(command, traits);
    if (match === undefined) this.#unmatched(command, traits);
    else this.#matched(command, id, match);
  }

  /** TrID 0: the mark of an unasked line, unless the client has used it and waits for this answer (2.4 rule 3). */
  #zero(command: Command, id: number, traits: Traits | undefined): void {
    const { zeroUsed } = this.#trids;
    const match = zeroUsed ? this.#transactions.match(command, traits) : undefined;
    if (match !== undefined && isAwaited(match, command)) {
      this.#matched(command, id, match);
      return;
    }
    const owner = this.#transactions.zeroOwner(command.verb);
    if (owner !== undefined) this.#live(command, id, owner, ITEM);
    else if (!zeroUsed && !this.#sight.mayHideRequests) this.facts |= withoutRequest(command);
  }

  #unmatched(command: Command, traits: Traits | undefined): void {
    const isKnown = this.#transactions.knows(command.trid);
    // A request that is no longer remembered may have been of any kind.
    if (!isKnown && this.#trids.used.has(command.trid)) return;
    if (!isKnown && (this.#sight.mayHideRequests || this.#trids.used.forgetful)) return;
    const special = withoutRequest(command);
    if (special !== 0) this.facts |= special;
    else if (traits === undefined) return;
    else if (!isKnown && this.#isZeroNumbered(command)) this.facts |= REPLY.asyncNumbered;
    else if (isKnown) this.facts |= REPLY.wrongCommand;
    else if (traits.relations.size > 0 && command.trid > 0) this.facts |= REPLY.unknownTrid;
  }

  /** A code that always has TrID 0. */
  #isZeroNumbered(command: Command): boolean {
    const since = ZERO_NUMBERED[command.verb];
    return since !== undefined && highestVersion(this.knowledge.judged) >= since;
  }

  /** No command of the connection has the TrID, nor may one be missing that had it. */
  #isUnknown({ trid }: Command): boolean {
    if (this.#trids.used.has(trid) || this.#trids.used.forgetful) return false;
    return !this.#transactions.knows(trid) && !this.#sight.mayHideRequests;
  }

  #matched(command: Command, id: number, { relation, transaction, remembered }: Match): void {
    if (command.row === ERROR_ROW) this.facts |= REPLY.error;
    if (transaction !== undefined) this.#live(command, id, transaction, relation);
    else if (remembered !== undefined) this.#late(command, remembered, relation);
  }

  #live(command: Command, id: number, transaction: Transaction, found: Relation): void {
    this.#name(transaction.verb, transaction.request, transaction.ackMode);
    if (transaction.replies.length === 0) this.#first(command, transaction);
    if (found === MAIN) this.#answer(command, transaction, transaction.came, transaction.isAnswered);
    this.#compareText(command, transaction);
    transaction.came |= acknowledgement(command);
    this.#transactions.reply(transaction, found, command, id);
  }

  #first(command: Command, transaction: Transaction): void {
    this.latency = Math.max(0, command.firstTime - transaction.time);
    transaction.latency = this.latency;
    const limit = Math.max(transaction.traits?.slowNanos ?? Infinity, this.#transactions.patience.notSlow);
    if (transaction.wait !== 'none' && this.latency > limit) this.facts |= REPLY.slow;
  }

  #answer(command: Command, transaction: Transaction, came: number, isAnswered: boolean): void {
    this.#acknowledge(command, came);
    if (isAnswered) this.#again(command, came);
    else if (transaction.wait !== 'none') this.#checkOrder(command, transaction);
  }

  #checkOrder(command: Command, transaction: Transaction): void {
    const overtaken = this.#transactions.overtaken(transaction, command.firstTime);
    if (overtaken === undefined) return;
    this.facts |= REPLY.outOfOrder;
    this.overtaken = overtaken.verb;
    this.overtakenTrid = overtaken.trid;
    this.overtakenId = overtaken.request;
  }

  /** A line for a request that is settled. */
  #late(command: Command, remembered: Remembered, found: Relation): void {
    const { came } = remembered;
    this.#name(remembered.verb, remembered.request, remembered.ackMode);
    if (found === MAIN) {
      this.#acknowledge(command, came);
      if ((came & (CAME.main | CAME.error)) !== 0) this.#again(command, came);
    } else if ((came & CAME.error) !== 0) this.facts |= REPLY.duplicate;
    const isError = command.row === ERROR_ROW;
    const now = found !== MAIN ? 0 : isError ? CAME.error : CAME.main;
    this.#transactions.note(remembered, now | acknowledgement(command));
  }

  /** A second answer. */
  #again(command: Command, came: number): void {
    if (this.#sight.mayHideReuse(this.request)) return;
    const now = acknowledgement(command);
    const before = came & (CAME.ack | CAME.nak);
    if (now !== 0 && before !== 0 && (before & now) === 0) this.facts |= REPLY.ackAndNak;
    else if (!MANY_ANSWERS.has(command.verb) || (came & CAME.error) !== 0) this.facts |= REPLY.duplicate;
  }

  #acknowledge(command: Command, came: number): void {
    const row = ACK_MODES.find((candidate) => candidate.letter === this.letter);
    const now = acknowledgement(command);
    if (now === 0 || row === undefined) return;
    if (now === CAME.nak && !row.nakForbidden) this.facts |= REPLY.nak;
    const isForbidden = now === CAME.ack ? row.ackForbidden : row.nakForbidden;
    if (isForbidden && (came & now) === 0) this.facts |= REPLY.ackNotRequested;
  }

  #compareText(command: Command, transaction: Transaction): void {
    const text = oddTridText(command);
    if (text === transaction.tridText) return;
    this.requestText = transaction.tridText === '' ? String(transaction.trid) : transaction.tridText;
    this.facts |= REPLY.otherText;
  }

  /** A line without TrID: answer in order, or line of a set. */
  #bare(command: Command, id: number): void {
    if (FIFO_REPLIES[command.verb] !== undefined) {
      const request = this.#transactions.nextInOrder(command.verb);
      if (request !== undefined) this.#live(command, id, request, MAIN);
      else if (!this.#sight.explainsPong(command.firstTime)) this.facts |= REPLY.pongWithoutPing;
      return;
    }
    const owner = this.#transactions.takeBareLine(command, id);
    if (owner !== undefined) this.#name(owner.verb, owner.request, -1);
  }

  #name(verb: string, request: number, ackMode: number): void {
    this.verb = verb;
    this.request = request;
    this.letter = ACK_MODES[ackMode]?.letter ?? '';
  }
}

/** Whether a request with TrID 0 still waits for this line: its answer, a line beside it, or an error. */
function isAwaited({ transaction, relation }: Match, command: Command): boolean {
  if (transaction === undefined) return false;
  if (transaction.isOpen || relation === ITEM) return true;
  const isVerdict = command.row === ERROR_ROW || acknowledgement(command) !== 0;
  return transaction.wait === 'none' && isVerdict;
}

/** Whether the line is no answer by its form: `ADL 0 length` with a payload. */
function isAnnouncement(command: Command): boolean {
  return command.row?.payload === 'number' && command.payloadLength >= 0;
}

function acknowledgement(command: Command): number {
  if (command.verb === ACK) return CAME.ack;
  return command.verb === NAK ? CAME.nak : 0;
}

/** The fact of a line that must answer something and does not, where that has a rule of its own. */
function withoutRequest(command: Command): number {
  if (command.row === ERROR_ROW) return REPLY.errorUnsolicited;
  return acknowledgement(command) === 0 ? 0 : REPLY.ackWithoutMessage;
}

function errorForm(command: Command): number {
  const facts = errorFor(command.verb) === undefined ? REPLY.errorUnknown : 0;
  if (command.payloadLength > 0) return facts | REPLY.errorPayload;
  const hasWords = command.wordCount > firstArg(command);
  return hasWords && command.payloadLength < 0 && command.tridKind === TRID_OK
    ? facts | REPLY.errorParameters
    : facts;
}
