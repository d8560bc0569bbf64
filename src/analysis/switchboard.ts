/**
 * Who is in a switchboard, as IRO, JOI and BYE tell, and what follows from it: invitations that nobody follows,
 * messages that nobody gets. From MSNP16 on each endpoint of an account joins and leaves, and then the account itself.
 */
import {
  JOIN_LIMIT_NANOS,
  LEAVE_GRACE_NANOS,
  MAX_ENDPOINTS,
  MAX_OPEN_CALLS,
  MAX_OPEN_EMPTY_MESSAGES,
  MAX_STAYS,
} from '../base/limits.ts';
import type { Command } from '../msnp/command.ts';
import { withoutEndpoint } from '../msnp/endpoint.ts';
import { firstArg } from '../msnp/words.ts';
import type { Place } from './engine.ts';
import { STATE } from './facts.ts';
import { singleByteWord } from './line-words.ts';
import type { Participant } from './sink.ts';
import type { StateTeller } from './state-teller.ts';
import { ACK_MODES, ackModeOf } from './strategies.ts';
import { CAME, type Transaction } from './transaction.ts';
import { ENDPOINTS_SINCE, type Knowledge } from './version.ts';

/** One account that is in the session. */
interface Presence {
  readonly stay: Participant;
  /** Words it came under, in small letters: the account, and each endpoint; how often. */
  readonly words: Map<string, number>;
  /** No hole lies between its coming and now. */
  isSure: boolean;
}

interface Call {
  readonly account: string;
  readonly place: Place;
}

/** The account of a word, comparable. */
export function bareAccount(word: string): string {
  return withoutEndpoint(word).toLowerCase();
}

export class Switchboard {
  /** Stays in order of coming: who returns has another one. */
  readonly stays: Participant[] = [];
  readonly #teller: StateTeller;
  readonly #knowledge: Knowledge;
  readonly #present = new Map<string, Presence>();
  /** Whoever is there is known: entered, and nothing is missing since. */
  #isKnown = false;
  #hasHole: boolean;
  #own = '';
  #lastLeave = -Infinity;
  /** Told since the last JOI. */
  #isTold = false;
  #calls: Map<number, string> | undefined = undefined;
  #ringing: Call[] = [];
  /** Messages to nobody, by command id, that may still be acknowledged. */
  #unheard: Map<number, Place> | undefined = undefined;

  /** `hasHole`: lines before may be missing. */
  constructor(teller: StateTeller, knowledge: Knowledge, hasHole: boolean) {
    this.#teller = teller;
    this.#knowledge = knowledge;
    this.#hasHole = hasHole;
  }

  /** The client enters; `alone`: into a session of its own, nobody is there. */
  enter(account: string, alone: boolean): void {
    this.#own = bareAccount(account);
    this.#isKnown = alone && !this.#hasHole;
  }

  /** The list of those who are there is complete. */
  entered(): void {
    this.#isKnown = !this.#hasHole;
  }

