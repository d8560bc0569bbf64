/**
 * One TCP connection: puts the segments of both directions in order and merges the directions by their
 * acknowledgement numbers, so that a reply is never handed on before the request that its segment acknowledges
 * (DESIGN: causal merge). In-order segments are handed on in place; only what has to wait is copied.
 */
import type { Details, NoticeCode } from '../base/notice.ts';
import {
  MAX_RESET_DISTANCE,
  MAX_SEQUENCE_JUMP,
  MAX_UNDECIDED_BYTES,
  MAX_UNDECIDED_PIECES,
} from '../base/limits.ts';
import { ACK, FIN, RST, type SegmentView, SYN } from '../packet/segment-view.ts';
import { type Conflict, conflictBetween, conflictWithHistory } from './conflict.ts';
import { FlowNotices, type TcpNotice } from './flow-notices.ts';
import type { FlowSums } from './flow-sums.ts';
import { type Ends, type Endpoint, type Flow, isSource, isTarget } from './flow.ts';
import {
  CLIENT,
  type EndReason,
  NOBODY,
  SERVER,
  type Side,
  SIDE_NAMES,
  type StreamHandler,
} from './handler.ts';
import type { Holding } from './holding.ts';
import { CausalMerge } from './merge.ts';
import type { Reopening } from './reopening.ts';
import { advance, distance } from './sequence.ts';
import type { Reset, Stream } from './stream.ts';
import { Waiting } from './waiting.ts';

const NO_CARRIERS: readonly Ends[] = [];

/** Makes the handler of a connection when there is something to hear. */
export type ConnectionHandler = (connection: Connection) => StreamHandler;

export class Connection extends CausalMerge implements Flow {
  lastFrame: number;
  lastTime: number;
  startedMidStream = true;
  retransmissions = 0;
  outOfOrder = 0;
  overlapConflicts = 0;
  readonly transport = 'tcp';
  readonly roleHint = undefined;
  readonly carriers = NO_CARRIERS;
  /** Session number; 0 until the flow is recognised, and for what is no session. */
  id: number;
  /** Not known yet to be of interest: place in the table of such connections; -1 otherwise. */
  candidate = -1;
  /** The flow table has forgotten it. */
  abandoned = false;
  /** For the flow table: hash of the ends, and the next connection with the same slot. */
  readonly hash: number;
  next: Connection | undefined = undefined;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** Ports and last address words of the ends once more: with IPv4 they decide, and they lie beside the hash. */
  readonly #clientPort: number;
  readonly #serverPort: number;
  readonly #clientWord: number;
  readonly #serverWord: number;
  readonly #isIpv6: boolean;
  readonly firstFrame: number;
  readonly firstTime: number;
  readonly stats: Flow['stats'];
  #handler: StreamHandler | undefined = undefined;
  readonly #makeHandler: ConnectionHandler;
  /** Set when nothing more is taken: all data of both sides was handed on, or the flow was given up. */
  closed = false;
  /** What became of its checksums, when they are looked at; bad ones are left out or not. */
  sums: FlowSums | undefined = undefined;
  leavesBadOut = false;
  /** A SYN that may be of another connection. */
  reopening: Reopening | undefined = undefined;
  #reset: Reset | undefined = undefined;
  #notices: FlowNotices | undefined = undefined;
  readonly #onNotice: TcpNotice;

  constructor(
    id: number,
    hash: number,
    client: Endpoint,
    server: Endpoint,
    frame: number,
    time: number,
    holding: Holding,
    makeHandler: ConnectionHandler,
    onNotice: TcpNotice,
  ) {
    super(holding);
    this.id = id;
    this.hash = hash;
    this.client = client;
    this.server = server;
    this.#clientPort = client.port;
    this.#serverPort = server.port;
    this.#clientWord = client.a3;
    this.#serverWord = server.a3;
    this.#isIpv6 = client.ipVersion === 6;
    this.firstFrame = frame;
    this.firstTime = time;
    this.lastFrame = frame;
    this.lastTime = time;
    this.stats = [this.clientStream, this.serverStream];
    this.#onNotice = onNotice;
    this.#makeHandler = makeHandler;
  }

