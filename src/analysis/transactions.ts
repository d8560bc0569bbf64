/**
 * Pairing (framing.md 2.3, 2.4) and the life of each transaction of one session. Where a transaction waits:
 *
 *     awaiting   an answer is expected and has not come              oldest first
 *     stale      the same, for longer than anybody waits             oldest first
 *     running    an answer has come, more may: sets, ILN of a CHG    longest silent first
 *     quiet      only an error may come: MSG U, SDG, unknown codes   oldest first, most of them as numbers
 *     fifo       PNG, answered in order                              oldest first
 *
 * A request is unanswered only when the connection or the capture ends; before that a late answer is an answer.
 */
import { MAX_LIVE_PER_TRID, MAX_LIVE_TRANSACTIONS, MAX_QUIET_REQUESTS } from '../base/limits.ts';
import type { Command } from '../msnp/command.ts';
import { ERROR_ROW } from '../msnp/lookup.ts';
import { args } from '../msnp/words.ts';
import { type Patience, PATIENCE } from './patience.ts';
import { QuietRequests } from './quiet-requests.ts';
import { type Remembered, SettledMemory } from './settled-memory.ts';
import { type TroubleListener, Sets } from './sets.ts';
import type { TransactionState } from './sink.ts';
import {
  BARE_SET_SINCE,
  FIFO_REPLIES,
  LIST_SET,
  LIST_SET_LINES,
  MORE_ONLY_FOR,
  ZERO_BELONGS_TO,
} from './strategies.ts';
import { CANNOT, ITEM, MAIN, OLD_ITEM, relation, type Relation, type Traits } from './traits.ts';
import { CAME, stateOf, type Transaction, TransactionList } from './transaction.ts';
import { TridChains } from './trid-chains.ts';
import type { Knowledge } from './version.ts';

/** What the transactions tell the session. */
export interface TransactionOwner {
  /** Holes of the server's stream so far. */
  readonly serverHoles: number;
  readonly knowledge: Knowledge;
  /** The state will not change any more. */
  readonly settled: (transaction: Transaction) => void;
  readonly setTrouble: TroubleListener;
  /** A cap was reached: something was settled early or left out. */
  readonly transactionLimit: () => void;
}

/** The request that a server line belongs to: live, or remembered. */
export interface Match {
  readonly relation: Relation;
  readonly transaction?: Transaction;
  readonly remembered?: Remembered;
}

export class Transactions {
  patience: Patience = PATIENCE.tcp;
  readonly #owner: TransactionOwner;
  readonly #sets: Sets;
  readonly #awaiting = new TransactionList();
  readonly #stale = new TransactionList();
  readonly #running = new TransactionList();
  readonly #quiet = new TransactionList();
  readonly #quietNumbers: QuietRequests;
  readonly #fifo = new TransactionList();
  readonly #byTrid = new TridChains();
  readonly #settled = new SettledMemory();
  /** The list set that runs, also when it is full: known here, since each server line asks for it. */
  #openSet: Transaction | undefined = undefined;
  /** Latest request of each verb that gets more lines after its answer. */
  #latest: Map<string, Transaction> | undefined = undefined;
  #live = 0;
  /** Nothing expires before; a wait that ended meanwhile makes it too early, never too late. */
  #nextExpiry = Infinity;
  /** To be settled once the command at hand has been reported. */
  #complete: Transaction | undefined = undefined;

  constructor(owner: TransactionOwner, session: number) {
    this.#owner = owner;
    this.#quietNumbers = new QuietRequests(session);
    this.#sets = new Sets(owner.setTrouble);
  }

  // Requests ----------------------------------------------------------------------------------------------------

