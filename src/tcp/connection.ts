/**
 * One TCP connection: puts the segments of both directions in order and merges the directions by their
 * acknowledgement numbers, so that a reply is never handed on before the request that its segment acknowledges
 * (DESIGN: causal merge). In-order segments are handed on in place; only what has to wait is copied.
 */
import type { Details, NoticeCode } from '../base/notice.ts';
import {
  HOLE_FRAMES,
  HOLE_NANOS,
  MAX_NOTICES_PER_FLOW,
  MAX_SEQUENCE_JUMP,
  MAX_WAIT_FRAMES,
  MAX_WAITING_BYTES,
  MAX_WAITING_SEGMENTS,
  ONE_SIDED_FRAMES,
  START_BYTES,
  START_FRAMES,
} from '../base/limits.ts';
import { ACK, FIN, RST, type SegmentView, SYN } from '../packet/segment-view.ts';
import { type Conflict, conflictBetween, conflictWithHistory } from './conflict.ts';
import type { Endpoint, Flow } from './flow.ts';
import {
  CLIENT,
  type EndReason,
  type HandlerFactory,
  SERVER,
  type Side,
  type StreamHandler,
} from './handler.ts';
import { advance, distance } from './sequence.ts';
import { Stream } from './stream.ts';
import type { Block } from './waiting.ts';

export type TcpNotice = (
  code: NoticeCode,
  message: string,
  frame: number,
  session: number,
  details: Details,
) => void;

interface Reset {
  readonly side: Side;
  readonly sequence: number;
  readonly acknowledgement: number | undefined;
  readonly frame: number;
  readonly time: number;
}

const SIDE_NAMES = ['client', 'server'] as const;

export class Connection implements Flow {
  lastFrame: number;
  lastTime: number;
  startedMidStream = true;
  retransmissions = 0;
  outOfOrder = 0;
  overlapConflicts = 0;
  readonly stats: Flow['stats'];
  readonly id: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly firstFrame: number;
  readonly firstTime: number;
  /** Set when nothing more is taken: all data of both sides was handed on, or the flow was given up. */
  closed = false;

  readonly #streams = [new Stream(), new Stream()] as const;
  readonly #handler: StreamHandler;
  readonly #onNotice: TcpNotice;
  readonly #noticeCounts = new Map<NoticeCode, number>();
  #frames = 0;
  /** True while the end of the flow hands everything on. */
  #flushing = false;
  #reset: Reset | undefined = undefined;

  constructor(
    id: number,
    client: Endpoint,
    server: Endpoint,
    frame: number,
    time: number,
    makeHandler: HandlerFactory,
    onNotice: TcpNotice,
  ) {
    this.id = id;
    this.client = client;
    this.server = server;
    this.firstFrame = frame;
    this.firstTime = time;
    this.lastFrame = frame;
    this.lastTime = time;
    this.stats = [this.#streams[0].stats, this.#streams[1].stats];
    this.#onNotice = onNotice;
    this.#handler = makeHandler(this);
  }

  /** Sequence numbers of the first bytes of client and server, as far as they are known. */
  get firsts(): readonly (number | undefined)[] {
    return this.#streams.map((stream) => (stream.started ? stream.first : undefined));
  }

  /** Whether this SYN opens another connection on the same addresses and ports. */
  isReopening(view: SegmentView, side: Side): boolean {
    const stream = this.#streams[side];
    return (view.flags & SYN) !== 0 && stream.started && stream.first !== advance(view.sequence, 1);
  }

  /** Whether a segment lies where this connection stands, within what a sender may have sent unseen. */
  continues(view: SegmentView, side: Side): boolean {
    const stream = this.#streams[side];
    return !stream.started || Math.abs(distance(stream.next, view.sequence)) <= MAX_SEQUENCE_JUMP;
  }

  /** Takes one segment of `side`. The view and its bytes are not kept. */
  push(view: SegmentView, side: Side, frame: number, time: number): void {
    const stream = this.#streams[side];
    const other = this.#streams[1 - side] as Stream;
    this.lastFrame = frame;
    this.lastTime = time;
    this.#frames++;
    stream.stats.seen = true;
    const { flags } = view;
    if ((flags & ACK) !== 0) other.acknowledged(view.acknowledgement);
    if ((flags & SYN) !== 0) this.#synchronise(stream, other, view);
    const sequence = (flags & SYN) === 0 ? view.sequence : advance(view.sequence, 1);
    if (view.length > 0) this.#data(stream, other, side, view, sequence, frame, time);
    else if ((flags & RST) === 0) stream.noteIdle(sequence);
    if ((flags & FIN) !== 0) stream.fin ??= finOf(view, advance(sequence, view.length), frame, time);
    if ((flags & RST) !== 0) this.#noteReset(stream, side, view, frame, time);
    if (stream.blocked || other.blocked) {
      this.#drain();
      this.#giveUpWaits(frame, time);
    }
    this.#closeWhenDone(frame, time);
  }

  /** The end of the flow: hands on everything that waits, holes declared, and closes the handler. */
  close(reason: EndReason): void {
    if (this.closed) return;
    this.#flush();
    const ended =
      this.#reset !== undefined ? 'rst' : this.#streams.some((s) => s.finDelivered) ? 'fin' : reason;
    this.#finish(ended, this.lastFrame, this.lastTime);
  }

  // Start -------------------------------------------------------------------------------------------------------

  /** A SYN shows where its own stream begins, and with ACK where the other one does (RFC 9293 3.5). */
  #synchronise(stream: Stream, other: Stream, view: SegmentView): void {
    stream.initial ??= view.sequence;
    this.startedMidStream = false;
    if (!stream.started) this.#startAt(stream, advance(view.sequence, 1));
    if ((view.flags & ACK) !== 0 && !other.started) this.#startAt(other, view.acknowledgement);
  }

