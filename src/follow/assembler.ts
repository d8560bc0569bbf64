/**
 * One direction of a flow put together: every captured byte, in order of sequence numbers, the first copy of each. Unlike
 * the streams of tcp/ it waits for no peer and believes no window, RST or FIN; what lies behind a hole is kept until the
 * hole is filled or the capture ends.
 *
 * Positions are 64 bits wide. A segment lies where it is nearest to the one before of its direction: below 2 GiB there is
 * nothing to choose. Position 0 is arbitrary; the stream begins behind its SYN, or with its lowest byte when no SYN was
 * seen or a byte lies before it.
 */
import { FOLLOWED_START_BYTES, MANY_FOLLOWED_PIECES, MAX_FOLLOWED_PIECES } from '../base/limits.ts';
import { type SegmentView, SYN } from '../packet/segment-view.ts';
import { advance, distance } from '../tcp/sequence.ts';
import { Pieces } from './pieces.ts';
import type { Common, Taker } from './taker.ts';

export class Assembler {
  readonly #taker: Taker;
  readonly #common: Common;
  /** The last place that is known: a sequence number and its position. */
  #sequence: number | undefined = undefined;
  #position = 0;
  /** Behind the first SYN. */
  #start = Infinity;
  #lowest = Infinity;
  #highest = -Infinity;
  /** Where the stream began and where it stands; nothing is handed on before it has begun. */
  #begun = 0;
  #next = 0;
  #hasBegun = false;
  #waitingBytes = 0;
  #pieces: Pieces | undefined = undefined;

  constructor(taker: Taker, common: Common) {
    this.#taker = taker;
    this.#common = common;
  }

  /** Takes one segment; the view and its bytes are not kept. */
  push(view: SegmentView, frame: number): void {
    const isSyn = (view.flags & SYN) !== 0;
    const sequence = isSyn ? advance(view.sequence, 1) : view.sequence;
    const length = view.end - view.start;
    if (length === 0 && !isSyn) return;
    this.#position += distance(this.#sequence ?? sequence, sequence);
    this.#sequence = sequence;
    if (isSyn && this.#start === Infinity) this.#start = this.#position;
    if (length > 0) this.#take(this.#position, view.bytes, view.start, view.end, frame);
  }

  /** No more comes: hands everything on, gaps between. */
  finish(): void {
    if (!this.#hasBegun) this.#begin();
    this.#handOn(true);
    this.#pieces = undefined;
  }

  #take(position: number, bytes: Buffer, from: number, end: number, frame: number): void {
    let start = from;
    let at = position;
    this.#lowest = Math.min(this.#lowest, at);
    this.#highest = Math.max(this.#highest, at + (end - from));
    if (this.#hasBegun && at < this.#next) {
      if (at < this.#begun) this.#common.leaveOut('bytes from before a stream came when it had begun', frame);
      start = Math.min(end, start + (this.#next - at));
      if (start === end) return;
      at = this.#next;
    }
    const isNext = this.#hasBegun && at === this.#next;
    if (isNext && (this.#pieces === undefined || this.#pieces.size === 0)) {
      this.#next = at + (end - start);
      this.#taker.data(bytes, start, end, frame);
      return;
    }
    if (!this.#keep(at, bytes, start, end, frame)) return;
    if (this.#isTimeToBegin(at + (end - start))) this.#begin();
    if (this.#hasBegun) this.#handOn(false);
  }

  /** Keeps bytes for later; false when too many pieces wait. */
  #keep(at: number, bytes: Buffer, start: number, end: number, frame: number): boolean {
    const common = this.#common;
    if (common.pieces >= MAX_FOLLOWED_PIECES) {
      common.leaveOut('too many pieces of streams wait for what lies before them', frame);
      return false;
    }
    const length = end - start;
    const place = common.store.allocate(length);
    common.store.write(place, bytes, start, end);
    this.#waitingBytes += length;
    this.#pieces ??= new Pieces();
    // Bytes where the stream stands, or before, may find the last piece taken.
    const mayExtend = !common.tellsFrames && (!this.#hasBegun || at > this.#next);
    if (mayExtend && this.#pieces.extend(at, length, place)) return true;
    this.#pieces.add(at, length, place, frame);
    common.pieces++;
    return true;
  }

  /** Not while bytes come in another order, or holes are open: then nobody knows what still comes. */
  #isTimeToBegin(end: number): boolean {
    if (this.#hasBegun || end < this.#highest) return false;
    if (this.#waitingBytes < this.#highest - this.#lowest) return false;
    return this.#waitingBytes > FOLLOWED_START_BYTES || this.#common.pieces > MANY_FOLLOWED_PIECES;
  }

  #begin(): void {
    this.#hasBegun = true;
    this.#begun = Math.min(this.#start, this.#lowest);
    this.#next = this.#begun;
  }

  /** Hands on what is in order, at the end of the stream everything. */
  #handOn(isEnd: boolean): void {
    const pieces = this.#pieces;
    if (pieces === undefined) return;
    const before = pieces.size;
    for (;;) {
      const piece = pieces.at(this.#next);
      const ahead = pieces.nextPosition;
      if (piece < 0) {
        if (!isEnd || ahead === Infinity) break;
        this.#taker.gap(ahead - this.#next);
        this.#next = ahead;
        continue;
      }
      const end = Math.min(pieces.end(piece), ahead);
      const place = pieces.place(piece) + (this.#next - pieces.position(piece));
      this.#taker.kept(place, end - this.#next, pieces.frame(piece));
      this.#next = end;
    }
    this.#common.pieces -= before - pieces.size;
  }
}
