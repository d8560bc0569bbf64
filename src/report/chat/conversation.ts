/**
 * One conversation while it grows: what all captured sessions of it tell, each thing once. Events stay open for a
 * while, so that the copies other sessions have of them find them; then they are written down.
 */
import { captureOf, frameOf } from '../../base/frame-id.ts';
import { MAX_MISSING, MAX_OPEN_EVENTS } from '../../base/limits.ts';
import { isoTime, type Clock } from '../../base/time.ts';
import type { Endpoint } from '../../tcp/flow.ts';
import type { EventStore, Stretches } from './event-store.ts';
import { Offers } from './offers.ts';
import { OpenEvents, type OpenEvent, type Place } from './open-events.ts';
import { Participants, type Stay } from './participants.ts';
import type { ChatEvent, ConversationRecord, EventFacts, Missing } from './schema.ts';
import { hashText } from './text-hash.ts';

/** An event as a session tells it. */
export interface NewEvent extends Pick<OpenEvent, 'place' | 'from' | 'name' | 'isOwn' | 'length'> {
  readonly facts: EventFacts;
}

/** A conversation as it is written down: all that is known of it, its events left out. */
export interface WrittenConversation {
  readonly kind: ConversationRecord['kind'];
  readonly server: Endpoint;
  readonly isHttp: boolean;
  readonly sessions: readonly number[];
  /** Nanoseconds (base/time.ts). */
  readonly start: number;
  readonly end: number;
  readonly stays: readonly Stay[];
  /** What people are called, by `keyOf` their accounts. */
  readonly names: readonly (readonly [key: string, name: string])[];
  /** Account of the client of each session, when known. */
  readonly clients: readonly (readonly [session: number, account: string])[];
  readonly missing: readonly Missing[];
  readonly stretches: Readonly<Stretches>;
}

/** What all conversations share. */
export interface Shared {
  readonly store: EventStore;
  readonly clock: Clock;
  /** Whether there are several captures. */
  several: boolean;
  /** Told of open events that are held or let go, by weight. */
  weigh(conversation: Conversation, weight: number): void;
}

/** First character of a line whose sender or name may become known later; others are the event's JSON as it is. */
export const UNSETTLED = '?';

