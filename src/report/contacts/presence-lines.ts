/** Lines about presence and names: ILN NLN FLN CHG UBX UUX, and the publications of MSNP21. */
import { keptText } from '../../base/kept-text.ts';
import { MAX_ID_CHARACTERS, MAX_NAME_CHARACTERS } from '../../base/limits.ts';
import { parseMsnObject } from '../../msnp/payload/msn-object.ts';
import type { PersonalContent } from '../../msnp/payload/decoded.ts';
import { bareAccount, readName, sameAccount } from '../chat/accounts.ts';
import type { Book, Contact } from './book.ts';
import { contentOf, isNumber, versionOf, type Line, type LineReader } from './line.ts';

/** Versions whose presence lines have a network behind the account. */
const FIRST_NETWORK = 14;
const LAST_NETWORK = 17;
const DISPLAY_PICTURE = 3;

/** Words of `NLN state account [network] name [caps [object [icon]]]`. */
interface PresenceWords {
  readonly state: string;
  readonly word: string;
  readonly network: string | undefined;
  readonly name: string | undefined;
  readonly capabilities: string | undefined;
  readonly object: string | undefined;
}

/** The words of an ILN or NLN line by its version; undefined when there are too few. */
export function presenceWords(words: readonly string[], version: number): PresenceWords | undefined {
  const [state, word] = words;
  if (state === undefined || word === undefined) return undefined;
  const rest = words.slice(2);
  const hasNetwork = hasNetworkWord(rest, version);
  const [name, capabilities, object] = hasNetwork ? rest.slice(1) : rest;
  return { state, word, network: hasNetwork ? rest[0] : undefined, name, capabilities, object };
}

function readPresence(line: Line): void {
  const { command, book } = line;
  const found = presenceWords(line.words, versionOf(line));
  if (found === undefined) return;
  const { state, word, network, name, capabilities, object } = found;
  const contact = personOf(line, word);
  if (contact === undefined) {
    book.presence.set(command.lastTime, state);
    return;
  }
  contact.network = networkOf(word, network) ?? contact.network;
  contact.name = readName(name) ?? contact.name;
  contact.capabilities = keptText(capabilities ?? null, MAX_ID_CHARACTERS) ?? contact.capabilities;
  if (object !== undefined) contact.picture = pictureOf(object);
  book.setState(contact, command.lastTime, state);
}

/** `FLN account [network] ...`. */
function readOffline(line: Line): void {
  const [word] = line.words;
  if (word === undefined) return;
  const contact = personOf(line, word);
  if (contact === undefined) line.book.presence.set(line.command.lastTime, 'FLN');
  else line.book.setState(contact, line.command.lastTime, 'FLN');
}

function hasNetworkWord(rest: readonly string[], version: number): boolean {
  if (version > 0) return version >= FIRST_NETWORK && version <= LAST_NETWORK;
  return /^\d{1,2}$/.test(rest[0] ?? '') && rest.length >= 3 && !isNumber(rest[1]);
}

function networkOf(word: string, network: string | undefined): number | null {
  const text = network ?? /^(\d{1,2}):/.exec(word)?.[1];
  return text !== undefined && /^\d{1,2}$/.test(text) ? Number(text) : null;
}

/** The contact a line is about; undefined for the client itself and when there are too many. */
function personOf({ info, book }: Line, word: string): Contact | undefined {
  const own = info.session.account ?? book.account;
  return own !== null && sameAccount(own, bareAccount(word)) ? undefined : book.contact(word);
}

/** SHA1D of the display picture in an object word; null for none. */
function pictureOf(word: string): string | null {
  const object = parseMsnObject(word);
  return object?.type === DISPLAY_PICTURE ? keptText(object.sha1d, MAX_ID_CHARACTERS) : null;
}

/** `CHG t state ...` of the server: the state is in force. */
function readChg({ command, words, book }: Line): void {
  const [state] = words;
  if (state !== undefined) book.presence.set(command.lastTime, state);
}

function readUbx(line: Line): void {
  const { words, book } = line;
  const [word] = words;
  if (word === undefined) return;
  const content = contentOf(line);
  const contact = personOf(line, word);
  if (content?.kind === 'personal') note(contact ?? book, content);
}

export function readUux(line: Line): void {
  const content = contentOf(line);
  // Places of the client come alone, without a personal message.
  if (content?.kind === 'personal' && content.endpoints.length === 0) note(line.book, content);
}

function note(target: Contact | Book, content: PersonalContent): void {
  target.message = keptText(content.message, MAX_NAME_CHARACTERS);
  if ('media' in target) target.media = keptText(content.media, MAX_NAME_CHARACTERS);
}

/** Presence of MSNP21: `user/s/Status` and its like (messages.md 12). */
export function readPublication(line: Line): void {
  const { command, words, book } = line;
  const content = contentOf(line);
  if (content?.kind !== 'blocks' || content.from === null || content.body?.kind !== 'xml') return;
  if (content.body.root !== 'user') return;
  const { fields } = content.body;
  const value = (name: string): string | undefined => {
    const path = Object.keys(fields).find((key) => SECTION.exec(key)?.[1] === name);
    return path === undefined ? undefined : fields[path];
  };
  const sections = Object.keys(fields)
    .filter((key) => SECTION.exec(key)?.[1] === '@n')
    .map((key) => fields[key]);
  const contact = personOf(line, content.from);
  const target = contact ?? book;
  const name = value('FriendlyName');
  if (name !== undefined) target.name = readPlain(name);
  if (sections.includes('PE')) target.message = keptText(value('PSM') ?? null, MAX_NAME_CHARACTERS);
  const state = value('Status') ?? (words[0] === 'DEL' && sections.includes('IM') ? 'FLN' : undefined);
  if (state !== undefined && contact === undefined) book.presence.set(command.lastTime, state);
  if (state !== undefined && contact !== undefined) book.setState(contact, command.lastTime, state);
  const capabilities = Object.entries(fields).find(([key]) => CAPABILITIES.test(key))?.[1];
  if (contact === undefined) return;
  contact.capabilities = keptText(capabilities ?? null, MAX_ID_CHARACTERS) ?? contact.capabilities;
  contact.network = networkOf(content.from, undefined) ?? contact.network;
}

const SECTION = /^user\/s(?:\[\d+\])?\/([^/]+)$/;
const CAPABILITIES = /^user\/sep(?:\[\d+\])?\/Capabilities$/;

const readPlain = (name: string): string | null => (name === '' ? null : keptText(name, MAX_NAME_CHARACTERS));

/** Readers of the server's lines, by verb. */
export const PRESENCE_LINES: ReadonlyMap<string, LineReader> = new Map([
  ['ILN', readPresence],
  ['NLN', readPresence],
  ['FLN', readOffline],
  ['CHG', readChg],
  ['UBX', readUbx],
  ['NFY', readPublication],
]);
