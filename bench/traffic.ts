/**
 * What the clients and servers of a generated capture say: MSNP8, every command answered as the protocol wants it.
 * A connection is a queue of flights; when the queue is empty the connection thinks of its next exchange. Nothing is
 * sent before the line that it answers.
 */
import { createHash } from 'node:crypto';

/** What one side sends at once: text, then a piece of the text pool (both Latin-1). */
export interface Flight {
  readonly fromClient: boolean;
  readonly text: string;
  readonly poolStart: number;
  readonly poolLength: number;
  /** Closes the connection: FIN of this side, then of the other. */
  readonly close?: boolean;
  /** A switchboard connection that begins after this flight. */
  readonly opens?: Chatter;
}

/** Who talks: gives the next flights of one connection. */
export interface Chatter {
  /** The user's number; connections of one user share the address. */
  readonly user: number;
  readonly role: 'NS' | 'SB';
  /** Appends the next exchange; the last one of a connection ends with a closing flight. */
  next(queue: Flight[]): void;
}

export type Random = () => number;

/** Bytes of the pool that message bodies are cut from. */
export const POOL_BYTES = 65536;
const MIN_PAYLOAD = 100;
const MAX_PAYLOAD = 1400;
const CONTACTS = 12;
const SERVER = '192.0.2.30:1863';
const PRODUCT = 'msmsgs@msnmsgr.com';
const PRODUCT_KEY = 'Q1P7W2E4J9R8U3S5';
const STATES = ['NLN', 'BSY', 'IDL', 'BRB', 'AWY', 'PHN', 'LUN'] as const;
const TEXT_HEAD =
  'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=Arial; EF=; CO=0; CS=0; PF=0\r\n\r\n';

/** Message text for the pool: words, now and then a line of its own, sometimes one that looks like a command. */
export function createPool(random: Random): Buffer {
  const words = [
    'yes',
    'no',
    'maybe',
    'tomorrow',
    'at',
    'eight',
    'MSG',
    'the',
    'usual',
    'place',
    'ok',
    'VER 1 MSNP8',
  ];
  let text = '';
  while (text.length < POOL_BYTES) text += pick(words, random) + (random() < 0.05 ? '\r\n' : ' ');
  return Buffer.from(text.slice(0, POOL_BYTES), 'latin1');
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)]!;
}

function account(user: number): string {
  return `user${user}@example.com`;
}

function line(fromClient: boolean, text: string): Flight {
  return { fromClient, text: `${text}\r\n`, poolStart: 0, poolLength: 0 };
}

/** A notification server connection: login, list, presence, then small talk for `exchanges` exchanges, then OUT. */
export class NotificationChatter implements Chatter {
  readonly role = 'NS';
  readonly user: number;
  readonly #random: Random;
  readonly #exchanges: number;
  readonly #maySwitchboard: () => boolean;
  #exchange = 0;
  #trid = 6;
  #listVersion = 15;
  #cookies = 0;

  constructor(user: number, random: Random, exchanges: number, maySwitchboard: () => boolean) {
    this.user = user;
    this.#random = random;
    this.#exchanges = exchanges;
    this.#maySwitchboard = maySwitchboard;
  }

  next(queue: Flight[]): void {
    const exchange = this.#exchange++;
    if (exchange < 6) this.#login(exchange, queue);
    else if (exchange >= this.#exchanges)
      queue.push(line(true, 'OUT'), { ...line(false, ''), text: '', close: true });
    else this.#talk(queue);
  }

  #login(exchange: number, queue: Flight[]): void {
    const me = account(this.user);
    if (exchange === 0) ask(queue, 'VER 1 MSNP8 CVR0', 'VER 1 MSNP8');
    else if (exchange === 1) {
      const versions = '1.0.0000 1.0.0000 1.0.0000 http://download.example.com http://www.example.com';
      ask(queue, `CVR 2 0x0409 winnt 5.1 i386 MSMSGS 4.7.3001 WindowsMessenger ${me}`, `CVR 2 ${versions}`);
    } else if (exchange === 2) {
      ask(queue, `USR 3 TWN I ${me}`, `USR 3 TWN S ct=11000${this.user},rver=1,lc=1033,id=507,kpp=1,kv=4`);
    } else if (exchange === 3) {
      ask(queue, `USR 4 TWN S t=INVENTED${this.user}&p=INVENTED`, `USR 4 OK ${me} User${this.user} 1 0`);
      queue.push(profile(this.user));
    } else if (exchange === 4) this.#list(queue);
    else {
      ask(queue, 'CHG 6 NLN 0', 'CHG 6 NLN 0');
      for (let i = 1; i <= 3; i++) queue.push(line(false, `ILN 6 NLN ${account(this.user + i)} User 0`));
    }
  }

