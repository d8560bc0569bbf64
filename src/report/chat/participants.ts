/**
 * Who is in a conversation: what several captured sessions tell of the same people, joined. The own session of a
 * person is the best witness; what the others see is the same event told again.
 */
import { MAX_ENDPOINTS, MAX_NAME_CHARACTERS, MAX_PARTICIPANTS, MAX_STAYS } from '../../base/limits.ts';
import { keyOf, splitAccount } from './accounts.ts';

/** One stay; times are nanoseconds (base/time.ts), -Infinity for "was there before". */
export interface Stay {
  readonly account: string;
  readonly joined: number | null;
  left: number | null;
}

interface Person {
  /** As the first line wrote it. */
  readonly account: string;
  name: string | null;
  stay: Stay | undefined;
  /** Whether any stay is known. */
  hasStayed: boolean;
  /** Sessions that saw this person come and not leave, with the endpoints they saw. */
  readonly views: Map<number, Set<string>>;
}

export class Participants {
  readonly #people = new Map<string, Person>();
  readonly stays: Stay[] = [];
  isFull = false;

  /** Someone came or was found there, as `session` tells; true when that is news. `time` null: was there before. */
  join(word: string, name: string | null, session: number, time: number | null): boolean {
    const [account, endpoint] = splitAccount(word);
    const person = this.#person(account);
    if (person === undefined) return false;
    if (name !== null && name !== '') person.name = name.slice(0, MAX_NAME_CHARACTERS);
    const endpoints = person.views.get(session) ?? new Set();
    if (endpoints.size < MAX_ENDPOINTS) endpoints.add(endpoint);
    person.views.set(session, endpoints);
    if (person.stay !== undefined) return false;
    return this.#begin(person, time);
  }

  /** Someone speaks: is there, though the capture may lack how they came. */
  speaks(account: string, name: string | null, session: number): void {
    const person = this.#person(account);
    if (person === undefined) return;
    if (name !== null && name !== '') person.name = name.slice(0, MAX_NAME_CHARACTERS);
    if (!person.hasStayed) this.#begin(person, null);
    if (!person.views.has(session)) person.views.set(session, new Set(['']));
  }

  /** Someone left, as `session` tells; true when that is news. */
  leave(word: string, session: number, time: number): boolean {
    const [account, endpoint] = splitAccount(word);
    const isKnown = this.#people.has(keyOf(account));
    // One place of several; the line without endpoint follows when the account as a whole leaves.
    if (endpoint !== '' && !isKnown) return false;
    if (!isKnown) this.speaks(account, null, session);
    const person = this.#people.get(keyOf(account));
    if (person === undefined) return false;
    const endpoints = person.views.get(session);
    if (endpoint !== '') {
      endpoints?.delete(endpoint);
      if (endpoints === undefined || endpoints.size > 0) return false;
    }
    const hasSeen = person.views.delete(session);
    if (person.stay === undefined || !hasSeen) return false;
    person.stay.left = time;
    person.stay = undefined;
    person.views.clear();
    return true;
  }

  nameOf(account: string): string | null {
    return this.#people.get(keyOf(account))?.name ?? null;
  }

  /** What people are called, by `keyOf` their accounts. */
  get names(): [key: string, name: string][] {
    const names: [string, string][] = [];
    for (const [key, { name }] of this.#people) if (name !== null) names.push([key, name]);
    return names;
  }

  /** Takes over what another conversation knew, now that both are one. */
  take(other: Participants): void {
    for (const [key, theirs] of other.#people) {
      const ours = this.#people.get(key);
      if (ours === undefined) {
        this.#people.set(key, theirs);
        this.stays.push(...other.stays.filter((stay) => keyOf(stay.account) === key));
        continue;
      }
      ours.name ??= theirs.name;
      for (const [session, endpoints] of theirs.views) ours.views.set(session, endpoints);
    }
  }

  #begin(person: Person, joined: number | null): boolean {
    if (this.stays.length >= MAX_STAYS) {
      this.isFull = true;
      return false;
    }
    person.stay = { account: person.account, joined, left: null };
    person.hasStayed = true;
    this.stays.push(person.stay);
    return true;
  }

  #person(account: string): Person | undefined {
    const key = keyOf(account);
    const known = this.#people.get(key);
    if (known !== undefined) return known;
    if (this.#people.size >= MAX_PARTICIPANTS) {
      this.isFull = true;
      return undefined;
    }
    const person: Person = {
      account: account.slice(0, MAX_NAME_CHARACTERS),
      name: null,
      stay: undefined,
      hasStayed: false,
      views: new Map(),
    };
    this.#people.set(key, person);
    return person;
  }
}
