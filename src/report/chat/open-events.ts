/**
 * Events of one conversation that may still change, in order of time: the copies that other sessions have of them find
 * them by what they say.
 */
import { COPY_WINDOW_NANOS, MAX_EQUAL_EVENTS } from '../../base/limits.ts';
import { sameAccount } from './accounts.ts';
import type { EventFacts } from './schema.ts';

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
  type: EventFacts['type'];
  /** EventFacts in JSON. */
  facts: string;
  missingBytes: number;
  from: string | null;
  name: string | null;
  /** Said by the client of `place.session` itself. */
  isOwn: boolean;
  /** Declared payload length, 0 for events without. */
  readonly length: number;
  /** The same for all sessions that have the same event; 0 for events that are known by other means. */
  readonly hash: number;
  copies: readonly Place[];
  /** Of its memory. */
  readonly weight: number;
}

export class OpenEvents {
  #events: OpenEvent[] = [];
  /** By hash; made when a second session comes. */
  #index: Map<number, OpenEvent[]> | undefined;
  #hasDamage = false;

  get size(): number {
    return this.#events.length;
  }

  add(event: OpenEvent): void {
    let at = this.#events.length;
    while (at > 0 && (this.#events[at - 1]?.place.time ?? 0) > event.place.time) at--;
    if (at === this.#events.length) this.#events.push(event);
    else this.#events.splice(at, 0, event);
    if (event.hash !== 0 && event.missingBytes > 0) this.#hasDamage = true;
    this.#enter(event);
  }

  /** Takes out the `count` first. */
  shift(count: number): OpenEvent[] {
    if (count < this.#events.length) {
      const gone = this.#events.splice(0, count);
      for (const event of gone) this.#leave(event);
      return gone;
    }
    const all = this.#events;
    this.#events = [];
    this.#index = undefined;
    return all;
  }

  /** The event of another session that this one tells again. */
  findCopy(event: OpenEvent): OpenEvent | undefined {
    if (event.hash === 0) return undefined;
    const { session, time } = event.place;
    const isCopy = (known: OpenEvent): boolean =>
      known.place.session !== session &&
      !known.copies.some((copy) => copy.session === session) &&
      Math.abs(known.place.time - time) <= COPY_WINDOW_NANOS &&
      isSame(known, event);
    const whole = findLately(this.#byHash().get(event.hash) ?? [], isCopy);
    if (whole !== undefined || (!this.#hasDamage && event.missingBytes === 0)) return whole;
    const alike = this.#events.filter((known) => known.hash !== 0 && known.length === event.length);
    return findLately(alike, isCopy);
  }

  /** Whether somebody's coming or going is known already from another session. */
  tells({ type, from, place }: OpenEvent): boolean {
    if (type !== 'joined' && type !== 'left') return false;
    return this.#events.some(
      (known) =>
        known.type === type &&
        known.from === from &&
        Math.abs(known.place.time - place.time) <= COPY_WINDOW_NANOS,
    );
  }

  #byHash(): Map<number, OpenEvent[]> {
    if (this.#index !== undefined) return this.#index;
    this.#index = new Map();
    for (const event of this.#events) this.#enter(event);
    return this.#index;
  }

  #enter(event: OpenEvent): void {
    if (event.hash === 0) return;
    const events = this.#index?.get(event.hash);
    if (events === undefined) this.#index?.set(event.hash, [event]);
    else events.push(event);
  }

  #leave(event: OpenEvent): void {
    const events = this.#index?.get(event.hash);
    if (events === undefined) return;
    const at = events.indexOf(event);
    if (at >= 0) events.splice(at, 1);
    if (events.length === 0) this.#index?.delete(event.hash);
  }
}

/** The first of the latest events that fits: a flood of one text must not cost more than its length. */
function findLately(
  events: readonly OpenEvent[],
  fits: (event: OpenEvent) => boolean,
): OpenEvent | undefined {
  for (let i = Math.max(0, events.length - MAX_EQUAL_EVENTS); i < events.length; i++) {
    const event = events[i];
    if (event !== undefined && fits(event)) return event;
  }
  return undefined;
}

/** Whether two sessions tell of the same event. One of them may lack a part of the payload. */
function isSame(one: OpenEvent, other: OpenEvent): boolean {
  const isOnePerson = one.from === null || other.from === null || sameAccount(one.from, other.from);
  // Nobody hears what they said themselves.
  if (!isOnePerson || (one.isOwn && other.isOwn)) return false;
  if (one.hash === other.hash) return true;
  const isDamaged = one.missingBytes > 0 || other.missingBytes > 0;
  return isDamaged && one.length > 0 && one.length === other.length;
}
