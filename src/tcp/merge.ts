/**
 * Hands the bytes of both directions on in an order that respects cause: a side's bytes come after all bytes of the
 * other side that their segment acknowledges. What cannot be handed on yet waits in its Stream; a wait ends when
 * the missing bytes come, or when they are declared a hole by the limits of base/limits.ts or the end of the flow.
 */
import { compareFrames } from '../base/frame-id.ts';
import {
  HOLE_FRAMES,
  HOLE_NANOS,
  MAX_SEQUENCE_JUMP,
  MAX_WAIT_FRAMES,
  MAX_WAITING_SEGMENTS,
  ONE_SIDED_FRAMES,
  START_BYTES,
  START_FRAMES,
} from '../base/limits.ts';
import type { Details, NoticeCode } from '../base/notice.ts';
import { CLIENT, SERVER, type Side, SIDE_NAMES, type StreamHandler } from './handler.ts';
import { forget, type HistoryPool } from './history.ts';
import type { Holding } from './holding.ts';
import { advance, distance } from './sequence.ts';
import { Stream } from './stream.ts';
import type { Block } from './waiting.ts';

export abstract class CausalMerge {
  // Two fields, no array: an array would be two more places in memory for each segment.
  protected readonly clientStream = new Stream();
  protected readonly serverStream = new Stream();
  protected readonly holding: Holding;
  protected readonly history: HistoryPool;
  /** Frames of the flow so far: the measure of waits. */
  protected frames = 0;
  abstract lastFrame: number;
  /** True while the end of the flow hands everything on. */
  #flushing = false;
  protected abstract handler(): StreamHandler;

  constructor(holding: Holding) {
    this.holding = holding;
    this.history = holding.history;
  }

  /** Whether nothing was ever said: no data was handed on, is missing or waits. */
  get isEmpty(): boolean {
    const { clientStream: client, serverStream: server } = this;
    const hasSaid = client.bytes + server.bytes + client.gaps + server.gaps > 0;
    return !hasSaid && client.waitingCount + server.waitingCount === 0;
  }

  protected stream(side: Side): Stream {
    return side === CLIENT ? this.clientStream : this.serverStream;
  }

  protected otherStream(side: Side): Stream {
    return side === CLIENT ? this.serverStream : this.clientStream;
  }

  protected abstract notice(code: NoticeCode, message: string, frame: number, details: Details): void;

  /** Fixes the first sequence number of a stream; what lies before it is dropped. */
  protected startAt(stream: Stream, sequence: number): void {
    stream.started = true;
    stream.first = sequence;
    stream.next = sequence;
    // What was taken before the start was known and lies before it is no data of this connection.
    let block = stream.firstWaiting;
    while (block !== undefined && distance(block.sequence, sequence) > 0) {
      const before = distance(block.sequence, sequence);
      if (before >= block.bytes.length + block.missing) stream.waiting?.shift();
      else stream.waiting?.trimFirst(before);
      block = stream.firstWaiting;
    }
  }

