/** What an assembled direction is handed to, and what all directions of a capture share. */
import type { PartStore } from '../base/part-store.ts';

/** Takes the captured bytes of one direction in order of the stream. */
export interface Taker {
  /** Bytes that were not kept; they are gone after the call. */
  data(bytes: Buffer, start: number, end: number, frame: number): void;
  /** Bytes that lie in the store. */
  kept(place: number, length: number, frame: number): void;
  /** Bytes that the capture does not have, between those that it has. */
  gap(length: number): void;
}

/** Memory of all directions together. */
export interface Common {
  readonly store: PartStore;
  /** Pieces that wait or are kept, and gaps: what MAX_FOLLOWED_PIECES limits. */
  pieces: number;
  /** Whether each frame's bytes have to be told apart. */
  readonly tellsFrames: boolean;
  /** Told of bytes that are left out. */
  readonly leaveOut: (message: string, frame: number) => void;
}
