/**
 * Whether a position looks like the start of a command line, for finding the way back after damage: a code known for
 * the direction, a TrID where the code always has one, a length where it needs one. Constant time apart from the
 * search for the newline, because hostile bytes can hold a candidate at every offset.
 */
import { u8 } from '../base/bytes.ts';
import { MAX_PAYLOAD_BYTES, MAX_PLAUSIBLE_LINE_BYTES } from '../base/limits.ts';
import { CLIENT, SERVER } from '../tcp/handler.ts';
import type { Side } from '../tcp/handler.ts';
import { findLineFeed, NOT_DECIMAL, readDecimal } from './line.ts';
import { entryFor, ERROR_ROW, rowOf } from './lookup.ts';
import type { CommandRow } from './row.ts';

/** Answers to a question about bytes that may not be complete yet. */
export const NO = 0;
export const YES = 1;
export const MORE = 2;
export type Answer = typeof NO | typeof YES | typeof MORE;

const CODE_LENGTH = 3;
const MAX_TRID = 4294967295;
/** Digits looked at in a number: enough for leading zeros, few enough to stay constant. */
const MAX_DIGITS = 24;
/** Bytes of a line that the strong patterns look at: code, TrID, the longest account. */
const STRONG_BYTES = 192;

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

function isWordEnd(byte: number): boolean {
  return isBlank(byte) || byte === 0x0d || byte === 0x0a;
}

/** The row of the code at `start` for this direction; undefined when there is none or its syntax is not known. */
function rowAt(bytes: Uint8Array, start: number, from: Side): CommandRow | undefined {
  const a = u8(bytes, start);
  const b = u8(bytes, start + 1);
  const c = u8(bytes, start + 2);
  if (isDigit(a)) return isDigit(b) && isDigit(c) && from === SERVER ? ERROR_ROW : undefined;
  const entry = entryFor((a << 16) | (b << 8) | c);
  const row = entry && rowOf(entry, from, undefined);
  return row?.known === false ? undefined : row;
}

/** Whether the first bytes at `start` can begin a plausible line; MORE while there are fewer than four. */
export function couldStart(bytes: Uint8Array, start: number, end: number, from: Side): Answer {
  for (let i = 0; i < CODE_LENGTH; i++) {
    if (start + i >= end) return MORE;
    const byte = u8(bytes, start + i);
    if (!isCapital(byte) && !(isDigit(byte) && from === SERVER)) return NO;
  }
  if (rowAt(bytes, start, from) === undefined) return NO;
  if (start + CODE_LENGTH >= end) return MORE;
  return isWordEnd(u8(bytes, start + CODE_LENGTH)) ? YES : NO;
}

/** Offset behind the word at `start`, not beyond `end`, after `MAX_DIGITS` bytes at the latest. */
function shortWordEnd(bytes: Uint8Array, start: number, end: number): number {
  const limit = Math.min(end, start + MAX_DIGITS);
  let i = start;
  while (i < limit && !isWordEnd(u8(bytes, i))) i++;
  return i;
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  const limit = Math.min(end, start + MAX_DIGITS);
  let i = start;
  while (i < limit && isBlank(u8(bytes, i))) i++;
  return i;
}

/** The last word of `start` to `end` as a number, when it is short, decimal and does not begin before `start`. */
function lastNumber(bytes: Uint8Array, start: number, end: number): number {
  const limit = Math.max(start, end - MAX_DIGITS);
  let wordEnd = end;
  while (wordEnd > limit && isWordEnd(u8(bytes, wordEnd - 1))) wordEnd--;
  let wordStart = wordEnd;
  while (wordStart > limit && !isWordEnd(u8(bytes, wordStart - 1))) wordStart--;
  return readDecimal(bytes, wordStart, wordEnd);
}

function alwaysHasTrid(row: CommandRow): boolean {
  return row.trid === 'yes' || row.trid === 'zero';
}

/**
 * Whether the line from `start` to the LF at `lineFeed` is plausible. `start` to `lineFeed` is a whole line; every
 * offset may be asked about.
 */
