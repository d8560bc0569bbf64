/** Where a connection lies in a capture, and which frames of its addresses and ports are its own. */
import { CLOSED_FLOW_NANOS } from '../base/limits.ts';
import { type SegmentView, SYN } from '../packet/segment-view.ts';
import { type Ends, isSource, isTarget } from '../tcp/flow.ts';

/** A connection from its first to its last frame, ids (base/frame-id.ts). */
export interface Stretch extends Ends {
  readonly firstFrame: number;
  readonly lastFrame: number;
}

/** The connections of one pair of ends, one after the other, while the capture is read once more. */
export class Track {
  readonly #ends: Ends;
  /** By their first frames. */
  readonly #stretches = new Map<number, Stretch>();
  #current: Stretch | undefined = undefined;
  /** Behind the last frame that the connection was followed to: what comes late may be of it still. */
  #isOver = false;
  #lastTime = 0;

  constructor(ends: Ends) {
    this.#ends = ends;
  }

  /** Adds a connection; to be done before the reading. */
  add(stretch: Stretch): void {
    this.#stretches.set(stretch.firstFrame, stretch);
  }

  isOf(view: SegmentView): boolean {
    const { client, server } = this.#ends;
    if (isSource(client, view)) return isTarget(server, view);
    return isSource(server, view) && isTarget(client, view);
  }

  /** Whether a segment of these ends belongs to one of the connections. Each is to be asked about, in order. */
  takes(view: SegmentView, frame: number, time: number): boolean {
    const next = this.#stretches.get(frame);
    if (next !== undefined) {
      this.#current = next;
      this.#isOver = false;
    }
    const current = this.#current;
    if (current === undefined) return false;
    if (this.#isOver && this.#isAnother(view, time)) {
      this.#current = undefined;
      return false;
    }
    this.#isOver ||= frame === current.lastFrame;
    if (!this.#isOver || frame === current.lastFrame) this.#lastTime = time;
    return true;
  }

  /** Behind the end: another connection that nobody asked for (tcp/flow-table.ts, `opensAgain`). */
  #isAnother(view: SegmentView, time: number): boolean {
    return (view.flags & SYN) !== 0 || time - this.#lastTime > CLOSED_FLOW_NANOS;
  }
}
