/**
 * The end of a connection: who closed first, whether a bad TrID was the cause, and what becomes of the requests that
 * are still open (framing.md 2.4 rules 5 and 6).
 */
import { BAD_TRID_CLOSE_NANOS, PING_LIMIT_NANOS } from '../base/limits.ts';
import { CLIENT, type EndReason, SERVER, type Side } from '../tcp/handler.ts';
import type { Place } from './engine.ts';
import type { EndContext, SettledContext } from './facts.ts';
import { type Patience, PATIENCE } from './patience.ts';
import type { TransactionState } from './sink.ts';
import { ACK_MODES } from './strategies.ts';
import type { Transaction } from './transaction.ts';

type Closing = 'fin' | 'rst';

export class Ending {
  patience: Patience = PATIENCE.tcp;
  /** Server has closed its side: what the client sends now expects no answer. */
  serverClosed = false;
  /** The server said that it would close. */
  serverOut = false;
  /** The client said so. */
  clientOut = false;
  /** Behind its last command something of the client is missing, which may be its OUT. */
  mayHideOut = false;
  /** The server has another reason to close than a bad TrID: a fatal error, a message that is too long. */
  hasOtherReason = false;
  /** The server has said with an error that it would close. */
  fatalError = false;
  /** The server has sent the client to another one. */
  sentAway = false;
  /** First FIN or RST of the connection. */
  #first: { readonly side: Side; readonly kind: Closing; readonly time: number } | undefined = undefined;
  #badLine: Place | undefined = undefined;
  /** When the last wait ends: first FIN or RST, else the last frame of the capture. */
  #time = 0;
  #reason: EndReason = 'capture-end';

  /** A client line with a bad TrID; undefined when the server has answered anything since. */
  noteBadLine(place: Place | undefined): void {
    this.#badLine = place;
  }

  /** One side closes. The facts of a server that closes because of a bad TrID, if it does, and where. */
  closed(
    side: Side,
    kind: Closing,
    time: number,
  ): { readonly context: EndContext; readonly line: Place } | undefined {
    if (side === SERVER) this.serverClosed = true;
    if (this.#first !== undefined) return undefined;
    this.#first = { side, kind, time };
    const line = this.#badLine;
    if (side === CLIENT || line === undefined) return undefined;
    if (this.serverOut || this.clientOut || this.mayHideOut || this.hasOtherReason) return undefined;
    const age = time - line.time;
    return age <= BAD_TRID_CLOSE_NANOS ? { context: { kind, age, verb: '', trid: -1 }, line } : undefined;
  }

  /** How the server closed, if it did so first and nobody had said a word of it. */
  get unexplained(): { readonly kind: Closing; readonly time: number } | undefined {
    if (this.#first?.side !== SERVER) return undefined;
    const isSaid = this.serverOut || this.clientOut || this.fatalError || this.sentAway;
    return isSaid || this.mayHideOut ? undefined : this.#first;
  }

  /** Whether one side has closed. */
  get isClosing(): boolean {
    return this.#first !== undefined;
  }

  /** Nothing more comes. `captureTime` is the time of the capture's last frame. */
  finish(reason: EndReason, flowTime: number, captureTime: number): void {
    this.#reason = reason;
    if (this.isConnectionEnd) this.#time = this.#first?.time ?? flowTime;
    else this.#time = Math.max(flowTime, captureTime);
  }

  /** Whether the connection itself ended, not only the capture or our patience. */
  get isConnectionEnd(): boolean {
    return this.#reason === 'fin' || this.#reason === 'rst' || this.#first !== undefined;
  }

  get time(): number {
    return this.#time;
  }

  /** Whether nobody waits any more for what was due since `time`. */
  isOverdue(time: number): boolean {
    return this.#time - time > this.patience.answer;
  }

  /** State of a request that is still open: hidden answers, and those that may still come, are not known. */
  stateOf(transaction: Transaction, isHidden: boolean): TransactionState {
    if (isHidden) return 'unknown';
    const limit = transaction.wait === 'fifo' ? PING_LIMIT_NANOS : this.patience.answer;
    const isYoung = this.#time - transaction.time <= limit;
    return isYoung && !this.isConnectionEnd ? 'unknown' : 'unanswered';
  }

  contextOf(transaction: Transaction): SettledContext {
    return {
      verb: transaction.verb,
      trid: transaction.trid,
      letter: ACK_MODES[transaction.ackMode]?.letter ?? '',
      age: this.#time - transaction.time,
      limit: this.patience.answer,
      end: this.#first?.kind ?? 'capture-end',
      serverClosed: this.#first?.side === SERVER,
      serverOut: this.serverOut,
      isPing: transaction.wait === 'fifo',
    };
  }
}
