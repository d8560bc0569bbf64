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
import type { Endpoint } from '../../tcp/flow.ts';
import { keyOf, sameAccount } from './accounts.ts';
import { Conversation, type OpenEvent, type Shared } from './conversation.ts';
import { EventStore } from './event-store.ts';

/** Copies of a message that nobody has matched yet are looked for this long. */
const RELAY_NANOS = 10e9;

interface Relay {
  readonly conversation: Conversation;
  readonly time: number;
  readonly isOwn: boolean;
  readonly from: string | null;
}

export class Directory {
  readonly store = new EventStore();
  readonly #shared: Shared = {
    store: this.store,
    weigh: (conversation, weight) => {
      this.#weigh(conversation, weight);
    },
  };
  /** Conversations with open events, the one that waits longest first. */
  readonly #open = new Set<Conversation>();
  #weight = 0;
  readonly #all = new Set<Conversation>();
  readonly #byKey = new Map<string, Conversation>();
  readonly #ended = new Set<Conversation>();
  /** Messages of the last seconds by server and content, for switchboards whose id is not known. */
  readonly #relays = new Map<string, Relay[]>();
  /** Conversations that were joined to others, to where they are now. */
  readonly #moved = new WeakMap<Conversation, Conversation>();
  readonly #names = new Map<string, string>();

  /** A new conversation that belongs to one session so far. */
  create(kind: Conversation['kind'], server: Endpoint): Conversation {
    const conversation = new Conversation(kind, server, this.#shared);
    this.#all.add(conversation);
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
    if (event.key === '' || event.copies.length > 0) return conversation;
    const { a0, a1, a2, a3, port } = conversation.server;
    const key = `${a0},${a1},${a2},${a3}:${port} ${event.key}`;
    const { from, isOwn, place } = event;
    const relays = this.#relays.get(key) ?? [];
    const fitting = relays.filter((relay) => this.#fits(relay, conversation, event));
    relays.push({ conversation, time: place.time, isOwn, from });
    this.#relays.delete(key);
    this.#relays.set(key, relays.slice(-MAX_RELAYS_OF_A_TEXT));
    if (this.#relays.size > MAX_RELAYS) forgetOldest(this.#relays);
    const targets = new Set(fitting.map((relay) => this.current(relay.conversation)));
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
    this.#ended.add(conversation);
    if (this.#ended.size <= MAX_ENDED_CONVERSATIONS) return;
    for (const oldest of this.#ended) {
      this.#ended.delete(oldest);
      if (oldest.live.size === 0) this.#byKey.delete(oldest.key);
      return;
    }
  }

  /** Everything, in order of start; settles what is open. */
  sorted(): Conversation[] {
    for (const conversation of this.#all) conversation.settle();
    return [...this.#all]
      .filter((conversation) => conversation.events > 0 || conversation.missing.length > 0)
      .sort((a, b) => a.start - b.start || a.firstSession - b.firstSession);
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
    if (there === here || (there.key !== '' && here.key !== '')) return false;
    if (isOwn === heard.isOwn || there.kind !== here.kind) return false;
    return from === null || heard.from === null || sameAccount(from, heard.from);
  }

  #join(target: Conversation, other: Conversation): Conversation {
    target.take(other);
    this.#all.delete(other);
    this.#ended.delete(other);
    if (target.key === '' && other.key !== '') target.key = other.key;
    if (target.key !== '') this.#byKey.set(target.key, target);
    this.#moved.set(other, target);
    return target;
  }
}

function forgetOldest(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
