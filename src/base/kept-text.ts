/** Captured text that outlives the command it came in. */
import { MAX_KEPT_CHARACTERS } from './limits.ts';

/** A copy of its own, bounded: a part of a text keeps the whole text in memory. */
export function keptText<T extends string | null>(text: T, limit = MAX_KEPT_CHARACTERS): T {
  // A text that is put together is copied when a part of it is taken.
  return text === null ? text : (` ${text.slice(0, limit)}`.slice(1) as T);
}
