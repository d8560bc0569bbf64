/**
 * One connection: decodes both directions, pairs requests and replies, raises the facts that rules wake on and hands
 * commands, transactions and findings to the sink in the order in which they are settled.
 */
import { MAX_NOTICES_PER_FLOW, PING_LIMIT_NANOS } from '../base/limits.ts';
import type { Details, NoticeCode } from '../base/notice.ts';
import { Command, LINE } from '../msnp/command.ts';
import { Decoder } from '../msnp/decoder.ts';
import { errorFor } from '../msnp/errors.ts';
import type { DecoderSink, StreamFault } from '../msnp/fault.ts';
import { ERROR_ROW } from '../msnp/lookup.ts';
import { args, firstArg, word } from '../msnp/words.ts';
import type { Flow } from '../tcp/flow.ts';
import { CLIENT, type EndReason, SERVER, type Side, type StreamHandler } from '../tcp/handler.ts';
import { Challenges, type OpenChallenge } from './challenges.ts';
import { badTrid, ClientTrids, oddTridText } from './client-trids.ts';
import { type Client, type Clients, type Origin, serverToken } from './clients.ts';
import { Ending } from './ending.ts';
import type { Engine, Place } from './engine.ts';
import { CHALLENGE, type Contexts, END, FORM, SET, SETTLED, STREAM, type Subject, TRID } from './facts.ts';
import { countWithEmptyWords } from './line-words.ts';
import { payloadFacts } from './payload-facts.ts';
import { reactionTo } from './reactions.ts';
import { type ClientSight, ReplyJudge } from './reply-judge.ts';
import type { SetTrouble } from './reply-set.ts';
import { RoleFinder } from './roles.ts';
import { SessionRecord } from './session-view.ts';
import type { CommandInfo, Sink } from './sink.ts';
import { ACK_MODES, ackModeOf, BEFORE_LOGIN, ENTRY_COMMANDS, FIFO_REPLIES } from './strategies.ts';
import { allowsWords, hasRole, type Traits, traitsOf } from './traits.ts';
import { Transaction, type Wait } from './transaction.ts';
import { type TransactionOwner, Transactions } from './transactions.ts';
import type { Knowledge } from './version.ts';

/** What all sessions of a capture share. */
export interface Shared {
  readonly sink: Sink;
  readonly engine: Engine;
  readonly clients: Clients;
  readonly capture: number;
  /** FORM bits that rules in force wake on, by side. */
  readonly wantedForm: readonly [client: number, server: number];
  /** Time of the capture's last frame, once known. */
  lastTime: number;
  commands: number;
}

/** Filled anew for each command. */
interface Info extends CommandInfo {
  id: number;
  answers: number;
  latency: number;
  answersVerb: string;
}

/** Lines that are no known command of their side: nothing but their code is judged. */
const FOREIGN =
  LINE.unknown |
  LINE.wrongDirection |
  LINE.codeLowercase |
  LINE.codeDigits |
  LINE.codeMalformed |
  LINE.notMsnp;
/** Faults that are told alone. */
const ALONE = LINE.codeLowercase | LINE.codeDigits | LINE.codeMalformed | LINE.notMsnp;
/** Faults that leave the words of a line uncertain. */
const UNCOUNTED = LINE.lengthMissing | LINE.lengthNegative | LINE.bareCr;
const FIFO_REQUESTS: ReadonlySet<string> = new Set(Object.values(FIFO_REPLIES));
/** Faults of a client line that explain a missing answer. */
const EXCUSING = FORM.parameterCount | LINE.lengthMissing | LINE.lengthNegative | LINE.lengthHuge;
/** Commands without TrID by their row that some clients number all the same. */
const TRID_BY_HABIT: ReadonlySet<string> = new Set(['OUT']);
const MAX_TRID = 0xffffffff;
/** Faults behind which the stream is out of step: commands may lie in what is skipped. */
const OUT_OF_STEP =
  LINE.lengthMissing | LINE.lengthNegative | LINE.lengthHuge | LINE.codeMalformed | LINE.notMsnp;
