/** What decoded payloads say in a few words: one row a kind. Kinds without a row are named by their type. */
import { MAX_LISTED_NAMES } from '../base/limits.ts';
import type {
  BlocksContent,
  FieldsContent,
  Decoded,
  P2pContent,
  P2pV2Content,
  SlpContent,
} from '../msnp/payload/decoded.ts';
import { escapeText, quoteText } from './escape.ts';

/** A summary; `isSpeech` for what a person wrote. */
export interface Speech {
  readonly text: string;
  readonly isSpeech: boolean;
}

/** Makes captured text harmless: as it is, and between quotes. */
interface Safe {
  readonly plain: (text: string) => string;
  readonly quoted: (text: string) => string;
}

/** The content of a kind; several kinds of fields share a shape. */
type ContentOf<K extends Decoded['kind']> = K extends FieldsContent['kind']
  ? FieldsContent
  : Extract<Decoded, { kind: K }>;

type Phrase<K extends Decoded['kind']> = (content: ContentOf<K>, safe: Safe) => string | Speech | undefined;

const PHRASES: { readonly [K in Decoded['kind']]?: Phrase<K> } = {
  text: ({ text }, { quoted }) => ({ text: quoted(text), isSpeech: true }),
  typing: ({ account }, { plain }) => (account === null ? undefined : `${plain(account)} is typing`),
  datacast: ({ name, data }, safe) => (name === null ? undefined : DATACASTS[name](data, safe)),
  invitation: (content, { plain }) => {
    const known = (value: string | number | null): string => (value === null ? '?' : plain(String(value)));
    const { file, fileSize, application, cookie, address, port, cancelCode } = content;
    if (content.command === 'INVITE') {
      if (file === null) return `invites to ${application === null ? 'something' : plain(application)}`;
      return fileOffer(file, fileSize === null ? null : String(fileSize), plain);
    }
    if (content.command === 'ACCEPT') {
      const where = address === null ? '' : `, connect to ${plain(address)} port ${known(port)}`;
      return `accepts invitation ${known(cookie)}${where}`;
    }
    if (content.command !== 'CANCEL') return undefined;
    return `cancels invitation ${known(cookie)} (${cancelCode === null ? 'no reason' : plain(cancelCode)})`;
  },
  emoticons: ({ emoticons }, { plain }) =>
    `with ${listed(
      emoticons.map(({ shortcut }) => shortcut),
      plain,
    )}`,
  ink: ({ bytes }) => `handwriting, ${bytes} bytes`,
  'client-caps': ({ fields }, { plain }) => {
    const name = fields['Client-Name'];
    return name === undefined ? undefined : `client ${plain(name)}`;
  },
  mail: ({ fields }, { plain, quoted }) => {
    const from = fields['From-Addr'] ?? fields['From'];
    if (from === undefined) return undefined;
    return `mail from ${plain(from)}${fields['Subject'] === undefined ? '' : ` ${quoted(fields['Subject'])}`}`;
  },
  'mail-data': ({ tooLarge, inboxUnread, notes }, { plain }) => {
    if (tooLarge) return 'mail data too large to send';
    const senders = notes.map(({ from }) => from ?? '?');
    const unread = inboxUnread === null ? '' : `${inboxUnread} unread mails, `;
    return `${unread}${counted(notes.length, 'offline note')}${senders.length === 0 ? '' : ` from ${listed(senders, plain)}`}`;
  },
  system: ({ fields }, { plain }) =>
    fields['Type'] === '1' && fields['Arg1'] !== undefined
      ? `the server closes in ${plain(fields['Arg1'])} minutes`
      : undefined,
  slp: (content, { plain }) => slpPhrase(content, plain),
  p2p: (content, { plain }) => (content.slp === null ? p2pPhrase(content) : slpPhrase(content.slp, plain)),
  contacts: ({ contacts }, { plain }) =>
    listed(
      contacts.map(({ account, lists }) => `${account}${lists === null ? '' : ` (${listNames(lists)})`}`),
      plain,
    ),
  personal: ({ message, media, endpoints }, { plain, quoted }) => {
    const parts = [
      ...(message === null ? [] : [quoted(message)]),
      ...(media === null ? [] : [`media ${quoted(media)}`]),
    ];
    if (parts.length > 0) return parts.join(', ');
    const ids = endpoints.map(({ id }) => id).filter((id) => id !== '');
    return ids.length === 0 ? 'no personal message' : `endpoints ${listed(ids, plain)}`;
  },
  blocks: blocksPhrase,
};

