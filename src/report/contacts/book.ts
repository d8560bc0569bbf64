/** What the sessions of one account tell about its contacts: lists, groups, names, presence. */
import { keptText } from '../../base/kept-text.ts';
import {
  MAX_ID_CHARACTERS,
  MAX_MISSING,
  MAX_STATE_CHARACTERS,
  MAX_UNANSWERED_CHANGES,
} from '../../base/limits.ts';
import { bareAccount, keyOf } from '../chat/accounts.ts';
import type { ErrorRecord } from '../error-record.ts';
import { type Budget, Presence } from './presence.ts';
import type { ChangeRecord, ListName, Missing } from './schema.ts';

export const LIST_BITS: Readonly<Record<ListName, number>> = { FL: 1, AL: 2, BL: 4, RL: 8, PL: 16 };

export function isListName(word: string | undefined): word is ListName {
  return word !== undefined && Object.hasOwn(LIST_BITS, word);
}

const LISTS = Object.entries(LIST_BITS) as [ListName, number][];

export function listsOf(bits: number): ListName[] {
  return LISTS.filter(([, bit]) => (bits & bit) !== 0).map(([list]) => list);
}

export interface Contact {
  readonly account: string;
  network: number | null;
  id: string | null;
  name: string | null;
  /** LIST_BITS; changed by `Book.setLists`. */
  lists: number;
  /** Ids; changed by `Book.joinGroup` and `leaveGroup`. */
  readonly groups: Set<string>;
  readonly phones: Map<string, string>;
  capabilities: string | null;
  message: string | null;
  media: string | null;
  picture: string | null;
  readonly presence: Presence;
}

/** A change of a list; times are nanoseconds (base/time.ts). */
export type Change = Omit<ChangeRecord, 'time' | 'error'> & {
  readonly time: number;
  readonly error: ErrorRecord | null;
};

/** What all books share: so many contacts and changes, whoever has them. */
export interface Shared {
  readonly presence: Budget;
  contacts: number;
  /** Groups, and stays of contacts in groups. */
  memberships: number;
  /** Contacts in requests that wait for their answers. */
  unanswered: number;
}

const MAX_PHONES = 8;
const MAX_GROUPS = 1024;

export class Book {
  readonly account: string | null;
  name: string | null = null;
  readonly sessions = new Set<number>();
  readonly live = new Set<number>();
  /** Lowest of its sessions. */
  firstSession = Infinity;
  readonly versions = new Set<string>();
  privacy: string | null = null;
  prompt: string | null = null;
  message: string | null = null;
  readonly phones = new Map<string, string>();
  readonly presence: Presence;
  readonly groups = new Map<string, string>();
  readonly contacts = new Map<string, Contact>();
  readonly changes: Change[] = [];
  readonly missing: Missing[] = [];
  readonly #shared: Shared;
  readonly #byId = new Map<string, Contact>();
  /** Who is on a list, by its bit; who is in a group; whose state is known: so that nobody else is looked at. */
  readonly #onList = new Map<number, Set<Contact>>();
  readonly #inGroup = new Map<string, Set<Contact>>();
  readonly #known = new Set<Contact>();

  constructor(account: string | null, shared: Shared) {
    this.account = account;
    this.presence = new Presence(shared.presence);
    this.#shared = shared;
  }

  /** A session of the account begins. */
  enter(session: number): void {
    this.sessions.add(session);
    this.live.add(session);
    this.firstSession = Math.min(this.firstSession, session);
  }

  lacks(what: Missing['what'], session: number | null, message: string): void {
    const isKnown = this.missing.some((one) => one.message === message && one.session === session);
    if (!isKnown && this.missing.length < MAX_MISSING) this.missing.push({ what, session, message });
  }