  /** Lines of the server are missing. */
  holed(): void {
    this.#hasHole = true;
    this.#isKnown = false;
    this.#ringing = [];
    for (const presence of this.#present.values()) presence.isSure = false;
  }

  /** Whether everybody who is there has been told of. */
  get knowsAll(): boolean {
    return this.#isKnown;
  }

  /** Everybody may have left: then the server has no reason to keep the session. */
  get isDeserted(): boolean {
    if (this.#hasHole) return true;
    return this.#lastLeave > -Infinity && [...this.#present.values()].every(({ stay }) => stay.left !== null);
  }

  // Participants ------------------------------------------------------------------------------------------------

  /** IRO, or JOI when `joins`: `word` is the account or one of its endpoints. */
  come(word: string, time: number, joins: boolean, command: Command): void {
    const account = bareAccount(word);
    if (account === this.#own) return;
    if (joins) this.#newcomer(account);
    const key = word.toLowerCase();
    const presence = this.#presenceOf(account) ?? this.#arrive(word, account, time);
    if (presence === undefined) return;
    const before = presence.words.get(key) ?? 0;
    if (joins && before >= Math.max(1, key === account ? presence.words.size - 1 : 0) && presence.isSure) {
      this.#teller.tell(STATE.joinDuplicate, command, word);
    }
    if (presence.words.size < MAX_ENDPOINTS) presence.words.set(key, before + 1);
    presence.isSure ||= before === 0;
  }

  /** Of an account that has not begun to leave. */
  #presenceOf(account: string): Presence | undefined {
    const presence = this.#present.get(account);
    return presence?.stay.left === null ? presence : undefined;
  }

  #newcomer(account: string): void {
    this.#isTold = false;
    if (this.#ringing.length > 0) this.#ringing = this.#ringing.filter((call) => call.account !== account);
  }

  #arrive(word: string, account: string, time: number): Presence | undefined {
    if (this.stays.length >= MAX_STAYS) {
      this.#teller.limit('participant-limit', 'too many participants; later ones are left out');
      this.#hasHole = true;
      this.#isKnown = false;
      return undefined;
    }
    const stay = { account: withoutEndpoint(word), joined: time, left: null };
    const presence = { stay, words: new Map<string, number>(), isSure: true };
    this.stays.push(stay);
    this.#present.set(account, presence);
    return presence;
  }

  /** Somebody shows by a message that he is there, where that is not known. */
  speaks(word: string): void {
    if (this.#isKnown || this.stays.length >= MAX_STAYS) return;
    const account = bareAccount(word);
    if (account === this.#own || this.#present.has(account)) return;
    const stay = { account, joined: null, left: null };
    this.stays.push(stay);
    this.#present.set(account, { stay, words: new Map([[account, 1]]), isSure: false });
  }

  /** BYE. */
  leave(word: string, time: number, command: Command): void {
    const account = bareAccount(word);
    if (account === this.#own) return;
    const presence = this.#present.get(account);
    if (presence === undefined) {
      this.#strangerLeaves(word, account, time, command);
      return;
    }
    this.#lastLeave = time;
    presence.stay.left = time;
    const key = word.toLowerCase();
    presence.words.delete(key);
    // The account itself leaves behind its last endpoint, or with each of them: then one that is left may be there.
    if (presence.words.size === 0) this.#present.delete(account);
    else if (key !== account && [...presence.words.keys()].some((other) => other !== account)) {
      presence.stay.left = null;
    }
  }

  #strangerLeaves(word: string, account: string, time: number, command: Command): void {
    const wasHere = this.stays.some((stay) => stay.account.toLowerCase() === account);
    if (!this.#isKnown) {
      if (!wasHere && this.stays.length < MAX_STAYS) this.stays.push({ account, joined: null, left: time });
      this.#lastLeave = time;
      return;
    }
    // Servers double the BYE of accounts with endpoints.
    if (wasHere && this.#knowledge.maxVersion >= ENDPOINTS_SINCE) return;
    this.#teller.tell(STATE.leaveUnknown, command, word);
  }

  // Invitations -------------------------------------------------------------------------------------------------

  /** CAL of the client. */
  call(trid: number, account: string): void {
    this.#calls ??= new Map();
    if (this.#calls.size >= MAX_OPEN_CALLS) this.#calls.clear();
    this.#calls.set(trid, account);
  }

  /** CAL RINGING: the time of the invited user runs from here. */
  ringing(trid: number, place: Place): void {
    const account = this.#calls?.get(trid);
    if (account === undefined || bareAccount(account) === this.#own) return;
    this.#calls?.delete(trid);
    // He is there already, or came before this line: no JOI is due.
    if (this.#presenceOf(bareAccount(account)) !== undefined) return;
    if (this.#ringing.length >= MAX_OPEN_CALLS) this.#ringing.shift();
    this.#ringing.push({ account: bareAccount(account), place });
  }

  /** When the next invitation runs out. */
  get deadline(): number {
    const first = this.#ringing[0];
    return first === undefined ? Infinity : first.place.time + JOIN_LIMIT_NANOS;
  }

  /** Tells of the invitations that nobody has followed at `time`. */
  expire(time: number): void {
    while (this.deadline < time) {
      const call = this.#ringing.shift();
      if (call === undefined) return;
      const age = time - call.place.time;
      this.#teller.tellAt(call.place, STATE.callUnanswered, 'CAL', call.account, age);
    }
  }

  // Messages ----------------------------------------------------------------------------------------------------

  /** A MSG of the client. */
  message(command: Command, id: number): void {
    if (!this.#isKnown || this.#present.size > 0 || this.#isTold) return;
    if (command.firstTime - this.#lastLeave < LEAVE_GRACE_NANOS) return;
    const row = ACK_MODES[ackModeOf(singleByteWord(command, firstArg(command)))];
    if (row === undefined || row.nakForbidden || row.letter === '') return;
    if (!row.answered) {
      this.#isTold = true;
      this.#teller.tell(STATE.emptySession, command, '');
      return;
    }
    this.#unheard ??= new Map();
    if (this.#unheard.size < MAX_OPEN_EMPTY_MESSAGES) this.#unheard.set(id, this.#teller.here());
  }

  /** What became of a message: an ACK says that somebody was there after all. */
  settled({ request, came, state, trid }: Transaction): void {
    const place = this.#unheard?.get(request);
    if (place === undefined) return;
    this.#unheard?.delete(request);
    if (this.#isTold || state === 'unknown' || (came & CAME.ack) !== 0) return;
    this.#isTold = true;
    this.#teller.tellAt(place, STATE.emptySession, 'MSG', '', -1, String(trid));
  }
}
