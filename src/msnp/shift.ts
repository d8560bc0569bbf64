/** Where a line begins when a payload's length was wrong by a few bytes (anomalies.md payload-length-mismatch). */
import { MAX_PAYLOAD_SHIFT_BYTES } from '../base/limits.ts';
import type { Side } from '../tcp/handler.ts';
import { isPlausibleAt, MORE, YES } from './plausible.ts';

/** More bytes are needed to decide. */
export const UNDECIDED = NaN;

/**
 * The smallest shift from `pos` that gives a plausible line, forward before backward; 0 when none does. `behind`: bytes
 * of the payload that can be looked at before `pos`.
 */
export function findShift(
  bytes: Buffer,
  pos: number,
  limit: number,
  behind: number,
  from: Side,
  final: boolean,
): number {
  for (let distance = 1; distance <= MAX_PAYLOAD_SHIFT_BYTES; distance++) {
    for (const shift of distance <= behind ? [distance, -distance] : [distance]) {
      const answer = isPlausibleAt(bytes, Math.min(limit, pos + shift), limit, from, final);
      if (answer === YES) return shift;
      if (answer === MORE) return UNDECIDED;
    }
  }
  return 0;
}
