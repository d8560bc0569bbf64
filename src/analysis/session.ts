/**
 * One connection: decodes both directions, pairs requests and replies, raises the facts that rules wake on and hands
 * commands, transactions and findings to the sink in the order in which they are settled.
 */
import { PING_LIMIT_NANOS } from '../base/limits.ts';
import { Command, LINE } from '../msnp/command.ts';
import { Decoder } from '../msnp/decoder.ts';
import { errorFor } from '../msnp/errors.ts';
import type { DecoderSink, StreamFault } from '../msnp/fault.ts';
import { ERROR_ROW } from '../msnp/lookup.ts';
import type { Flow } from '../tcp/flow.ts';
import { CLIENT, type EndReason, SERVER, type Side, SIDE_NAMES, type StreamHandler } from '../tcp/handler.ts';
import { Challenges } from './challenges.ts';
import { ClientTrids } from './client-trids.ts';
import { type Client, type Clients, type Origin, serverToken } from './clients.ts';
import { Ending } from './ending.ts';
import type { Engine } from './engine.ts';
import { END, SET, SETTLED, STREAM } from './facts.ts';
import { LineChecks } from './line-checks.ts';
import { newTransaction } from './new-transaction.ts';
import { Outlet } from './outlet.ts';
import { reactionTo } from './reactions.ts';
import { type ClientSight, ReplyJudge } from './reply-judge.ts';
import type { SetTrouble } from './reply-set.ts';
import { RoleFinder } from './roles.ts';
import { type Info, SessionRecord } from './session-view.ts';
import type { Sink } from './sink.ts';
import { BEFORE_LOGIN, ENTRY_COMMANDS } from './strategies.ts';
import { hasRole, type Traits, traitsOf } from './traits.ts';
import type { Transaction } from './transaction.ts';
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
  /** One for all: it is gone after the call that gets it. */
  info: Info | undefined;
}

/** Lines that are no known command of their side: nothing but their form is judged. */
const FOREIGN =
  LINE.unknown |
  LINE.wrongDirection |
  LINE.codeLowercase |
  LINE.codeDigits |
  LINE.codeMalformed |
  LINE.notMsnp;
