/** What flows may hold back while they wait for missing bytes: each by itself, and all of them together. */
import { MAX_ALL_WAITING_BYTES, MAX_FLOW_BYTES, WAITING_SEGMENT_BYTES } from '../base/limits.ts';
import { HistoryPool } from './history.ts';

export class Holding {
  readonly history = new HistoryPool();
  /** Bytes that one direction may hold back. */
  readonly maxOfDirection: number;
  /** Memory of all segments that wait, of all flows. */
  #held = 0;

  constructor(maxOfFlow: number = MAX_FLOW_BYTES) {
    this.maxOfDirection = Math.floor(maxOfFlow / 2);
  }

  /** Segments of so many bytes wait, or (negative numbers) wait no more. */
  add(segments: number, bytes: number): void {
    this.#held += segments * WAITING_SEGMENT_BYTES + bytes;
  }

  /** All flows together hold back more than they may: whoever comes next waits no longer. */
  get isFull(): boolean {
    return this.#held > MAX_ALL_WAITING_BYTES;
  }
}
