/** What is there of data that the capture has with holes. */
import type { Range } from './ranges.ts';

/** A stretch of a part's data in the bytes; `shift` counts from the first byte of the data. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly shift: number;
}

/** The data from `start` to `end` without its holes: bytes that have their place in the buffer, but were not captured. */
export function stretchesOf(start: number, end: number, holes: readonly Range[]): Stretch[] {
  const stretches: Stretch[] = [];
  let at = start;
  const add = (to: number): void => {
    if (to > at) stretches.push({ start: at, end: to, shift: at - start });
  };
  for (const [from, to] of holes) {
    add(Math.min(from, end));
    at = Math.max(at, to);
  }
  add(end);
  return stretches;
}

/** A payload of a command: the captured bytes, joined without filling, and its holes as offset, length pairs. */
interface HoledPayload {
  readonly payloadStart: number;
  readonly payloadEnd: number;
  readonly payloadHoles: readonly number[];
}

/**
 * The same for data inside a payload: `start` is their first captured byte, before any hole, `length` what they would
 * have without holes.
 */
export function payloadStretches(payload: HoledPayload, start: number, length: number): Stretch[] {
  const { payloadStart, payloadEnd, payloadHoles } = payload;
  const stretches: Stretch[] = [];
  let at = start;
  let missing = 0;
  const add = (to: number): void => {
    const shift = at - start + missing;
    const end = Math.min(to, at + length - shift);
    if (end > at) stretches.push({ start: at, end, shift });
  };
  for (let i = 0; i < payloadHoles.length; i += 2) {
    const hole = payloadStart + (payloadHoles[i] ?? 0) - missing;
    add(hole);
    at = Math.max(at, hole);
    missing += payloadHoles[i + 1] ?? 0;
  }
  add(payloadEnd);
  return stretches;
}

/** Where the first hole begins in the captured bytes, `payloadEnd` without one. */
export function firstHole({ payloadStart, payloadEnd, payloadHoles }: HoledPayload): number {
  const [offset] = payloadHoles;
  return offset === undefined ? payloadEnd : payloadStart + offset;
}
