/** One flow that is followed: its number, its ends, what was put together of both directions. */
import { FOLLOWED_START_BYTES, MAX_SEQUENCE_JUMP } from '../base/limits.ts';
import { CHECKS_OFF, CHECKS_STRICT, type SegmentView, SYN } from '../packet/segment-view.ts';
import { FlowSums } from '../tcp/flow-sums.ts';
import { type Endpoint, isSource, isTarget, sourceOf, targetOf } from '../tcp/flow.ts';
import { CLIENT, SERVER, type Side } from '../tcp/handler.ts';
import type { Reopening } from '../tcp/reopening.ts';
import { advance, distance } from '../tcp/sequence.ts';
import { Assembler } from './assembler.ts';
import type { Common, Taker } from './taker.ts';

/** What is known of the numbers of one side. */
interface Numbers {
  /** Of its SYN, once one was seen. */
  initial: number | undefined;
  /** Of its first segment, and of the latest. */
  first: number | undefined;
  last: number;
}

interface Direction<T> {
  readonly assembler: Assembler;
  readonly taker: T;
}

export class Followed<T extends Taker> {
  /** Counts from 1 in order of first frames. */
  readonly number: number;
  readonly hash: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly firstFrame: number;
  lastFrame: number;
  /** Another flow with the same hash. */
  next: Followed<T> | undefined = undefined;
  /** A SYN that may be of another connection. */
  reopening: Reopening | undefined = undefined;
  readonly sums: FlowSums | undefined;
  /** Whether segments with a bad checksum are left out. */
  readonly leavesBadOut: boolean;
  readonly #numbers: readonly [Numbers, Numbers] = [
    { initial: undefined, first: undefined, last: 0 },
    { initial: undefined, first: undefined, last: 0 },
  ];
  /** Made for the first segment that brings something: a flood of connections must not cost much. */
  readonly #directions: [Direction<T> | undefined, Direction<T> | undefined] = [undefined, undefined];

  constructor(number: number, hash: number, view: SegmentView, side: Side, frame: number) {
    this.number = number;
    this.hash = hash;
    const [source, target] = [sourceOf(view), targetOf(view)];
    this.client = side === CLIENT ? source : target;
    this.server = side === CLIENT ? target : source;
    this.firstFrame = frame;
    this.lastFrame = frame;
    this.sums = view.checks === CHECKS_OFF ? undefined : new FlowSums();
    this.leavesBadOut = view.checks === CHECKS_STRICT;
  }

  /** The side that sent the segment, -1 when it belongs to another flow. */
  sideOf(view: SegmentView): Side | -1 {
    if (isSource(this.client, view) && isTarget(this.server, view)) return CLIENT;
    return isSource(this.server, view) && isTarget(this.client, view) ? SERVER : -1;
  }

  /** Whether this is a SYN of another connection on the same addresses and ports. */
  isReopening(view: SegmentView, side: Side): boolean {
    if ((view.flags & SYN) === 0) return false;
    const { initial, first } = this.#numbers[side];
    if (initial !== undefined) return initial !== view.sequence;
    if (first === undefined) return false;
    // The SYN of a connection whose first segments were captured before it.
    const behind = distance(advance(view.sequence, 1), first);
    return behind < 0 || behind > FOLLOWED_START_BYTES;
  }

  /** Whether a segment lies where this connection stands. */
  continues(view: SegmentView, side: Side): boolean {
    const { first, last } = this.#numbers[side];
    return first === undefined || Math.abs(distance(last, view.sequence)) <= MAX_SEQUENCE_JUMP;
  }

  /** Notes a segment of the flow. */
  note(view: SegmentView, side: Side, frame: number): void {
    this.lastFrame = frame;
    this.sums?.add(view, side, frame);
    const numbers = this.#numbers[side];
    const isSyn = (view.flags & SYN) !== 0;
    numbers.last = view.sequence;
    numbers.first ??= isSyn ? advance(view.sequence, 1) : view.sequence;
    if (isSyn) numbers.initial ??= view.sequence;
  }

  /** Puts the bytes of a segment where they belong. */
  assemble(
    view: SegmentView,
    side: Side,
    frame: number,
    makeTaker: (common: Common) => T,
    common: Common,
  ): void {
    let direction = this.#directions[side];
    if (direction === undefined) {
      const taker = makeTaker(common);
      direction = { assembler: new Assembler(taker, common), taker };
      this.#directions[side] = direction;
    }
    direction.assembler.push(view, frame);
  }

  /** No more comes of it. */
  finish(): void {
    for (const direction of this.#directions) direction?.assembler.finish();
  }

  /** What has taken the bytes of a side; undefined when there were none. */
  takerOf(side: Side): T | undefined {
    return this.#directions[side]?.taker;
  }
}
