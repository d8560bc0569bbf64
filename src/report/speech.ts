/** What a payload says, in a few words: chat text, typing, invitations, else its type or its beginning. */
import { isUtf8 } from 'node:buffer';
import { MAX_SHOWN_CHARACTERS } from '../base/limits.ts';
import type { Command } from '../msnp/command.ts';
import { readMimeHead } from '../msnp/payload/mime.ts';
import type { Privacy } from './command-json.ts';
import { contentTypeOf, shownPayload } from './content.ts';
import { escapeText, quoteText } from './escape.ts';

/** A summary; `isSpeech` for what a person wrote. */
export interface Speech {
  readonly text: string;
  readonly isSpeech: boolean;
}

const NOTHING: Speech = { text: '', isSpeech: false };
/** UTF-8 takes up to three bytes for one UTF-16 unit. */
const SHOWN_BYTES = 3 * MAX_SHOWN_CHARACTERS + 8;
const HEAD_END = Buffer.from('\r\n\r\n');

interface Reading {
  readonly payload: Buffer;
  readonly type: string;
  readonly asciiOnly: boolean;
}

/** A payload in one line; empty when the command has none. */
export function summarise(command: Command, privacy: Privacy, asciiOnly: boolean): Speech {
  if (command.payloadEnd <= command.payloadStart) return NOTHING;
  const type = contentTypeOf(command);
  if (!privacy.payload) return typeOnly(type, asciiOnly);
  const payload = shownPayload(command, type, privacy.showSecrets);
  const reading = { payload, type, asciiOnly };
  const reader = READERS.get(type);
  if (reader !== undefined) return reader(reading);
  return type === '' ? beginning(reading) : typeOnly(type, asciiOnly);
}

function typeOnly(type: string, asciiOnly: boolean): Speech {
  return type === '' ? NOTHING : { text: `(${escapeText(type, asciiOnly)})`, isSpeech: false };
}

function readPlainText({ payload, asciiOnly }: Reading): Speech {
  const blank = payload.indexOf(HEAD_END);
  const start = blank < 0 ? readMimeHead(payload, 0, payload.length).bodyStart : blank + HEAD_END.length;
  const text = payload.toString('utf8', start, Math.min(payload.length, start + SHOWN_BYTES));
  return { text: quoteText(text, asciiOnly), isSpeech: true };
}

function readTyping({ payload, type, asciiOnly }: Reading): Speech {
  const who = readMimeHead(payload, 0, payload.length).headers.get('typinguser');
  if (who === undefined) return typeOnly(type, asciiOnly);
  return { text: `${escapeText(who, asciiOnly)} is typing`, isSpeech: false };
}

/** The block behind the head says what the invitation is about (text/x-msmsgsinvite). */
function readInvitation(reading: Reading): Speech {
  const { payload, type, asciiOnly } = reading;
  const head = readMimeHead(payload, 0, payload.length);
  const block = readMimeHead(payload, head.bodyStart, payload.length);
  const field = (name: string): string | undefined => {
    const value = block.headers.get(name);
    return value === undefined || value === '' ? undefined : escapeText(value, asciiOnly);
  };
  const kind = block.headers.get('invitation-command')?.toUpperCase() ?? '';
  const text = INVITATIONS.get(kind)?.(field);
  return text === undefined ? typeOnly(type, asciiOnly) : { text, isSpeech: false };
}

type Field = (name: string) => string | undefined;

const INVITATIONS: ReadonlyMap<string, (field: Field) => string> = new Map(
  Object.entries({
    INVITE: (field: Field) => {
      const file = field('application-file');
      const size = field('application-filesize');
      if (file === undefined) return `invites to ${field('application-name') ?? 'something'}`;
      return `offers the file "${file}"${size === undefined ? '' : `, ${size} bytes`}`;
    },
    ACCEPT: (field: Field) => {
      const address = field('ip-address');
      const where = address === undefined ? '' : `, connect to ${address} port ${field('port') ?? '?'}`;
      return `accepts invitation ${field('invitation-cookie') ?? '?'}${where}`;
    },
    CANCEL: (field: Field) => {
      return `cancels invitation ${field('invitation-cookie') ?? '?'} (${field('cancel-code') ?? 'no reason'})`;
    },
  }),
);

/** Payloads without a type of their own: XML, challenge answers, anything. */
function beginning({ payload, asciiOnly }: Reading): Speech {
  const isText = isUtf8(payload) && !payload.includes(0);
  if (!isText) return { text: `(${payload.length} bytes)`, isSpeech: false };
  return { text: quoteText(payload.toString('utf8', 0, SHOWN_BYTES), asciiOnly), isSpeech: false };
}

const READERS: ReadonlyMap<string, (reading: Reading) => Speech> = new Map([
  ['text/plain', readPlainText],
  ['text/x-msmsgscontrol', readTyping],
  ['text/x-msmsgsinvite', readInvitation],
]);