  #startAt(stream: Stream, sequence: number): void {
    stream.started = true;
    stream.first = sequence;
    stream.next = sequence;
    // What was taken before the start was known and lies before it is no data of this connection.
    let block = stream.waiting.first();
    while (block !== undefined && distance(block.sequence, sequence) > 0) {
      const before = distance(block.sequence, sequence);
      if (before >= block.bytes.length + block.missing) stream.waiting.shift();
      else stream.waiting.trimFirst(before);
      block = stream.waiting.first();
    }
  }

  /** No SYN came: both directions begin at the first byte that was seen or acknowledged. */
  #startMidStream(frame: number, time: number): void {
    for (const side of [CLIENT, SERVER] as const) {
      const stream = this.#streams[side];
      if (stream.started || !stream.stats.seen) continue;
      const other = this.#streams[1 - side] as Stream;
      stream.dropKeepAlive();
      const first = stream.waiting.first()?.sequence ?? stream.idleSequence;
      if (first === undefined) continue;
      const acked = stream.minAcked;
      const ahead = acked === undefined ? -1 : distance(acked, first);
      this.#startAt(stream, acked !== undefined && ahead > 0 && ahead <= MAX_SEQUENCE_JUMP ? acked : first);
      // After the other side's SYN its first acknowledgement is the very start of this stream.
      const exact = other.initial !== undefined && stream.next === acked;
      if (!exact) this.#handler.gap(side, -1, frame, time);
    }
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
        this.#notice(
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
    const inOrder = stream.started && sequence === stream.next && stream.waiting.count === 0;
    if (inOrder && this.#isCaused(other, hasAcknowledgement, view.acknowledgement)) {
      this.#deliver(stream, side, view.bytes, start, view.end, length - (view.end - start), frame, time);
      return;
    }
    const bytes = view.bytes.subarray(start, view.end);
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

  /** Whether the other side has been handed on up to what the segment acknowledges. */
  #isCaused(other: Stream, hasAcknowledgement: boolean, acknowledgement: number): boolean {
    if (!hasAcknowledgement) return true;
    if (!other.stats.seen) return this.#flushing || this.#frames > ONE_SIDED_FRAMES;
    if (!other.started) return false;
    const ahead = distance(other.acknowledgeable, acknowledgement);
    return ahead <= 0 || ahead > MAX_SEQUENCE_JUMP;
  }

  #deliver(
    stream: Stream,
    side: Side,
    bytes: Buffer,
    start: number,
    end: number,
    missing: number,
    frame: number,
    time: number,
  ): void {
    if (end > start) {
      stream.next = advance(stream.next, end - start);
      stream.stats.bytes += end - start;
      stream.history.append(bytes, start, end);
      this.#handler.data(side, bytes, start, end, frame, time);
    }
    // The snap length cut the rest off; no other copy can be expected, so this hole needs no waiting.
    if (missing > 0) this.#declareGap(stream, side, missing, frame, time);
  }

  #declareGap(stream: Stream, side: Side, length: number, frame: number, time: number): void {
    const offset = stream.stats.bytes + stream.stats.gapBytes;
    stream.next = advance(stream.next, length);
    stream.stats.gaps++;
    stream.stats.gapBytes += length;
    stream.history.clear();
    this.#notice('gap', `${length} bytes of the ${SIDE_NAMES[side]} are not in the capture`, frame, {
      side: SIDE_NAMES[side],
      offset,
      length,
    });
    this.#handler.gap(side, length, frame, time);
  }

  // Waiting -----------------------------------------------------------------------------------------------------

  /** Hands on all that can be handed on, in causal order. */
  #drain(): void {
    for (;;) {
      const moved = this.#advanceSide(CLIENT) || this.#advanceSide(SERVER) || this.#breakTie();
      if (!moved) return;
    }
  }

  #advanceSide(side: Side): boolean {
    const stream = this.#streams[side];
    const other = this.#streams[1 - side] as Stream;
    if (!stream.started) return false;
    const block = stream.waiting.first();
    if (block === undefined) return this.#advanceFin(stream, other, side);
    if (block.sequence !== stream.next) return false;
    if (!this.#isCaused(other, block.hasAcknowledgement, block.acknowledgement)) return false;
    this.#deliverFirst(stream, side, block);
    return true;
  }

  #deliverFirst(stream: Stream, side: Side, block: Block): void {
    stream.waiting.shift();
    stream.blockedSince = -1;
    this.#deliver(stream, side, block.bytes, 0, block.bytes.length, block.missing, block.frame, block.time);
  }

  #advanceFin(stream: Stream, other: Stream, side: Side): boolean {
    const { fin } = stream;
    if (fin === undefined || stream.finDelivered || distance(stream.next, fin.sequence) > 0) return false;
    if (!this.#isCaused(other, true, fin.acknowledgement)) return false;
    stream.finDelivered = true;
    stream.blockedSince = -1;
    this.#handler.fin(side, fin.frame, fin.time);
    return true;
  }

  /** Each direction waits for the other: only forged or damaged acknowledgements do that. The earlier frame goes first. */
  #breakTie(): boolean {
    const [client, server] = this.#streams;
    const a = client.waiting.first();
    const b = server.waiting.first();
    if (a === undefined || b === undefined || !client.started || !server.started) return false;
    if (a.sequence !== client.next || b.sequence !== server.next) return false;
    if (a.frame <= b.frame) this.#deliverFirst(client, CLIENT, a);
    else this.#deliverFirst(server, SERVER, b);
    return true;
  }

  /** Declares holes whose wait is over, by the limits of base/limits.ts. */
  #giveUpWaits(frame: number, time: number): void {
    if (this.#streams.some((s) => !s.started && s.blocked) && this.#startIsDue()) {
      this.#startMidStream(frame, time);
      this.#drain();
    }
    for (;;) {
      const due = this.#dueSide(frame, time);
      if (due === undefined || !this.#resolve(due)) return;
      this.#drain();
    }
  }

  #startIsDue(): boolean {
    const [client, server] = this.#streams;
    const oneSided = !client.stats.seen || !server.stats.seen;
    return (
      this.#frames > (oneSided ? ONE_SIDED_FRAMES : START_FRAMES) ||
      client.waiting.bytes + server.waiting.bytes > START_BYTES
    );
  }

  /** A side whose wait has lasted too long, the earliest first. */
  #dueSide(frame: number, time: number): Side | undefined {
    let due: Side | undefined;
    for (const side of [CLIENT, SERVER] as const) {
      const stream = this.#streams[side];
      if (!stream.started || !stream.blocked) continue;
      if (stream.blockedSince < 0) {
        stream.blockedSince = this.#frames;
        stream.blockedTime = time;
      }
      if (!this.#isOver(stream, side, frame, time)) continue;
      if (due === undefined || stream.blockedSince < this.#streams[due].blockedSince) due = side;
    }
    return due;
  }

  #isOver(stream: Stream, side: Side, frame: number, time: number): boolean {
    if (stream.waiting.bytes > MAX_WAITING_BYTES || stream.waiting.count > MAX_WAITING_SEGMENTS) {
      this.#notice('waiting-limit', `too much of the ${SIDE_NAMES[side]} waits for missing bytes`, frame, {
        side: SIDE_NAMES[side],
        bytes: stream.waiting.bytes,
        segments: stream.waiting.count,
      });
      return true;
    }
    const waited = this.#frames - stream.blockedSince;
    if (waited > MAX_WAIT_FRAMES) return true;
    if (waited <= HOLE_FRAMES || Math.abs(time - stream.blockedTime) <= HOLE_NANOS) return false;
    return stream.isLossProven;
  }

  /** Lets `side` go on by declaring the bytes it waits for missing, in its own stream or the other. */
  #resolve(side: Side): boolean {
    const stream = this.#streams[side];
    const block = stream.waiting.first();
    const target = block?.sequence ?? stream.fin?.sequence;
    if (target === undefined) return false;
    const frame = block?.frame ?? stream.fin?.frame ?? this.lastFrame;
    const time = block?.time ?? stream.fin?.time ?? this.lastTime;
    const hole = distance(stream.next, target);
    if (hole > 0) {
      this.#declareGap(stream, side, hole, frame, time);
      return true;
    }
    return this.#resolveOther(side, block?.acknowledgement ?? stream.fin?.acknowledgement ?? 0, frame, time);
  }

  #resolveOther(side: Side, acknowledgement: number, frame: number, time: number): boolean {
    const otherSide = side === CLIENT ? SERVER : CLIENT;
    const other = this.#streams[otherSide];
    if (!other.started) {
      this.#startAt(other, acknowledgement);
      return true;
    }
    const needed = distance(other.next, acknowledgement);
    const first = other.waiting.first();
    const known = first === undefined ? needed : Math.min(needed, distance(other.next, first.sequence));
    if (known > 0) this.#declareGap(other, otherSide, known, frame, time);
    else if (first !== undefined) this.#deliverFirst(other, otherSide, first);
    else return false;
    return true;
  }

  // End ---------------------------------------------------------------------------------------------------------

  #noteReset(stream: Stream, side: Side, view: SegmentView, frame: number, time: number): void {
    if (this.#reset !== undefined) return;
    if (stream.started && Math.abs(distance(stream.next, view.sequence)) > MAX_WAITING_BYTES) {
      this.#notice(
        'outside-window',
        `reset of the ${SIDE_NAMES[side]} does not belong to its stream`,
        frame,
        {
          side: SIDE_NAMES[side],
          distance: distance(stream.next, view.sequence),
        },
      );
      return;
    }
    const acknowledgement = (view.flags & ACK) !== 0 ? view.acknowledgement : undefined;
    this.#reset = { side, sequence: view.sequence, acknowledgement, frame, time };
  }

  #closeWhenDone(frame: number, time: number): void {
    const [client, server] = this.#streams;
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
    const stream = this.#streams[reset.side];
    const other = this.#streams[1 - reset.side] as Stream;
    if (stream.waiting.count > 0 || other.waiting.count > 0) return false;
    if (stream.started && distance(stream.next, reset.sequence) > 1) return false;
    if (!other.started || reset.acknowledgement === undefined) return true;
    const ahead = distance(other.acknowledgeable, reset.acknowledgement);
    return ahead <= 1 || ahead > MAX_SEQUENCE_JUMP;
  }

  #flush(): void {
    this.#flushing = true;
    this.#startMidStream(this.lastFrame, this.lastTime);
    this.#drain();
    for (;;) {
      const side = this.#earliestBlocked();
      if (side === undefined || !this.#resolve(side)) return;
      this.#drain();
    }
  }

  #earliestBlocked(): Side | undefined {
    const [client, server] = this.#streams;
    const a = client.firstWaitingFrame;
    const b = server.firstWaitingFrame;
    if (a === undefined) return b === undefined ? undefined : SERVER;
    return b === undefined || a <= b ? CLIENT : SERVER;
  }

  #finish(reason: EndReason, frame: number, time: number): void {
    this.closed = true;
    const reset = this.#reset;
    if (reset !== undefined) this.#handler.reset(reset.side, reset.frame, reset.time);
    this.#handler.close(reason, frame, time);
  }

  // Overlap -----------------------------------------------------------------------------------------------------

  #compareDelivered(stream: Stream, side: Side, view: SegmentView, behind: number, frame: number): void {
    const count = Math.min(behind, view.end - view.start);
    const second = view.bytes.subarray(view.start, view.start + count);
    this.#reportConflict(side, conflictWithHistory(stream.history, behind, second), frame);
  }

  #reportConflict(side: Side, conflict: Conflict | undefined, frame: number): void {
    if (conflict === undefined) return;
    this.overlapConflicts++;
    this.#notice('overlap-conflict', `the ${SIDE_NAMES[side]} sent other bytes for the same place`, frame, {
      side: SIDE_NAMES[side],
      first: conflict.first.toString('hex'),
      second: conflict.second.toString('hex'),
    });
  }

  #notice(code: NoticeCode, message: string, frame: number, details: Details): void {
    const count = (this.#noticeCounts.get(code) ?? 0) + 1;
    if (count > MAX_NOTICES_PER_FLOW) return;
    this.#noticeCounts.set(code, count);
    this.#onNotice(code, message, frame, this.id, details);
  }
}

function finOf(view: SegmentView, sequence: number, frame: number, time: number): NonNullable<Stream['fin']> {
  return { sequence, acknowledgement: view.acknowledgement, frame, time };
}
