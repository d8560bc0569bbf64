/** One client command and what answered it, and the lists in which transactions wait. */
import { MAX_REPLIES } from '../base/limits.ts';
import type { ReplySet } from './reply-set.ts';
import type { SettledTransaction, TransactionState } from './sink.ts';
import { DATAGRAM_MODE } from './strategies.ts';
import type { Traits } from './traits.ts';

/** What a request waits for. */
export type Wait = 'none' | 'one' | 'more' | 'set' | 'fifo';

/** What has come for a request, one bit each. */
export const CAME = { main: 1, error: 2, ack: 4, nak: 8 } as const;

const NO_WORDS: readonly string[] = [];
const NO_REPLIES: readonly number[] = [];

export class Transaction implements SettledTransaction {
  readonly session: number;
  readonly trid: number;
  readonly verb: string;
  readonly request: number;
  replies: readonly number[] = NO_REPLIES;
  state: TransactionState = 'unanswered';
  latency = -1;
  error = '';

  /** Undefined for codes without a row of the client. */
  readonly traits: Traits | undefined;
  wait: Wait;
  /** The TrID as sent where that is not the plain number, else ''. */
  tridText = '';
  /** Index into ACK_MODES, -1 when it is no MSG. */
  ackMode = -1;
  /** CAME bits. */
  came = 0;
  /** Of the last byte of the request. */
  readonly frame: number;
  readonly time: number;
  /** Of the last line that belongs to it. */
  activeTime: number;
  /** Holes of the server's stream when the request was sent: a later one may hide the answer. */
  readonly holes: number;
  /** Another fault explains a missing answer (G9). */
  excused = false;
  /** Words of the request after its TrID, kept where the answer is judged by them (SYN). */
  asked: readonly string[] = NO_WORDS;
  set: ReplySet | undefined = undefined;
  /** The list it waits in, and its neighbours there. */
  list: TransactionList | undefined = undefined;
  previous: Transaction | undefined = undefined;
  next: Transaction | undefined = undefined;
  /** `replies` when there are several. */
  #many: number[] | undefined = undefined;
  /** The next one with the same TrID, in order of sending. */
  sameTrid: Transaction | undefined = undefined;

  constructor(
    session: number,
    trid: number,
    verb: string,
    request: number,
    traits: Traits | undefined,
    wait: Wait,
    frame: number,
    time: number,
    holes: number,
  ) {
    this.session = session;
    this.trid = trid;
    this.verb = verb;
    this.request = request;
    this.traits = traits;
    this.wait = wait;
    this.frame = frame;
    this.time = time;
    this.activeTime = time;
    this.holes = holes;
  }

  /** Whether its answer is still expected. */
  get isOpen(): boolean {
    return this.wait !== 'none' && !this.isAnswered;
  }

  /** Whether its answer or an error has come; lines beside the answer do not count. */
  get isAnswered(): boolean {
    return (this.came & (CAME.main | CAME.error)) !== 0;
  }

  /** Whether it is a part of a P2P transfer. */
  get isDatagram(): boolean {
    return this.ackMode === DATAGRAM_MODE;
  }

  /** Lists a reply; false when the list is full. */
  addReply(id: number, time: number): boolean {
    this.activeTime = time;
    if (this.replies.length >= MAX_REPLIES) return false;
    // Most have one reply: an array of just one is an eighth of one that has grown.
    if (this.#many !== undefined) this.#many.push(id);
    else if (this.replies.length === 0) this.replies = [id];
    else this.replies = this.#many = [...this.replies, id];
    return true;
  }
}

/** A doubly linked list: taking one out costs nothing, wherever it stands. */
export class TransactionList {
  head: Transaction | undefined = undefined;
  tail: Transaction | undefined = undefined;

  push(transaction: Transaction): void {
    transaction.list = this;
    transaction.previous = this.tail;
    transaction.next = undefined;
    if (this.tail === undefined) this.head = transaction;
    else this.tail.next = transaction;
    this.tail = transaction;
  }

  remove(transaction: Transaction): void {
    const { previous, next } = transaction;
    if (previous === undefined) this.head = next;
    else previous.next = next;
    if (next === undefined) this.tail = previous;
    else next.previous = previous;
    transaction.list = undefined;
    transaction.previous = undefined;
    transaction.next = undefined;
  }
}

/** The state of a transaction that is settled; `open` is that of one that nothing has answered. */
export function stateOf(transaction: Transaction, open: TransactionState): TransactionState {
  if ((transaction.came & CAME.error) !== 0) return 'error';
  const some = transaction.wait === 'set' && transaction.replies.length > 0;
  if (some || (transaction.came & CAME.main) !== 0) return 'answered';
  return transaction.wait === 'none' ? 'no-reply-expected' : open;
}
