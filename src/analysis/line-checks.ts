/** Form and numbering of one line: the facts of the families framing and trid, and which of them explain others (G9). */
import { type Command, LINE } from '../msnp/command.ts';
import { ERROR_ROW } from '../msnp/lookup.ts';
import { args, firstArg, word } from '../msnp/words.ts';
import { SERVER, type Side } from '../tcp/handler.ts';
import { badTrid, type ClientTrids, oddTridText } from './client-trids.ts';
import type { Ending } from './ending.ts';
import { FORM, NUMBERING, TRID } from './facts.ts';
import { countWithEmptyWords, startsWithDigit } from './line-words.ts';
import type { Outlet } from './outlet.ts';
import { payloadFacts } from './payload-facts.ts';
import { tridFacts } from './rules/facts-text.ts';
import type { SessionRecord } from './session-view.ts';
import { NUMBERED_BY_HABIT, STRAY_NUMBER } from './strategies.ts';
import { allowsWords, hasRole, type Traits } from './traits.ts';
import type { Transactions } from './transactions.ts';

/** Faults that are told alone. */
const ALONE = LINE.codeLowercase | LINE.codeDigits | LINE.codeMalformed | LINE.notMsnp;
/** Faults that leave the words of a line uncertain. */
const UNCOUNTED = LINE.lengthMissing | LINE.lengthNegative | LINE.bareCr;
/** Faults of a client line that explain a missing answer. */
const EXCUSING =
  FORM.parameterCount | LINE.lengthMissing | LINE.lengthNegative | LINE.lengthHuge | LINE.payloadTruncated;
const MAX_TRID = 0xffffffff;

export class LineChecks {
  readonly #record: SessionRecord;
  readonly #trids: ClientTrids;
  readonly #transactions: Transactions;
  readonly #ending: Ending;
  readonly #outlet: Outlet;
  /** FORM bits that rules in force wake on, by side. */
  readonly #wanted: readonly [client: number, server: number];
  /** The next line of a side was found by moving the end of a payload. */
  /** Sides, one bit each, whose last payload had a wrong length. */
  #behindShift = 0;

  constructor(
    record: SessionRecord,
    trids: ClientTrids,
    transactions: Transactions,
    ending: Ending,
    outlet: Outlet,
    wanted: readonly [client: number, server: number],
  ) {
    this.#record = record;
    this.#trids = trids;
    this.#transactions = transactions;
    this.#ending = ending;
    this.#outlet = outlet;
    this.#wanted = wanted;
  }

  shifted(side: Side): void {
    this.#behindShift |= 1 << side;
  }

  /** Form and TrID of a client line; true when it has a fault that explains a missing answer. */
  client(command: Command, traits: Traits | undefined): boolean {
    const bad = traits === undefined ? 0 : badTrid(command);
    // A client sends no errors: that alone is told.
    const extra = command.row === ERROR_ROW && (command.flags & ALONE) === 0 ? FORM.errorFromClient : 0;
    const facts = this.#form(command, traits, extra, bad !== 0);
    if (bad === 0) this.#number(command, traits);
    else this.#tellBad(command, traits, bad);
    if ((facts & FORM.messageTooLong) !== 0) this.#ending.hasOtherReason = true;
    return bad !== 0 || (facts & EXCUSING) !== 0;
  }

  /** Form of a server line; true when a number stands where the first word of an unasked line should be. */
  server(command: Command, traits: Traits | undefined): boolean {
    const isStray = traits?.isUnasked === true && hasStrayNumber(command);
    this.#form(command, traits, 0, isStray);
    return isStray;
  }

  get hasGaps(): boolean {
    return this.#trids.hasGaps;
  }

  /** Tells of the gaps in the numbers that nothing has explained up to `time`. */
  tellGaps(time: number): void {
    for (const { place, context } of this.#trids.takeGaps(time)) {
      this.#outlet.raiseAt(place, 'numbering', NUMBERING.gap, context);
    }
  }

  /** Tells what is wrong with the form; gives all FORM bits. */
  #form(command: Command, traits: Traits | undefined, extra: number, isBadTrid: boolean): number {
    const side = command.from;
    const alone = extra !== 0 ? extra : command.flags & ALONE;
    let facts = alone !== 0 ? alone : command.flags;
    if (alone === 0 && traits !== undefined) {
      if (!isBadTrid && this.#isMiscounted(command, traits)) facts |= FORM.parameterCount;
      if (command.payloadLength >= 0) facts |= payloadFacts(command, this.#record.knowledge);
    }
    const told = facts & this.#wanted[side];
    if (told !== 0) {
      const behindShift = (this.#behindShift & (1 << side)) !== 0;
      this.#outlet.raise('form', told, { command, knowledge: this.#record.knowledge, behindShift });
    }
    if (this.#behindShift !== 0) this.#behindShift &= ~(1 << side);
    return facts;
  }

  #isMiscounted(command: Command, traits: Traits): boolean {
    const { judged } = this.#record.knowledge;
    const count = command.wordCount - firstArg(command);
    if (allowsWords(traits, count, judged) || (command.flags & UNCOUNTED) !== 0) return false;
    if (allowsWords(traits, countWithEmptyWords(command), judged)) return false;
    return (traits.versions & judged) !== 0 && this.#isInRole(traits);
  }

  #isInRole(traits: Traits): boolean {
    const { role } = this.#record.knowledge;
    return role === undefined || hasRole(traits, role);
  }

  #tellBad(command: Command, traits: Traits | undefined, bad: number): void {
    this.#trids.noteBad();
    if (traits === undefined || !this.#isInRole(traits)) return;
    this.#ending.noteBadLine(this.#outlet.here());
    this.#tell(command, bad, -1);
  }

  #number(command: Command, traits: Traits | undefined): void {
    const isHabit = NUMBERED_BY_HABIT.has(command.verb);
    const trid = isHabit ? looseTrid(command) : command.trid;
    if (trid < 0) return;
    const { previous } = this.#trids;
    this.tellGaps(command.lastTime);
    let facts = this.#trids.take(trid);
    if (this.#trids.used.forgetful) {
      this.#outlet.limit('trid-memory-limit', 'the TrIDs are too scattered to remember them all');
    }
    if (isHabit) facts &= TRID.reuse;
    else if (oddTridText(command) !== '') facts |= TRID.leadingZero;
    if (facts === 0 || traits === undefined || !this.#isInRole(traits)) return;
    if ((facts & TRID.gap) !== 0) {
      this.#trids.holdGap(trid, this.#outlet.here(), { ...tridFacts(command), previous });
    }
    this.#tell(command, facts, previous);
  }

  #tell(command: Command, facts: number, previous: number): void {
    const { role } = this.#record.knowledge;
    const opensSwitchboard = role === 'SB' && this.#record.clientCommands === 1;
    const isServerSeen = this.#record.flow.stats[SERVER].seen;
    const earlierIsOpen = isServerSeen && this.#transactions.hasOpen(command.trid, command.firstTime);
    this.#outlet.raise('trid', facts, { command, role, previous, earlierIsOpen, opensSwitchboard });
  }
}

/** The number behind a code that has no TrID by its row, -1 when there is none. */
function looseTrid(command: Command): number {
  const text = word(command, 1);
  if (text === undefined || !/^\d{1,10}$/.test(text)) return -1;
  const trid = Number(text);
  return trid <= MAX_TRID ? trid : -1;
}

function hasStrayNumber(command: Command): boolean {
  return startsWithDigit(command) && STRAY_NUMBER[command.verb]?.(args(command)) === true;
}
