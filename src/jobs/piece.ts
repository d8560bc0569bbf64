/** What a job gives back: records as bytes, and which event of the capture each belongs behind. */
import type { Use } from '../analysis/reuse.ts';
import type { TransactionState } from '../analysis/sink.ts';
import type { Notice } from '../base/notice.ts';
import type { Fold } from '../report/folding.ts';
import type { FindingKind } from '../report/tally.ts';

/** What the main thread judges or reports itself. */
export type Remark =
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'use'; readonly use: Use }
  | { readonly type: 'release'; readonly cookie: string; readonly session: number }
  /** What was folded of a session, at its end; the main thread may have more of it. */
  | { readonly type: 'folds'; readonly session: number; readonly folds: readonly Fold[] };

/** Bytes of one channel (an output of one of the reports). */
export interface Chunk {
  readonly channel: number;
  readonly bytes: Uint8Array;
}

/** What was counted in a job. */
export interface Counts {
  readonly commands: number;
  readonly states: Readonly<Record<TransactionState, number>>;
  readonly findings: readonly FindingKind[];
  /** Not told by a remark. */
  readonly folds: readonly Fold[];
}

/**
 * Pairs of numbers: the place of an event in the capture, and with `packEntry` how many bytes of which channel it gave
 * rise to. Entries with channel REMARK stand for one remark.
 */
export interface Piece {
  readonly entries: Float64Array;
  readonly chunks: readonly Chunk[];
  readonly remarks: readonly Remark[];
  /** Findings since the piece before. */
  readonly found: number;
  /** Nothing more comes of the batch. */
  readonly isLast: boolean;
  /** Buffers of the batch, when it is used up. */
  readonly used: { readonly numbers: ArrayBuffer; readonly bytes: ArrayBuffer } | undefined;
  /** At the very end. */
  readonly counts: Counts | undefined;
}

const CHANNELS = 32;
export const REMARK = CHANNELS - 1;

export const packEntry = (channel: number, length: number): number => length * CHANNELS + channel;
export const channelOf = (entry: number): number => entry % CHANNELS;
export const lengthOf = (entry: number): number => Math.floor(entry / CHANNELS);
