/** How the logs of other programs name a connection: from its ends and its start alone, so that every run gives the same. */
import { createHash } from 'node:crypto';
import type { SessionView } from '../../analysis/sink.ts';
import { isoTime, type Clock } from '../../base/time.ts';
import { addressText, communityId } from '../address.ts';

export interface End {
  readonly address: string;
  readonly port: number;
}

export interface Connection {
  readonly client: End;
  readonly server: End;
  readonly communityId: string;
  /** Suricata: a number that JSON holds exactly. */
  readonly flowId: number;
  /** Zeek: `C` and 17 letters or digits. */
  readonly uid: string;
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const UID_DIGITS = 17;
const FLOW_ID_BITS = 52n;

export function connectionOf({ id, flow }: SessionView, clock: Clock): Connection {
  const community = communityId(flow.client, flow.server);
  // Sessions of the gateway share the connections that they travel in.
  const which = flow.transport === 'http' ? ` ${id}` : '';
  const sum = createHash('sha1')
    .update(`${community} ${isoTime(clock, flow.firstTime)}${which}`)
    .digest('hex');
  const number = BigInt(`0x${sum}`);
  return {
    client: { address: addressText(flow.client), port: flow.client.port },
    server: { address: addressText(flow.server), port: flow.server.port },
    communityId: community,
    flowId: Number(BigInt.asUintN(Number(FLOW_ID_BITS), number)),
    uid: `C${inBase62(number >> FLOW_ID_BITS)}`,
  };
}

function inBase62(number: bigint): string {
  let text = '';
  for (let rest = number; text.length < UID_DIGITS; rest /= 62n) text += DIGITS.charAt(Number(rest % 62n));
  return text;
}
