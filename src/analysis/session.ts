/**
 * One connection: decodes both directions, pairs requests and replies, raises the facts that rules wake on and hands
 * commands, transactions and findings to the sink in the order in which they are settled.
 */
import { IDLE_LIMIT_NANOS } from '../base/limits.ts';
import { Command, LINE } from '../msnp/command.ts';
import { Decoder } from '../msnp/decoder.ts';
import type { DecoderSink, StreamFault } from '../msnp/fault.ts';
import { ERROR_ROW } from '../msnp/lookup.ts';
import { GATEWAY } from '../http/gateway-event.ts';
import type { Flow } from '../tcp/flow.ts';
import { CLIENT, type EndReason, SERVER, type Side, SIDE_NAMES, type StreamHandler } from '../tcp/handler.ts';
import { ClientTrids } from './client-trids.ts';
import type { Client } from './clients.ts';
import { Conduct } from './conduct.ts';
import { Ending } from './ending.ts';
import type { Engine } from './engine.ts';
import { END, SET, SETTLED, STATE, STREAM } from './facts.ts';
import { Kinship } from './kinship.ts';
import { LineChecks } from './line-checks.ts';
import { newTransaction } from './new-transaction.ts';
import { Outlet } from './outlet.ts';
import { PATIENCE } from './patience.ts';
import { reactionTo } from './reactions.ts';
import { ReplyJudge } from './reply-judge.ts';
import type { SetTrouble } from './reply-set.ts';
import { RoleFinder } from './roles.ts';
import { type Info, SessionRecord } from './session-view.ts';
import type { Shard, Shards } from './shard.ts';
import { Sight } from './sight.ts';
import type { Sink } from './sink.ts';
import { type Traits, traitsOf } from './traits.ts';
import type { Transaction } from './transaction.ts';
import { type TransactionOwner, Transactions } from './transactions.ts';
import type { Knowledge } from './version.ts';

/** What all sessions of a capture share. */
export interface Shared {
  readonly sink: Sink;
  readonly engine: Engine;
  readonly shards: Shards;
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
/** Lines that may belong to another protocol. */
const NO_COMMAND_FORM = LINE.notMsnp | LINE.codeMalformed;
/** Stands in a judge before the first line. */
const NO_COMMAND = new Command();

export class Session implements StreamHandler, DecoderSink, TransactionOwner {
  readonly record: SessionRecord;
  readonly knowledge: Knowledge;
  readonly ending = new Ending();
  readonly conduct: Conduct;
  readonly kinship: Kinship;
  serverHoles = 0;
  readonly #shared: Shared;
  readonly #shard: Shard;
  readonly #client: Client;
  readonly #outlet: Outlet;
  readonly #clientDecoder: Decoder;
  readonly #serverDecoder: Decoder;
  readonly #roles: RoleFinder;
  readonly #trids: ClientTrids;
  readonly #transactions: Transactions;
  readonly #sight: Sight;
  readonly #judge: ReplyJudge;
  readonly #checks: LineChecks;
  readonly #info: Info;
  /** Ids of the last command of each side. */
  #lastOfClient = 0;
  #lastOfServer = 0;
  /** A line with a bad TrID came, and nothing from the server since. */
  #hasBadLine = false;
  /** The line at hand has a fault that explains a missing answer (G9). */
  #isExcused = false;
  /** When a side sent something last. */
  #activeTime: number;

