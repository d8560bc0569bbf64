/**
 * Follows every flow of the wanted ports and puts both its directions together. Flows are numbered as sessions are:
 * in order of their first frames, another connection on the same ends counting anew. None is forgotten, since bytes that
 * come after the end count too.
 */
import { captureOf } from '../base/frame-id.ts';
import { MAX_FOLLOWED_FLOWS } from '../base/limits.ts';
import type { Details, NoticeCode } from '../base/notice.ts';
import { PartStore } from '../base/part-store.ts';
import { RST, type SegmentView, SYN } from '../packet/segment-view.ts';
import { hashOf } from '../tcp/flow-hash.ts';
import { isLeftOut } from '../tcp/flow-sums.ts';
import { sideOfSource } from '../tcp/flow.ts';
import type { Side } from '../tcp/handler.ts';
import { Reopening } from '../tcp/reopening.ts';
import { Followed } from './followed.ts';
import type { Common, Taker } from './taker.ts';

export interface FollowOptions {
  /** Ports whose flows are followed; all of them without it. */
  readonly ports: ReadonlySet<number> | undefined;
  /** Ports that tell the server's side of a flow whose beginning is missing. */
  readonly serverPorts: ReadonlySet<number>;
  /** The only flow whose bytes are wanted; of the others there are numbers alone. */
  readonly session: number | undefined;
  readonly tellsFrames: boolean;
}

type Tell = (code: NoticeCode, message: string, frame: number, session: number, details: Details) => void;

export class Follower<T extends Taker> {
  /** In order of their numbers: all of them, or the wanted one. */
  readonly flows: Followed<T>[] = [];
  /** Flows numbered so far. */
  count = 0;
  readonly common: Common;
  readonly #options: FollowOptions;
  readonly #makeTaker: (common: Common) => T;
  readonly #tell: Tell;
  /** By hash, of each pair of ends the latest. */
  readonly #latest = new Map<number, Followed<T>>();
  readonly #told = new Set<string>();
  /** Of the segment at hand. */
  #frame = 0;
  #order = 0;

  constructor(options: FollowOptions, makeTaker: (common: Common) => T, tell: Tell) {
    this.#options = options;
    this.#makeTaker = makeTaker;
    this.#tell = tell;
    const leaveOut = (message: string, order: number): void => {
      this.#tellOnce('waiting-limit', message, this.#frameOf(order), {});
    };
    this.common = { store: new PartStore(), pieces: 0, tellsFrames: options.tellsFrames, leaveOut };
  }

  /** Takes a decoded segment of any port; the view and its bytes are not kept. */
  push(view: SegmentView, frame: number, order: number): void {
    this.#frame = frame;
    this.#order = order;
    const { ports } = this.#options;
    if (ports !== undefined && !ports.has(view.sourcePort) && !ports.has(view.targetPort)) return;
    const hash = hashOf(view);
    const first = this.#latest.get(hash);
    for (let flow = first; flow !== undefined; flow = flow.next) {
      const side = flow.sideOf(view);
      if (side < 0) continue;
      if (isLeftOut(view)) flow.sums?.add(view, side as Side, frame);
      else this.#known(flow, side as Side, view, frame);
      return;
    }
    this.#open(view, hash, undefined, frame);
  }

  /** The end of the capture: everything is handed on. */
  end(): void {
    for (const flow of [...this.#all()]) {
      const { reopening } = flow;
      // Without bytes nothing is lost with it.
      if (reopening !== undefined && reopening.view.end > 0)
        this.#open(reopening.view, flow.hash, flow, reopening.frame);
    }
    const open = [...this.#all()];
    this.#latest.clear();
    for (const flow of open.sort((a, b) => a.number - b.number)) this.#finish(flow);
  }

  *#all(): Generator<Followed<T>> {
    for (const first of this.#latest.values()) {
      for (let flow: Followed<T> | undefined = first; flow !== undefined; flow = flow.next) yield flow;
    }
  }

  /** Gives up what is kept; may be called again. */
  close(): void {
    this.common.store.close();
  }

  #known(flow: Followed<T>, side: Side, view: SegmentView, frame: number): void {
    const { reopening } = flow;
    const verdict = reopening?.judge(view, side, flow.continues(view, side));
    if (verdict === 'again') return;
    flow.reopening = undefined;
    // Its bytes were captured, whoever sent them.
    if (reopening !== undefined && verdict === 'forged' && reopening.view.end > 0)
      this.#take(flow, reopening.side, reopening.view, reopening.frame);
    if (reopening !== undefined && verdict === 'new') {
      this.#open(reopening.view, flow.hash, flow, reopening.frame);
      this.push(view, frame, this.#order);
    } else if (flow.isReopening(view, side)) flow.reopening = new Reopening(view, side, frame, 0);
    else this.#take(flow, side, view, frame);
  }

  #take(flow: Followed<T>, side: Side, view: SegmentView, frame: number): void {
    flow.note(view, side, frame);
    const isSilent = view.end === view.start && (view.flags & SYN) === 0;
    if (!isSilent && this.#isWanted(flow.number))
      flow.assemble(view, side, this.#orderOf(frame), this.#makeTaker, this.common);
  }

  /** The order of a frame that was read lately. */
  #orderOf(frame: number): number {
    const before = captureOf(frame) === captureOf(this.#frame) ? this.#frame - frame : 0;
    return this.#order - before;
  }

  /** The frame by its order, as far as that is still known: in one capture they are the same. */
  #frameOf(order: number): number {
    if (order === this.#order) return this.#frame;
    return this.#frame === this.#order ? order : 0;
  }

  #isWanted(number: number): boolean {
    const { session } = this.#options;
    return session === undefined || session === number;
  }

  /** The first segment of a flow, which takes the place of `old`. */
  #open(view: SegmentView, hash: number, old: Followed<T> | undefined, frame: number): void {
    if (isLeftOut(view)) {
      this.#tellOnce('checksum-rejected', 'segments with a bad checksum were left out', frame, {});
      return;
    }
    // A reset of a connection that was never seen says nothing.
    if ((view.flags & RST) !== 0 && view.length === 0) return;
    if (this.count >= MAX_FOLLOWED_FLOWS) {
      const message = `more than ${MAX_FOLLOWED_FLOWS} flows: new ones are left out`;
      this.#tellOnce('flow-limit', message, frame, { limit: MAX_FOLLOWED_FLOWS });
      return;
    }
    const side = sideOfSource(view, this.#options.serverPorts);
    const flow = new Followed<T>(++this.count, hash, view, side, frame);
    if (old !== undefined) this.#replace(old);
    flow.next = this.#latest.get(hash);
    this.#latest.set(hash, flow);
    if (this.#isWanted(flow.number)) this.flows.push(flow);
    this.#take(flow, side, view, frame);
  }

  /** Finishes a flow whose ends are used again, and takes it out of its chain. */
  #replace(old: Followed<T>): void {
    this.#finish(old);
    const first = this.#latest.get(old.hash);
    if (first === old) {
      if (old.next === undefined) this.#latest.delete(old.hash);
      else this.#latest.set(old.hash, old.next);
      return;
    }
    for (let flow = first; flow !== undefined; flow = flow.next) {
      if (flow.next === old) flow.next = old.next;
    }
  }

  #finish(flow: Followed<T>): void {
    flow.finish();
    flow.sums?.tell(flow.leavesBadOut, (code, message, frame, details) => {
      this.#tell(code, message, frame, flow.number, details);
    });
  }

  #tellOnce(code: NoticeCode, message: string, frame: number, details: Details): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#tell(code, message, frame, 0, details);
  }
}