/** Characters that weigh as much as an event without. */
const WEIGHT_CHARACTERS = 512;
const NO_COPIES: readonly Place[] = [];

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
  /** Server and switchboard session id; '' while nobody has told. */
  key = '';
  isHttp = false;
  start = Infinity;
  end = -Infinity;
  events = 0;
  readonly #shared: Shared;
  readonly #open = new OpenEvents();
  #stretches: Stretches = [];
  /** Of hashes: the same text on another server is another event. */
  readonly #seed: number;

  constructor(kind: ConversationRecord['kind'], server: Endpoint, shared: Shared) {
    this.kind = kind;
    this.server = server;
    this.#shared = shared;
    const { a0, a1, a2, a3, port } = server;
    this.#seed = a0 ^ a1 ^ a2 ^ a3 ^ port;
  }

  /** Lowest of its sessions: the order of conversations that begin at the same time. */
  get firstSession(): number {
    let lowest = Infinity;
    for (const session of this.sessions) if (session < lowest) lowest = session;
    return lowest;
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

  /**
   * Adds an event, or joins it with the same one of another session when it is one that others hear; the event that
   * stands for it.
   */
  add({ facts, place, from, name, isOwn, length }: NewEvent, isHeard: boolean): OpenEvent {
    const json = JSON.stringify(facts);
    return this.#add({
      place,
      type: facts.type,
      facts: json,
      missingBytes: 'missingBytes' in facts ? facts.missingBytes : 0,
      from,
      name,
      isOwn,
      length,
      hash: isHeard ? hashText(json, this.#seed) : 0,
      copies: NO_COPIES,
      weight: 1 + Math.floor(json.length / WEIGHT_CHARACTERS),
    });
  }

  /** Writes events down, all but the last `keep`. */
  settle(keep = 0): void {
    const count = this.#open.size - keep;
    if (count <= 0) return;
    let weight = 0;
    for (const event of this.#open.shift(count)) {
      weight += event.weight;
      this.#shared.store.add(this.#stretches, this.#lineOf(event));
    }
    this.#shared.weigh(this, -weight);
  }

  /** Takes over another conversation that turned out to be this one. */
  take(other: Conversation): void {
    this.participants.take(other.participants);
    this.offers.take(other.offers);
    for (const session of other.sessions) this.sessions.add(session);
    for (const session of other.live) this.live.add(session);
    for (const [session, account] of other.clients) this.clients.set(session, account);
    for (const { what, session, message } of other.missing) this.lacks(what, session, message);
    this.#stretches = this.#stretches.concat(other.#stretches);
    other.#stretches = [];
    this.touch(other.start);
    this.touch(other.end);
    const open = other.#open.shift(other.#open.size);
    this.events += other.events - open.length;
    this.#shared.weigh(other, -open.reduce((sum, event) => sum + event.weight, 0));
    for (const event of open) if (!this.#open.tells(event)) this.#add(event);
  }

  /** All that is known, every event written down. */
  written(): WrittenConversation {
    this.settle();
    if (this.participants.isFull) this.lacks('limit', null, 'there are more participants than are kept');
    const { kind, server, isHttp, start, end, participants, missing } = this;
    return {
      kind,
      server,
      isHttp,
      sessions: [...this.sessions].sort((a, b) => a - b),
      start,
      end,
      stays: participants.stays,
      names: participants.names,
      clients: [...this.clients],
      missing,
      stretches: this.#stretches,
    };
  }

  #add(event: OpenEvent): OpenEvent {
    this.touch(event.place.time);
    const copy = this.sessions.size < 2 ? undefined : this.#open.findCopy(event);
    if (copy !== undefined) return this.#merge(copy, event);
    this.#open.add(event);
    this.events++;
    if (this.#open.size > MAX_OPEN_EVENTS) this.settle(MAX_OPEN_EVENTS >> 1);
    this.#shared.weigh(this, event.weight);
    return event;
  }

  /** The sender's own session tells best, unless it lacks what the other has. */
  #merge(known: OpenEvent, event: OpenEvent): OpenEvent {
    known.from ??= event.from;
    known.name ??= event.name;
    if (event.missingBytes < known.missingBytes) {
      // What a damaged copy lacks may be what says of which type it is.
      known.type = event.type;
      known.facts = event.facts;
      known.missingBytes = event.missingBytes;
    }
    if (event.isOwn && !known.isOwn) {
      known.copies = [known.place, ...known.copies];
      known.place = event.place;
      known.isOwn = true;
    } else {
      known.copies = [...known.copies, event.place];
    }
    // What one hears tells who the other is.
    const { session } = known.place;
    if (known.isOwn && known.from !== null && !this.clients.has(session))
      this.clients.set(session, known.from);
    return known;
  }

  #frameOf({ frame }: Pick<Place, 'frame'>): Pick<ChatEvent, 'frame' | 'capture'> {
    const capture = this.#shared.several ? { capture: captureOf(frame) } : {};
    return { frame: frameOf(frame), ...capture };
  }

  #lineOf({ place, type, facts, from, name, isOwn, copies }: OpenEvent): string {
    const { session, command, time } = place;
    const sender = from ?? (isOwn ? (this.clients.get(session) ?? null) : null);
    const shownName = name ?? (sender === null ? null : this.participants.nameOf(sender));
    const isSettled = sender === null ? !isOwn : shownName !== null;
    // The facts begin with the type.
    const rest = facts.slice(`{"type":"${type}"`.length, -1);
    const also =
      copies.length === 0
        ? '[]'
        : JSON.stringify(copies.map((copy) => ({ session: copy.session, ...this.#frameOf(copy) })));
    return (
      `${isSettled ? '' : UNSETTLED}{"type":"${type}","time":"${isoTime(this.#shared.clock, time)}",` +
      `${JSON.stringify(this.#frameOf(place)).slice(1, -1)},"session":${session},"command":${command},` +
      `"from":${JSON.stringify(sender)},"name":${JSON.stringify(shownName)}${rest},"alsoIn":${also}}`
    );
  }
}