  #list(queue: Flight[]): void {
    const contacts = Array.from(
      { length: CONTACTS },
      (_, i) => `LST ${account(this.user + i + 1)} User 11 1`,
    );
    const set = ['GTC A', 'BLP AL', 'LSG 0 Other%20Contacts 0', 'LSG 1 Friends 0', ...contacts];
    ask(queue, 'SYN 5 0', [`SYN 5 ${this.#listVersion} ${CONTACTS} 2`, ...set].join('\r\n'));
  }

  #talk(queue: Flight[]): void {
    const dice = this.#random();
    const other = account(this.user + 1 + Math.floor(dice * 1000));
    if (dice < 0.1) ask(queue, 'PNG', 'QNG');
    else if (dice < 0.25) queue.push(line(false, `NLN ${pick(STATES, this.#random)} ${other} User 0`));
    else if (dice < 0.3) queue.push(line(false, `FLN ${other}`));
    else if (dice < 0.45) this.#ask(queue, 'CHG', `${pick(STATES, this.#random)} 0`, '');
    else if (dice < 0.55)
      this.#ask(queue, 'ADD', `AL ${other} User`, `AL ${++this.#listVersion} ${other} User`);
    else if (dice < 0.62) this.#ask(queue, 'REM', `AL ${other}`, `AL ${++this.#listVersion} ${other}`);
    else if (dice < 0.65) this.#challenge(queue);
    else if (this.#maySwitchboard()) this.#switchboard(queue, dice < 0.8);
    else ask(queue, 'PNG', 'QNG');
  }

  /** A request with the next TrID; an answer without text of its own repeats the request. */
  #ask(queue: Flight[], verb: string, request: string, answer: string): void {
    const trid = ++this.#trid;
    ask(queue, `${verb} ${trid} ${request}`, `${verb} ${trid} ${answer === '' ? request : answer}`);
  }

  #challenge(queue: Flight[]): void {
    const digits = String(this.user).padStart(8, '0') + String(++this.#trid).padStart(12, '0');
    const answer = createHash('md5')
      .update(digits + PRODUCT_KEY)
      .digest('hex');
    const query: Flight = { ...line(true, `QRY ${this.#trid} ${PRODUCT} 32`) };
    queue.push(line(false, `CHL 0 ${digits}`), { ...query, text: query.text + answer });
    queue.push(line(false, `QRY ${this.#trid}`));
  }

  /** A talk that this user begins (XFR) or is asked into (RNG), on a connection of its own. */
  #switchboard(queue: Flight[], calls: boolean): void {
    const cookie = `${this.user}.${++this.#cookies}.4567`;
    const opens = new SwitchboardChatter(this.user, this.#random, cookie, calls, 10 + this.#random() * 150);
    if (calls) {
      const trid = ++this.#trid;
      const answer = line(false, `XFR ${trid} SB ${SERVER} CKI ${cookie}`);
      queue.push(line(true, `XFR ${trid} SB`), { ...answer, opens });
    } else {
      const caller = account(this.user + 1);
      queue.push({ ...line(false, `RNG ${this.user} ${SERVER} CKI ${cookie} ${caller} User`), opens });
    }
  }
}

/** How a switchboard talks: as people do; with TrIDs that do not grow; the client alone, all for ever. */
export type Talk = 'usual' | 'numbers-repeat' | 'monologue';

