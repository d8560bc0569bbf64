/**
 * What the sessions of one client address share: cookies and server addresses that one session handed out and
 * another uses, and the TrIDs of its connections (one counter may serve them all).
 */
import {
  MAX_ACCOUNTS_PER_CLIENT,
  MAX_CLIENTS_PER_SHARD,
  MAX_INVITATIONS_PER_CLIENT,
  MAX_PARALLEL_SESSIONS,
  MAX_WAITING_ENTRIES,
  PARALLEL_TRIDS,
} from '../base/limits.ts';
import { dropOldest } from '../base/oldest.ts';
import { parseEndpoint } from '../tcp/endpoint-text.ts';
import type { Endpoint } from '../tcp/flow.ts';
import type { Party } from './party.ts';
import type { UsedTrids } from './used-trids.ts';

/** A cookie or the address of a server that a session handed out. */
export interface Invitation {
  readonly from: Party;
  /** Sessions that came of it. */
  uses: number;
}

/** The login of one account as far as the capture shows it. */
export interface Login {
  /** Everything that the server said since was captured: no invitation can have been missed. */
  isWhole: boolean;
}

/** Told of the invitation that a session entered with, when its line was captured late. */
export type InvitationListener = (invitation: Invitation) => void;

/** One client address. */
export class Client {
  /** Sessions open now. */
  sessions = 0;
  /** When the client last did something that the capture does not show. */
  blindTime = -Infinity;
  readonly key: string;
  #invitations: Map<string, Invitation> | undefined = undefined;
  /** Sessions that entered with something that nobody has handed out yet. */
  #waiting: Map<string, InvitationListener> | undefined = undefined;
  #logins: Map<string, Login> | undefined = undefined;
  /** TrIDs of its latest sessions, closed ones too, and whose they are. */
  readonly #counters: { readonly used: UsedTrids; readonly party: Party }[] = [];

  constructor(key: string) {
    this.key = key;
  }

  get isIdle(): boolean {
    return this.sessions === 0 && (this.#invitations?.size ?? 0) === 0 && (this.#waiting?.size ?? 0) === 0;
  }

  /** Remembers that `from` handed out `token`, a cookie or the key of a server. The oldest is forgotten at the cap. */
  invite(token: string, from: Party): Invitation {
    const invitation = { from, uses: 0 };
    this.#invitations ??= new Map();
    this.#invitations.delete(token);
    this.#invitations.set(token, invitation);
    this.#waiting?.get(token)?.(invitation);
    this.#waiting?.delete(token);
    if (this.#invitations.size > MAX_INVITATIONS_PER_CLIENT) this.#forgetInvitation(this.#invitations);
    return invitation;
  }

  #forgetInvitation(invitations: Map<string, Invitation>): void {
    // Whoever enters with it now looks uninvited.
    for (const login of this.#logins?.values() ?? []) login.isWhole = false;
    dropOldest(invitations);
  }

  invitation(token: string): Invitation | undefined {
    return this.#invitations?.get(token);
  }

  /** The same for an invitation that is good for one session. */
  takeInvitation(token: string): Invitation | undefined {
    const invitation = this.#invitations?.get(token);
    if (invitation !== undefined) this.#invitations?.delete(token);
    return invitation;
  }

  /** Asks to be told when `token` is handed out after all. */
  await(token: string, listener: InvitationListener): void {
    this.#waiting ??= new Map();
    this.#waiting.set(token, listener);
    if (this.#waiting.size > MAX_WAITING_ENTRIES) dropOldest(this.#waiting);
  }

  /** No longer waits. */
  forget(token: string): void {
    this.#waiting?.delete(token);
  }

  /** An account has logged in; the record is kept up by the session. A hole in an earlier login stays in force. */
  logIn(account: string, isWhole: boolean): Login {
    this.#logins ??= new Map();
    const before = this.#logins.get(account);
    const login = { isWhole: isWhole && before?.isWhole !== false };
    this.#logins.delete(account);
    this.#logins.set(account, login);
    if (this.#logins.size > MAX_ACCOUNTS_PER_CLIENT) dropOldest(this.#logins);
    return login;
  }

  /** Whether all invitations of an account would have been seen. */
  knowsInvitations(account: string): boolean {
    return this.blindTime === -Infinity && this.#logins?.get(account)?.isWhole === true;
  }

  /** Notes the TrIDs of a session that begins; they grow with it. */
  join(used: UsedTrids, party: Party): void {
    this.#counters.push({ used, party });
    if (this.#counters.length > MAX_PARALLEL_SESSIONS) this.#counters.shift();
  }

  /**
   * Whether other sessions of the same user, as far as that is known, used all TrIDs from `from` to `to`, or may have
   * used them where the capture does not show it.
   */
  explains(from: number, to: number, own: UsedTrids, party: Party): boolean {
    if (to - from >= PARALLEL_TRIDS) return false;
    const others = this.#counters.filter(
      ({ used, party: other }) => used !== own && isSameUser(party, other),
    );
    if (others.some(({ used }) => used.isHoled || used.isEmpty)) return true;
    for (let trid = from; trid <= to; trid++) if (!others.some(({ used }) => used.has(trid))) return false;
    return true;
  }
}

function isSameUser(one: Party, other: Party): boolean {
  return one.account === null || other.account === null || one.account === other.account;
}

/** The client addresses of one shard with open sessions or open invitations. */
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
    if (this.#byAddress.size > MAX_CLIENTS_PER_SHARD) this.#forgetOldest();
    return client;
  }

  close(client: Client): void {
    client.sessions--;
    if (client.isIdle && this.#byAddress.get(client.key) === client) this.#byAddress.delete(client.key);
  }

  #forgetOldest(): void {
    dropOldest(this.#byAddress);
    this.#onLimit();
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

/** The token of a server on `port` that XFR named by a host name. */
export function namedServerToken(port: number, account: string): string {
  return `server:${port} ${account}`;
}

/** The token of `host:port` as XFR names it. `[address]:port` is IPv6. */
export function hostToken(word: string, account: string): string | undefined {
  return addressToken(word, account) ?? nameToken(word, account);
}

function nameToken(word: string, account: string): string | undefined {
  const port = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::(\d{1,5}))?$/i.exec(word);
  if (port === null || /^[\d.:]+$/.test(word)) return undefined;
  return namedServerToken(port[1] === undefined ? DEFAULT_PORT : Number(port[1]), account);
}

function addressToken(word: string, account: string): string | undefined {
  const [, v4, v6, port] = /^(?:([\d.]{7,15})|\[([0-9a-f:]{2,39})\])(?::(\d{1,5}))?$/i.exec(word) ?? [];
  const end = parseEndpoint(v4 ?? v6 ?? '', port === undefined ? DEFAULT_PORT : Number(port));
  return end === undefined ? undefined : serverToken(end, account);
}
