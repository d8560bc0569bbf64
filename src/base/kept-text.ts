/** Captured text that outlives the command it came in. */
import { MAX_KEPT_CHARACTERS } from './limits.ts';

/** A copy of its own, bounded: a part of a text keeps the whole text in memory. */
export function keptText<T extends string | null>(text: T): T {
  if (text === null) return text;
  return Buffer.from(text.slice(0, MAX_KEPT_CHARACTERS), 'utf16le').toString('utf16le') as T;
}