  /** The contact, made when it is new; undefined when there are too many. */
  contact(word: string): Contact | undefined {
    const account = bareAccount(word);
    const key = keyOf(account);
    const known = this.contacts.get(key);
    if (known !== undefined || account === '') return known;
    if (this.#shared.contacts <= 0) {
      this.lacks('limit', null, 'there are more contacts than are kept');
      return undefined;
    }
    this.#shared.contacts--;
    const contact: Contact = {
      account,
      network: null,
      id: null,
      name: null,
      lists: 0,
      groups: new Set(),
      phones: new Map(),
      capabilities: null,
      message: null,
      media: null,
      picture: null,
      presence: new Presence(this.#shared.presence),
    };
    this.contacts.set(key, contact);
    return contact;
  }

  /** The contact with this account, or with this number of the address book. */
  find(word: string): Contact | undefined {
    return this.#byId.get(word.toLowerCase()) ?? this.contacts.get(keyOf(bareAccount(word)));
  }

  identify(contact: Contact, id: string): void {
    const before = contact.id?.toLowerCase();
    if (before !== undefined && this.#byId.get(before) === contact) this.#byId.delete(before);
    contact.id = keptText(id, MAX_ID_CHARACTERS);
    this.#byId.set(contact.id.toLowerCase(), contact);
  }

  group(word: string, name: string): void {
    const id = keptText(word, MAX_ID_CHARACTERS);
    if (!this.groups.has(id) && (this.groups.size >= MAX_GROUPS || !this.#takeMembership())) return;
    this.groups.set(id, name);
  }

  /** Forgets a group and who was in it; its name. */
  dropGroup(id: string): string | null {
    const name = this.groups.get(id) ?? null;
    if (this.groups.delete(id)) this.#shared.memberships++;
    for (const contact of this.#inGroup.get(id) ?? []) this.leaveGroup(contact, id);
    return name;
  }

  joinGroup(contact: Contact, word: string): void {
    const id = keptText(word, MAX_ID_CHARACTERS);
    if (contact.groups.has(id) || contact.groups.size >= MAX_GROUPS || !this.#takeMembership()) return;
    contact.groups.add(id);
    memberSet(this.#inGroup, id).add(contact);
  }

  leaveGroup(contact: Contact, id: string): void {
    if (!contact.groups.delete(id)) return;
    this.#shared.memberships++;
    const members = this.#inGroup.get(id);
    members?.delete(contact);
    if (members?.size === 0) this.#inGroup.delete(id);
  }

  leaveGroups(contact: Contact): void {
    for (const id of contact.groups) this.leaveGroup(contact, id);
  }

  setLists(contact: Contact, lists: number): void {
    for (const bit of Object.values(LIST_BITS)) {
      if ((lists & bit) === (contact.lists & bit)) continue;
      if ((lists & bit) !== 0) memberSet(this.#onList, bit).add(contact);
      else this.#onList.get(bit)?.delete(contact);
    }
    contact.lists = lists;
  }

  /** A whole list follows: what was on it is not known to be on it any more. */
  clear(bits: number): void {
    for (const bit of Object.values(LIST_BITS)) {
      if ((bits & bit) === 0) continue;
      for (const contact of this.#onList.get(bit) ?? []) {
        contact.lists &= ~bit;
        if (bit === LIST_BITS.FL) this.leaveGroups(contact);
      }
      this.#onList.delete(bit);
    }
  }

  #takeMembership(): boolean {
    if (this.#shared.memberships > 0) {
      this.#shared.memberships--;
      return true;
    }
    this.lacks('limit', null, 'there are more groups and members of groups than are kept');
    return false;
  }

  /** Notes a contact's state. */
  setState(contact: Contact, time: number, state: string): void {
    contact.presence.set(time, state);
    this.#known.add(contact);
  }

  /** Nobody tells this account anything any more. */
  endPresence(time: number): void {
    this.presence.set(time, null);
    for (const contact of this.#known) contact.presence.set(time, null);
    this.#known.clear();
  }

  change(change: Change): void {
    if (this.#shared.presence.left <= 0) return;
    this.#shared.presence.left--;
    this.changes.push(change);
  }
}

function memberSet<K>(map: Map<K, Set<Contact>>, key: K): Set<Contact> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const members = new Set<Contact>();
  map.set(key, members);
  return members;
}

/** Notes or forgets a telephone number or setting. */
export function setPhone(phones: Map<string, string>, type: string, value: string | undefined): void {
  if (value === undefined || value === '') phones.delete(type);
  else if (phones.size < MAX_PHONES || phones.has(type))
    phones.set(keptText(type, MAX_STATE_CHARACTERS), keptText(value, MAX_ID_CHARACTERS));
}

/** A request that waits for its answer. */
export interface Request {
  readonly account: string | null;
  readonly list: ListName | null;
  /** How many contacts it holds, itself counted. */
  readonly contacts: number;
  /** What it does when the server says OK without repeating it. */
  readonly apply?: () => void;
}

/** One session's own part: what waits for its answer, where a set stands. */
export class Page {
  readonly session: number;
  book: Book;
  /** List version that the client's SYN named. */
  synVersion: string | null = null;
  /** Contact of the last LST line: BPR lines without account are about it. */
  lastListed: Contact | undefined = undefined;
  /** Requests by TrID. */
  readonly #pending = new Map<number, Request>();
  readonly #shared: Shared;

  constructor(session: number, book: Book, shared: Shared) {
    this.session = session;
    this.book = book;
    this.#shared = shared;
  }

  /** Remembers a request until its answer. */
  await(trid: number, request: Request): void {
    this.settle(trid);
    if (this.#pending.size >= MAX_UNANSWERED_CHANGES || this.#shared.unanswered < request.contacts) {
      this.book.lacks(
        'limit',
        this.session,
        `session ${this.session} has more open changes of lists than are kept`,
      );
      return;
    }
    this.#shared.unanswered -= request.contacts;
    this.#pending.set(trid, request);
  }

  /** The request with this TrID, which is settled then. */
  settle(trid: number): Request | undefined {
    const request = this.#pending.get(trid);
    if (this.#pending.delete(trid)) this.#shared.unanswered += request?.contacts ?? 0;
    return request;
  }

  /** Does what nobody confirmed; how many they were. */
  confirmRest(): number {
    const open = [...this.#pending.values()].filter(({ apply }) => apply !== undefined);
    for (const { apply } of open) apply?.();
    for (const trid of this.#pending.keys()) this.settle(trid);
    return open.length;
  }
}
