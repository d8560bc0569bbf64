/** What a decoder of one content type reads: the bytes behind a MIME head. */
import type { Content } from './decoded.ts';
import type { MimeHead } from './mime.ts';

export interface Body {
  readonly head: MimeHead;
  /** Head and body lie in `bytes`, the body from `start` to `end`. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** False when bytes behind `end` are missing. */
  readonly isWhole: boolean;
}

/** Null when the body says nothing that is certain. Never throws; what it gives holds copies. */
export type BodyDecoder = (body: Body) => Content | null;
