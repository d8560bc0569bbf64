/**
 * Contacts for people: a table of each account's lists, who was there when, and what was changed.
 *
 *     Contacts of Ann E (ann@example.com)  MSNP8, session 2
 *
 *       account          name  lists     groups   last seen
 *       bob@example.com  Bob   FL AL RL  Friends  offline, 11:36:10
 */
import { MAX_NAME_COLUMNS } from '../../base/limits.ts';
import { isoTime } from '../../base/time.ts';
import type { ChatPaint } from '../chat/chat-paint.ts';
import { escapeText } from '../escape.ts';
import { Output, type BlockSink } from '../output.ts';
import { countText } from '../units.ts';
import { Columns, type MeasureText } from '../width.ts';
import { titled, wrapText } from '../wrap.ts';
import { listsOf, type Book, type Change, type Contact } from './book.ts';
import type { Contacts } from './contacts.ts';
import { stateText, type Presence } from './presence.ts';

export interface ContactsTextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Titles and tables keep to it too. */
  readonly wraps?: boolean;
  readonly paint: ChatPaint;
  readonly measure: MeasureText;
  readonly asciiOnly: boolean;
}

const INDENT = '  ';
const MAX_ACCOUNT_COLUMNS = 36;
const HEAD = ['account', 'name', 'lists', 'groups', 'last known'] as const;
const GROUPS = 3;
/** Width of a column that is not shown: it takes no blanks either. */
const HIDDEN = -2;
/** Columns that may be narrower, the first one first, and how narrow: groups, name, account. */
const SHRINKING: readonly (readonly [column: number, least: number])[] = [
  [GROUPS, HEAD[GROUPS].length],
  [1, 6],
  [0, 14],
];
const MIN_TEXT_WIDTH = 24;

export function writeContactsText(contacts: Contacts, sink: BlockSink, options: ContactsTextOptions): void {
  const output = new Output(sink);
  const writer = new ContactsText(contacts, output, options);
  for (const book of contacts.books) writer.book(book);
  writer.closing();
  output.flush();
}

class ContactsText {
  readonly #contacts: Contacts;
  readonly #output: Output;
  readonly #options: ContactsTextOptions;
  readonly #columns: Columns;
  /** Day of the capture's first frame: other days are written out. */
  readonly #day: string;

  constructor(contacts: Contacts, output: Output, options: ContactsTextOptions) {
    this.#contacts = contacts;
    this.#output = output;
    this.#options = options;
    this.#columns = new Columns(options.measure, options.asciiOnly);
    const { captures, clock } = contacts;
    this.#day = isoTime(clock, captures.first?.firstTime ?? 0).slice(0, 10);
    const layout = (file: string, rest: string): string => this.#titled(this.#escape(file), rest);
    const times = `times of ${this.#day}, UTC`;
    if (!captures.several) this.#line(layout(captures.first?.file ?? '', times));
    else for (const line of [...captures.lines(clock, layout), times]) this.#line(line);
  }

  book(book: Book): void {
    const who = book.account === null ? 'somebody' : this.#person(book.account, book.name);
    const sessions = [...book.sessions].slice(0, 16).join(', ');
    const label = `Contacts of ${who}`;
    const versions = [...book.versions].sort().join(' ');
    this.#line('');
    const plural = book.sessions.size === 1 ? '' : 's';
    this.#line(this.#titled(label, `${versions === '' ? '' : `${versions}, `}session${plural} ${sessions}`));
    this.#facts(book);
    this.#line('');
    this.#table(book);
    this.#presence(book);
    this.#changes(book);
    for (const { message } of book.missing)
      this.#wrapped(`${INDENT}${this.#options.paint.missing('!')} `, 4, message);
  }

