/** What a payload says, in a few words: what its content says, else its type or its beginning. */
import { isUtf8 } from 'node:buffer';
import { MAX_SHOWN_CHARACTERS } from '../base/limits.ts';
import type { Command } from '../msnp/command.ts';
import { decodePayload } from '../msnp/payload/decode.ts';
import { readMimeHead } from '../msnp/payload/mime.ts';
import type { Privacy } from './command-json.ts';
import { contentTypeOf, shownPayload } from './content.ts';
import { escapeLong, escapeText, quoteText } from './escape.ts';
import { describeContent, type Speech } from './phrases.ts';

export type { Speech } from './phrases.ts';

const NOTHING: Speech = { text: '', isSpeech: false };
/** UTF-8 takes up to three bytes for one UTF-16 unit. */
const SHOWN_BYTES = 3 * MAX_SHOWN_CHARACTERS + 8;
const HEAD_END = Buffer.from('\r\n\r\n');

interface Reading {
  readonly payload: Buffer;
  readonly type: string;
  readonly asciiOnly: boolean;
  /** All of a text, not only its beginning. */
  readonly full: boolean;
  /** Columns that there are for a text. */
  readonly columns: number;
}

/** A payload in one line; empty when the command has none. What has no room in `columns` may be left out. */
export function summarise(
  command: Command,
  privacy: Privacy,
  asciiOnly: boolean,
  full = false,
  columns = Infinity,
): Speech {
  if (command.payloadEnd <= command.payloadStart) return NOTHING;
  const type = contentTypeOf(command);
  if (!privacy.payload) return typeOnly(type, asciiOnly);
  const payload = shownPayload(command, type, privacy.showSecrets);
  const reading = { payload, type, asciiOnly, full, columns };
  // Most messages by far: read without their head.
  if (type === 'text/plain') return readPlainText(reading);
  const content = decodePayload(command, payload);
  const speech = content === null ? undefined : describeContent(content, asciiOnly);
  if (speech !== undefined) return speech;
  return type === '' ? beginning(reading) : typeOnly(type, asciiOnly);
}

function typeOnly(type: string, asciiOnly: boolean): Speech {
  return type === '' ? NOTHING : { text: `(${escapeText(type, asciiOnly)})`, isSpeech: false };
}

/** Each of these takes one column at least. */
const PLAIN_LINES = /^[\x20-\x7e\r\n]*$/;

function readPlainText({ payload, asciiOnly, full, columns }: Reading): Speech {
  const blank = payload.indexOf(HEAD_END);
  const start = blank < 0 ? readMimeHead(payload, 0, payload.length).bodyStart : blank + HEAD_END.length;
  if (!full && columns < payload.length - start) {
    const first = payload.toString('latin1', start, start + columns + 1);
    if (PLAIN_LINES.test(first)) return { text: quoteText(first), isSpeech: true };
  }
  const end = full ? payload.length : Math.min(payload.length, start + SHOWN_BYTES);
  const text = payload.toString('utf8', start, end);
  return { text: full ? quoteAll(text, asciiOnly) : quoteText(text, asciiOnly), isSpeech: true };
}

/** Payloads without a type of their own: XML, challenge answers, anything. */
function beginning({ payload, asciiOnly, full }: Reading): Speech {
  const isText = isUtf8(payload) && !payload.includes(0);
  if (!isText) return { text: `(${payload.length} bytes)`, isSpeech: false };
  if (full) return { text: quoteAll(payload.toString('utf8'), asciiOnly), isSpeech: false };
  return { text: quoteText(payload.toString('utf8', 0, SHOWN_BYTES), asciiOnly), isSpeech: false };
}

/** As quoteText, with nothing left out. */
function quoteAll(text: string, asciiOnly: boolean): string {
  const lines = text.split(/\r\n|\n|\r/).map((line) => escapeLong(line, asciiOnly));
  return `"${lines.join('\\n')}"`;
}
