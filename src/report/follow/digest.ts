/** `msnscan follow --digest`: `CLIENT SERVER FROM LENGTH SHA256 GAPS`, one line a direction. */
import type { DigestTaker } from '../../follow/digest-taker.ts';
import type { Followed } from '../../follow/followed.ts';
import { type Side, SIDE_NAMES } from '../../tcp/handler.ts';
import type { Output } from '../output.ts';
import { endText } from './ends.ts';

/** SHA-256 of no bytes. */
const EMPTY_SUM = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export function writeDigest(
  flows: readonly Followed<DigestTaker>[],
  sides: readonly Side[],
  output: Output,
): void {
  for (const flow of flows) {
    for (const side of sides) {
      const taker = flow.takerOf(side);
      const ends = `${endText(flow.client)} ${endText(flow.server)} ${SIDE_NAMES[side]}`;
      output.text(`${ends} ${taker?.length ?? 0} ${taker?.sum() ?? EMPTY_SUM} `);
      writeGaps(taker?.gaps ?? [], output);
      output.endRecord();
    }
  }
}

function writeGaps(gaps: readonly number[], output: Output): void {
  if (gaps.length === 0) output.text('-');
  for (let i = 0; i < gaps.length; i += 2) {
    output.text(`${i === 0 ? '' : ','}${gaps[i] ?? 0}+${gaps[i + 1] ?? 0}`);
  }
  output.text('\n');
}
