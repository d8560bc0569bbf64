/** The way to a job and back. */
import type { Task } from './job.ts';
import type { Piece } from './piece.ts';

export interface Lane {
  /** Buffers of a batch are gone afterwards. */
  send(task: Task): void;
  /** Told once: who hears of pieces, in order, and of a job that has failed. */
  listen(onPiece: (piece: Piece) => void, onFailure: (error: Error) => void): void;
  /** A piece was used: the job may send another one. */
  used(): void;
  /** Ends the job, done or not. */
  close(): Promise<void>;
}
