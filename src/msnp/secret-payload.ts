/**
 * Payloads with their secrets replaced by `[masked:N]`, N the length in bytes: the values of MSPAuth, sid and kv in
 * profiles and of AuthCookie in invitations. They are looked for wherever they are not what a person wrote, in any
 * shape that a tolerant reader takes for a field: the readers of this program are tolerant themselves.
 */
import { SERVER } from '../tcp/handler.ts';
import type { Command } from './command.ts';
import { readMimeHead } from './payload/mime.ts';
import { replaceSpans, type Span } from './secrets.ts';
import { word } from './words.ts';

/**
 * At the beginning of a line, whatever blanks, controls or bytes above ASCII stand around the name. In front of it no
 * CR, where another line begins: a run of them would be read once for each.
 */
const SECRET = /^[^!-~\r\n]*(?:MSPAuth|sid|kv|AuthCookie)[^!-~\n]*:/gim;

/** What a person wrote, and parts of objects: no fields. */
const NO_FIELDS: ReadonlySet<string> = new Set(['text/plain', 'application/x-msnmsgrp2p']);
const MIME_VERBS: ReadonlySet<string> = new Set(['MSG', 'UUM', 'UBM']);
/** What a person wrote to a telephone. */
const PAGE_VERBS: ReadonlySet<string> = new Set(['PAG', 'PGD']);
/** The same two in blocks (messages.md 12), up to the end of the block that says so. */
const NO_FIELDS_BEHIND = /^Message-Type:[ \t]*(?:Text|Data)[ \t]*\r?$/im;
const BLOCK_VERBS: ReadonlySet<string> = new Set(['SDG', 'NFY', 'PUT', 'DEL']);
const BLOCK_END = /\n\r?\n/g;

/** The captured payload with secrets masked; a window into `command.bytes` when there are none. */
export function maskedPayload(command: Command): Buffer {
  const { bytes, payloadStart, payloadEnd } = command;
  const payload = bytes.subarray(payloadStart, payloadEnd);
  const verb = command.verb.toUpperCase();
  if (payload.length === 0 || PAGE_VERBS.has(verb)) return payload;
  return MIME_VERBS.has(verb)
    ? maskedMessage(command, payload)
    : maskedFields(payload, fieldsEnd(verb, payload));
}

/** `bytes` with the values of secret fields masked, as far as `end`; the same bytes when there are none. */
export function maskedFields(bytes: Buffer, end = bytes.length): Buffer {
  const spans = secretSpans(bytes.toString('latin1', 0, end));
  return spans.length === 0 ? bytes : replaceSpans(bytes, 0, bytes.length, spans);
}

/** Where a text or the part of an object begins in blocks; the end of the payload without one. */
function fieldsEnd(verb: string, payload: Buffer): number {
  if (!BLOCK_VERBS.has(verb)) return payload.length;
  const text = payload.toString('latin1');
  const type = NO_FIELDS_BEHIND.exec(text);
  if (type === null) return payload.length;
  BLOCK_END.lastIndex = type.index;
  return BLOCK_END.exec(text)?.index ?? payload.length;
}

function maskedMessage(command: Command, payload: Buffer): Buffer {
  const { bytes, payloadStart, payloadEnd } = command;
  const head = readMimeHead(bytes, payloadStart, payloadEnd);
  const isHoled = command.payloadHoles.length > 0;
  const isSafe =
    NO_FIELDS.has(head.contentType) && (head.contentType === 'text/plain' || (head.complete && !isHoled));
  if (isSafe) return payload;
  const text = payload.toString('latin1');
  const spans = secretSpans(text);
  if (isHoled) spans.push(...spansAtHoles(command, text));
  // A value that is cut in two: nobody but a server itself sends profiles.
  const isOfServer = command.from === SERVER && word(command, 1)?.includes('@') !== true;
  if (isOfServer && head.headers.has('chunk')) spans.push(lineAt(text, head.bodyStart - payloadStart));
  else if (isContinuation(head.headers)) spans.push(...cutField(text, head.bodyStart - payloadStart));
  const found = joinSpans(spans.filter(([start, end]) => end > start));
  return found.length === 0 ? payload : replaceSpans(payload, 0, payload.length, found);
}

/** Ends of the names of secret fields, and digits: what a chunk begins with when its border cuts such a field. */
const CUT_FIELD = /^(?:[a-z]{0,9}[ \t]*:[ \t]*(\S*)|(\d+))[ \t]*$/i;
const SECRET_NAMES = ['mspauth', 'sid', 'kv', 'authcookie'];

/** Whether it is a chunk behind the first one, which alone says what the message is. */
function isContinuation(headers: ReadonlyMap<string, string>): boolean {
  return headers.has('chunk') && !headers.has('content-type');
}

/** The value of a field that the border in front of the chunk cuts. */
function cutField(text: string, start: number): Span[] {
  const [, end] = lineAt(text, start);
  const match = CUT_FIELD.exec(text.slice(start, end));
  if (match === null) return [];
  const name = match[2] === undefined ? match[0].split(':', 1)[0]?.trim().toLowerCase() : '';
  const isCut = SECRET_NAMES.some((secret) => secret.endsWith(name ?? ''));
  const value = match[1] ?? match[2] ?? '';
  const at = start + match[0].lastIndexOf(value);
  return isCut && value !== '' ? [[at, at + value.length]] : [];
}

/** Values of secret fields in order, with the lines they are folded into. */
function secretSpans(text: string): Span[] {
  const spans: Span[] = [];
  let done = 0;
  for (const match of text.matchAll(SECRET)) {
    if (match.index < done) continue;
    let start = match.index + match[0].length;
    do {
      const span = lineAt(text, behindBlanks(text, start));
      spans.push(span);
      done = span[1];
      start = text.indexOf('\n', done) + 1;
    } while (start > 0 && isBlank(text, start));
  }
  return spans.filter(([start, end]) => end > start);
}

function behindBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text, at)) at++;
  return at;
}

function isBlank(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t';
}

/** From `start` to the end of its line. */
function lineAt(text: string, start: number): Span {
  const lineFeed = text.indexOf('\n', start);
  const end = lineFeed < 0 ? text.length : lineFeed;
  return [start, end > start && text[end - 1] === '\r' ? end - 1 : end];
}

/** What is left of a line behind a hole may be a secret whose name lies in the hole. */
function spansAtHoles({ payloadHoles }: Command, text: string): Span[] {
  const spans: Span[] = [];
  let missing = 0;
  for (let i = 0; i < payloadHoles.length; i += 2) {
    spans.push(lineAt(text, (payloadHoles[i] ?? 0) - missing));
    missing += payloadHoles[i + 1] ?? 0;
  }
  return spans;
}

/** In order, overlapping ones made one. */
function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], end)];
    else joined.push([start, end]);
  }
  return joined;
}
