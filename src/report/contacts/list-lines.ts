/** Lines about lists and groups: SYN and its set, ADD ADC REM, ADG RMG REG, REA SBP PRP, by shape (commands.tsv). */
import { keptText } from '../../base/kept-text.ts';
import { MAX_ID_CHARACTERS, MAX_NAME_CHARACTERS } from '../../base/limits.ts';
import { readName } from '../chat/accounts.ts';
import { isListName, LIST_BITS, setPhone, type Book, type Contact } from './book.ts';
import { isGuid, isNumber, NO_CHANGE, placeOf, versionOf, type Line, type LineReader } from './line.ts';
import type { ListName } from './schema.ts';

const ALL_LISTS = 31;
/** Up to this version the set carries a TrID and comes list by list. */
const LAST_OLD_SET = 7;
const PHONE_TYPE = /^(?:PHH|PHW|PHM|MOB|MBE|WWE|HSB|MFN)$/;

export function readSynRequest({ words, page }: Line): void {
  page.synVersion = keptText(words[0] ?? '', MAX_ID_CHARACTERS);
}

/** `ADD t list account name`, `ADC t list N=account`, `REM t list account-or-id`: kept for an error in their place. */
export function readListRequest({ command, words, page, book }: Line): void {
  const [list, second] = words;
  const word = keyed(words.slice(1)).get('N') ?? keyed(words.slice(1)).get('C') ?? second;
  if (!isListName(list) || word === undefined || command.trid < 0) return;
  page.await(command.trid, {
    account: book.find(word)?.account ?? keptText(word, MAX_NAME_CHARACTERS),
    list,
    contacts: 1,
  });
}

/** Whether a set follows, or the client's own copy is current (framing.md 2.2). */
function readSyn(line: Line): void {
  const { words, page, book } = line;
  const version = versionOf(line);
  const hasCounts = words.length >= 3 && isNumber(words.at(-1)) && isNumber(words.at(-2));
  const isOld = version > 0 && version <= LAST_OLD_SET;
  if (hasCounts || (isOld && keptText(words[0] ?? '', MAX_ID_CHARACTERS) !== page.synVersion)) {
    book.clear(ALL_LISTS);
    return;
  }
  if (version === 0 && words.length === 1) return;
  const message = `the client's own copy of the lists was current in session ${page.session}, so they were not sent`;
  book.lacks('list', page.session, message);
}

function readLst(line: Line): void {
  const { words, book, page } = line;
  const [first] = words;
  if (isListName(first) && isNumber(words[1])) {
    readOldLst(line, first);
    return;
  }
  if (words.some((word) => word.startsWith('N='))) {
    readKeyedLst(line);
    return;
  }
  const [account, name, bits, groups] = words;
  if (account === undefined || !isNumber(bits)) return;
  const contact = book.contact(account);
  page.lastListed = contact;
  if (contact === undefined) return;
  contact.name = readName(name) ?? contact.name;
  book.setLists(contact, Number(bits) & ALL_LISTS);
  setGroups(book, contact, groups);
}

/** `LST t list ver i n account name [groups]`, `LST t list ver 0 0`. */
function readOldLst({ words, book, page }: Line, list: ListName): void {
  const [, , index, , account, name, groups] = words;
  const bit = LIST_BITS[list];
  if (index === '0' || index === '1') book.clear(bit);
  if (account === undefined) return;
  const contact = book.contact(account);
  page.lastListed = contact;
  if (contact === undefined) return;
  contact.name = readName(name) ?? contact.name;
  book.setLists(contact, contact.lists | bit);
  if (list === 'FL') setGroups(book, contact, groups);
}

/** `N=account`, `F=name`, `C=id` in any order. */
function keyed(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    words.filter((word) => word.charAt(1) === '=').map((word) => [word.charAt(0), word.slice(2)]),
  );
}

