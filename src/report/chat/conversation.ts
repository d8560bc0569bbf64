/**
 * One conversation while it grows: what all captured sessions of it tell, each thing once. Events stay open for a
 * while, in order of time, so that the copies other sessions have of them find them; then they are written down.
 */
import { COPY_WINDOW_NANOS, MAX_EQUAL_EVENTS, MAX_MISSING, MAX_OPEN_EVENTS } from '../../base/limits.ts';
import type { Endpoint } from '../../tcp/flow.ts';
import { sameAccount } from './accounts.ts';
import type { EventStore, Shelf } from './event-store.ts';
import { Offers } from './offers.ts';
import { Participants } from './participants.ts';
import type { ConversationRecord, EventFacts, Missing } from './schema.ts';

/** Where an event was seen. */
export interface Place {
  readonly session: number;
  readonly frame: number;
  readonly command: number;
  /** Nanoseconds (base/time.ts). */
  readonly time: number;
}

/** An event that may still change. */
export interface OpenEvent {
  place: Place;
  facts: EventFacts;
  from: string | null;
  name: string | null;
  /** Said by the client of `place.session` itself. */
  isOwn: boolean;
  /** Declared payload length, 0 for events without. */
  readonly length: number;
  readonly key: string;
  readonly copies: Place[];
}

/** What is written down of an event. */
export interface StoredEvent {
  readonly p: Place;
  readonly f: EventFacts;
  readonly from: string | null;
  readonly name: string | null;
  readonly own: boolean;
  readonly c: readonly Place[];
}

/** What all conversations share. */
export interface Shared {
  readonly store: EventStore;
  /** Told of open events that are held or let go, by weight. */
  weigh(conversation: Conversation, weight: number): void;
}

/** Characters of a text that weigh as much as an event without. */
const WEIGHT_CHARACTERS = 512;

function weightOf({ facts }: OpenEvent): number {
  return 1 + (facts.type === 'text' ? Math.floor(facts.text.length / WEIGHT_CHARACTERS) : 0);
}

const missingBytesOf = (facts: EventFacts): number => ('missingBytes' in facts ? facts.missingBytes : 0);

export class Conversation {
  readonly kind: ConversationRecord['kind'];
  readonly server: Endpoint;
  readonly participants = new Participants();
  readonly offers = new Offers();
  readonly sessions = new Set<number>();
  /** Sessions that have not ended. */
  readonly live = new Set<number>();
  /** Account of the client of each session, when known. */
  readonly clients = new Map<number, string>();
  readonly missing: Missing[] = [];
  readonly shelf: Shelf;
  /** Server and switchboard session id; '' while nobody has told. */
  key = '';
  isHttp = false;
  start = Infinity;
  end = -Infinity;
  events = 0;
  readonly #shared: Shared;
  readonly #open: OpenEvent[] = [];
  /** Open events by key, and by length for those that may be damaged. */
  readonly #index = new Map<string, OpenEvent[]>();
  #hasDamage = false;

  constructor(kind: ConversationRecord['kind'], server: Endpoint, shared: Shared) {
    this.kind = kind;
    this.server = server;
    this.shelf = shared.store.shelf();
    this.#shared = shared;
  }

  /** Lowest of its sessions: the order of conversations that begin at the same time. */
  get firstSession(): number {
    return Math.min(...this.sessions);
  }

  /** Tells that something of the conversation happened then. */
  touch(time: number): void {
    if (time < this.start) this.start = time;
    if (time > this.end) this.end = time;
  }

  lacks(what: Missing['what'], session: number | null, message: string): void {
    const isKnown = this.missing.some((one) => one.message === message && one.session === session);
    if (!isKnown && this.missing.length < MAX_MISSING) this.missing.push({ what, session, message });
  }

