/** Answers of several lines, per session: the sets of open requests and the lines of SYN that carry no TrID. */
import { type Command, TRID_OK } from '../msnp/command.ts';
import { args } from '../msnp/words.ts';
import { countsInSet, ReplySet, type SetTrouble } from './reply-set.ts';
import { LIST_SET, LIST_SET_LINES } from './strategies.ts';
import type { Transaction } from './transaction.ts';

/** Told of sets that are incomplete or overrun. */
export type TroubleListener = (transaction: Transaction, trouble: SetTrouble) => void;

export class Sets {
  readonly #onTrouble: TroubleListener;
  /** Latest request whose answer announced a list set; kept when it is settled, for lines too many. */
  #listSet: Transaction | undefined = undefined;

  constructor(onTrouble: TroubleListener) {
    this.#onTrouble = onTrouble;
  }

  /** Lines of the list set may lie in a hole, a new announcement too. */
  forget(): void {
    this.#listSet = undefined;
  }

  /** The request that a bare line of a list set belongs to. */
  ownerOf(verb: string): Transaction | undefined {
    return this.#listSet !== undefined && LIST_SET_LINES.has(verb) ? this.#listSet : undefined;
  }

  /** The answer itself has come: the set begins (SYN) or is over (ANS OK). True when nothing more is expected. */
  takeAnswer(transaction: Transaction, command: Command, minVersion: number, isHidden: boolean): boolean {
    if (transaction.verb !== LIST_SET) {
      if (!isHidden) this.tellMissing(transaction);
      return true;
    }
    transaction.set = ReplySet.announced(transaction.asked, args(command), command.lastTime, minVersion);
    this.#listSet = transaction;
    return transaction.set.isDone;
  }

  /** A line beside the answer. True when the set is over. */
  takeLine(transaction: Transaction, command: Command, isHidden: boolean): boolean {
    if (!countsInSet(command.verb)) return false;
    transaction.set ??= new ReplySet(transaction.verb, command.lastTime);
    const { set } = transaction;
    const trouble = set.line(command.verb, args(command), command.tridKind === TRID_OK, command.lastTime);
    if (trouble !== undefined && !isHidden) this.#onTrouble(transaction, trouble);
    if (!set.isDone || transaction.traits?.hasEndLine === true) return false;
    // Behind the last contact of a bare set may come its BPR lines.
    if (command.tridKind !== TRID_OK) return false;
    if (!isHidden) this.tellMissing(transaction);
    return true;
  }

  /** Tells what is missing of a set that gets no more lines. */
  tellMissing(transaction: Transaction): void {
    for (const trouble of transaction.set?.missing() ?? []) this.#onTrouble(transaction, trouble);
  }
}
