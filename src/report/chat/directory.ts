/**
 * All conversations of a capture: which session belongs to which, also when it turns out late. A switchboard is known
 * by its server and its session id; a talk over the notification server by the accounts of its two ends.
 */
import {
  FEW_OPEN_EVENTS,
  MAX_ALL_OPEN_EVENTS,
  MAX_ENDED_CONVERSATIONS,
  MAX_NAMES,
  MAX_RELAYS,
  MAX_RELAYS_OF_A_TEXT,
} from '../../base/limits.ts';
import { dropOldest } from '../../base/oldest.ts';
import type { Clock } from '../../base/time.ts';
import type { Endpoint } from '../../tcp/flow.ts';
import { newChunkRoom } from '../decoded/chunks.ts';
import { keyOf, sameAccount } from './accounts.ts';
import { Conversation, type Shared, type WrittenConversation } from './conversation.ts';
import { EventStore, type Stretches } from './event-store.ts';
import type { OpenEvent } from './open-events.ts';
import { RecentMap } from './recent-map.ts';
import { UnsettledMessages } from './unsettled.ts';

/** Copies of a message that nobody has matched yet are looked for this long. */
const RELAY_NANOS = 10e9;

interface Relay {
  readonly conversation: Conversation;
  readonly time: number;
  readonly isOwn: boolean;
  readonly from: string | null;
}

/** A conversation that gets nothing more: what puts it in order, and where it is written down. */
interface Finished {
  readonly start: number;
  readonly firstSession: number;
  readonly stretches: Readonly<Stretches>;
}

export class Directory {
  readonly store = new EventStore();
  readonly unsettled = new UnsettledMessages();
  readonly chunkRoom = newChunkRoom();
  readonly #shared: Shared;
  /** Conversations with open events, the one that waits longest first. */
  readonly #open = new Set<Conversation>();
  #weight = 0;
  /** Those that may still get something. */
  readonly #growing = new Set<Conversation>();
  readonly #byKey = new Map<string, Conversation>();
  /** Growing ones without a session, the one that ended first first. */
  readonly #ended = new Set<Conversation>();
  readonly #finished: Finished[] = [];
  /** Messages of the last seconds by their hash, for switchboards whose id is not known. */
  readonly #relays = new RecentMap<number, readonly Relay[]>(MAX_RELAYS);
  #relaysSince = 0;
  /** Conversations that were joined to others, to where they are now. */
  readonly #moved = new WeakMap<Conversation, Conversation>();
  readonly #names = new Map<string, string>();

