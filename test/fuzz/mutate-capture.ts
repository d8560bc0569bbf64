/** A seeded mutation of whole captures, at the level of the file, of its frames or of TCP and what it carries. */
import { type Segment, toPcap } from '../../fixtures/build/conversation.ts';
import { Dice } from './dice.ts';
import { recordsOf, segmentsOf } from './frames.ts';
import { BYTE_MUTATIONS } from './mutate-bytes.ts';
import { FRAME_MUTATIONS, written } from './mutate-frames.ts';
import { packed } from './packed.ts';
import { inFrames, SEGMENT_MUTATIONS } from './mutate-segments.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Mutant {
  readonly bytes: Buffer;
  /** What was done to what, for people. */
  readonly story: string;
}

const MAX_STEPS = 4;
const PACKED_SHARE = 0.06;
const MAX_BYTES = 2 * 1024 * 1024;
/** Mutations that cut and repeat multiply: one after the other they would fill the memory. */
const MAX_SEGMENTS = 32_768;

/** The mutant of a number: the same for the same seeds. */
export function mutantOf(seeds: readonly Seed[], number: number): Mutant {
  const dice = new Dice(number);
  const one = dice.pick(seeds);
  const other = dice.pick(seeds);
  const level = dice.below(10);
  const steps = [one.name, `(${other.name})`];
  let bytes = one.bytes;
  if (level >= 3) bytes = inSegments(bytes, other.bytes, dice, steps);
  if (level === 2 || level === 3) bytes = inRecords(bytes, other.bytes, dice, steps);
  const isPacked = dice.chance(PACKED_SHARE);
  if (isPacked) {
    bytes = packed(bytes.subarray(0, MAX_BYTES), dice);
    steps.push('packed');
  }
  if (level <= 1 || level === 4) bytes = inBytes(bytes, other.bytes, dice, steps);
  return { bytes: bytes.subarray(0, MAX_BYTES), story: steps.join(' ') };
}

function repeated(table: Readonly<Record<string, unknown>>, dice: Dice, steps: string[]): string[] {
  const chosen = Array.from({ length: 1 + dice.below(MAX_STEPS) }, () => dice.pick(Object.keys(table)));
  steps.push(...chosen);
  return chosen;
}

function inBytes(bytes: Buffer, other: Buffer, dice: Dice, steps: string[]): Buffer {
  return repeated(BYTE_MUTATIONS, dice, steps).reduce(
    (changed, name) => BYTE_MUTATIONS[name]?.(changed, dice, other) ?? changed,
    bytes,
  );
}

function inRecords(bytes: Buffer, other: Buffer, dice: Dice, steps: string[]): Buffer {
  const records = recordsOf(bytes);
  if (records === undefined) return inBytes(bytes, other, dice, steps);
  const others = recordsOf(other)?.frames ?? [];
  let frames = [...records.frames];
  for (const name of repeated(FRAME_MUTATIONS, dice, steps)) {
    if (frames.length > 0) frames = FRAME_MUTATIONS[name]?.(frames, dice, others) ?? frames;
  }
  return written({ frames, options: records.options }, dice);
}

function inSegments(bytes: Buffer, other: Buffer, dice: Dice, steps: string[]): Buffer {
  const records = recordsOf(bytes);
  let segments = records === undefined ? [] : segmentsOf(records);
  if (segments.length === 0) return inRecords(bytes, other, dice, steps);
  const otherRecords = recordsOf(other);
  const others = otherRecords === undefined ? [] : segmentsOf(otherRecords);
  // What a stream says is what most of the program is about.
  const table = dice.chance(0.5) ? { payload: SEGMENT_MUTATIONS['payload'] } : SEGMENT_MUTATIONS;
  for (const name of repeated(table, dice, steps)) {
    if (segments.length > 0) segments = SEGMENT_MUTATIONS[name]?.(segments, dice, others) ?? segments;
    segments = bounded(segments);
  }
  return toPcap(inFrames(segments));
}

/** The first segments, as many as a mutant may have. */
function bounded(segments: Segment[]): Segment[] {
  let bytes = 0;
  const tooMany = segments.findIndex(
    ({ payload }, i) => (bytes += payload.length) > MAX_BYTES || i >= MAX_SEGMENTS,
  );
  return tooMany < 0 ? segments : segments.slice(0, Math.max(1, tooMany));
}