function readKeyedLst({ words, book, page }: Line): void {
  const fields = keyed(words);
  const rest = words.filter((word) => word.charAt(1) !== '=');
  const contact = book.contact(fields.get('N') ?? '');
  page.lastListed = contact;
  if (contact === undefined) return;
  contact.name = readName(fields.get('F')) ?? contact.name;
  const id = fields.get('C');
  if (id !== undefined) book.identify(contact, id);
  if (isNumber(rest[0])) book.setLists(contact, Number(rest[0]) & ALL_LISTS);
  // From MSNP12 on a number of the kind of contact stands before the groups.
  const groups = rest.slice(1).find((word) => !isNumber(word));
  setGroups(book, contact, groups);
}

function setGroups(book: Book, contact: Contact, words: string | undefined): void {
  book.leaveGroups(contact);
  for (const id of (words ?? '').split(',')) if (id !== '') book.joinGroup(contact, id.toLowerCase());
}

/** `LSG t ver i n id name 0`, `LSG id name 0`, `LSG name guid`. */
function readLsg({ words, book }: Line): void {
  if (isGuid(words[1])) book.group((words[1] ?? '').toLowerCase(), readName(words[0]) ?? '');
  else if (words.length >= 5) book.group(words[3] ?? '', readName(words[4]) ?? '');
  else if (words.length >= 2) book.group(words[0] ?? '', readName(words[1]) ?? '');
}

/** With an account, or about the contact of the LST line before. */
function readBpr({ words, book, page }: Line): void {
  const rest = isNumber(words[0]) ? words.slice(1) : words;
  const [first, second, third] = rest;
  if (first === undefined) return;
  const isBare = PHONE_TYPE.test(first);
  const contact = isBare ? page.lastListed : book.contact(first);
  const type = isBare ? first : second;
  const value = isBare ? second : third;
  if (contact !== undefined && type !== undefined)
    setPhone(contact.phones, type, readName(value) ?? undefined);
}

function readPrp({ words, book }: Line): void {
  const at = words.findIndex((word) => PHONE_TYPE.test(word));
  const type = words[at];
  if (type === undefined) return;
  const value = readName(words[at + 1]);
  if (type === 'MFN') book.name = value ?? book.name;
  else setPhone(book.phones, type, value ?? undefined);
}

function readAdd(line: Line): void {
  line.page.settle(line.command.trid);
  const { words, book } = line;
  const [list, , account, name, group] = words;
  if (!isListName(list) || account === undefined) return;
  const contact = book.contact(account);
  if (contact === undefined) return;
  const isNew = (contact.lists & LIST_BITS[list]) === 0;
  book.setLists(contact, contact.lists | LIST_BITS[list]);
  // The name of an ADD to other lists is often only the account.
  if (list === 'FL' || contact.name === null) contact.name = readName(name) ?? contact.name;
  if (group !== undefined && list === 'FL') book.joinGroup(contact, group.toLowerCase());
  changed(line, 'add', contact, list, isNew ? null : (group ?? null));
}

function readAdc(line: Line): void {
  line.page.settle(line.command.trid);
  const { words, book } = line;
  const [list] = words;
  if (!isListName(list)) return;
  const fields = keyed(words.slice(1));
  const account = fields.get('N');
  const id = fields.get('C');
  const contact = account === undefined ? book.find(id ?? '') : book.contact(account);
  if (contact === undefined) return;
  contact.name = readName(fields.get('F')) ?? contact.name;
  if (id !== undefined) book.identify(contact, id);
  book.setLists(contact, contact.lists | LIST_BITS[list]);
  const group = words.slice(1).find((word) => isGuid(word));
  if (group !== undefined) book.joinGroup(contact, group.toLowerCase());
  changed(line, 'add', contact, list, group ?? null);
}

/** `REM list [ver] account-or-id [group]`. */
function readRem(line: Line): void {
  line.page.settle(line.command.trid);
  const { words, book } = line;
  const [list, ...rest] = words;
  if (!isListName(list)) return;
  const [who, group] = isNumber(rest[0]) ? rest.slice(1) : rest;
  if (who === undefined) return;
  const contact = book.find(who) ?? book.contact(who);
  if (contact === undefined) return;
  if (group !== undefined) book.leaveGroup(contact, group.toLowerCase());
  else book.setLists(contact, contact.lists & ~LIST_BITS[list]);
  changed(line, 'remove', contact, list, group ?? null);
}