  constructor(flow: Flow, shared: Shared) {
    this.#shared = shared;
    this.record = new SessionRecord(flow);
    const { record } = this;
    this.knowledge = record.knowledge;
    this.knowledge.sidesGuessed = flow.startedMidStream && flow.client.port === flow.server.port;
    this.#shard = shared.shards.of(flow.client);
    this.#client = this.#shard.clients.open(flow.client);
    this.#outlet = new Outlet(shared.engine, shared.sink, flow.id, flow.firstFrame);
    this.#roles = new RoleFinder(record);
    this.#trids = new ClientTrids(this.#client, record.party);
    this.#transactions = new Transactions(this, flow.id);
    this.#transactions.patience = PATIENCE[flow.transport];
    this.ending.patience = PATIENCE[flow.transport];
    this.#clientDecoder = new Decoder(CLIENT, this.knowledge, this);
    this.#serverDecoder = new Decoder(SERVER, this.knowledge, this);
    this.#sight = new Sight(flow, this.knowledge, this.#clientDecoder);
    this.#judge = new ReplyJudge(NO_COMMAND, this.#sight, this.#transactions, this.#trids);
    this.conduct = new Conduct(record, this.#client, this.#outlet, this.ending, this.#shard);
    this.kinship = new Kinship(record, this.#client, this.conduct);
    this.#activeTime = flow.firstTime;
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
  }

  // Streams -----------------------------------------------------------------------------------------------------

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    if (side === SERVER && this.#hasBadLine) this.#forgetBadLine();
    if (time - this.#activeTime > IDLE_LIMIT_NANOS) {
      this.#idle(frame, time);
      this.#outlet.flush();
    }
    if (time > this.#activeTime) this.#activeTime = time;
    this.#decoder(side).push(bytes, start, end, frame, time);
  }

  #idle(frame: number, time: number): void {
    this.conduct.idle(time - this.#activeTime, frame, time);
  }

  #decoder(side: Side): Decoder {
    return side === CLIENT ? this.#clientDecoder : this.#serverDecoder;
  }

  gap(side: Side, length: number, frame: number, time: number): void {
    this.#decoder(side).gap(length, frame, time);
    this.knowledge.doubt();
    this.conduct.login = 'unknown';
    // Nobody knows when the missing bytes were sent.
    this.#activeTime = Math.max(this.#activeTime, time);
    if (side === SERVER) this.#answersHidden(time);
    else {
      this.#requestsHidden(time);
      this.ending.mayHideOut = true;
      this.#trids.holed(length);
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
    this.conduct.wasReset();
  }

  #closed(side: Side, kind: 'fin' | 'rst', time: number): void {
    const isFirst = !this.ending.isClosing;
    const because = this.ending.closed(side, kind, time);
    this.conduct.closed();
    if (because !== undefined) this.#outlet.raiseAt(because.line, 'end', END.afterBadTrid, because.context);
    else if (isFirst) this.#abrupt();
    this.#outlet.flush();
  }

  /** The server has closed without a word: the latest command that waits may be why. */
  #abrupt(): void {
    const closing = this.ending.unexplained;
    const waiting = closing && this.#transactions.latestOpen();
    if (waiting === undefined) return;
    if (this.record.role === 'SB' && this.conduct.switchboard.isDeserted) return;
    const { request, frame, time, verb, trid } = waiting;
    const context = { kind: closing?.kind ?? 'fin', age: (closing?.time ?? time) - time, verb, trid };
    this.#outlet.raiseAt(this.#outlet.place(request, frame, time), 'end', END.abrupt, context);
  }

  close(reason: EndReason, frame: number, time: number): void {
    this.#clientDecoder.end(reason, frame, time);
    this.#serverDecoder.end(reason, frame, time);
    const { record, ending } = this;
    record.endReason = reason;
    record.roleSettled = true;
    ending.finish(reason, time, this.#shared.lastTime);
    if (ending.time - this.#activeTime > IDLE_LIMIT_NANOS) this.#idle(frame, ending.time);
    this.conduct.close(ending.time);
    if (!ending.isConnectionEnd) this.#checks.tellGaps(ending.time);
    this.#transactions.close((transaction) => {
      if (this.#isCutOff(transaction)) this.#transactions.tellMissing(transaction);
      const isUnseen = !record.flow.stats[SERVER].seen;
      return ending.stateOf(transaction, isUnseen || this.#transactions.isHidden(transaction));
    });
    this.#outlet.flush();
    const { afterwards, clients } = this.#shard;
    if (ending.isConnectionEnd && this.#checks.hasGaps) afterwards.add(record.id, this.#tellGaps);
    else clients.close(this.#client);
    // What is told of a session comes before its record.
    if (this.conduct.entry.isAwaiting || afterwards.holds(record.id)) afterwards.add(record.id, this.#report);
    else this.#report();
  }

  readonly #report = (): void => {
    this.conduct.entry.leave();
    this.#outlet.flush();
    this.#shared.sink.session(this.record);
  };

  /** No other connection can explain them any more. */
  readonly #tellGaps = (): void => {
    this.#checks.tellGaps(Infinity);
    this.#outlet.flush();
    this.#shard.clients.close(this.#client);
  };

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
    if (command.lastTime > this.conduct.deadline) this.conduct.expire(command.lastTime);
    this.#outlet.flush();
    this.#outlet.moveTo(command, id);
    if (side === CLIENT) this.#lastOfClient = id;
    else this.#lastOfServer = id;
    if ((command.flags & NO_COMMAND_FORM) !== 0) this.conduct.foreign(command);
    if (!record.roleSettled && this.#roles.see(command)) {
      this.conduct.teller.tell(STATE.beforeVersion, command);
    }
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
    const { conduct, ending } = this;
    const isFaulty = this.#checks.client(command, traits);
    ending.mayHideOut = false;
    this.#hasBadLine ||= isFaulty;
    const fault = traits === undefined ? 0 : conduct.faultOf(traits);
    if (fault !== 0) conduct.tellFault(fault, command);
    this.#isExcused = isFaulty || traits === undefined || fault !== 0;
    // What belongs on another kind of server gets no answer here.
    const isOver = ending.clientOut || ending.serverClosed || fault === STATE.wrongRole;
    const transaction = newTransaction(command, id, this.record.id, traits, isOver, this.serverHoles);
    this.#transactions.add(transaction, command);
    if (traits !== undefined) {
      if (!transaction.isDatagram) conduct.count(traits, command);
      if (fault === 0) reactionTo(traits)?.(this, command, '');
    }
    transaction.excused = this.#isExcused;
    if ((command.flags & OUT_OF_STEP) !== 0) this.#requestsHidden(command.lastTime);
  }

  #fromServer(command: Command, id: number, traits: Traits | undefined): void {
    const judge = this.#judge;
    const info = this.#info;
    const isStray = this.#checks.server(command, traits);
    if (isStray) this.conduct.strayNumber(command);
    if (traits !== undefined) this.conduct.judgeServerLine(traits, command);
    judge.judge(command, id, traits);
    info.answers = judge.request;
    info.answersVerb = judge.verb;
    info.latency = judge.latency;
    if (judge.facts !== 0) this.#outlet.raise('reply', judge.facts, judge);
    if (command.row === ERROR_ROW) this.conduct.refused(command, judge.verb);
    if (traits !== undefined && !isStray) reactionTo(traits)?.(this, command, judge.verb);
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
    this.conduct.board?.settled(transaction);
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
  #answersHidden(time: number): void {
    this.serverHoles++;
    this.#sight.answersHidden(this.#transactions.holed());
    this.conduct.hidden(SERVER, time);
    this.#forgetBadLine();
  }

  #forgetBadLine(): void {
    this.#hasBadLine = false;
    this.ending.noteBadLine(undefined);
  }

  /** So may requests of the client. */
  #requestsHidden(time: number): void {
    const { clientCommands, serverCommands } = this.record;
    this.#sight.requestsHidden(clientCommands + serverCommands, time);
    this.conduct.hidden(CLIENT, time);
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
      else this.#answersHidden(time);
      outlet.skipped(SIDE_NAMES[side], fault.bytes, fault.reason, frame);
    }
    outlet.flush();
  }

  // What commands tell (reactions.ts) -----------------------------------------------------------------------------

  /** The line at hand is a PNG. */
  pinged(): void {
    if (this.record.flow.transport !== 'http') return;
    const context = { client: true, kind: 'send', status: 0, length: 0, host: '', expected: '' } as const;
    this.#outlet.raise('gateway', GATEWAY.ping, context);
  }

  /** The line at hand has a fault that explains a missing answer. */
  excuse(): void {
    this.#isExcused = true;
  }

  /** This server sent the client on to a notification server. */
  isDispatch(): void {
    this.#roles.isDispatch();
  }
}