/** Bytes of a QRY payload. */
const ANSWER_BYTES = 32;
/** Number of holes that no session has: the answer counts as hidden. */
const HIDDEN = -1;
/** Stands in a judge before the first line. */
const NO_COMMAND = new Command();

export class Session implements StreamHandler, DecoderSink, TransactionOwner, ClientSight {
  readonly record: SessionRecord;
  readonly knowledge: Knowledge;
  readonly ending = new Ending();
  serverHoles = 0;
  /** After a hole nobody knows. */
  login: 'before' | 'in' | 'unknown' = 'before';
  readonly #shared: Shared;
  readonly #client: Client;
  readonly #decoders: readonly [client: Decoder, server: Decoder];
  readonly #roles: RoleFinder;
  readonly #trids: ClientTrids;
  readonly #transactions: Transactions;
  readonly #judge: ReplyJudge;
  readonly #challenges = new Challenges();
  readonly #info: Info;
  /** Where findings about the line at hand point. */
  #at: Place;
  /** The last command of each side. */
  readonly #last: [client: Place, server: Place];
  readonly #behindShift: [client: boolean, server: boolean] = [false, false];
  #hasClientHole = false;
  /** The line at hand has a fault that explains a missing answer (G9). */
  #isExcused = false;
  /** Answers without TrID that a hole explains: a number of them, and all until a time. */
  #pongsExplained = 0;
  #pongsExplainedUntil = -Infinity;
  #notices = 0;
  #isLimitTold = false;
  #isMemoryTold = false;

  constructor(flow: Flow, shared: Shared) {
    this.#shared = shared;
    this.record = new SessionRecord(flow, shared.capture);
    this.knowledge = this.record.knowledge;
    this.#client = shared.clients.open(flow.client);
    this.#roles = new RoleFinder(this.record);
    this.#trids = new ClientTrids(this.#client, flow.id);
    this.#transactions = new Transactions(this);
    this.#judge = new ReplyJudge(NO_COMMAND, this, this.#transactions, this.#trids);
    this.#decoders = [new Decoder(CLIENT, this.knowledge, this), new Decoder(SERVER, this.knowledge, this)];
    this.#info = { session: this.record, id: 0, answers: 0, latency: -1, answersVerb: '' };
    this.#at = { session: flow.id, command: 0, frame: flow.firstFrame, time: flow.firstTime };
    this.#last = [this.#at, this.#at];
    const origin = this.#client.takeInvitation(serverToken(flow.server));
    if (origin !== undefined) this.#belongTo(origin);
  }

