/** One direction of a connection: where it stands, what waits, what is known of its start and its end. */
import type { FramePlace } from '../base/frame-id.ts';
import { u8 } from '../base/bytes.ts';
import type { StreamStats } from './flow.ts';
import type { Side } from './handler.ts';
import type { Ring } from './history.ts';
import { distance } from './sequence.ts';
import { type Block, Waiting } from './waiting.ts';

/** What a reset says of both directions. */
export interface Reset {
  readonly side: Side;
  readonly sequence: number;
  readonly acknowledgement: number | undefined;
  readonly frame: number;
  readonly time: number;
}

export class Stream implements StreamStats, Ring {
  bytes = 0;
  gaps = 0;
  gapBytes = 0;
  seen = false;
  ring = -1;
  ringLength = 0;
  ringEnd = 0;
  /** Whether `next` is known: from the SYN of either side or by decision in mid-stream. */
  started = false;
  /** Sequence number of the first byte, once started. */
  first = 0;
  /** Sequence number of the next byte to hand on. */
  next = 0;
  /** Initial sequence number, once a SYN showed it. */
  initial: number | undefined = undefined;
  /** End of the data seen so far; what lies before and is new came out of order. */
  highest: number | undefined = undefined;
  /** Largest and smallest acknowledgement number that the other side sent for this stream. */
  maxAcked: number | undefined = undefined;
  minAcked: number | undefined = undefined;
  /** Highest sequence number of a segment without data: where a stream stands that sends nothing. */
  idleSequence: number | undefined = undefined;
  /** Sequence number of the FIN, with the frame that brought it. */
  fin: { sequence: number; acknowledgement: number; frame: number; time: number } | undefined = undefined;
  finDelivered = false;
  /** Segments that wait; made when the first one has to. */
  waiting: Waiting | undefined = undefined;
  /** Frame count of the flow and time at which the present wait began; -1 when nothing waits. */
  blockedSince = -1;
  blockedTime = 0;

  /** The position that the other side's acknowledgement refers to: a delivered FIN counts as one byte. */
  get acknowledgeable(): number {
    return this.finDelivered ? (this.next + 1) | 0 : this.next;
  }

  acknowledged(number: number): void {
    if (this.maxAcked === undefined || distance(this.maxAcked, number) > 0) this.maxAcked = number;
    if (this.started) return;
    if (this.minAcked === undefined || distance(this.minAcked, number) < 0) this.minAcked = number;
  }

  /** Segments that wait. */
  get waitingCount(): number {
    return this.waiting === undefined ? 0 : this.waiting.count;
  }

  get waitingBytes(): number {
    return this.waiting === undefined ? 0 : this.waiting.bytes;
  }

  get firstWaiting(): Block | undefined {
    return this.waiting?.first();
  }

  /** Whether data or a FIN is held back. */
  get blocked(): boolean {
    return this.waitingCount > 0 || (this.fin !== undefined && !this.finDelivered);
  }

  /** Remembers that a byte range up to `end` was seen; true when the range begins before one seen earlier. */
  isLate(sequence: number, end: number): boolean {
    const late = this.highest !== undefined && distance(this.highest, sequence) < 0;
    if (this.highest === undefined || distance(this.highest, end) > 0) this.highest = end;
    return late;
  }

  /** Remembers where the stream stands by a segment without data, for a start in mid-stream. */
  noteIdle(sequence: number): void {
    if (this.started) return;
    const ahead = this.idleSequence === undefined || distance(this.idleSequence, sequence) > 0;
    if (ahead) this.idleSequence = sequence;
  }

  /** A single NUL right before the first data is a keep-alive probe, not the first byte. */
  dropKeepAlive(): void {
    const block = this.firstWaiting;
    if (block?.bytes.length === 1 && block.missing === 0 && u8(block.bytes, 0) === 0) this.waiting?.shift();
  }

  /** Whether the peer has acknowledged all that was handed on, its FIN included. */
  get isAcked(): boolean {
    return this.maxAcked !== undefined && distance(this.acknowledgeable, this.maxAcked) >= 0;
  }

  /** Whether the peer has acknowledged all that was handed on, its FIN left out. */
  get isHeard(): boolean {
    return this.maxAcked !== undefined && distance(this.next, this.maxAcked) >= 0;
  }

  /** The frame of the first segment that is held back. */
  get firstWaitingPlace(): FramePlace | undefined {
    const block = this.firstWaiting;
    if (block !== undefined) return block;
    return this.finDelivered ? undefined : this.fin;
  }

  /** Whether the peer has acknowledged bytes that were never seen: then the capture lost them. */
  get isLossProven(): boolean {
    const target = this.firstWaiting?.sequence ?? this.fin?.sequence ?? this.next;
    // Waiting for the other side: the acknowledgement that is waited for is itself the proof.
    if (target === this.next) return true;
    return this.maxAcked !== undefined && distance(this.next, this.maxAcked) > 0;
  }
}