function changed(
  line: Line,
  action: 'add' | 'remove',
  contact: Contact,
  list: ListName,
  group: string | null,
): void {
  const by = line.command.trid > 0 ? 'client' : 'server';
  const { account, name } = contact;
  line.book.change({ ...NO_CHANGE, ...placeOf(line), by, action, account, list, group, name });
}

/** `ADG t ver name id 0`, `ADG t name guid 0`. */
function readAdg(line: Line): void {
  const { words, book } = line;
  const isNew = isGuid(words[1]);
  const name = readName(isNew ? words[0] : words[1]);
  const group = (isNew ? words[1] : words[2])?.toLowerCase();
  if (name === null || group === undefined) return;
  book.group(group, name);
  book.change({ ...NO_CHANGE, ...placeOf(line), by: 'client', action: 'add-group', group, name });
}

/** `RMG t [ver] id`. */
function readRmg(line: Line): void {
  const { words, book } = line;
  const group = words.at(-1)?.toLowerCase();
  if (group === undefined) return;
  const name = book.dropGroup(group);
  book.change({ ...NO_CHANGE, ...placeOf(line), by: 'client', action: 'remove-group', group, name });
}

/** `REG t ver id name 0`, `REG t 1 name guid 0`, `REG t guid name`: told apart by what is a known group. */
function readReg(line: Line): void {
  const { words, book } = line;
  const at = words.findIndex((word, i) => isGuid(word) || (i === 1 && book.groups.has(word)));
  const group = words[at]?.toLowerCase();
  if (group === undefined) return;
  const name = readName(at >= 2 ? words[at - 1] : words[at + 1]);
  if (name === null) return;
  book.group(group, name);
  book.change({ ...NO_CHANGE, ...placeOf(line), by: 'client', action: 'rename-group', group, name });
}

/** `REA t ver account name`: of the own account, or of a contact. */
function readRea(line: Line): void {
  const { words, book, info } = line;
  const [, account, encoded] = words;
  const name = readName(encoded);
  if (account === undefined || name === null) return;
  rename(
    line,
    account,
    name,
    account.toLowerCase() === (info.session.account ?? book.account)?.toLowerCase(),
  );
}

function rename(line: Line, account: string, name: string, isOwn: boolean): void {
  const { book } = line;
  const contact = isOwn ? undefined : book.contact(account);
  if (isOwn) book.name = name;
  else if (contact !== undefined) contact.name = name;
  book.change({
    ...NO_CHANGE,
    ...placeOf(line),
    by: 'client',
    action: 'rename',
    account: contact?.account ?? account,
    name,
  });
}

/** `SBP t id MFN name`. */
function readSbp(line: Line): void {
  const [id, type, encoded] = line.words;
  const contact = line.book.find(id ?? '');
  const name = readName(encoded);
  if (contact !== undefined && type === 'MFN' && name !== null) rename(line, contact.account, name, false);
}

function readBlp({ words, book }: Line): void {
  book.privacy = keptText(words.at(-1) ?? '', MAX_ID_CHARACTERS);
}

function readGtc({ words, book }: Line): void {
  book.prompt = keptText(words.at(-1) ?? '', MAX_ID_CHARACTERS);
}

/** Readers of the server's lines, by verb. */
export const LIST_LINES: ReadonlyMap<string, LineReader> = new Map([
  ['SYN', readSyn],
  ['LST', readLst],
  ['LSG', readLsg],
  ['BPR', readBpr],
  ['PRP', readPrp],
  ['ADD', readAdd],
  ['ADC', readAdc],
  ['REM', readRem],
  ['ADG', readAdg],
  ['RMG', readRmg],
  ['REG', readReg],
  ['REA', readRea],
  ['SBP', readSbp],
  ['BLP', readBlp],
  ['GTC', readGtc],
]);
