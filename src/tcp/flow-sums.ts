/**
 * Checksums of one flow, counted by direction and told once, at its end (`--checksum`). What offload has left in
 * place of a sum is no damage: the segment was right on the wire, so that it is counted apart and never left out.
 */
import type { Details, NoticeCode } from '../base/notice.ts';
import {
  CHECKS_STRICT,
  type SegmentView,
  SUM_BAD,
  SUM_OFFLOADED,
  SUM_UNKNOWN,
} from '../packet/segment-view.ts';
import { CLIENT, type Side } from './handler.ts';

interface Counts {
  segments: number;
  badIp: number;
  badTcp: number;
  offloaded: number;
  unchecked: number;
}

type Tell = (code: NoticeCode, message: string, frame: number, details: Details) => void;

/** Whether a segment with these sums is to be left out. */
export function isLeftOut(view: SegmentView): boolean {
  return view.checks === CHECKS_STRICT && isBad(view);
}

function isBad({ ipSum, tcpSum }: SegmentView): boolean {
  return ipSum === SUM_BAD || tcpSum === SUM_BAD;
}

function none(): Counts {
  return { segments: 0, badIp: 0, badTcp: 0, offloaded: 0, unchecked: 0 };
}

export class FlowSums {
  readonly #client = none();
  readonly #server = none();
  /** Frames of the first bad and the first offloaded sum; 0 without any. */
  #badFrame = 0;
  #offloadedFrame = 0;

  add(view: SegmentView, side: Side, frame: number): void {
    const counts = side === CLIENT ? this.#client : this.#server;
    counts.segments++;
    if (view.ipSum === SUM_BAD) counts.badIp++;
    if (view.tcpSum === SUM_BAD) counts.badTcp++;
    if (view.tcpSum === SUM_UNKNOWN) counts.unchecked++;
    if (isBad(view)) this.#badFrame ||= frame;
    else if (view.ipSum === SUM_OFFLOADED || view.tcpSum === SUM_OFFLOADED) {
      counts.offloaded++;
      this.#offloadedFrame ||= frame;
    }
  }

  /** Tells of the flow when there is something to tell; `leftOut`: bad segments were not followed. */
  tell(leftOut: boolean, tell: Tell): void {
    if (this.#badFrame > 0) {
      const code = leftOut ? 'checksum-rejected' : 'checksum-bad';
      const message = leftOut ? 'segments with a bad checksum were left out' : 'segments have a bad checksum';
      tell(code, message, this.#badFrame, this.#details());
    } else if (this.#offloadedFrame > 0) {
      const message = 'checksums were not there yet: the recording machine leaves them to its network card';
      tell('checksum-offload', message, this.#offloadedFrame, this.#details());
    }
  }

  #details(): Details {
    return { ...named('client', this.#client), ...named('server', this.#server) };
  }
}

function named(side: string, counts: Counts): Details {
  return {
    [`${side}Segments`]: counts.segments,
    [`${side}BadIp`]: counts.badIp,
    [`${side}BadTcp`]: counts.badTcp,
    [`${side}Offloaded`]: counts.offloaded,
    [`${side}Unchecked`]: counts.unchecked,
  };
}