  // Streams -----------------------------------------------------------------------------------------------------

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    if (side === SERVER) this.ending.noteBadLine(undefined);
    this.#decoders[side].push(bytes, start, end, frame, time);
  }

  gap(side: Side, length: number, frame: number, time: number): void {
    this.#decoders[side].gap(length, frame, time);
    this.knowledge.doubt();
    this.login = 'unknown';
    if (side === SERVER) this.#answersHidden();
    else {
      this.#requestsHidden(time);
      this.#trids.holed();
      this.#roles.holed();
    }
    this.#flush();
  }

  /** Answers and challenges of the server may lie in a hole, or in bytes that were skipped. */
  #answersHidden(): void {
    this.serverHoles++;
    this.#pongsExplained += this.#transactions.holed();
    this.#challenges.holed(true);
    this.ending.noteBadLine(undefined);
  }

  /** So may requests of the client. */
  #requestsHidden(time: number): void {
    this.#hasClientHole = true;
    this.#pongsExplainedUntil = time + PING_LIMIT_NANOS;
    this.#challenges.holed(false);
  }

  fin(side: Side, frame: number, time: number): void {
    this.#decoders[side].end('fin', frame, time);
    this.#closed(side, 'fin', time);
  }

  reset(side: Side, frame: number, time: number): void {
    this.#decoders[side].end('rst', frame, time);
    this.#closed(side, 'rst', time);
  }

  #closed(side: Side, kind: 'fin' | 'rst', time: number): void {
    const because = this.ending.closed(side, kind, time);
    if (because !== undefined) this.#raiseAt(because.line, 'end', END.afterBadTrid, because.context);
    this.#flush();
  }

  close(reason: EndReason, frame: number, time: number): void {
    for (const decoder of this.#decoders) decoder.end(reason, frame, time);
    const { record, ending } = this;
    record.endReason = reason;
    record.roleSettled = true;
    ending.finish(reason, time, this.#shared.lastTime);
    this.#lateChallenges(ending.time);
    this.#transactions.close((transaction) => {
      if (this.#isCutOff(transaction)) this.#transactions.tellMissing(transaction);
      const isUnseen = !record.flow.stats[SERVER].seen;
      return ending.stateOf(transaction, isUnseen || this.#transactions.isHidden(transaction));
    });
    this.#flush();
    this.#shared.sink.session(record);
    this.#shared.clients.close(this.#client);
  }

  /** Whether the end shows that a set is incomplete: the connection ended, or nothing came for long. */
  #isCutOff(transaction: Transaction): boolean {
    if (transaction.set === undefined || this.#transactions.isHidden(transaction)) return false;
    return this.ending.isConnectionEnd || this.ending.isOverdue(transaction.set.lastTime);
  }

  // Lines -------------------------------------------------------------------------------------------------------

  command(command: Command): void {
    const { record } = this;
    const side = command.from;
    const info = this.#info;
    const id = record.commands[CLIENT] + record.commands[SERVER] + 1;
    record.commands[side]++;
    this.#shared.commands++;
    info.id = id;
    info.answers = 0;
    info.latency = -1;
    info.answersVerb = '';
    this.#transactions.expire(command.lastTime);
    this.#lateChallenges(command.lastTime);
    this.#flush();
    this.#at = { session: record.id, command: id, frame: command.lastFrame, time: command.lastTime };
    this.#last[side] = this.#at;
    if (!record.roleSettled) this.#roles.see(command);
    if (this.knowledge.source !== 'negotiated') this.knowledge.infer(command);
    const isForeign = (command.flags & FOREIGN) !== 0 || command.row === undefined;
    const traits = isForeign || command.row === undefined ? undefined : traitsOf(command.row);
    if (side === CLIENT) this.#fromClient(command, id, traits);
    else this.#fromServer(command, id, traits);
    this.#shared.sink.command(command, info);
    this.#transactions.finish();
    this.#flush();
  }

  #fromClient(command: Command, id: number, traits: Traits | undefined): void {
    // A client sends no errors: that alone is told.
    const isError = command.row === ERROR_ROW;
    const own = isError ? undefined : traits;
    const bad = own === undefined ? 0 : badTrid(command);
    this.#isExcused = bad !== 0 || own === undefined || !this.#isInPlace(own);
    this.#checkForm(command, own, isError ? FORM.errorFromClient : 0, bad !== 0);
    this.#checkTrid(command, own, bad);
    const transaction = this.#newTransaction(command, id, own, bad);
    this.#transactions.add(transaction, command);
    if (own !== undefined) reactionTo(command.verb, CLIENT)?.(this, command, '');
    transaction.excused = this.#isExcused;
    if ((command.flags & OUT_OF_STEP) !== 0) this.#requestsHidden(command.lastTime);
  }

  /** Whether role, version and login allow the command. */
  #isInPlace(traits: Traits): boolean {
    const { role, judged } = this.knowledge;
    if ((traits.versions & judged) === 0) return false;
    if (role === undefined) return true;
    if (!hasRole(traits, role)) return false;
    return this.login !== 'before' || BEFORE_LOGIN[role === 'SB' ? 'SB' : 'NS'].has(traits.row.verb);
  }

  /** The line at hand has a fault that explains a missing answer. */
  excuse(): void {
    this.#isExcused = true;
  }

  #fromServer(command: Command, id: number, traits: Traits | undefined): void {
    const judge = this.#judge;
    this.#checkForm(command, traits, 0, false);
    judge.judge(command, id, traits);
    this.#info.answers = judge.request;
    this.#info.answersVerb = judge.verb;
    this.#info.latency = judge.latency;
    if (judge.facts !== 0 && this.record.flow.stats[CLIENT].seen) this.#raise('reply', judge.facts, judge);
    if (command.row === ERROR_ROW) this.#refused(command, judge.verb);
    if (traits !== undefined) reactionTo(command.verb, SERVER)?.(this, command, judge.verb);
  }

  #refused(command: Command, verb: string): void {
    if (errorFor(command.verb)?.fatal === 'yes') this.ending.hasOtherReason = true;
    if (this.knowledge.role === 'SB' && ENTRY_COMMANDS.has(verb) && this.login === 'in')
      this.login = 'before';
  }

  // Form and numbering ------------------------------------------------------------------------------------------

  #checkForm(command: Command, traits: Traits | undefined, extra: number, isBadTrid: boolean): void {
    const side = command.from;
    const wanted = this.#shared.wantedForm[side];
    const alone = extra !== 0 ? extra : command.flags & ALONE;
    let facts = alone !== 0 ? alone : command.flags;
    if (alone === 0 && traits !== undefined) {
      if (!isBadTrid && this.#isMiscounted(command, traits)) facts |= FORM.parameterCount;
      if (command.payloadLength >= 0) facts |= payloadFacts(command, this.knowledge);
    }
    if ((facts & EXCUSING) !== 0) this.#isExcused = true;
    if ((facts & FORM.messageTooLong) !== 0 && side === CLIENT) this.ending.hasOtherReason = true;
    facts &= wanted;
    if (facts !== 0) {
      const behindShift = this.#behindShift[side];
      this.#raise('form', facts, { command, knowledge: this.knowledge, behindShift });
    }
    this.#behindShift[side] = false;
  }

  #isMiscounted(command: Command, traits: Traits): boolean {
    const { judged, role } = this.knowledge;
    const count = command.wordCount - firstArg(command);
    if (allowsWords(traits, count, judged) || (command.flags & UNCOUNTED) !== 0) return false;
    if (allowsWords(traits, countWithEmptyWords(command), judged)) return false;
    return (traits.versions & judged) !== 0 && (role === undefined || hasRole(traits, role));
  }

  #checkTrid(command: Command, traits: Traits | undefined, bad: number): void {
    const { role } = this.knowledge;
    const isJudged = traits !== undefined && (role === undefined || hasRole(traits, role));
    if (bad !== 0) {
      this.#trids.noteBad();
      if (!isJudged) return;
      this.ending.noteBadLine(this.#at);
      this.#raiseTrid(command, bad, -1);
      return;
    }
    const trid = TRID_BY_HABIT.has(command.verb) ? looseTrid(command) : command.trid;
    if (trid < 0) return;
    const { previous } = this.#trids;
    let facts = this.#trids.take(trid, command.lastTime);
    if (this.#trids.used.forgetful) this.#tellMemory();
    if (TRID_BY_HABIT.has(command.verb)) facts &= TRID.reuse;
    else if (oddTridText(command) !== '') facts |= TRID.leadingZero;
    if (facts !== 0 && isJudged) this.#raiseTrid(command, facts, previous);
  }

  #raiseTrid(command: Command, facts: number, previous: number): void {
    const { role } = this.knowledge;
    const opensSwitchboard = role === 'SB' && this.record.commands[CLIENT] === 1;
    const earlierIsOpen = this.#transactions.hasOpen(command.trid, command.firstTime);
    this.#raise('trid', facts, { command, role, previous, earlierIsOpen, opensSwitchboard });
  }

  // Transactions ------------------------------------------------------------------------------------------------

  #newTransaction(command: Command, id: number, traits: Traits | undefined, bad: number): Transaction {
    const mode = traits?.expects === 'ack-mode' ? ackModeOf(word(command, firstArg(command)) ?? '') : -1;
    const wait = bad !== 0 ? 'none' : this.#waitFor(command, traits, mode);
    const { verb, trid, lastFrame, lastTime } = command;
    const transaction = new Transaction(
      this.record.id,
      trid,
      verb,
      id,
      traits,
      wait,
      lastFrame,
      lastTime,
      // Behind skipped bytes a line is seen late: its answer may have come before it.
      (command.flags & LINE.afterHole) === 0 ? this.serverHoles : HIDDEN,
    );
    transaction.ackMode = mode;
    transaction.tridText = oddTridText(command);
    return transaction;
  }

  /** What the client can expect (framing.md 2.4 rules 4 and 5). */
  #waitFor(command: Command, traits: Traits | undefined, mode: number): Wait {
    if (traits === undefined || this.ending.clientOut || this.ending.serverClosed) return 'none';
    switch (traits.expects) {
      case 'one':
        return FIFO_REQUESTS.has(command.verb) ? 'fifo' : 'one';
      case 'set':
        return 'set';
      case 'one-then-more':
        return 'more';
      case 'ack-mode':
        return ACK_MODES[mode]?.answered === true ? 'one' : 'none';
      default:
        return 'none';
    }
  }

  settled(transaction: Transaction): void {
    const { record, ending } = this;
    record.transactions[transaction.state]++;
    if (transaction.state === 'answered' && transaction.latency >= 0)
      record.latencies.add(transaction.latency);
    if (transaction.state === 'unanswered' && !transaction.excused) {
      this.#raiseAt(this.#placeOf(transaction), 'settled', SETTLED.unanswered, ending.contextOf(transaction));
    }
    this.#shared.sink.transaction(transaction);
  }

  readonly setTrouble = (transaction: Transaction, trouble: SetTrouble): void => {
    const { verb, trid, set } = transaction;
    const isCutOff = this.ending.isConnectionEnd && trouble.reason === 'end';
    const sinceLast = isCutOff && set !== undefined ? this.ending.time - set.lastTime : -1;
    const facts = trouble.kind === 'overrun' ? SET.overrun : SET.incomplete;
    const place = trouble.reason === 'end' ? this.#placeOf(transaction) : this.#at;
    this.#raiseAt(place, 'set', facts, { trouble, verb, trid, sinceLast });
  };

  #placeOf({ request, frame, time }: Transaction): Place {
    return { session: this.record.id, command: request, frame, time };
  }

  transactionLimit(): void {
    if (this.#isLimitTold) return;
    this.#isLimitTold = true;
    this.#notice('transaction-limit', 'too many requests wait for answers; the oldest were given up', {});
  }

  #tellMemory(): void {
    if (this.#isMemoryTold) return;
    this.#isMemoryTold = true;
    this.#notice('trid-memory-limit', 'the TrIDs are too scattered to remember them all', {});
  }

  get mayHideRequests(): boolean {
    return this.#hasClientHole || !this.record.flow.stats[CLIENT].seen;
  }

  explainsPong(time: number): boolean {
    if (time <= this.#pongsExplainedUntil) return true;
    if (this.#pongsExplained === 0) return false;
    this.#pongsExplained--;
    return true;
  }

  // What commands tell (reactions.ts) -----------------------------------------------------------------------------

  /** This server sent the client on to a notification server. */
  isDispatch(): void {
    this.#roles.isDispatch();
  }

  /** The session hands out a cookie or the address of a server. */
  invite(token: string): void {
    const { id, conversation } = this.record;
    this.#client.invite(token, { session: id, conversation, knowledge: this.knowledge });
  }

  /** The client enters with a cookie. */
  acceptInvitation(token: string): void {
    const origin = this.#client.invitation(token);
    if (origin === undefined) return;
    this.#belongTo(origin);
    this.knowledge.inherit(origin.knowledge);
  }

  #belongTo(origin: Origin): void {
    if (origin.session === this.record.id) return;
    this.record.invitedBy = origin.session;
    this.record.conversation = Math.min(this.record.conversation, origin.conversation);
  }

  challenge(command: Command): void {
    if (!this.record.flow.stats[CLIENT].seen) return;
    const { command: id, frame, time } = this.#at;
    const open = this.#challenges.add(args(command)[0] ?? '', id, frame, time);
    for (const earlier of open) this.#raiseChallenge(earlier, -1);
  }

  answerChallenge(command: Command): void {
    const { bytes, payloadStart, payloadEnd, payloadLength } = command;
    const product = args(command)[0] ?? '';
    const isWhole = payloadEnd - payloadStart === payloadLength;
    const answer = bytes.toString('latin1', payloadStart, payloadEnd);
    const verdict = this.#challenges.answer(product, answer, this.knowledge);
    if (!this.record.flow.stats[SERVER].seen) return;
    const context = { product, age: -1 };
    if (verdict === 'none') this.#raise('challenge', CHALLENGE.queryWithout, context);
    else if (verdict === 'wrong' && isWhole && payloadLength === ANSWER_BYTES) {
      this.#raise('challenge', CHALLENGE.wrongAnswer, context);
    }
  }

  #lateChallenges(time: number): void {
    for (const challenge of this.#challenges.late(time))
      this.#raiseChallenge(challenge, time - challenge.time);
  }

  #raiseChallenge({ command, frame, time }: OpenChallenge, age: number): void {
    const place = { session: this.record.id, command, frame, time };
    this.#raiseAt(place, 'challenge', CHALLENGE.unanswered, { product: '', age });
  }

  // Faults and findings -------------------------------------------------------------------------------------------

  fault(fault: StreamFault): void {
    const { from: side, frame, time } = fault;
    const client = side === CLIENT;
    const last = this.#last[side];
    if (fault.kind === 'blank-line') {
      const place = { session: this.record.id, command: 0, frame, time };
      this.#raiseAt(place, 'stream', STREAM.blankLine, { client, shift: 0 });
    } else if (fault.kind === 'payload-shift') {
      this.#behindShift[side] = true;
      const place = { ...last, frame, time };
      this.#raiseAt(place, 'stream', STREAM.payloadShift, { client, shift: fault.shift });
    } else if (fault.kind === 'skipped' && fault.bytes > 0) {
      if (client) this.#requestsHidden(time);
      else this.#answersHidden();
      const name = client ? 'client' : 'server';
      const message = `${fault.bytes} bytes of the ${name} were skipped up to the next command`;
      this.#notice(
        'resynchronised',
        message,
        { side: name, bytes: fault.bytes, reason: fault.reason },
        frame,
      );
    }
    this.#flush();
  }

  #notice(code: NoticeCode, message: string, details: Details, frame = this.#at.frame): void {
    if (++this.#notices > MAX_NOTICES_PER_FLOW) return;
    this.#shared.sink.notice({ code, frame, session: this.record.id, message, details });
  }

  #raise<S extends Subject>(subject: S, facts: number, context: Contexts[S]): void {
    this.#shared.engine.raise(subject, facts, context, this.#at);
  }

  #raiseAt<S extends Subject>(place: Place, subject: S, facts: number, context: Contexts[S]): void {
    this.#shared.engine.raise(subject, facts, context, place);
  }

  #flush(): void {
    this.#shared.engine.flush(this.#shared.sink);
  }
}

/** The number behind a code that has no TrID by its row, -1 when there is none. */
function looseTrid(command: Command): number {
  const text = word(command, 1);
  if (text === undefined || !/^\d{1,10}$/.test(text)) return -1;
  const trid = Number(text);
  return trid <= MAX_TRID ? trid : -1;
}
