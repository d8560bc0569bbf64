/** Addresses and ports as one integer, by which tables find the flow of a segment. */
import type { SegmentView } from '../packet/segment-view.ts';

/** Secret of this process, so that nobody can make a capture whose flows all share one bucket. */
const SEED = (Math.random() * 0x100000000) | 0;

/** Both directions of a flow have the same hash: the hashes of the ends are mixed first, then added. */
export function hashOf(view: SegmentView): number {
  const source = mix(view.source0, view.source1, view.source2, view.source3, view.sourcePort);
  const target = mix(view.target0, view.target1, view.target2, view.target3, view.targetPort);
  return finish((source + target) | 0);
}

/** Multiply and shift: an exclusive or of addresses and ports would put sequential clients into few buckets. */
function mix(a: number, b: number, c: number, d: number, port: number): number {
  let hash = Math.imul(SEED ^ a ^ Math.imul(b, 0x85ebca6b), 0x9e3779b1);
  hash = Math.imul((hash ^ c) + Math.imul(d, 0xc2b2ae35), 0x27d4eb2f);
  return finish(hash ^ Math.imul(port + 1, 0x165667b1));
}

function finish(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x846ca68b) ^ (hash >>> 16);
}
