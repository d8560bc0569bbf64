/**
 * Frames that two captures have both: rotated files that overlap, a file and a copy of a part of it. A frame counts as
 * often as the capture that has it most often: what one capture has twice stays twice. A copy that was cut shorter, or
 * whose length on the wire is another, is a frame of its own.
 */
import { hash } from 'node:crypto';
import { FRAME_COPY_WINDOW_NANOS, MAX_REMEMBERED_FRAMES } from '../base/limits.ts';
import type { FrameFields } from './frame.ts';

/** Forgotten frames before the list of them is made shorter. */
const COMPACTED = 4096;

interface Remembered {
  readonly key: string;
  /** How far in time the captures were read when it came first. */
  readonly seen: number;
  /** The capture that had it first, and how often. */
  readonly owner: number;
  owned: number;
  /** How often the others had it. */
  others: Map<number, number> | undefined;
  /** How often it was handed on. */
  taken: number;
}

export class Copies {
  readonly #frames = new Map<string, Remembered>();
  /** In order of `seen`; those before `#head` are gone. A Map is slow to tell its first key when many were deleted. */
  #order: Remembered[] = [];
  #head = 0;
  readonly #onLimit: () => void;
  #now = -Infinity;

  /** `onLimit` is told of each frame that is forgotten too early. */
  constructor(onLimit: () => void) {
    this.#onLimit = onLimit;
  }

  /** Remembers a frame of a capture; the capture that has it already, 0 when none has. */
  ownerOf(frame: FrameFields, capture: number): number {
    this.#now = Math.max(this.#now, frame.time);
    const key = keyOf(frame);
    const known = this.#frames.get(key);
    if (known === undefined) {
      this.#forget();
      this.#remember({ key, seen: this.#now, owner: capture, owned: 1, others: undefined, taken: 1 });
      return 0;
    }
    const count = countIn(known, capture);
    if (count <= known.taken) return known.owner;
    known.taken = count;
    return 0;
  }

  #remember(frame: Remembered): void {
    this.#frames.set(frame.key, frame);
    this.#order.push(frame);
  }

  #forget(): void {
    for (;;) {
      const oldest = this.#order[this.#head];
      if (oldest === undefined) break;
      const isRecent = this.#now - oldest.seen <= FRAME_COPY_WINDOW_NANOS;
      if (isRecent && this.#frames.size < MAX_REMEMBERED_FRAMES) break;
      if (isRecent) this.#onLimit();
      this.#frames.delete(oldest.key);
      this.#head++;
    }
    if (this.#head < COMPACTED || this.#head * 2 < this.#order.length) return;
    this.#order = this.#order.slice(this.#head);
    this.#head = 0;
  }
}

/** Counts a frame for a capture: how often it had it by now. */
function countIn(known: Remembered, capture: number): number {
  if (known.owner === capture) return ++known.owned;
  known.others ??= new Map();
  const count = (known.others.get(capture) ?? 0) + 1;
  known.others.set(capture, count);
  return count;
}

/** Captures of different resolutions agree on the microsecond. */
function keyOf({ bytes, start, end, time, linkType, originalLength }: FrameFields): string {
  const sum = hash('sha256', bytes.subarray(start, end), 'base64');
  return `${Math.floor(time / 1000)} ${linkType} ${originalLength} ${sum}`;
}