  /** Takes a new request. Without TrID nothing can answer it, and it is settled by `finish`. */
  add(transaction: Transaction, command: Command): void {
    if (transaction.wait === 'more') this.#follow(transaction, command);
    if (transaction.verb === LIST_SET) transaction.asked = args(command);
    if (transaction.trid < 0 && transaction.wait !== 'fifo') {
      transaction.wait = 'none';
      this.#complete = transaction;
      return;
    }
    if (transaction.wait === 'none') {
      this.#expireAt(transaction.time);
      if (this.#quietNumbers.count >= MAX_QUIET_REQUESTS) this.#giveUpQuiet();
      if (this.#quietNumbers.push(transaction)) return;
    }
    this.#keep(transaction);
  }

  #keep(transaction: Transaction): void {
    if (this.#live >= MAX_LIVE_TRANSACTIONS) this.#giveUpOldest();
    this.#live++;
    this.#listFor(transaction).push(transaction);
    if (transaction.trid >= 0) this.#chain(transaction);
  }

  #giveUpQuiet(): void {
    const oldest = this.#quietNumbers.shift();
    if (oldest !== undefined) this.#giveUp(oldest);
  }

  #listFor({ wait }: Transaction): TransactionList {
    if (wait === 'none') return this.#quiet;
    return wait === 'fifo' ? this.#fifo : this.#awaiting;
  }

  /** The next request of a verb ends the wait for more lines of the one before. */
  #follow(transaction: Transaction, command: Command): void {
    const only = MORE_ONLY_FOR[transaction.verb];
    if (only !== undefined && args(command)[0] !== only) transaction.wait = 'one';
    this.#latest ??= new Map();
    const before = this.#latest.get(transaction.verb);
    if (before?.list === this.#running) this.#settle(before);
    this.#latest.set(transaction.verb, transaction);
  }