const DATACASTS: Readonly<
  Record<
    NonNullable<Extract<Decoded, { kind: 'datacast' }>['name']>,
    (data: string | null, safe: Safe) => string | Speech
  >
> = {
  nudge: () => 'sends a nudge',
  wink: () => 'sends a wink',
  'voice-clip': () => 'sends a voice clip',
  action: (data, { quoted }) => ({ text: quoted(data ?? ''), isSpeech: true }),
};

const LIST_NAMES = ['FL', 'AL', 'BL', 'RL', 'PL'];

function listNames(bits: number): string {
  const names = LIST_NAMES.filter((_, bit) => (bits & (1 << bit)) !== 0);
  return names.length === 0 ? 'no list' : names.join(' ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function listed(names: readonly string[], plain: Safe['plain']): string {
  const shown = names.slice(0, MAX_LISTED_NAMES).map(plain).join(', ');
  return names.length > MAX_LISTED_NAMES ? `${shown} and ${names.length - MAX_LISTED_NAMES} more` : shown;
}

function fileOffer(name: string, size: string | null, plain: Safe['plain']): string {
  return `offers the file "${plain(name)}"${size === null ? '' : `, ${size} bytes`}`;
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function slpPhrase(content: SlpContent, plain: Safe['plain']): string {
  const { method, status, reason, file, object, purpose } = content;
  if (status !== null) return `MSNSLP ${status}${reason === null ? '' : ` ${plain(reason)}`}`;
  if (file !== null) return fileOffer(file.name, file.size, plain);
  const what = object?.typeName ?? purpose;
  if (method === 'INVITE' && object !== null) return `asks for ${withArticle(plain(what ?? 'object'))}`;
  return `MSNSLP ${plain(method ?? '')}${what === null ? '' : ` (${plain(what)})`}`;
}

function p2pPhrase(content: P2pContent | P2pV2Content): string {
  if (content.version === 2) {
    return content.data === null ? 'P2P acknowledgement' : `P2P ${content.data.bytes} bytes`;
  }
  if (content.dataBytes === 0) return `P2P ${content.flagNames.join(', ') || 'no data'}`;
  return `P2P ${content.dataBytes} bytes at ${content.offset} of ${content.total}`;
}

/** What presence documents say, by the last step of the path. */
const PRESENCE: readonly (readonly [end: string, name: string])[] = [
  ['/Status', 'status'],
  ['/FriendlyName', 'name'],
  ['/PSM', 'message'],
];

function blocksPhrase(content: BlocksContent, safe: Safe): string | Speech | undefined {
  const { body, headers } = content;
  if (body === null) return undefined;
  if (body.kind !== 'xml') return phraseOf(body, safe);
  const found = PRESENCE.flatMap(([end, name]) => {
    const path = Object.keys(body.fields).find((key) => key.endsWith(end));
    return path === undefined ? [] : [`${name} ${safe.plain(body.fields[path] ?? '')}`];
  });
  return found.length === 0 ? `(${safe.plain(headers['Content-Type'] ?? body.root)})` : found.join(', ');
}

function phraseOf(content: Decoded, safe: Safe): string | Speech | undefined {
  const phrase = PHRASES[content.kind] as Phrase<Decoded['kind']> | undefined;
  return phrase?.(content, safe);
}

const ESCAPED: Safe = { plain: (text) => escapeText(text), quoted: (text) => quoteText(text) };
const ASCII_ONLY: Safe = { plain: (text) => escapeText(text, true), quoted: (text) => quoteText(text, true) };

/** The summary of a content; undefined when its type says as much. */
export function describeContent(content: Decoded, asciiOnly: boolean): Speech | undefined {
  const phrase = phraseOf(content, asciiOnly ? ASCII_ONLY : ESCAPED);
  return typeof phrase === 'string' ? { text: phrase, isSpeech: false } : phrase;
}