/** A switchboard connection: entry, `messages` messages in both directions, goodbye. */
export class SwitchboardChatter implements Chatter {
  readonly role = 'SB';
  readonly user: number;
  readonly #random: Random;
  readonly #cookie: string;
  readonly #calls: boolean;
  readonly #messages: number;
  readonly #peer: string;
  readonly #talk: Talk;
  #exchange = 0;
  #trid = 0;

  constructor(
    user: number,
    random: Random,
    cookie: string,
    calls: boolean,
    messages: number,
    talk: Talk = 'usual',
  ) {
    this.#talk = talk;
    this.user = user;
    this.#random = random;
    this.#cookie = cookie;
    this.#calls = calls;
    this.#messages = messages;
    this.#peer = account(user + 1);
  }

  next(queue: Flight[]): void {
    const exchange = this.#exchange++;
    if (exchange === 0) this.#enter(queue);
    else if (exchange < this.#messages) this.#message(queue);
    else {
      queue.push(line(false, `BYE ${this.#peer}`), line(true, 'OUT'));
      queue.push({ ...line(false, ''), text: '', close: true });
    }
  }

  #enter(queue: Flight[]): void {
    const me = account(this.user);
    if (this.#calls) {
      ask(queue, `USR 1 ${me} ${this.#cookie}`, `USR 1 OK ${me} User${this.user}`);
      ask(queue, `CAL 2 ${this.#peer}`, `CAL 2 RINGING ${this.user}`);
      queue.push(line(false, `JOI ${this.#peer} User`));
      this.#trid = 2;
    } else {
      ask(queue, `ANS 1 ${me} ${this.#cookie} ${this.user}`, `IRO 1 1 1 ${this.#peer} User\r\nANS 1 OK`);
      this.#trid = 1;
    }
  }

  #message(queue: Flight[]): void {
    if (this.#talk !== 'usual') {
      if (this.#talk === 'monologue') this.#trid++;
      queue.push(this.#text(true, `MSG ${this.#trid} N`));
      return;
    }
    const dice = this.#random();
    if (dice < 0.1) {
      const payload = `MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: ${account(this.user)}\r\n\r\n\r\n`;
      const command = line(true, `MSG ${++this.#trid} U ${payload.length}`);
      queue.push({ ...command, text: command.text + payload });
    } else if (dice < 0.5) queue.push(this.#text(true, `MSG ${++this.#trid} N`));
    else if (dice < 0.6) {
      queue.push(this.#text(true, `MSG ${++this.#trid} A`), line(false, `ACK ${this.#trid}`));
    } else queue.push(this.#text(false, `MSG ${this.#peer} User`));
  }

  /** A text message of 100 to 1400 payload bytes, its head included. */
  #text(fromClient: boolean, command: string): Flight {
    const wanted = MIN_PAYLOAD + Math.floor(this.#random() * (MAX_PAYLOAD - MIN_PAYLOAD));
    const poolLength = Math.max(0, wanted - TEXT_HEAD.length);
    const poolStart = Math.floor(this.#random() * (POOL_BYTES - poolLength));
    const text = `${command} ${TEXT_HEAD.length + poolLength}\r\n${TEXT_HEAD}`;
    return { fromClient, text, poolStart, poolLength };
  }
}

function ask(queue: Flight[], request: string, answer: string): void {
  queue.push(line(true, request), line(false, answer));
}

function profile(user: number): Flight {
  const fields = [
    'Content-Type: text/x-msmsgsprofile; charset=UTF-8',
    'LoginTime: 1100000000',
    'EmailEnabled: 0',
  ];
  fields.push('lang_preference: 1033', 'country: US', 'Kid: 0', 'Flags: 1027', 'sid: 507', 'kv: 4');
  const payload = `MIME-Version: 1.0\r\n${fields.join('\r\n')}\r\nMSPAuth: INVENTED${user}$$\r\n\r\n`;
  const command = line(false, `MSG Hotmail Hotmail ${payload.length}`);
  return { ...command, text: command.text + payload };
}