/** Faults behind which the stream is out of step: commands may lie in what is skipped. */
const OUT_OF_STEP =
  LINE.lengthMissing | LINE.lengthNegative | LINE.lengthHuge | LINE.codeMalformed | LINE.notMsnp;
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
  readonly #outlet: Outlet;
  readonly #clientDecoder: Decoder;
  readonly #serverDecoder: Decoder;
  readonly #roles: RoleFinder;
  readonly #trids: ClientTrids;
  readonly #transactions: Transactions;
  readonly #judge: ReplyJudge;
  readonly #checks: LineChecks;
  readonly #info: Info;
  /** Made with the first one: few sessions have any. */
  #challenges: Challenges | undefined = undefined;
  /** Ids of the last command of each side. */
  #lastOfClient = 0;
  #lastOfServer = 0;
  #hasClientHole = false;
  /** A line with a bad TrID came, and nothing from the server since. */
  #hasBadLine = false;
  /** The line at hand has a fault that explains a missing answer (G9). */
  #isExcused = false;
  /** Answers without TrID that a hole explains: a number of them, and all until a time. */
  #pongsExplained = 0;
  #pongsExplainedUntil = -Infinity;

  constructor(flow: Flow, shared: Shared) {
    this.#shared = shared;
    this.record = new SessionRecord(flow, shared.capture);
    const { record } = this;
    this.knowledge = record.knowledge;
    this.#client = shared.clients.open(flow.client);
    this.#outlet = new Outlet(shared.engine, shared.sink, flow.id, flow.firstFrame);
    this.#roles = new RoleFinder(record);
    this.#trids = new ClientTrids(this.#client);
    this.#transactions = new Transactions(this, flow.id);
    this.#judge = new ReplyJudge(NO_COMMAND, this, this.#transactions, this.#trids);
    this.#checks = new LineChecks(
      record,
      this.#trids,
      this.#transactions,
      this.ending,
      this.#outlet,
      shared.wantedForm,
    );
    shared.info ??= { session: record, id: 0, answers: 0, latency: -1, answersVerb: '' };
    this.#info = shared.info;
    this.#clientDecoder = new Decoder(CLIENT, this.knowledge, this);
    this.#serverDecoder = new Decoder(SERVER, this.knowledge, this);
  }

  // Streams -----------------------------------------------------------------------------------------------------

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    if (side === SERVER && this.#hasBadLine) this.#forgetBadLine();
    this.#decoder(side).push(bytes, start, end, frame, time);
  }

  #decoder(side: Side): Decoder {
    return side === CLIENT ? this.#clientDecoder : this.#serverDecoder;
  }

  gap(side: Side, length: number, frame: number, time: number): void {
    this.#decoder(side).gap(length, frame, time);
    this.knowledge.doubt();
    this.login = 'unknown';
    if (side === SERVER) this.#answersHidden();
    else {
      this.#requestsHidden(time);
      this.#trids.holed();
      this.#roles.holed();
    }
    this.#outlet.flush();
  }

  fin(side: Side, frame: number, time: number): void {
    this.#decoder(side).end('fin', frame, time);
    this.#closed(side, 'fin', time);
  }

  reset(side: Side, frame: number, time: number): void {
    this.#decoder(side).end('rst', frame, time);
    this.#closed(side, 'rst', time);
  }

  #closed(side: Side, kind: 'fin' | 'rst', time: number): void {
    const because = this.ending.closed(side, kind, time);
    if (because !== undefined) this.#outlet.raiseAt(because.line, 'end', END.afterBadTrid, because.context);
    this.#outlet.flush();
  }

  close(reason: EndReason, frame: number, time: number): void {
    this.#clientDecoder.end(reason, frame, time);
    this.#serverDecoder.end(reason, frame, time);
    const { record, ending } = this;
    record.endReason = reason;
    record.roleSettled = true;
    ending.finish(reason, time, this.#shared.lastTime);
    this.#challenges?.expire(ending.time);
    this.#transactions.close((transaction) => {
      if (this.#isCutOff(transaction)) this.#transactions.tellMissing(transaction);
      const isUnseen = !record.flow.stats[SERVER].seen;
      return ending.stateOf(transaction, isUnseen || this.#transactions.isHidden(transaction));
    });
    this.#outlet.flush();
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
    if (side === CLIENT) record.clientCommands++;
    else record.serverCommands++;
    this.#shared.commands++;
    const id = record.clientCommands + record.serverCommands;
    info.session = record;
    info.id = id;
    info.answers = 0;
    info.latency = -1;
    info.answersVerb = '';
    this.#transactions.expire(command.lastTime);
    this.#challenges?.expire(command.lastTime);
    this.#outlet.flush();
    this.#outlet.moveTo(command, id);
    if (side === CLIENT) this.#lastOfClient = id;
    else this.#lastOfServer = id;
    if (!record.roleSettled) this.#roles.see(command);
    if (this.knowledge.source !== 'negotiated') this.knowledge.infer(command);
    const { row, flags } = command;
    const traits = row === undefined || (flags & FOREIGN) !== 0 ? undefined : traitsOf(row);
    if (side === SERVER) this.#fromServer(command, id, traits);
    else this.#fromClient(command, id, row === ERROR_ROW ? undefined : traits);
    this.#shared.sink.command(command, info);
    this.#transactions.finish();
    this.#outlet.flush();
  }

  #fromClient(command: Command, id: number, traits: Traits | undefined): void {
    const isFaulty = this.#checks.client(command, traits);
    this.#hasBadLine ||= isFaulty;
    this.#isExcused = isFaulty || traits === undefined || !this.#isInPlace(traits);
    const isOver = this.ending.clientOut || this.ending.serverClosed;
    const transaction = newTransaction(command, id, this.record.id, traits, isOver, this.serverHoles);
    this.#transactions.add(transaction, command);
    if (traits !== undefined) reactionTo(command.verb, CLIENT)?.(this, command, '');
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

  #fromServer(command: Command, id: number, traits: Traits | undefined): void {
    const judge = this.#judge;
    const info = this.#info;
    this.#checks.server(command, traits);
    judge.judge(command, id, traits);
    info.answers = judge.request;
    info.answersVerb = judge.verb;
    info.latency = judge.latency;
    if (judge.facts !== 0) this.#outlet.raise('reply', judge.facts, judge);
    if (command.row === ERROR_ROW) this.#refused(command, judge.verb);
    if (traits !== undefined) reactionTo(command.verb, SERVER)?.(this, command, judge.verb);
  }

  #refused(command: Command, verb: string): void {
    if (errorFor(command.verb)?.fatal === 'yes') this.ending.hasOtherReason = true;
    if (this.knowledge.role === 'SB' && ENTRY_COMMANDS.has(verb) && this.login === 'in')
      this.login = 'before';
  }

  #challengesOf(): Challenges {
    this.#challenges ??= new Challenges(this.#outlet, this.knowledge);
    return this.#challenges;
  }

  get isClientSeen(): boolean {
    return this.record.flow.stats[CLIENT].seen;
  }

  // Transactions ------------------------------------------------------------------------------------------------

  readonly settled = (transaction: Transaction): void => {
    const { record, ending } = this;
    const { state, latency, request, frame, time } = transaction;
    record.transactions[state]++;
    if (state === 'answered' && latency >= 0) record.latencies.add(latency);
    if (state === 'unanswered' && !transaction.excused) {
      const place = this.#outlet.place(request, frame, time);
      this.#outlet.raiseAt(place, 'settled', SETTLED.unanswered, ending.contextOf(transaction));
    }
    this.#shared.sink.transaction(transaction);
  };

  readonly setTrouble = (transaction: Transaction, trouble: SetTrouble): void => {
    const { verb, trid, set, request, frame, time } = transaction;
    const isAtEnd = trouble.reason === 'end';
    const isCutOff = isAtEnd && this.ending.isConnectionEnd && set !== undefined;
    const sinceLast = isCutOff ? this.ending.time - set.lastTime : -1;
    const facts = trouble.kind === 'overrun' ? SET.overrun : SET.incomplete;
    const place = isAtEnd ? this.#outlet.place(request, frame, time) : this.#outlet.here();
    this.#outlet.raiseAt(place, 'set', facts, { trouble, verb, trid, sinceLast });
  };

  readonly transactionLimit = (): void => {
    this.#outlet.limit('transaction-limit', 'too many requests wait for answers; the oldest were given up');
  };

  // Holes ---------------------------------------------------------------------------------------------------------

  /** Answers and challenges of the server may lie in a hole, or in bytes that were skipped. */
  #answersHidden(): void {
    this.serverHoles++;
    this.#pongsExplained += this.#transactions.holed();
    this.#challengesOf().serverHoled();
    this.#forgetBadLine();
  }

  #forgetBadLine(): void {
    this.#hasBadLine = false;
    this.ending.noteBadLine(undefined);
  }

  /** So may requests of the client. */
  #requestsHidden(time: number): void {
    this.#hasClientHole = true;
    this.#pongsExplainedUntil = time + PING_LIMIT_NANOS;
    this.#challenges?.clientHoled();
  }

  get mayHideRequests(): boolean {
    // A client line that is held back may be the request.
    if (this.#clientDecoder.isUndecided) return true;
    return this.#hasClientHole || !this.isClientSeen;
  }

  explainsPong(time: number): boolean {
    if (time <= this.#pongsExplainedUntil || !this.isClientSeen) return true;
    if (this.#pongsExplained === 0) return false;
    this.#pongsExplained--;
    return true;
  }

  fault(fault: StreamFault): void {
    const { from: side, frame, time } = fault;
    const client = side === CLIENT;
    const outlet = this.#outlet;
    if (fault.kind === 'blank-line') {
      outlet.raiseAt(outlet.place(0, frame, time), 'stream', STREAM.blankLine, { client, shift: 0 });
    } else if (fault.kind === 'payload-shift') {
      this.#checks.shifted(side);
      const place = outlet.place(client ? this.#lastOfClient : this.#lastOfServer, frame, time);
      outlet.raiseAt(place, 'stream', STREAM.payloadShift, { client, shift: fault.shift });
    } else if (fault.kind === 'skipped' && fault.bytes > 0) {
      if (client) this.#requestsHidden(time);
      else this.#answersHidden();
      const name = SIDE_NAMES[side];
      const message = `${fault.bytes} bytes of the ${name} could not be read as commands and were skipped`;
      outlet.notice(
        'resynchronised',
        message,
        { side: name, bytes: fault.bytes, reason: fault.reason },
        frame,
      );
    }
    outlet.flush();
  }

  // What commands tell (reactions.ts) -----------------------------------------------------------------------------

  /** The line at hand has a fault that explains a missing answer. */
  excuse(): void {
    this.#isExcused = true;
  }

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

  /** The client logs in here as the dispatch server told it to, if it did. */
  followTransfer(account: string): void {
    const origin = this.#client.takeInvitation(serverToken(this.record.flow.server, account));
    if (origin !== undefined) this.#belongTo(origin);
  }

  #belongTo(origin: Origin): void {
    if (origin.session === this.record.id) return;
    this.record.invitedBy = origin.session;
    this.record.conversation = Math.min(this.record.conversation, origin.conversation);
  }

  challenge(command: Command): void {
    if (this.isClientSeen) this.#challengesOf().ask(command);
  }

  answerChallenge(command: Command): void {
    if (this.record.flow.stats[SERVER].seen) this.#challengesOf().answer(command);
  }
}