  closing(): void {
    const { books, totals } = this.#contacts;
    const people = books.reduce((sum, book) => sum + book.contacts.size, 0);
    const partial = totals.complete ? '' : '; PARTIAL: not everything of the capture is in this report';
    this.#line('');
    this.#line(
      `${countText(people, 'contact')} of ${countText(books.length, 'account')} in ${countText(totals.sessions, 'session')}${partial}`,
    );
  }

  #facts(book: Book): void {
    const facts: string[] = [];
    if (book.privacy !== null) facts.push(PRIVACY.get(book.privacy) ?? `privacy ${book.privacy}`);
    if (book.prompt !== null) facts.push(PROMPT.get(book.prompt) ?? `prompt ${book.prompt}`);
    if (book.message !== null && book.message !== '') facts.push(`personal message "${book.message}"`);
    const phones = [...book.phones].map(([type, value]) => `${type} ${value}`);
    if (phones.length > 0) facts.push(phones.join(', '));
    if (facts.length > 0) this.#wrapped(INDENT, INDENT.length, facts.join('; '));
    const own = this.#stretches(book.presence);
    if (own !== '') this.#wrapped(INDENT, INDENT.length, `own state: ${own}`);
  }

  #table(book: Book): void {
    const { width, wraps = false } = this.#options;
    if (book.contacts.size === 0) {
      this.#line(`${INDENT}no contacts`);
      return;
    }
    // Widths first, then row after row: there may be many.
    const widths = HEAD.map((title) => title.length);
    for (const contact of book.contacts.values()) {
      for (const [i, cell] of this.#cells(book, contact).entries()) {
        widths[i] = Math.max(widths[i] ?? 0, this.#columns.of(cell));
      }
    }
    const shrinking = wraps ? SHRINKING : SHRINKING.slice(0, 1);
    const isTooWide = widths.reduce((sum, one) => sum + one + 2, 0) > width;
    const hasGroups = [...book.contacts.values()].some(({ groups }) => groups.size > 0);
    if (wraps && isTooWide && !hasGroups) widths[GROUPS] = HIDDEN;
    for (const [at, least] of shrinking) {
      const excess = widths.reduce((sum, one) => sum + one + 2, 0) - width;
      if (excess > 0) widths[at] = Math.min(widths[at] ?? 0, Math.max(least, (widths[at] ?? 0) - excess));
    }
    this.#row(HEAD, widths, this.#options.paint.title);
    for (const contact of book.contacts.values()) this.#row(this.#cells(book, contact), widths);
  }

  #titled(title: string, rest: string): string {
    const { wraps = false, width, paint } = this.#options;
    return titled({ title, rest, paint: paint.title }, wraps ? width : Infinity, this.#columns);
  }

  #cells(book: Book, contact: Contact): string[] {
    const { name, lists, groups, presence } = contact;
    const last = presence.marks.findLast(({ state }) => state !== null);
    const names = [...groups].map((id) => book.groups.get(id) ?? id);
    return [
      this.#columns.cut(this.#escape(contact.account), MAX_ACCOUNT_COLUMNS),
      this.#columns.cut(this.#escape(name ?? '-'), MAX_NAME_COLUMNS),
      listsOf(lists).join(' ') || '-',
      this.#columns.cut(this.#escape(names.join(', ') || '-'), MAX_NAME_COLUMNS),
      last === undefined ? '-' : `${this.#state(last.state)} ${this.#time(last.time)}`,
    ];
  }

  #row(cells: readonly string[], widths: readonly number[], paint?: (text: string) => string): void {
    const parts = cells.flatMap((cell, i) => {
      if (widths[i] === HIDDEN) return [];
      const shown = this.#columns.cut(cell, widths[i] ?? 0);
      const gap = ' '.repeat(Math.max(0, (widths[i] ?? 0) - this.#columns.of(shown)));
      return (paint === undefined ? shown : paint(shown)) + (i === cells.length - 1 ? '' : gap);
    });
    this.#line(INDENT + parts.join(INDENT));
  }

  #presence(book: Book): void {
    const seen = [...book.contacts.values()].filter(({ presence }) => presence.marks.length > 0);
    if (seen.length === 0) return;
    this.#line('');
    this.#line(`${INDENT}${this.#options.paint.title('Presence')}`);
    for (const { account, presence, message } of seen) {
      const note = message === null || message === '' ? '' : `; personal message "${message}"`;
      this.#wrapped(INDENT, INDENT.length + 2, `${account}: ${this.#stretches(presence)}${note}`);
    }
  }

  /** `online 11:34:02, idle 11:35:10 to 11:36:00`. */
  #stretches(presence: Presence): string {
    const { marks } = presence;
    return marks
      .map(({ time, state }, i) => {
        if (state === null) return i === marks.length - 1 ? `until ${this.#time(time)}` : 'then unknown';
        return `${this.#state(state)} ${this.#time(time)}`;
      })
      .join(', ');
  }

  #changes(book: Book): void {
    if (book.changes.length === 0) return;
    this.#line('');
    this.#line(`${INDENT}${this.#options.paint.title('Changes')}`);
    for (const change of book.changes) {
      const before = `${INDENT}${this.#options.paint.dim(this.#time(change.time))}${INDENT}`;
      this.#wrapped(before, INDENT.length * 2 + 8, changeText(change, book));
    }
  }

  #state(state: string | null): string {
    return this.#escape(stateText(state ?? '')).slice(0, MAX_NAME_COLUMNS);
  }

  #time(time: number): string {
    const iso = isoTime(this.#contacts.clock, time);
    const day = iso.slice(0, 10);
    return day === this.#day ? iso.slice(11, 19) : `${day} ${iso.slice(11, 19)}`;
  }

  #person(account: string, name: string | null): string {
    const shown = this.#columns.cut(this.#escape(account), MAX_ACCOUNT_COLUMNS);
    return name === null ? shown : `${this.#columns.cut(this.#escape(name), MAX_NAME_COLUMNS)} (${shown})`;
  }

  #wrapped(label: string, indent: number, text: string): void {
    const { width, asciiOnly } = this.#options;
    const lines = wrapText(text, Math.max(MIN_TEXT_WIDTH, width - indent), this.#columns, asciiOnly);
    for (const [i, line] of lines.entries()) this.#line((i === 0 ? label : ' '.repeat(indent)) + line);
  }

  #escape(text: string): string {
    return escapeText(text, this.#options.asciiOnly);
  }

  #line(text: string): void {
    this.#output.text(`${text.trimEnd()}\n`);
    this.#output.endRecord();
  }
}