  /** Adds an event, or joins it with the same one of another session; the event that stands for it. */
  add(event: OpenEvent): OpenEvent {
    this.touch(event.place.time);
    const copy = this.#copyOf(event);
    if (copy !== undefined) return this.#merge(copy, event);
    let at = this.#open.length;
    while (at > 0 && (this.#open[at - 1]?.place.time ?? 0) > event.place.time) at--;
    this.#open.splice(at, 0, event);
    this.events++;
    this.#enter(event);
    if (this.#open.length > MAX_OPEN_EVENTS) this.settle(MAX_OPEN_EVENTS >> 1);
    this.#shared.weigh(this, weightOf(event));
    return event;
  }

  /** Writes events down, all but the last `keep`. */
  settle(keep = 0): void {
    const count = Math.max(0, this.#open.length - keep);
    let weight = 0;
    for (const event of this.#open.splice(0, count)) {
      this.#leave(event);
      weight += weightOf(event);
      this.shelf.add(JSON.stringify(this.#stored(event)));
    }
    if (weight > 0) this.#shared.weigh(this, -weight);
  }

  /** Takes over another conversation that turned out to be this one. */
  take(other: Conversation): void {
    this.participants.take(other.participants);
    this.offers.take(other.offers);
    for (const session of other.sessions) this.sessions.add(session);
    for (const session of other.live) this.live.add(session);
    for (const [session, account] of other.clients) this.clients.set(session, account);
    for (const { what, session, message } of other.missing) this.lacks(what, session, message);
    this.shelf.take(other.shelf);
    this.touch(other.start);
    this.touch(other.end);
    const open = other.#open.splice(0);
    this.events += other.events - open.length;
    this.#shared.weigh(other, -open.reduce((sum, event) => sum + weightOf(event), 0));
    for (const event of open) if (!this.#isToldAgain(event)) this.add(event);
  }

  #copyOf(event: OpenEvent): OpenEvent | undefined {
    if (event.key === '' || this.sessions.size < 2) return undefined;
    const { session, time } = event.place;
    const isCopy = (known: OpenEvent): boolean =>
      known.place.session !== session &&
      !known.copies.some((copy) => copy.session === session) &&
      Math.abs(known.place.time - time) <= COPY_WINDOW_NANOS &&
      isSame(known, event);
    const whole = findLately(this.#index.get(event.key), isCopy);
    if (whole !== undefined || (!this.#hasDamage && missingBytesOf(event.facts) === 0)) return whole;
    return findLately(this.#index.get(lengthKey(event)), isCopy);
  }

  /** The sender's own session tells best, unless it lacks what the other has. */
  #merge(known: OpenEvent, event: OpenEvent): OpenEvent {
    known.from ??= event.from;
    known.name ??= event.name;
    if (missingBytesOf(event.facts) < missingBytesOf(known.facts)) known.facts = event.facts;
    if (event.isOwn && !known.isOwn) {
      known.copies.unshift(known.place);
      known.place = event.place;
      known.isOwn = true;
    } else {
      known.copies.push(event.place);
    }
    // What one hears tells who the other is.
    const { session } = known.place;
    if (known.isOwn && known.from !== null && !this.clients.has(session))
      this.clients.set(session, known.from);
    return known;
  }

  /** Whether somebody's coming or going is known already from another session. */
  #isToldAgain({ facts, from, place }: OpenEvent): boolean {
    if (facts.type !== 'joined' && facts.type !== 'left') return false;
    return this.#open.some(
      (known) =>
        known.facts.type === facts.type &&
        known.from === from &&
        Math.abs(known.place.time - place.time) <= COPY_WINDOW_NANOS,
    );
  }

  #enter(event: OpenEvent): void {
    if (event.key === '') return;
    if (missingBytesOf(event.facts) > 0) this.#hasDamage = true;
    for (const key of [event.key, lengthKey(event)]) {
      const events = this.#index.get(key);
      if (events === undefined) this.#index.set(key, [event]);
      else events.push(event);
    }
  }

  #leave(event: OpenEvent): void {
    if (event.key === '') return;
    for (const key of [event.key, lengthKey(event)]) {
      const events = this.#index.get(key) ?? [];
      const at = events.indexOf(event);
      if (at >= 0) events.splice(at, 1);
      if (events.length === 0) this.#index.delete(key);
    }
  }

  #stored(event: OpenEvent): StoredEvent {
    const from = event.from ?? (event.isOwn ? (this.clients.get(event.place.session) ?? null) : null);
    return {
      p: event.place,
      f: event.facts,
      from,
      name: event.name ?? (from === null ? null : this.participants.nameOf(from)),
      own: event.isOwn,
      c: event.copies,
    };
  }
}

/** The first of the latest events that fits: a flood of one text must not cost more than its length. */
function findLately(
  events: readonly OpenEvent[] | undefined,
  fits: (event: OpenEvent) => boolean,
): OpenEvent | undefined {
  if (events === undefined) return undefined;
  for (let i = Math.max(0, events.length - MAX_EQUAL_EVENTS); i < events.length; i++) {
    const event = events[i];
    if (event !== undefined && fits(event)) return event;
  }
  return undefined;
}

const lengthKey = (event: OpenEvent): string => `length ${event.length}`;

/** Whether two sessions tell of the same event. One of them may lack a part of the payload. */
function isSame(one: OpenEvent, other: OpenEvent): boolean {
  const isOnePerson = one.from === null || other.from === null || sameAccount(one.from, other.from);
  // Nobody hears what they said themselves.
  if (!isOnePerson || (one.isOwn && other.isOwn)) return false;
  if (one.key === other.key) return true;
  const isDamaged = missingBytesOf(one.facts) > 0 || missingBytesOf(other.facts) > 0;
  return isDamaged && one.length > 0 && one.length === other.length;
}
