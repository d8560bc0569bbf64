/** `msnscan follow --raw`: the captured bytes of one flow as they are, of one direction or of both. */
import type { Followed } from '../../follow/followed.ts';
import type { KeepingTaker } from '../../follow/keeping-taker.ts';
import type { Side } from '../../tcp/handler.ts';
import type { Output } from '../output.ts';
import { eachChunk, eachPart } from './merge.ts';

export function writeRaw(flow: Followed<KeepingTaker>, sides: readonly Side[], output: Output): void {
  eachPart(flow, sides, (_, taker, part) => {
    if (taker.isGap(part)) return;
    eachChunk(taker, part, (bytes) => {
      output.raw(bytes);
      output.endRecord();
    });
  });
}