const PRIVACY: ReadonlyMap<string, string> = new Map([
  ['AL', 'everybody may write who is not blocked'],
  ['BL', 'only who is allowed may write'],
]);
const PROMPT: ReadonlyMap<string, string> = new Map([
  ['A', 'asks when somebody adds it'],
  ['N', 'does not ask when somebody adds it'],
]);

function changeText(change: Change, book: Book): string {
  const { action, account, list, group, name, by, error } = change;
  if (error !== null) {
    const what = `${action === 'add' ? 'adding' : 'removing'} ${account ?? 'contacts'}`;
    return `${what}${list === null ? '' : ` (${list})`} failed: ${error.name ?? 'error'} (${error.code})`;
  }
  const groupName = group === null ? '' : (book.groups.get(group) ?? name ?? group);
  const who = account ?? 'somebody';
  switch (action) {
    case 'add':
      if (list === 'RL' && by === 'server') return `${who} added this account`;
      return `${who} added to ${list ?? '?'}${group === null ? '' : `, group ${groupName}`}`;
    case 'remove':
      if (list === 'RL' && by === 'server') return `${who} removed this account`;
      return `${who} removed from ${group === null ? (list ?? '?') : `group ${groupName}`}`;
    case 'rename':
      return `${who} is called ${name ?? '?'}`;
    case 'add-group':
      return `group ${name ?? '?'} made`;
    case 'remove-group':
      return `group ${name ?? group ?? '?'} removed`;
    case 'rename-group':
      return `group ${group ?? '?'} is called ${name ?? '?'}`;
  }
}
