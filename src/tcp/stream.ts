/** One direction of a connection: where it stands, what waits, what is known of its start and its end. */
import type { StreamStats } from './flow.ts';
import { History } from './history.ts';
import { distance } from './sequence.ts';
import { Waiting } from './waiting.ts';

export class Stream {
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
  readonly waiting = new Waiting();
  readonly history = new History();
  readonly stats: StreamStats = { bytes: 0, gaps: 0, gapBytes: 0, seen: false };
  /** Frame count of the flow and time at which the present wait began; -1 when nothing waits. */
  blockedSince = -1;
  blockedTime = 0;

  /** The position that the other side's acknowledgement refers to: a delivered FIN counts as one byte. */
  get acknowledgeable(): number {
    return this.finDelivered ? (this.next + 1) | 0 : this.next;
  }

  acknowledged(number: number): void {
    if (this.maxAcked === undefined || distance(this.maxAcked, number) > 0) this.maxAcked = number;
    if (this.minAcked === undefined || distance(this.minAcked, number) < 0) this.minAcked = number;
  }

  /** Whether data or a FIN is held back. */
  get blocked(): boolean {
    return this.waiting.count > 0 || (this.fin !== undefined && !this.finDelivered);
  }

  /** Remembers that a byte range up to `end` was seen; true when the range begins before one seen earlier. */
  isLate(sequence: number, end: number): boolean {
    const late = this.highest !== undefined && distance(this.highest, sequence) < 0;
    if (this.highest === undefined || distance(this.highest, end) > 0) this.highest = end;
    return late;
  }
}
