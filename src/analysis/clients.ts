/**
 * What the sessions of one client address share: cookies and server addresses that one session handed out and
 * another uses, and the TrIDs of its connections (one counter may serve them all).
 */
import {
  MAX_CLIENTS,
  MAX_INVITATIONS_PER_CLIENT,
  MAX_PARALLEL_SESSIONS,
  PARALLEL_TRIDS,
} from '../base/limits.ts';
import type { Endpoint } from '../tcp/flow.ts';
import type { UsedTrids } from './used-trids.ts';
import type { Knowledge } from './version.ts';

/** The session that handed out a cookie or the address of a server. */
export interface Origin {
  readonly session: number;
  readonly conversation: number;
  readonly knowledge: Knowledge;
}

/** One client address. */
export class Client {
  /** Sessions open now. */
  sessions = 0;
  readonly key: string;
  #invitations: Map<string, Origin> | undefined = undefined;
  /** TrIDs of its latest sessions, closed ones too. */
  readonly #counters: UsedTrids[] = [];

  constructor(key: string) {
    this.key = key;
  }

  get isIdle(): boolean {
    return this.sessions === 0 && (this.#invitations?.size ?? 0) === 0;
  }

  /** Remembers that `origin` handed out `token`, a cookie or the key of a server. The oldest is forgotten at the cap. */
  invite(token: string, origin: Origin): void {
    this.#invitations ??= new Map();
    this.#invitations.delete(token);
    this.#invitations.set(token, origin);
    if (this.#invitations.size <= MAX_INVITATIONS_PER_CLIENT) return;
    for (const oldest of this.#invitations.keys()) {
      this.#invitations.delete(oldest);
      return;
    }
  }

  invitation(token: string): Origin | undefined {
    return this.#invitations?.get(token);
  }

  /** The same for an invitation that is good for one session. */
  takeInvitation(token: string): Origin | undefined {
    const origin = this.#invitations?.get(token);
    if (origin !== undefined) this.#invitations?.delete(token);
    return origin;
  }

  /** Notes the TrIDs of a session that begins; they grow with it. */
  join(used: UsedTrids): void {
    this.#counters.push(used);
    if (this.#counters.length > MAX_PARALLEL_SESSIONS) this.#counters.shift();
  }

  /** Whether the client's other sessions used all TrIDs from `from` to `to`. */
  explains(from: number, to: number, own: UsedTrids): boolean {
    if (to - from >= PARALLEL_TRIDS) return false;
    const others = this.#counters.filter((used) => used !== own);
    for (let trid = from; trid <= to; trid++) if (!others.some((used) => used.has(trid))) return false;
    return true;
  }
}

/** All client addresses with open sessions or open invitations. */
export class Clients {
  readonly #byAddress = new Map<string, Client>();
  readonly #onLimit: () => void;

  /** `onLimit` is called each time a client is forgotten at the cap. */
  constructor(onLimit: () => void) {
    this.#onLimit = onLimit;
  }

  /** The client of a new session. */
  open(endpoint: Endpoint): Client {
    const key = addressKey(endpoint);
    const client = this.#byAddress.get(key) ?? new Client(key);
    client.sessions++;
    // Order of the map is order of last use.
    this.#byAddress.delete(key);
    this.#byAddress.set(key, client);
    if (this.#byAddress.size > MAX_CLIENTS) this.#forgetOldest();
    return client;
  }

  close(client: Client): void {
    client.sessions--;
    if (client.isIdle && this.#byAddress.get(client.key) === client) this.#byAddress.delete(client.key);
  }

  #forgetOldest(): void {
    for (const key of this.#byAddress.keys()) {
      this.#byAddress.delete(key);
      this.#onLimit();
      return;
    }
  }
}

function addressKey(end: Endpoint): string {
  return `${end.a0},${end.a1},${end.a2},${end.a3}`;
}

/** Token of a server for `invite`: its address and port, and the account that is sent there. */
export function serverToken(end: Endpoint, account: string): string {
  return `server:${addressKey(end)}:${end.port} ${account}`;
}

/** Token of a cookie for `invite`. */
export function cookieToken(cookie: string): string {
  return `cookie:${cookie}`;
}

const DEFAULT_PORT = 1863;
const V4_MAPPED = 0xffff;

/** The token of `host:port` as XFR names it; undefined for host names. `[address]:port` is IPv6. */
export function hostToken(word: string, account: string): string | undefined {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::(\d{1,5}))?$/.exec(word);
  if (v4 !== null) {
    const parts = v4.slice(1, 5).map(Number);
    const address = parts.reduce((sum, part) => (sum << 8) | part, 0);
    return serverToken(endpointOf(4, [0, 0, V4_MAPPED, address], v4[5]), account);
  }
  const v6 = /^\[([0-9a-f:]{2,39})\](?::(\d{1,5}))?$/i.exec(word);
  const words = v6 === null ? undefined : parseIpv6(v6[1] ?? '');
  return words === undefined ? undefined : serverToken(endpointOf(6, words, v6?.[2]), account);
}

type Words = readonly [number, number, number, number];

function endpointOf(ipVersion: 4 | 6, [a0, a1, a2, a3]: Words, port: string | undefined): Endpoint {
  return { ipVersion, a0, a1, a2, a3, port: port === undefined ? DEFAULT_PORT : Number(port) };
}

function parseIpv6(text: string): Words | undefined {
  const [before = '', after, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const missing = 8 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail].map((group) => parseInt(group, 16));
  if (groups.some((group) => Number.isNaN(group) || group > 0xffff)) return undefined;
  const at = (index: number): number => ((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0);
  return [at(0), at(2), at(4), at(6)];
}
