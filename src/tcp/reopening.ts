/**
 * A SYN on the ends of a connection that is open: of another connection, or forged to make an analyser lose the one that
 * goes on (receivers answer it with no more than an acknowledgement, RFC 9293 3.10.7.4). It is set aside; the next segment
 * tells.
 */
import { ACK, type SegmentView, SYN } from '../packet/segment-view.ts';
import type { Side } from './handler.ts';
import { advance } from './sequence.ts';

export class Reopening {
  /** A copy. */
  readonly view: SegmentView;
  readonly side: Side;
  readonly frame: number;
  readonly time: number;

  constructor(view: SegmentView, side: Side, frame: number, time: number) {
    this.view = view.copy();
    this.side = side;
    this.frame = frame;
    this.time = time;
  }

  /**
   * What the next segment makes of it: `new` is another connection, `forged` none, `again` the same SYN once more.
   * `continues`: the segment lies where the old connection stands.
   */
  judge(view: SegmentView, side: Side, continues: boolean): 'new' | 'forged' | 'again' {
    const first = advance(this.view.sequence, 1);
    if (side !== this.side) {
      const isAnswer = (view.flags & ACK) !== 0 && view.acknowledgement === first;
      return isAnswer || !continues ? 'new' : 'forged';
    }
    if ((view.flags & SYN) !== 0) return view.sequence === this.view.sequence ? 'again' : 'forged';
    return view.sequence === first || !continues ? 'new' : 'forged';
  }
}