  #chain(transaction: Transaction): void {
    const before = this.#byTrid.add(transaction);
    const first = this.#byTrid.first(transaction.trid);
    if (before >= MAX_LIVE_PER_TRID && first !== undefined) this.#giveUp(first);
  }

  #giveUpOldest(): void {
    const lists = [this.#stale, this.#awaiting, this.#running, this.#quiet, this.#fifo];
    let oldest: Transaction | undefined;
    for (const { head } of lists) {
      if (head !== undefined && (oldest === undefined || head.request < oldest.request)) oldest = head;
    }
    if (oldest !== undefined) this.#giveUp(oldest);
  }

  #giveUp(transaction: Transaction): void {
    this.#owner.transactionLimit();
    this.#settle(transaction, 'unknown');
  }

  /** Whether an earlier request with this TrID is open and not older than the limit. */
  hasOpen(trid: number, time: number): boolean {
    for (let at = this.#byTrid.first(trid); at !== undefined; at = at.sameTrid) {
      if (at.isOpen && this.#isFresh(at, time)) return true;
    }
    return false;
  }

  #isFresh(transaction: Transaction, time: number): boolean {
    return !this.isHidden(transaction) && time - transaction.time <= this.patience.answer;
  }

  /** Whether the answer may lie in a hole. */
  isHidden(transaction: Transaction): boolean {
    return transaction.holes !== this.#owner.serverHoles;
  }

  // Replies -----------------------------------------------------------------------------------------------------

  /** The request that a server line answers by its TrID (framing.md 2.4 rules 1 and 2). */
  match(command: Command, traits: Traits | undefined): Match | undefined {
    let newest: Match | undefined;
    let open: Match | undefined;
    for (let at = this.#byTrid.first(command.trid); at !== undefined; at = at.sameTrid) {
      const found = this.#relation(traits, command.verb, at.verb);
      if (found === CANNOT) continue;
      newest = { relation: found, transaction: at };
      if (!at.isOpen) continue;
      // The answer of one that a hole hides may have come in the hole.
      if (!this.isHidden(at)) return newest;
      open ??= newest;
    }
    if (open !== undefined) return open;
    const fits = (verb: string): boolean => this.#relation(traits, command.verb, verb) !== CANNOT;
    const quiet = this.#quietNumbers.take(command.trid, newest?.transaction?.request ?? 0, fits);
    if (quiet !== undefined) {
      this.#keep(quiet);
      return { relation: this.#relation(traits, command.verb, quiet.verb), transaction: quiet };
    }
    if (newest !== undefined) return newest;
    const remembered = this.#settled.find(command.trid, fits);
    return remembered && { relation: this.#relation(traits, command.verb, remembered.verb), remembered };
  }

  /** Below MSNP8 the lines of the SYN set carry its TrID. */
  #relation(traits: Traits | undefined, verb: string, request: string): Relation {
    const found = relation(traits, verb, request);
    if (found !== OLD_ITEM) return found;
    return this.#owner.knowledge.minVersion < BARE_SET_SINCE ? ITEM : CANNOT;
  }

  /** Any request with this TrID, live or remembered. */
  knows(trid: number): boolean {
    if (this.#byTrid.has(trid) || this.#quietNumbers.has(trid)) return true;
    return this.#settled.find(trid, () => true) !== undefined;
  }

  /** Adds CAME bits to a remembered request. */
  note(remembered: Remembered, came: number): void {
    this.#settled.note(remembered, came);
  }

  /** The oldest open request that a line without TrID answers in order. */
  nextInOrder(verb: string): Transaction | undefined {
    const { head } = this.#fifo;
    return head !== undefined && FIFO_REPLIES[verb] === head.verb ? head : undefined;
  }

  /** The answered request that an unasked line with TrID 0 belongs to. */
  zeroOwner(verb: string): Transaction | undefined {
    const latest = this.#latest?.get(ZERO_BELONGS_TO[verb] ?? '');
    return latest?.list === this.#running ? latest : undefined;
  }

  /** The oldest request that waits while a later one, `transaction`, is answered at `time`. */
  overtaken(transaction: Transaction, time: number): Transaction | undefined {
    if (transaction.list !== this.#awaiting) return undefined;
    for (let head = this.#awaiting.head; head !== undefined; head = this.#awaiting.head) {
      if (head.request >= transaction.request) return undefined;
      if (this.#isFresh(head, time)) return head;
      this.#move(head, this.#stale);
    }
    return undefined;
  }

  #move(transaction: Transaction, list: TransactionList): void {
    transaction.list?.remove(transaction);
    list.push(transaction);
    if (list === this.#running) this.#expireAt(transaction.activeTime);
  }

  #expireAt(time: number): void {
    this.#nextExpiry = Math.min(this.#nextExpiry, time + this.patience.answer);
  }

  /** Adds a reply to a live transaction; what it completes is settled by `finish`. */
  reply(transaction: Transaction, found: Relation, command: Command, id: number): void {
    this.#list(transaction, command, id);
    const isError = command.row === ERROR_ROW;
    const isFirst = !transaction.isAnswered;
    if (found === MAIN && isFirst) transaction.came |= isError ? CAME.error : CAME.main;
    if (isError && isFirst) transaction.error = command.verb;
    if (this.#isOver(transaction, found, command, isFirst)) this.#complete = transaction;
    // The longest silent first.
    else if (transaction.list === this.#running || this.#mayGetMore(transaction)) {
      this.#move(transaction, this.#running);
    }
  }

  #list(transaction: Transaction, command: Command, id: number): void {
    if (!transaction.addReply(id, command.lastTime)) this.#owner.transactionLimit();
  }

  #isOver(transaction: Transaction, found: Relation, command: Command, isFirst: boolean): boolean {
    if (transaction.error !== '') return true;
    if (transaction.wait === 'set') return this.#advanceSet(transaction, found, command, isFirst);
    if (found !== MAIN || !isFirst) return false;
    return transaction.wait !== 'more' || this.#latest?.get(transaction.verb) !== transaction;
  }

  #mayGetMore({ wait, came }: Transaction): boolean {
    return wait === 'set' || (wait === 'more' && (came & CAME.main) !== 0);
  }

  #advanceSet(transaction: Transaction, found: Relation, command: Command, isFirst: boolean): boolean {
    if (found === MAIN && !isFirst) return false;
    if (found === MAIN) {
      const before = this.#openSet;
      if (before !== undefined && before !== transaction) this.#settle(before);
      if (transaction.verb === LIST_SET) this.#openSet = transaction;
      return this.#sets.takeAnswer(
        transaction,
        command,
        this.#owner.knowledge.minVersion,
        this.isHidden(transaction),
      );
    }
    if (!this.#sets.takeLine(transaction, command, this.isHidden(transaction))) return false;
    transaction.came |= CAME.main;
    return true;
  }

  /** A server line without TrID: the request whose set it belongs to, if any. */
  takeBareLine(command: Command, id: number): Transaction | undefined {
    const owner = this.#sets.ownerOf(command.verb);
    if (owner === undefined) return undefined;
    const isRunning = owner.list === this.#running;
    const wasFull = owner.set?.isDone === true;
    this.#sets.takeLine(owner, command, false);
    if (!isRunning) return wasFull && command.verb !== 'BPR' ? owner : undefined;
    this.#list(owner, command, id);
    this.#move(owner, this.#running);
    return owner;
  }

  /** A line that is none of a full SYN set ends it: the BPR lines of its last contact have come by now. */
  endFullSet(verb: string): void {
    const owner = this.#openSet;
    if (owner?.set?.isDone !== true || LIST_SET_LINES.has(verb)) return;
    this.#settle(owner);
  }

  /** The latest request whose answer is expected and not hidden by a hole. */
  latestOpen(): Transaction | undefined {
    let latest: Transaction | undefined;
    for (const { tail } of [this.#awaiting, this.#stale, this.#fifo]) {
      if (tail === undefined || this.isHidden(tail)) continue;
      if (latest === undefined || tail.request > latest.request) latest = tail;
    }
    return latest;
  }

  // Time and end ------------------------------------------------------------------------------------------------

  /** A hole in the server's stream: answers without TrID cannot be counted across it. Gives the number dropped. */
  holed(): number {
    this.#sets.forget();
    this.#openSet = undefined;
    let dropped = 0;
    for (let { head } = this.#fifo; head !== undefined; head = this.#fifo.head) {
      this.#settle(head, 'unknown');
      dropped++;
    }
    return dropped;
  }

  /** Settles what has waited for late lines long enough at `time`. */
  expire(time: number): void {
    if (time <= this.#nextExpiry) return;
    const since = time - this.patience.answer;
    const quiet = this.#quietNumbers;
    while (quiet.oldestTime < since) this.#settleOldestQuiet();
    let { head } = this.#quiet;
    for (; head !== undefined && head.time < since; head = this.#quiet.head) this.#settle(head);
    let silent = this.#running.head;
    for (; silent !== undefined && silent.activeTime < since; silent = this.#running.head) {
      if (!this.isHidden(silent)) this.#sets.tellMissing(silent);
      this.#settle(silent);
    }
    const earliest = Math.min(quiet.oldestTime, head?.time ?? Infinity, silent?.activeTime ?? Infinity);
    this.#nextExpiry = earliest + this.patience.answer;
  }

  #settleOldestQuiet(): void {
    const oldest = this.#quietNumbers.shift();
    if (oldest !== undefined) this.#settle(oldest);
  }

  /** Settles what the command at hand has completed. */
  finish(): void {
    const transaction = this.#complete;
    if (transaction === undefined) return;
    this.#complete = undefined;
    this.#settle(transaction);
  }

  /** The end: settles everything in order of sending; `judge` gives the state of what is open. */
  close(judge: (transaction: Transaction) => TransactionState): void {
    const all: Transaction[] = [];
    for (const list of [this.#stale, this.#awaiting, this.#running, this.#quiet, this.#fifo]) {
      for (let at = list.head; at !== undefined; at = at.next) all.push(at);
    }
    for (let at = this.#quietNumbers.shift(); at !== undefined; at = this.#quietNumbers.shift()) all.push(at);
    all.sort((a, b) => a.request - b.request);
    for (const transaction of all) this.#settle(transaction, judge(transaction));
  }

  /** Tells what is missing of a set that the end of the connection cut off. */
  tellMissing(transaction: Transaction): void {
    this.#sets.tellMissing(transaction);
  }

  /** `open` is the state if nothing has answered it. */
  #settle(transaction: Transaction, open: TransactionState = 'unanswered'): void {
    if (transaction.list !== undefined) {
      transaction.list.remove(transaction);
      this.#live--;
      if (transaction.trid >= 0) this.#byTrid.remove(transaction);
    }
    if (transaction === this.#openSet) this.#openSet = undefined;
    if (this.#latest?.get(transaction.verb) === transaction) this.#latest.delete(transaction.verb);
    if (transaction.trid >= 0) this.#settled.add(transaction);
    transaction.state = stateOf(transaction, open);
    this.#owner.settled(transaction);
  }
}