  /** The side that sent the segment, -1 when it belongs to another flow. */
  sideOf(view: SegmentView): Side | -1 {
    const { sourcePort, targetPort, source3, target3 } = view;
    const isWide = view.ipVersion === 6 || this.#isIpv6;
    if (sourcePort === this.#clientPort && targetPort === this.#serverPort) {
      const isClient = source3 === this.#clientWord && target3 === this.#serverWord;
      if (isClient && (!isWide || (isSource(this.client, view) && isTarget(this.server, view))))
        return CLIENT;
    }
    if (sourcePort !== this.#serverPort || targetPort !== this.#clientPort) return -1;
    if (source3 !== this.#serverWord || target3 !== this.#clientWord) return -1;
    return !isWide || (isSource(this.server, view) && isTarget(this.client, view)) ? SERVER : -1;
  }

  /** Sequence number of the first byte of a side, once it is known. */
  firstOf(side: Side): number | undefined {
    const stream = this.stream(side);
    return stream.started ? stream.first : undefined;
  }

  /** Whether this SYN opens another connection on the same addresses and ports. */
  isReopening(view: SegmentView, side: Side): boolean {
    const stream = this.stream(side);
    return (view.flags & SYN) !== 0 && stream.started && stream.first !== advance(view.sequence, 1);
  }

  /** The SYN that was set aside is of no other connection. */
  refuseReopening(): void {
    const forged = this.reopening;
    this.reopening = undefined;
    if (forged === undefined) return;
    const side = SIDE_NAMES[forged.side];
    const away = distance(this.stream(forged.side).next, forged.view.sequence);
    const message = `SYN of the ${side} does not belong to its stream`;
    this.notice('outside-window', message, forged.frame, { side, distance: away });
  }

  /** Whether a segment lies where this connection stands, within what a sender may have sent unseen. */
  continues(view: SegmentView, side: Side): boolean {
    const stream = this.stream(side);
    return !stream.started || Math.abs(distance(stream.next, view.sequence)) <= MAX_SEQUENCE_JUMP;
  }

  /** Takes one segment of `side`; true when the connection is closed by it. The view and its bytes are not kept. */
  push(view: SegmentView, side: Side, frame: number, time: number): boolean {
    const stream = this.stream(side);
    const other = this.otherStream(side);
    this.lastFrame = frame;
    this.lastTime = time;
    this.frames++;
    stream.seen = true;
    const { flags } = view;
    if ((flags & ACK) !== 0) other.acknowledged(view.acknowledgement);
    if ((flags & SYN) !== 0) this.#synchronise(stream, other, view);
    const sequence = (flags & SYN) === 0 ? view.sequence : advance(view.sequence, 1);
    if (view.length > 0) this.#data(stream, other, side, view, sequence, frame, time);
    else if ((flags & RST) === 0) stream.noteIdle(sequence);
    if ((flags & FIN) !== 0) stream.fin ??= finOf(view, advance(sequence, view.length), frame, time);
    if ((flags & RST) !== 0) this.#noteReset(stream, side, view, frame, time);
    this.settle(frame, time);
    this.#closeWhenDone(frame, time);
    return this.closed;
  }

  /** The end of the flow: hands on everything that waits, holes declared, and closes the handler. */
  close(reason: EndReason): void {
    if (this.closed) return;
    this.flushForGood(this.lastFrame, this.lastTime);
    const hasFin = this.clientStream.finDelivered || this.serverStream.finDelivered;
    const ended = this.#reset !== undefined ? 'rst' : hasFin ? 'fin' : reason;
    this.#finish(ended, this.lastFrame, this.lastTime);
  }

  /** Whether more is held back than a flow may hold that nobody knows. */
  get holdsMuch(): boolean {
    const { clientStream: client, serverStream: server } = this;
    return (
      client.waitingBytes + server.waitingBytes > MAX_UNDECIDED_BYTES ||
      client.waitingCount + server.waitingCount > MAX_UNDECIDED_PIECES
    );
  }

  /** Whether the segment brings the first bytes of `side`, and nothing of that side was handed on. */
  isFirst(view: SegmentView, side: Side): boolean {
    const stream = this.stream(side);
    return stream.started && view.sequence === stream.first && stream.next === stream.first;
  }

  /** Whether nothing was handed on yet. */
  get isSilent(): boolean {
    return this.clientStream.bytes + this.serverStream.bytes === 0;
  }

  get hasClientHeard(): boolean {
    return this.serverStream.isHeard;
  }

  /** It was recognised: from now on the flow has this number and this handler. */
  adopt(id: number, handler: StreamHandler): StreamHandler {
    this.id = id;
    this.#handler = handler;
    return handler;
  }

  /** Hands on what waits as at the end of the flow, but goes on. */
  hurry(): void {
    this.flush(this.lastFrame, this.lastTime);
  }

  /** Forgets the connection without a word to its handler. */
  abandon(): void {
    this.closed = true;
    this.abandoned = true;
    this.#release();
  }

  // Start -------------------------------------------------------------------------------------------------------

  /** A SYN shows where its own stream begins, and with ACK where the other one does (RFC 9293 3.5). */
  #synchronise(stream: Stream, other: Stream, view: SegmentView): void {
    stream.initial ??= view.sequence;
    this.startedMidStream = false;
    if (!stream.started) this.startAt(stream, advance(view.sequence, 1));
    if ((view.flags & ACK) !== 0 && !other.started) this.startAt(other, view.acknowledgement);
  }

  // Data --------------------------------------------------------------------------------------------------------

  #data(
    stream: Stream,
    other: Stream,
    side: Side,
    view: SegmentView,
    from: number,
    frame: number,
    time: number,
  ): void {
    let sequence = from;
    let { start } = view;
    let { length } = view;
    if (stream.started) {
      const behind = distance(sequence, stream.next);
      if (behind > 0) {
        // Keep-alive probes repeat one byte before the next, often a wrong one (RFC 9293 3.8.4).
        if (length === 1 && behind === 1) return;
        this.retransmissions++;
        this.#compareDelivered(stream, side, view, behind, frame);
        if (behind >= length) return;
        sequence = stream.next;
        start = Math.min(view.end, start + behind);
        length -= behind;
      } else if (-behind > MAX_SEQUENCE_JUMP) {
        this.notice(
          'outside-window',
          `segment of the ${SIDE_NAMES[side]} lies far outside its stream`,
          frame,
          {
            side: SIDE_NAMES[side],
            distance: -behind,
          },
        );
        return;
      }
    }
    const late = stream.isLate(sequence, advance(sequence, length));
    const hasAcknowledgement = (view.flags & ACK) !== 0;
    const inOrder = stream.started && sequence === stream.next && stream.waitingCount === 0;
    if (inOrder && this.isCaused(other, hasAcknowledgement, view.acknowledgement)) {
      this.deliver(stream, side, view.bytes, start, view.end, length - (view.end - start), frame, time);
      return;
    }
    const bytes = view.bytes.subarray(start, view.end);
    stream.waiting ??= new Waiting(this.holding);
    const fresh = stream.waiting.insert(
      {
        sequence,
        bytes,
        missing: length - bytes.length,
        acknowledgement: view.acknowledgement,
        hasAcknowledgement,
        frame,
        time,
      },
      (first, second, at) => {
        this.#reportConflict(side, conflictBetween(first, second), at);
      },
    );
    if (fresh < bytes.length) this.retransmissions++;
    else if (late) this.outOfOrder++;
  }

