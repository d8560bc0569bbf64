/** What a session shows of its own account besides the login: friendly name and endpoints. */
import type { Command } from '../msnp/command.ts';
import { args } from '../msnp/words.ts';
import { CLIENT } from '../tcp/handler.ts';
import { publishedName } from './endpoints.ts';
import type { Session } from './session.ts';
import { decodeName } from './session-view.ts';
import { bareAccount } from './switchboard.ts';
import { ENDPOINTS_SINCE } from './version.ts';

/** Presence of MSNP18 names the network in front of the account: `1:account`. */
const NETWORKS_SINCE = 18;
const NETWORK = /^\d{1,2}:/;
const FROM = /^From:[ \t]*\d{1,2}:([^;\r\n]{1,256})/im;

/** UUX of the client, UBX of the server where it is about the own account. */
export function ownDocument(session: Session, command: Command): void {
  const { record, knowledge } = session;
  if (knowledge.maxVersion < ENDPOINTS_SINCE || command.payloadLength <= 0) return;
  if (command.from === CLIENT || isOwn(session, args(command)[0])) {
    record.readEndpoints(payloadText(command));
  }
}

/** PUT of the client, NFY of the server where it is about the own account. */
export function ownPublication(session: Session, command: Command): void {
  if (command.payloadLength <= 0) return;
  const text = payloadText(command);
  const from = FROM.exec(text)?.[1];
  if (from === undefined || from.toLowerCase() !== session.record.account?.toLowerCase()) return;
  const name = publishedName(text);
  if (name !== null) session.record.friendlyName = name;
  session.record.readEndpoints(text);
}

/** NLN about the own account, which servers send from MSNP16 on. */
export function ownPresence(session: Session, command: Command): void {
  if (session.knowledge.minVersion < ENDPOINTS_SINCE) return;
  const words = args(command);
  if (!isOwn(session, words[1])) return;
  const name = words[session.knowledge.minVersion < NETWORKS_SINCE ? 3 : 2];
  if (name !== undefined) session.record.friendlyName = decodeName(name);
}

function isOwn(session: Session, word: string | undefined): boolean {
  return (
    word !== undefined && bareAccount(word.replace(NETWORK, '')) === session.record.account?.toLowerCase()
  );
}

function payloadText({ bytes, payloadStart, payloadEnd }: Command): string {
  return bytes.toString('utf8', payloadStart, payloadEnd);
}
