/**
 * Lines with their secrets replaced by `[masked:N]`, N the length in bytes. Every line that leaves the program goes
 * through here unless the user asked for secrets; payloads: secret-payload.ts.
 */
import { isUtf8 } from 'node:buffer';
import { LINE, TRID_HEX, TRID_NONE, TRID_NOT_INTEGER, TRID_OK } from './command.ts';
import type { Command } from './command.ts';
import { doubtfulWords, suspiciousWords } from './commands/secret-words.ts';
import { firstArg, lineText, words, wordSpans } from './words.ts';

/** A part of the bytes to mask: start and end. */
export type Span = readonly [start: number, end: number];

/** A bad TrID of at most this length is shown: it is what the finding is about, and no ticket is that short. */
const MAX_SHOWN_TRID = 8;

const NONE: readonly number[] = [];
const NO_CODE = LINE.unknown | LINE.codeLowercase | LINE.codeMalformed | LINE.codeDigits | LINE.bareCr;

const MASKED = /^\[masked:\d+\]$/;
const MAX_MASK_BYTES = 24;

function mask(length: number): string {
  return `[masked:${length}]`;
}

/** What stands in place of the bytes: a mask stays what it is, so that masking twice is masking once. */
function maskOf(bytes: Buffer, from: number, to: number): string {
  const length = to - from;
  const text = length > MAX_MASK_BYTES ? '' : bytes.toString('latin1', from, to);
  return MASKED.test(text) ? text : mask(length);
}

/** Whether the line can hold a secret at all. */
function mayHoldSecret(command: Command): boolean {
  return command.row?.secrets !== undefined || (command.flags & NO_CODE) !== 0;
}

/** Indexes of secret words, the code being word 0. */
function secretWords(command: Command): readonly number[] {
  if (!mayHoldSecret(command)) return NONE;
  const all = words(command);
  const { row } = command;
  if (row?.secrets === undefined || (command.flags & LINE.bareCr) !== 0) return secretsWithoutRow(all);
  const shift = firstArg(command);
  const inOrder = command.tridKind === TRID_OK || (command.tridKind === TRID_NONE && row.trid !== 'yes');
  const found = inOrder ? row.secrets(all.slice(shift)) : doubtfulWords(all.slice(shift));
  const indexes = found.map((index) => index + shift).filter((index) => index < all.length);
  const { tridKind } = command;
  const isDoubtful = tridKind === TRID_NOT_INTEGER || tridKind === TRID_HEX;
  return isDoubtful && (all[1] ?? '').length > MAX_SHOWN_TRID ? [1, ...indexes] : indexes;
}

/** `usr 7 TWN S ticket` is no command, but a secret all the same. */
function secretsWithoutRow(all: readonly string[]): readonly number[] {
  const code = (all[0] ?? '').slice(0, 3).toUpperCase();
  const isLogin = code === 'USR' || code === 'ANS' || code === 'RNG';
  const doubtful = isLogin ? doubtfulWords(all.slice(2)).map((index) => index + 2) : NONE;
  return [...new Set([...suspiciousWords(all), ...doubtful])].sort((a, b) => a - b);
}

/** The words of the line, secrets masked: word 1 is the TrID as sent when `hasTridWord`. */
export function maskedWords(command: Command): string[] {
  const all = words(command);
  const secret = secretWords(command);
  if (secret.length === 0) return all;
  const spans = wordSpans(command);
  for (const index of secret) {
    all[index] = maskOf(command.bytes, spans[index * 2] ?? 0, spans[index * 2 + 1] ?? 0);
  }
  return all;
}

/** `args()` with secrets masked. */
export function maskedArgs(command: Command): string[] {
  return maskedWords(command).slice(firstArg(command));
}

/** The first word with a secret masked; differs from `verb` only where that is no code. */
export function maskedVerb(command: Command): string {
  return (command.flags & LINE.codeMalformed) !== 0 ? (maskedWords(command)[0] ?? '') : command.verb;
}

/** The line's bytes with secrets masked; a window into `command.bytes` when there are none. */
export function maskedLine(command: Command): Buffer {
  const secret = secretWords(command);
  const { bytes, lineStart, lineEnd } = command;
  if (secret.length === 0) return bytes.subarray(lineStart, lineEnd);
  const spans = wordSpans(command);
  const parts = secret.map((index): Span => [spans[index * 2] ?? lineEnd, spans[index * 2 + 1] ?? lineEnd]);
  return replaceSpans(bytes, lineStart, lineEnd, parts);
}

/** The line as text with secrets masked, decoded as UTF-8. */
export function maskedText(command: Command): string {
  return secretWords(command).length === 0 ? lineText(command) : maskedLine(command).toString('utf8');
}

/** Whether the line, secrets masked, is valid UTF-8. */
export function isMaskedUtf8(command: Command): boolean {
  return (command.flags & LINE.highByte) === 0 || isUtf8(maskedLine(command));
}

/** The bytes from `start` to `end`, spans in order replaced. */
export function replaceSpans(bytes: Buffer, start: number, end: number, spans: readonly Span[]): Buffer {
  const parts: Buffer[] = [];
  let pos = start;
  for (const [from, to] of spans) {
    if (from < pos) continue;
    parts.push(bytes.subarray(pos, from), Buffer.from(maskOf(bytes, from, to)));
    pos = to;
  }
  parts.push(bytes.subarray(pos, end));
  return Buffer.concat(parts);
}
