/** Lists from MSNP13 on: ADL and RML with their contacts in XML, FQY. A request counts when the server says OK. */
import { keptText } from '../../base/kept-text.ts';
import { MAX_NAME_CHARACTERS } from '../../base/limits.ts';
import type { ContactsContent } from '../../msnp/payload/decoded.ts';
import { errorOf } from '../error-record.ts';
import { LIST_BITS, listsOf } from './book.ts';
import { contentOf, NO_CHANGE, placeOf, type Line, type LineReader } from './line.ts';
import type { ListName } from './schema.ts';

type Action = 'add' | 'remove';
type Entry = ContactsContent['contacts'][number];

const LISTS = Object.entries(LIST_BITS) as [ListName, number][];

function contactsOf(line: Line): ContactsContent | undefined {
  const content = contentOf(line);
  return content?.kind === 'contacts' ? content : undefined;
}

function request(line: Line, action: Action): void {
  const content = contactsOf(line);
  if (content === undefined) return;
  const place = placeOf(line);
  const [only, ...others] = content.contacts;
  line.page.await(line.command.trid, {
    contacts: 1 + content.contacts.length,
    account: others.length === 0 ? (only?.account ?? null) : null,
    list: others.length === 0 ? (listsOf(only?.lists ?? 0)[0] ?? null) : null,
    apply: () => {
      for (const entry of content.contacts) {
        apply(line.book, entry, action, content.initial ? null : place, 'client');
      }
    },
  });
}

/** `ADL t OK`, or `ADL 0 length` with what somebody else did. */
function answer(line: Line, action: Action): void {
  if (line.words[0] === 'OK') {
    line.page.settle(line.command.trid)?.apply?.();
    return;
  }
  for (const entry of contactsOf(line)?.contacts ?? [])
    apply(line.book, entry, action, placeOf(line), 'server');
}

/** `place` is null for the list of a login, which changes nothing. */
function apply(
  book: Line['book'],
  { account, lists, network, name }: Entry,
  action: Action,
  place: ReturnType<typeof placeOf> | null,
  by: 'client' | 'server',
): void {
  const contact = book.contact(account);
  if (contact === undefined) return;
  contact.network = network ?? contact.network;
  if (name !== null) contact.name = keptText(name, MAX_NAME_CHARACTERS);
  const bits = lists ?? 0;
  book.setLists(contact, action === 'add' ? contact.lists | bits : contact.lists & ~bits);
  if (place === null) return;
  for (const [list, bit] of LISTS) {
    if ((bits & bit) === 0) continue;
    book.change({ ...NO_CHANGE, ...place, by, action, account: contact.account, list, name: contact.name });
  }
}

/** The server says which networks an account is on. */
function readFqy(line: Line): void {
  for (const { account, network } of contactsOf(line)?.contacts ?? []) {
    const contact = line.book.find(account);
    if (contact !== undefined) contact.network = network ?? contact.network;
  }
}

const CHANGES: ReadonlyMap<string, Action> = new Map([
  ['ADD', 'add'],
  ['ADC', 'add'],
  ['ADL', 'add'],
  ['REM', 'remove'],
  ['RML', 'remove'],
]);

/** An error in place of the answer: nothing has changed. */
export function readRefusal(line: Line): void {
  const { command, info, page, book } = line;
  const request = page.settle(command.trid);
  const action = CHANGES.get(info.answersVerb);
  if (action === undefined) return;
  const { account = null, list = null } = request ?? {};
  const error = errorOf(command.verb);
  book.change({ ...NO_CHANGE, ...placeOf(line), by: 'client', action, account, list, error });
}

/** Readers of the client's and of the server's lines, by verb. */
export const MEMBERSHIP_REQUESTS: ReadonlyMap<string, LineReader> = new Map<string, LineReader>([
  [
    'ADL',
    (line) => {
      request(line, 'add');
    },
  ],
  [
    'RML',
    (line) => {
      request(line, 'remove');
    },
  ],
]);
export const MEMBERSHIP_LINES: ReadonlyMap<string, LineReader> = new Map<string, LineReader>([
  [
    'ADL',
    (line) => {
      answer(line, 'add');
    },
  ],
  [
    'RML',
    (line) => {
      answer(line, 'remove');
    },
  ],
  ['FQY', readFqy],
]);
