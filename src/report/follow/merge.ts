/** Both directions of a flow in one order: that of the capture, as far as the order of each allows. */
import type { Followed } from '../../follow/followed.ts';
import type { KeepingTaker } from '../../follow/keeping-taker.ts';
import { CLIENT, SERVER, type Side } from '../../tcp/handler.ts';

const CHUNK_BYTES = 64 * 1024;

/** Tells of each part of the wanted sides in turn. */
export function eachPart(
  flow: Followed<KeepingTaker>,
  sides: readonly Side[],
  tell: (side: Side, taker: KeepingTaker, part: number) => void,
): void {
  const client = sides.includes(CLIENT) ? flow.takerOf(CLIENT) : undefined;
  const server = sides.includes(SERVER) ? flow.takerOf(SERVER) : undefined;
  let [ofClient, ofServer] = [0, 0];
  for (;;) {
    const isClientLeft = client !== undefined && ofClient < client.count;
    const isServerLeft = server !== undefined && ofServer < server.count;
    if (isClientLeft && (!isServerLeft || client.frameOf(ofClient) <= server.frameOf(ofServer))) {
      tell(CLIENT, client, ofClient++);
    } else if (isServerLeft) tell(SERVER, server, ofServer++);
    else return;
  }
}

/** Hands the bytes of one part on in pieces. */
export function eachChunk(taker: KeepingTaker, part: number, take: (bytes: Buffer) => void): void {
  const length = taker.lengthOf(part);
  for (let done = 0; done < length; done += CHUNK_BYTES) take(taker.read(part, done, CHUNK_BYTES));
}
