/** Where two copies of the same stretch of a stream differ: a sign of damage or of an attempt to evade analysis. */
import { u8 } from '../base/bytes.ts';
import { CONFLICT_SAMPLE_BYTES } from '../base/limits.ts';
import type { HistoryPool, Ring } from './history.ts';

/** Both versions from the first byte that differs, at most CONFLICT_SAMPLE_BYTES each. */
export interface Conflict {
  readonly first: Buffer;
  readonly second: Buffer;
}

/** Compares two copies of equal length. */
export function conflictBetween(first: Buffer, second: Buffer): Conflict | undefined {
  if (first.equals(second)) return undefined;
  let at = 0;
  while (u8(first, at) === u8(second, at)) at++;
  const end = at + CONFLICT_SAMPLE_BYTES;
  return { first: first.subarray(at, end), second: second.subarray(at, end) };
}

/** Compares `second`, which begins `behind` bytes before the end of a stream, with what the stream remembers. */
export function conflictWithHistory(
  history: HistoryPool,
  stream: Ring,
  behind: number,
  second: Buffer,
): Conflict | undefined {
  const at = history.differsAt(stream, behind, second, 0, second.length);
  if (at < 0) return undefined;
  const shown = Math.min(CONFLICT_SAMPLE_BYTES, second.length - at);
  return { first: history.sample(stream, behind - at, shown), second: second.subarray(at, at + shown) };
}
