/** `msnscan contacts`: lists and presence as each account's client saw them, gathered and written at the end. */
import { CaptureList } from '../capture-list.ts';
import type { Finding } from '../../analysis/finding.ts';
import type { CommandInfo, SessionView } from '../../analysis/sink.ts';
import {
  MAX_BOOKS,
  MAX_CONTACTS,
  MAX_MEMBERSHIPS,
  MAX_PRESENCE_CHANGES,
  MAX_UNANSWERED_CONTACTS,
} from '../../base/limits.ts';
import type { Clock } from '../../base/time.ts';
import type { Command } from '../../msnp/command.ts';
import { args } from '../../msnp/words.ts';
import type { CaptureInfo, Report, Totals } from '../../scan.ts';
import { CLIENT } from '../../tcp/handler.ts';
import { keyOf } from '../chat/accounts.ts';
import { countText } from '../units.ts';
import { Book, Page, type Shared } from './book.ts';
import type { LineReader } from './line.ts';
import { LIST_LINES, readListRequest, readSynRequest } from './list-lines.ts';
import { MEMBERSHIP_LINES, MEMBERSHIP_REQUESTS, readRefusal } from './membership-lines.ts';
import { PRESENCE_LINES, readPublication, readUux } from './presence-lines.ts';

/** What is known at the end. */
export interface Contacts {
  readonly captures: CaptureList;
  readonly clock: Clock;
  readonly totals: Totals;
  /** In order of their first session. */
  readonly books: readonly Book[];
}

/** Writes the contacts; called once, at the end. */
export type ContactsWriter = (contacts: Contacts) => void;

const NO_CLOCK: Clock = { baseSeconds: 0, digits: 6 };
const ERROR = /^\d{3}$/;
/** From this version on lists and names are fetched by a web service. */
const WEB_SERVICE_VERSION = 13;

const CLIENT_LINES: ReadonlyMap<string, LineReader> = new Map<string, LineReader>([
  ['SYN', readSynRequest],
  ['ADD', readListRequest],
  ['ADC', readListRequest],
  ['REM', readListRequest],
  ['UUX', readUux],
  ['PUT', readPublication],
  ...MEMBERSHIP_REQUESTS,
]);
const SERVER_LINES: ReadonlyMap<string, LineReader> = new Map<string, LineReader>([
  ...LIST_LINES,
  ...PRESENCE_LINES,
  ...MEMBERSHIP_LINES,
]);

export class ContactsReport implements Report {
  readonly #write: ContactsWriter;
  readonly #shared: Shared = {
    presence: { left: MAX_PRESENCE_CHANGES },
    contacts: MAX_CONTACTS,
    memberships: MAX_MEMBERSHIPS,
    unanswered: MAX_UNANSWERED_CONTACTS,
  };
  readonly #books = new Map<string, Book>();
  readonly #pages = new Map<number, Page>();
  readonly #captures = new CaptureList();
  #clock = NO_CLOCK;
  #isFull = false;

  constructor(write: ContactsWriter) {
    this.#write = write;
  }

  capture(info: CaptureInfo, clock: Clock): void {
    this.#captures.add(info);
    this.#clock = clock;
  }

  command(command: Command, info: CommandInfo): void {
    const { role } = info.session;
    if (role === 'SB' || role === 'DS') return;
    const { verb } = command;
    const lines = command.from === CLIENT ? CLIENT_LINES : SERVER_LINES;
    const isError = command.from !== CLIENT && ERROR.test(verb);
    const read = lines.get(verb) ?? (isError ? readRefusal : undefined);
    // A session of unknown role that only asks for a switchboard has no contacts.
    if (read === undefined || (isError && !this.#pages.has(info.session.id))) return;
    const page = this.#page(info);
    if (page === undefined) return;
    read({ command, info, words: args(command), page, book: page.book });
  }

  transaction(): void {
    // Errors and answers are read from their lines.
  }

  finding({ id, session }: Finding): void {
    if (id !== 'incomplete-set') return;
    const book = this.#pages.get(session)?.book;
    book?.lacks('list', session, `not all of the lists that were announced in session ${session} came`);
  }

  notice(): void {
    // Holes are counted by the session.
  }

  session(session: SessionView): void {
    const page = this.#pages.get(session.id);
    this.#pages.delete(session.id);
    if (page === undefined) return;
    const { book } = page;
    const unconfirmed = page.confirmRest();
    if (unconfirmed > 0) {
      const what = countText(unconfirmed, 'list change');
      book.lacks('confirmation', session.id, `${what} of session ${session.id} got no answer in the capture`);
    }
    if (session.version !== null) book.versions.add(session.version);
    book.name ??= session.friendlyName;
    stateHoles(book, session);
    book.live.delete(session.id);
    if (book.live.size > 0 || session.endReason === 'capture-end') return;
    book.endPresence(session.flow.lastTime);
  }

  end(totals: Totals): void {
    const books = [...this.#books.values()].sort((a, b) => a.firstSession - b.firstSession);
    if (this.#isFull) books[0]?.lacks('limit', null, 'there are more accounts than are kept');
    if (this.#shared.presence.left <= 0) {
      for (const book of books) book.lacks('limit', null, 'there are more changes of presence than are kept');
    }
    this.#write({ captures: this.#captures, clock: this.#clock, totals, books });
  }

  close(): void {
    this.#books.clear();
    this.#pages.clear();
  }

  /** Undefined for one account too many. */
  #page(info: CommandInfo): Page | undefined {
    const { id, account } = info.session;
    const known = this.#pages.get(id);
    if (known !== undefined) return known;
    const key = account === null ? `?${id}` : keyOf(account);
    const knownBook = this.#books.get(key);
    if (knownBook === undefined && this.#books.size >= MAX_BOOKS) {
      this.#isFull = true;
      return undefined;
    }
    const book = knownBook ?? new Book(account, this.#shared);
    this.#books.set(key, book);
    book.enter(id);
    const page = new Page(id, book, this.#shared);
    this.#pages.set(id, page);
    return page;
  }
}

function stateHoles(book: Book, session: SessionView): void {
  const { id, flow, oneSided, version } = session;
  const [client, server] = flow.stats;
  if (flow.startedMidStream) {
    book.lacks(
      'beginning',
      id,
      `session ${id} was running already when the capture began: its lists came before`,
    );
  }
  if (oneSided) {
    const side = client.seen ? 'client' : 'server';
    book.lacks('one-side', id, `only what the ${side} sent was captured of session ${id}`);
  }
  const missing = client.gapBytes + server.gapBytes;
  if (missing > 0)
    book.lacks('bytes', id, `${countText(missing, 'byte')} of session ${id} were not captured`);
  const number = Number(/^MSNP(\d+)/.exec(version ?? '')?.[1] ?? 0);
  if (number >= WEB_SERVICE_VERSION) {
    const message =
      'from MSNP13 on clients fetch their lists by a web service: groups, who has added the client (RL) and the names of contacts that were not there are not in this protocol';
    book.lacks('web-service', null, message);
  }
  if (book.account === null) {
    book.lacks('account', id, `whose contacts session ${id} shows is not in the capture`);
  }
}