  constructor(clock: Clock) {
    this.#shared = {
      store: this.store,
      clock,
      several: false,
      weigh: (conversation, weight) => {
        this.#weigh(conversation, weight);
      },
    };
  }

  /** Whether there are several captures. */
  get several(): boolean {
    return this.#shared.several;
  }

  set several(several: boolean) {
    this.#shared.several = several;
  }

  /** A new conversation that belongs to one session so far. */
  create(kind: Conversation['kind'], server: Endpoint): Conversation {
    const conversation = new Conversation(kind, server, this.#shared);
    this.#growing.add(conversation);
    return conversation;
  }

  /** The conversation known by `key`, made when it is new. */
  named(key: string, kind: Conversation['kind'], server: Endpoint): Conversation {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const conversation = this.create(kind, server);
    conversation.key = key;
    this.#byKey.set(key, conversation);
    return conversation;
  }

  /** Tells that `conversation` is the one known by `key`; the conversation it is now. */
  identify(conversation: Conversation, key: string): Conversation {
    const known = this.#byKey.get(key);
    if (known === conversation || conversation.key !== '') return conversation;
    conversation.key = key;
    if (known === undefined) {
      this.#byKey.set(key, conversation);
      return conversation;
    }
    return this.#join(known, conversation);
  }

  /** Where a conversation's events go now. */
  current(conversation: Conversation): Conversation {
    let now = conversation;
    for (let next = this.#moved.get(now); next !== undefined; next = this.#moved.get(now)) now = next;
    return now;
  }

  /**
   * Looks whether another conversation has the same message, said there and heard here or the other way round: then
   * both are one. Only for switchboards whose id one of them lacks, and only when exactly one fits.
   */
  relay(conversation: Conversation, event: OpenEvent): Conversation {
    if (event.hash === 0 || event.copies.length > 0) return conversation;
    const { hash, from, isOwn, place } = event;
    const relay = { conversation, time: place.time, isOwn, from };
    if (Math.abs(place.time - this.#relaysSince) > RELAY_NANOS) {
      this.#relaysSince = place.time;
      this.#relays.age();
    }
    const relays = this.#relays.get(hash);
    this.#relays.set(
      hash,
      relays === undefined ? [relay] : [...relays.slice(1 - MAX_RELAYS_OF_A_TEXT), relay],
    );
    if (relays === undefined) return conversation;
    const fitting = relays.filter((known) => this.#fits(known, conversation, event));
    const targets = new Set(fitting.map((known) => this.current(known.conversation)));
    const [target] = targets;
    return targets.size === 1 && target !== undefined ? this.#join(target, conversation) : conversation;
  }

  /** Remembers what an account is called. */
  name(account: string, name: string | null): void {
    if (name === null) return;
    if (this.#names.size < MAX_NAMES || this.#names.has(keyOf(account)))
      this.#names.set(keyOf(account), name);
  }

  nameOf(account: string): string | null {
    return this.#names.get(keyOf(account)) ?? null;
  }

  /** Tells that no session of it is open any more; it may still get another one for a while. */
  ended(conversation: Conversation): void {
    this.#ended.delete(conversation);
    this.#ended.add(conversation);
    if (this.#ended.size <= MAX_ENDED_CONVERSATIONS) return;
    const oldest = dropOldest(this.#ended);
    if (oldest?.live.size === 0) this.#finish(oldest);
  }

  /** Everything, in order of start, one at a time; settles what is open. */
  *conversations(): Generator<WrittenConversation> {
    for (const conversation of this.#growing) this.#finish(conversation);
    this.#finished.sort((a, b) => a.start - b.start || a.firstSession - b.firstSession);
    for (const { stretches } of this.#finished) {
      let text = '';
      for (const line of this.store.lines(stretches)) text = line.toString('utf8');
      yield JSON.parse(text) as WrittenConversation;
    }
  }

  /** Writes a conversation down for good. */
  #finish(conversation: Conversation): void {
    this.#growing.delete(conversation);
    this.#open.delete(conversation);
    if (this.#byKey.get(conversation.key) === conversation) this.#byKey.delete(conversation.key);
    const written = conversation.written();
    if (conversation.events === 0 && written.missing.length === 0) return;
    const stretches: Stretches = [];
    this.store.add(stretches, JSON.stringify(written));
    this.#finished.push({ start: written.start, firstSession: conversation.firstSession, stretches });
  }

  /** Keeps the open events of all conversations within their limit. */
  #weigh(conversation: Conversation, weight: number): void {
    this.#weight += weight;
    if (weight > 0) this.#open.add(conversation);
    if (weight < 0 || this.#weight <= MAX_ALL_OPEN_EVENTS) return;
    for (const oldest of this.#open) {
      this.#open.delete(oldest);
      oldest.settle(oldest === conversation ? FEW_OPEN_EVENTS : 0);
      if (this.#weight <= MAX_ALL_OPEN_EVENTS) return;
    }
  }

  #fits({ conversation, time, isOwn, from }: Relay, here: Conversation, heard: OpenEvent): boolean {
    if (Math.abs(heard.place.time - time) > RELAY_NANOS) return false;
    const there = this.current(conversation);
    if (!this.#growing.has(there)) return false;
    if (there === here || (there.key !== '' && here.key !== '')) return false;
    if (isOwn === heard.isOwn || there.kind !== here.kind) return false;
    return from === null || heard.from === null || sameAccount(from, heard.from);
  }

  #join(target: Conversation, other: Conversation): Conversation {
    target.take(other);
    this.#growing.delete(other);
    this.#ended.delete(other);
    if (target.key === '' && other.key !== '') target.key = other.key;
    if (target.key !== '') this.#byKey.set(target.key, target);
    this.#moved.set(other, target);
    return target;
  }
}