  // End ---------------------------------------------------------------------------------------------------------

  #noteReset(stream: Stream, side: Side, view: SegmentView, frame: number, time: number): void {
    if (this.#reset !== undefined) return;
    if (stream.started && Math.abs(distance(stream.next, view.sequence)) > MAX_RESET_DISTANCE) {
      this.notice('outside-window', `reset of the ${SIDE_NAMES[side]} does not belong to its stream`, frame, {
        side: SIDE_NAMES[side],
        distance: distance(stream.next, view.sequence),
      });
      return;
    }
    // What lies before a reset was sent, whether the capture has it or not.
    if (stream.started) stream.acknowledged(view.sequence);
    const acknowledgement = (view.flags & ACK) !== 0 ? view.acknowledgement : undefined;
    this.#reset = { side, sequence: view.sequence, acknowledgement, frame, time };
  }

  #closeWhenDone(frame: number, time: number): void {
    const { clientStream: client, serverStream: server } = this;
    if (this.#reset !== undefined) {
      if (this.#resetIsComplete()) this.close('rst');
      return;
    }
    if (!client.finDelivered || !server.finDelivered) return;
    if (client.isAcked && server.isAcked) this.#finish('fin', frame, time);
  }

  /** Whether all that the resetting side had sent and received was handed on. */
  #resetIsComplete(): boolean {
    const reset = this.#reset;
    if (reset === undefined) return false;
    const stream = this.stream(reset.side);
    const other = this.otherStream(reset.side);
    if (stream.waitingCount > 0 || other.waitingCount > 0) return false;
    if (stream.started && distance(stream.next, reset.sequence) > 1) return false;
    if (!other.started || reset.acknowledgement === undefined) return true;
    const ahead = distance(other.acknowledgeable, reset.acknowledgement);
    return ahead <= 1 || ahead > MAX_SEQUENCE_JUMP;
  }

  #finish(reason: EndReason, frame: number, time: number): void {
    this.closed = true;
    this.sums?.tell(this.leavesBadOut, (...notice) => {
      this.notice(...notice);
    });
    const reset = this.#reset;
    if (reset !== undefined) this.handler().reset(reset.side, reset.frame, reset.time);
    this.handler().close(reason, frame, time);
    this.#release();
  }

  /** The flow table keeps closed connections for a while, but nothing of what they brought. */
  #release(): void {
    this.#handler = NOBODY;
    for (const stream of [this.clientStream, this.serverStream]) {
      this.history.release(stream);
      stream.waiting?.clear();
      stream.waiting = undefined;
    }
  }

  // Overlap -----------------------------------------------------------------------------------------------------

  #compareDelivered(stream: Stream, side: Side, view: SegmentView, behind: number, frame: number): void {
    const count = Math.min(behind, view.end - view.start);
    const second = view.bytes.subarray(view.start, view.start + count);
    this.#reportConflict(side, conflictWithHistory(this.history, stream, behind, second), frame);
  }

  #reportConflict(side: Side, conflict: Conflict | undefined, frame: number): void {
    if (conflict === undefined) return;
    this.overlapConflicts++;
    this.notice('overlap-conflict', `the ${SIDE_NAMES[side]} sent other bytes for the same place`, frame, {
      side: SIDE_NAMES[side],
      first: conflict.first.toString('hex'),
      second: conflict.second.toString('hex'),
    });
  }

  /** Made when there is something to hear: a flood of SYNs must not cost a session each. */
  protected override handler(): StreamHandler {
    this.#handler ??= this.#makeHandler(this);
    return this.#handler;
  }

  protected override notice(code: NoticeCode, message: string, frame: number, details: Details): void {
    // Nobody wants to hear of traffic that may not be MSNP at all.
    if (this.candidate >= 0 || this.abandoned) return;
    this.#notices ??= new FlowNotices(this.id, this.#onNotice);
    this.#notices.add(code, message, frame, details);
  }
}

function finOf(view: SegmentView, sequence: number, frame: number, time: number): NonNullable<Stream['fin']> {
  return { sequence, acknowledgement: view.acknowledgement, frame, time };
}