  /** No SYN came: both directions begin at the first byte that was seen or acknowledged. */
  #startMidStream(frame: number, time: number): void {
    for (const side of [CLIENT, SERVER] as const) {
      const stream = this.stream(side);
      if (stream.started || !stream.seen) continue;
      const other = this.otherStream(side);
      stream.dropKeepAlive();
      const first = stream.firstWaiting?.sequence ?? stream.idleSequence;
      if (first === undefined) continue;
      const acked = stream.minAcked;
      const ahead = acked === undefined ? -1 : distance(acked, first);
      this.startAt(stream, acked !== undefined && ahead > 0 && ahead <= MAX_SEQUENCE_JUMP ? acked : first);
      // After the other side's SYN its first acknowledgement is the very start of this stream.
      const exact = other.initial !== undefined && stream.next === acked;
      if (!exact) this.handler().gap(side, -1, frame, time);
    }
  }

  /** Whether the other side has been handed on up to what the segment acknowledges. */
  protected isCaused(other: Stream, hasAcknowledgement: boolean, acknowledgement: number): boolean {
    if (!hasAcknowledgement) return true;
    if (!other.seen) return this.#flushing || this.frames > ONE_SIDED_FRAMES;
    if (!other.started) return false;
    const ahead = distance(other.acknowledgeable, acknowledgement);
    return ahead <= 0 || ahead > MAX_SEQUENCE_JUMP;
  }

  /** Hands bytes of a segment on; `missing` more were on the wire but not in the capture. */
  protected deliver(
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
      stream.bytes += end - start;
      this.history.append(stream, bytes, start, end);
      this.handler().data(side, bytes, start, end, frame, time);
    }
    // The snap length cut the rest off; no other copy can be expected, so this hole needs no waiting.
    if (missing > 0) this.#declareGap(stream, side, missing, frame, time);
  }

  #declareGap(stream: Stream, side: Side, length: number, frame: number, time: number): void {
    const offset = stream.bytes + stream.gapBytes;
    stream.next = advance(stream.next, length);
    stream.gaps++;
    stream.gapBytes += length;
    forget(stream);
    this.notice('gap', `${length} bytes of the ${SIDE_NAMES[side]} are not in the capture`, frame, {
      side: SIDE_NAMES[side],
      offset,
      length,
    });
    this.handler().gap(side, length, frame, time);
  }

  /** Hands on what can be handed on and ends waits that took too long; called after each segment. */
  protected settle(frame: number, time: number): void {
    const { clientStream: client, serverStream: server } = this;
    if (!client.blocked && !server.blocked) return;
    this.#drain();
    this.#giveUpWaits(frame, time);
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
    const stream = this.stream(side);
    const other = this.otherStream(side);
    if (!stream.started) return false;
    const block = stream.firstWaiting;
    if (block === undefined) return this.#advanceFin(stream, other, side);
    if (block.sequence !== stream.next) return false;
    if (!this.isCaused(other, block.hasAcknowledgement, block.acknowledgement)) return false;
    this.#deliverFirst(stream, side, block);
    return true;
  }

  #deliverFirst(stream: Stream, side: Side, block: Block): void {
    stream.waiting?.shift();
    stream.blockedSince = -1;
    this.deliver(stream, side, block.bytes, 0, block.bytes.length, block.missing, block.frame, block.time);
  }

  #advanceFin(stream: Stream, other: Stream, side: Side): boolean {
    const { fin } = stream;
    if (fin === undefined || stream.finDelivered || distance(stream.next, fin.sequence) > 0) return false;
    if (!this.isCaused(other, true, fin.acknowledgement)) return false;
    stream.finDelivered = true;
    stream.blockedSince = -1;
    this.handler().fin(side, fin.frame, fin.time);
    return true;
  }

  /**
   * Each direction waits for the other: one of the two repeats bytes that had been sent before, with a newer
   * acknowledgement, or is forged. Which one does not show; requests come before answers more often than not.
   */
  #breakTie(): boolean {
    const { clientStream: client, serverStream: server } = this;
    const first = client.firstWaiting;
    const second = server.firstWaiting;
    if (first === undefined || second === undefined || !client.started || !server.started) return false;
    if (first.sequence !== client.next || second.sequence !== server.next) return false;
    this.#deliverFirst(client, CLIENT, first);
    return true;
  }

  /** Declares holes whose wait is over, by the limits of base/limits.ts. */
  #giveUpWaits(frame: number, time: number): void {
    if ((isHeldAtStart(this.clientStream) || isHeldAtStart(this.serverStream)) && this.#startIsDue()) {
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
    const { clientStream: client, serverStream: server } = this;
    const oneSided = !client.seen || !server.seen;
    if (this.holding.isFull) this.#tellFull();
    return (
      this.holding.isFull ||
      this.frames > (oneSided ? ONE_SIDED_FRAMES : START_FRAMES) ||
      client.waitingBytes + server.waitingBytes > START_BYTES
    );
  }

  /** A side whose wait has lasted too long, the earliest first. */
  #dueSide(frame: number, time: number): Side | undefined {
    let due: Side | undefined;
    for (const side of [CLIENT, SERVER] as const) {
      const stream = this.stream(side);
      if (!stream.started || !stream.blocked) continue;
      if (stream.blockedSince < 0) {
        stream.blockedSince = this.frames;
        stream.blockedTime = time;
      }
      if (!this.#isOver(stream, side, frame, time)) continue;
      if (due === undefined || stream.blockedSince < this.stream(due).blockedSince) due = side;
    }
    return due;
  }

  #isOver(stream: Stream, side: Side, frame: number, time: number): boolean {
    if (stream.waitingBytes > this.holding.maxOfDirection || stream.waitingCount > MAX_WAITING_SEGMENTS) {
      this.notice('waiting-limit', `too much of the ${SIDE_NAMES[side]} waits for missing bytes`, frame, {
        side: SIDE_NAMES[side],
        bytes: stream.waitingBytes,
        segments: stream.waitingCount,
      });
      return true;
    }
    if (this.holding.isFull) {
      this.#tellFull();
      return true;
    }
    const waited = this.frames - stream.blockedSince;
    if (waited > MAX_WAIT_FRAMES) return true;
    if (waited <= HOLE_FRAMES || Math.abs(time - stream.blockedTime) <= HOLE_NANOS) return false;
    return stream.isLossProven;
  }

  #tellFull(): void {
    const message = 'all flows together hold back too much: this one waits no longer for missing bytes';
    this.notice('waiting-limit', message, this.lastFrame, {});
  }

  /** Lets `side` go on by declaring the bytes it waits for missing, in its own stream or the other. */
  #resolve(side: Side): boolean {
    const stream = this.stream(side);
    const block = stream.firstWaiting;
    const target = block?.sequence ?? stream.fin?.sequence;
    if (target === undefined) return false;
    const frame = block?.frame ?? stream.fin?.frame ?? 0;
    const time = block?.time ?? stream.fin?.time ?? 0;
    const hole = distance(stream.next, target);
    if (hole > 0) {
      this.#declareGap(stream, side, hole, frame, time);
      return true;
    }
    return this.#resolveOther(side, block?.acknowledgement ?? stream.fin?.acknowledgement ?? 0, frame, time);
  }

  #resolveOther(side: Side, acknowledgement: number, frame: number, time: number): boolean {
    const otherSide = side === CLIENT ? SERVER : CLIENT;
    const other = this.stream(otherSide);
    if (!other.started) {
      this.startAt(other, acknowledgement);
      return true;
    }
    const needed = distance(other.next, acknowledgement);
    const first = other.firstWaiting;
    if (needed === 1 && first === undefined && other.fin === undefined) {
      // One number is missing and no data is known behind it: a FIN that the capture lost, not a byte.
      other.fin = { sequence: other.next, acknowledgement: this.stream(side).next, frame, time };
      return true;
    }
    const known = first === undefined ? needed : Math.min(needed, distance(other.next, first.sequence));
    if (known > 0) this.#declareGap(other, otherSide, known, frame, time);
    else if (first !== undefined) this.#deliverFirst(other, otherSide, first);
    else return false;
    return true;
  }

  /** The end of the flow: hands on everything that waits, holes declared. */
  protected flush(frame: number, time: number): void {
    this.#flushing = true;
    this.#startMidStream(frame, time);
    this.#drain();
    for (;;) {
      const side = this.#earliestBlocked();
      if (side === undefined || !this.#resolve(side)) break;
      this.#drain();
    }
    this.#flushing = false;
  }

  /** As flush, for good: what the other side has behind the last byte that was seen is missing too. */
  protected flushForGood(frame: number, time: number): void {
    this.flush(frame, time);
    for (const side of [CLIENT, SERVER] as const) {
      const stream = this.stream(side);
      const { maxAcked } = stream;
      if (!stream.started || !stream.seen || stream.finDelivered || maxAcked === undefined) continue;
      const missing = distance(stream.next, maxAcked);
      // A single number may be that of a FIN.
      if (missing > 1 && missing <= MAX_SEQUENCE_JUMP) this.#declareGap(stream, side, missing, frame, time);
    }
  }

  #earliestBlocked(): Side | undefined {
    const { clientStream: client, serverStream: server } = this;
    const a = client.firstWaitingPlace;
    const b = server.firstWaitingPlace;
    if (a === undefined) return b === undefined ? undefined : SERVER;
    return b === undefined || compareFrames(a, b) <= 0 ? CLIENT : SERVER;
  }
}

function isHeldAtStart(stream: Stream): boolean {
  return !stream.started && stream.blocked;
}
