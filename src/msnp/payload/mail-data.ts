/** Mail-Data of the notifications about mail and offline messages (messages.md 11). */
import { MAX_FIELDS } from '../../base/limits.ts';
import type { Body } from './body.ts';
import { charsetOf, decodeText } from './charset.ts';
import type { Content, MailDataContent, OfflineNote } from './decoded.ts';
import { wholeNumber } from './fields.ts';
import { fieldsDecoder } from './simple-types.ts';
import { readXml, type XmlElement } from './xml.ts';

const TOO_LARGE = 'too-large';
const MAIL_DATA = /^Mail-Data[ \t]*:/im;

const DOCUMENT_END = '</MD>';

/** The value of Mail-Data: a document up to its end, or what stands in the line; null when the block has none. */
export function mailDataOf(text: string): string | null {
  const match = MAIL_DATA.exec(text);
  if (match === null) return null;
  const value = text.slice(match.index + match[0].length);
  const end = value.lastIndexOf(DOCUMENT_END);
  return (end < 0 ? (value.split('\n', 1)[0] ?? '') : value.slice(0, end + DOCUMENT_END.length)).trim();
}

export function isTooLarge(mailData: string): boolean {
  return mailData.toLowerCase() === TOO_LARGE;
}

/** One word of RFC 2047; servers leave a blank before its end. */
const ENCODED_WORD = /=\?([\w.-]{1,40})\?([BQ])\?([^?]{0,1000})\?=/gi;

function encodedWord(whole: string, charset: string, encoding: string, data: string): string {
  const isBase64 = encoding.toUpperCase() === 'B';
  const quoted = data
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const bytes = isBase64 ? Buffer.from(data, 'base64') : Buffer.from(quoted, 'latin1');
  const { text, problem } = decodeText(bytes, charsetOf(`;charset=${charset}`));
  return problem === '' ? text : whole;
}

function childOf(element: XmlElement, name: string): string | null {
  const text = element.children.find((child) => child.name === name)?.text.trim();
  return text === undefined || text === '' ? null : text;
}

function noteOf(mail: XmlElement): OfflineNote {
  return {
    id: childOf(mail, 'I'),
    from: childOf(mail, 'E'),
    name: childOf(mail, 'N')?.replace(ENCODED_WORD, encodedWord) ?? null,
    time: childOf(mail, 'RT'),
    folder: childOf(mail, 'F'),
  };
}

const asMail = fieldsDecoder('mail');

/** The notes and the count of unread mail; the fields of the block when Mail-Data cannot be read. */
export function decodeMailData(body: Body): Content | null {
  const { bytes, start, end, isWhole } = body;
  const mailData = mailDataOf(bytes.toString('utf8', start, end));
  if (mailData === null) return asMail(body);
  if (!isWhole) return null;
  if (isTooLarge(mailData)) return content(true, null, []);
  const root = readXml(mailData)?.[0];
  if (root === undefined) return asMail(body);
  const summary = root.children.find((child) => child.name === 'E');
  const mails = root.children.filter((child) => child.name === 'M').slice(0, MAX_FIELDS);
  return content(false, wholeNumber(summary && childOf(summary, 'IU')), mails.map(noteOf));
}

function content(
  tooLarge: boolean,
  inboxUnread: number | null,
  notes: readonly OfflineNote[],
): MailDataContent {
  return { kind: 'mail-data', tooLarge, inboxUnread, notes };
}