export function isPlausibleLine(bytes: Uint8Array, start: number, lineFeed: number, from: Side): boolean {
  if (lineFeed - start > MAX_PLAUSIBLE_LINE_BYTES) return false;
  if (couldStart(bytes, start, lineFeed + 1, from) !== YES) return false;
  const row = rowAt(bytes, start, from);
  if (row === undefined) return false;
  let rest = start + CODE_LENGTH;
  if (alwaysHasTrid(row)) {
    const tridStart = skipBlanks(bytes, rest, lineFeed);
    rest = shortWordEnd(bytes, tridStart, lineFeed);
    const trid = readDecimal(bytes, tridStart, rest);
    if (trid === NOT_DECIMAL || trid > MAX_TRID || !isWordEnd(u8(bytes, rest))) return false;
  }
  if (row.payload !== 'always' && row.payload !== 'positive') return true;
  const length = lastNumber(bytes, rest, lineFeed);
  return length !== NOT_DECIMAL && length <= MAX_PAYLOAD_BYTES;
}

/** As `isPlausibleLine` for bytes that may go on: MORE until the newline is there; `final` says that nothing follows. */
export function isPlausibleAt(bytes: Buffer, start: number, end: number, from: Side, final: boolean): Answer {
  const could = couldStart(bytes, start, end, from);
  if (could !== YES) return could === MORE && final ? NO : could;
  const lineFeed = findLineFeed(bytes, start, Math.min(end, start + MAX_PLAUSIBLE_LINE_BYTES + 1));
  return isPlausibleUpTo(bytes, start, end, lineFeed, from, final);
}

/** The same where the first LF behind `start` is known; -1 when there is none before `end`. */
export function isPlausibleUpTo(
  bytes: Buffer,
  start: number,
  end: number,
  lineFeed: number,
  from: Side,
  final: boolean,
): Answer {
  const could = couldStart(bytes, start, end, from);
  if (could !== YES) return could === MORE && final ? NO : could;
  if (lineFeed >= 0) return isPlausibleLine(bytes, start, lineFeed, from) ? YES : NO;
  return final || end - start > MAX_PLAUSIBLE_LINE_BYTES ? NO : MORE;
}

/** Payload length that a plausible line announces, 0 when its row has none for certain. */
export function announcedLength(bytes: Uint8Array, start: number, lineFeed: number, from: Side): number {
  const row = rowAt(bytes, start, from);
  if (row === undefined || row.payload === 'none' || row.payload === 'probe') return 0;
  return Math.max(0, lastNumber(bytes, start + CODE_LENGTH, lineFeed));
}

/** Line starts that chat text does not have by accident. */
const STRONG: readonly { readonly from?: Side; readonly pattern: RegExp }[] = [
  { pattern: /^VER [0-9]+ MSNP/ },
  { from: CLIENT, pattern: /^CVR [0-9]+ 0x/ },
  { pattern: /^USR [0-9]+ (?:TWN|MD5|SSO|OK) / },
  { from: CLIENT, pattern: /^ANS [0-9]+ [^ ]*@/ },
  { from: SERVER, pattern: /^NLN (?:NLN|BSY|IDL|BRB|AWY|PHN|LUN) / },
  { from: SERVER, pattern: /^MSG Hotmail Hotmail [0-9]/ },
  { from: CLIENT, pattern: /^PNG\r\n/ },
  { from: SERVER, pattern: /^QNG[ \r]/ },
  { from: SERVER, pattern: /^CAL [0-9]+ RINGING/ },
];

// eslint-disable-next-line no-control-regex -- control bytes are what it looks for
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f]/;

/** Whether a plausible line is enough alone. A control byte in its beginning takes that away. */
export function isStrongLine(bytes: Buffer, start: number, lineFeed: number, from: Side): boolean {
  const text = bytes.toString('latin1', start, Math.min(lineFeed + 1, start + STRONG_BYTES));
  if (CONTROL.test(text)) return false;
  return STRONG.some((row) => (row.from === undefined || row.from === from) && row.pattern.test(text));
}
