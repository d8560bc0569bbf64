/** What the requests and answers of the gateway say in their heads (http-gateway.md, requests and responses). */
import type { Head } from './head.ts';

/** What a request is for: `open` begins a session, `poll` asks for what waits, `send` brings commands. */
export type RequestKind = 'open' | 'poll' | 'send';

export interface GatewayRequest {
  readonly kind: RequestKind;
  /** SessionID as sent, '' when there is none. */
  readonly sessionId: string;
  readonly role: 'NS' | 'SB' | undefined;
  /** Host that was asked, port taken off, in small letters; '' when it is not said. */
  readonly host: string;
  /** The target is a full URL, as proxies want it. */
  readonly isAbsolute: boolean;
}

export interface GatewayAnswer {
  /** '' when there is none. */
  readonly sessionId: string;
  /** GW-IP, in small letters; '' when there is none. */
  readonly host: string;
  readonly isLast: boolean;
}

/** Names of query words and of header parts are compared without case. */
type Words = ReadonlyMap<string, string>;

const ABSOLUTE = /^https?:\/\/([^/?#]*)/i;
const GATEWAY_PATH = /\/gateway\/gateway\.dll$/i;
/** Words read of a query or of a header. */
const MAX_WORDS = 32;

/** Whether the path of a request target, whatever its query, is the gateway's. */
export function isGatewayTarget(target: string): boolean {
  const [path = ''] = target.split('?', 1);
  return GATEWAY_PATH.test(path);
}

/** Undefined when the request is not for the gateway. */
export function readRequest(head: Head): GatewayRequest | undefined {
  if (!isGatewayTarget(head.target)) return undefined;
  const query = wordsOf(head.target.slice(head.target.indexOf('?') + 1), '&');
  const authority = ABSOLUTE.exec(head.target)?.[1];
  const server = query.get('server')?.toUpperCase();
  const action = query.get('action')?.toLowerCase();
  return {
    kind: action === 'open' || action === 'poll' ? action : 'send',
    sessionId: query.get('sessionid') ?? '',
    role: server === 'NS' || server === 'SB' ? server : undefined,
    host: hostOf(authority ?? head.fields.get('host') ?? ''),
    isAbsolute: authority !== undefined,
  };
}

/** Undefined when the answer has no X-MSN-Messenger. */
export function readAnswer(head: Head): GatewayAnswer | undefined {
  const text = head.fields.get('x-msn-messenger');
  if (text === undefined) return undefined;
  const words = wordsOf(text, ';');
  return {
    sessionId: words.get('sessionid') ?? '',
    host: hostOf(words.get('gw-ip') ?? ''),
    isLast: words.get('session')?.toLowerCase() === 'close',
  };
}

/** The part of a SessionID that stays the same: up to the first dot, else all of it. */
export function keyOf(sessionId: string): string {
  const [key = ''] = sessionId.split('.', 1);
  return key;
}

function wordsOf(text: string, separator: string): Words {
  const words = new Map<string, string>();
  for (const part of text.split(separator, MAX_WORDS)) {
    const at = part.indexOf('=');
    if (at < 0) continue;
    const name = part.slice(0, at).trim().toLowerCase();
    if (!words.has(name)) words.set(name, part.slice(at + 1).trim());
  }
  return words;
}

function hostOf(authority: string): string {
  return authority.replace(/:[0-9]*$/, '').toLowerCase();
}
