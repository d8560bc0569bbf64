/**
 * From a scanned line to a command: code and row, TrID, and what follows the line. Everything here is driven by the
 * table; what a code means stands in its row.
 */
import { MAX_PAYLOAD_BYTES, MAX_VERB_BYTES } from '../base/limits.ts';
import { CLIENT, SERVER } from '../tcp/handler.ts';
import type { Side } from '../tcp/handler.ts';
import {
  LINE,
  TRID_HEX,
  TRID_MISSING,
  TRID_NEGATIVE,
  TRID_NONE,
  TRID_NOT_INTEGER,
  TRID_OK,
  TRID_OUT_OF_RANGE,
  TRID_PLUS,
} from './command.ts';
import type { Command } from './command.ts';
import { NOT_DECIMAL, readDecimal } from './line.ts';
import type { Line } from './line.ts';
import { entryFor, ERROR_ROW, rowOf } from './lookup.ts';
import type { CommandRow, Role } from './row.ts';

/** What is known of the connection; shared by its two decoders, kept up by the stage above, read at each decision. */
export interface DecodeContext {
  role: Role | undefined;
  /** MSNP versions that are possible: 2 to 21 when nothing is known. */
  minVersion: number;
  maxVersion: number;
}

/** What follows the line, where it is not a payload length (0 and more). */
export const NO_PAYLOAD = -1;
/** The length is unusable or the line is none: the stream is out of step. */
export const OUT_OF_STEP = -2;
/** The last word may be a length: an error, or a code nobody knows; `wordLength` has it. */
export const ASK_ERROR = -3;
export const ASK_UNKNOWN = -4;

const MAX_TRID = 4294967295;

const DIGITS = /^[0-9]+$/;
const CODE_IN_SMALL = /^[A-Za-z]{3}$/;
const HTTP_WORD = /^HTTP\/[0-9]/;
const NEGATIVE = /^-[0-9]+$/;
const PLUS = /^\+[0-9]+$/;
const HEX = /^(?:0x[0-9a-f]+|(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]+)$/i;
/** Longer words are no TrID of any kind. */
const MAX_TRID_WORD_BYTES = 256;

/** Text of a word for patterns; byte for byte. */
function text(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, Math.min(end, start + MAX_TRID_WORD_BYTES));
}

/**
 * Fills verb, row, flags and TrID of `command` from `line` (whose bytes are `command.bytes`), and returns the payload
 * length or one of the codes above.
 */
export function describeLine(command: Command, line: Line, from: Side, context: DecodeContext): number {
  command.from = from;
  command.lineStart = line.start;
  command.lineEnd = line.end;
  command.newline = line.crlf ? 'crlf' : 'lf';
  command.flags = line.flags;
  command.wordCount = line.words;
  command.row = undefined;
  command.trid = -1;
  command.tridKind = TRID_NONE;
  command.hasTridWord = false;
  command.payloadLength = NO_PAYLOAD;
  if (line.firstEnd - line.firstStart !== 3) return describeOdd(command, line);
  const { bytes } = command;
  const a = bytes[line.firstStart] as number;
  const b = bytes[line.firstStart + 1] as number;
  const c = bytes[line.firstStart + 2] as number;
  const entry = entryFor((a << 16) | (b << 8) | c);
  if (entry === undefined) return describeOdd(command, line);
  command.verb = entry.verb;
  const row = rowOf(entry, from, context.role);
  if (row === undefined) {
    const other = rowOf(entry, from === CLIENT ? SERVER : CLIENT, context.role);
    return describeWrongSide(command, line, other);
  }
  command.row = row;
  if (row.known === false) return describeUnknown(command, line);
  readTrid(command, line, row, context);
  return row.payload === 'none' ? NO_PAYLOAD : readLength(command, line, row);
}

/** Start of the last word, -1 when the line has none behind code and TrID. */
function lastWord(command: Command, line: Line): number {
  return line.words > (command.hasTridWord ? 2 : 1) ? line.lastStart : -1;
}

function readLength(command: Command, line: Line, row: CommandRow): number {
  const { bytes } = command;
  const start = lastWord(command, line);
  const length = start < 0 ? NOT_DECIMAL : readDecimal(bytes, start, line.lastEnd);
  if (length !== NOT_DECIMAL) {
    if (row.payload === 'number' && !numberFollowsTrid(command, line)) return NO_PAYLOAD;
    command.payloadLength = length;
    if (length <= MAX_PAYLOAD_BYTES) return length;
    command.flags |= LINE.lengthHuge;
    return OUT_OF_STEP;
  }
  if (looksLikeHttp(command, line)) return describeForeign(command);
  if (start >= 0 && NEGATIVE.test(text(bytes, start, line.lastEnd))) command.flags |= LINE.lengthNegative;
  else if (row.payload === 'always') command.flags |= LINE.lengthMissing;
  else return NO_PAYLOAD;
  return OUT_OF_STEP;
}

function numberFollowsTrid(command: Command, line: Line): boolean {
  const start = command.hasTridWord ? line.thirdStart : line.secondStart;
  const end = command.hasTridWord ? line.thirdEnd : line.secondEnd;
  return readDecimal(command.bytes, start, end) !== NOT_DECIMAL;
}

/** Takes a decimal second word as the TrID; false when it is none. */
function takeDecimalTrid(command: Command, line: Line): boolean {
  if (line.words < 2) return false;
  const trid = readDecimal(command.bytes, line.secondStart, line.secondEnd);
  if (trid === NOT_DECIMAL) return false;
  command.hasTridWord = true;
  command.trid = trid <= MAX_TRID ? trid : -1;
  command.tridKind = trid <= MAX_TRID ? TRID_OK : TRID_OUT_OF_RANGE;
  return true;
}

function readTrid(command: Command, line: Line, row: CommandRow, context: DecodeContext): void {
  if (row.trid === 'no') return;
  if (row.plainTrid !== undefined && !row.plainTrid(wordFacts(command, line, context))) return;
  if (takeDecimalTrid(command, line) || row.from === 'server') return;
  command.tridKind = classifyTrid(command, line, row);
  command.hasTridWord = command.tridKind !== TRID_MISSING;
}

function wordFacts(
  command: Command,
  line: Line,
  context: DecodeContext,
): Parameters<NonNullable<CommandRow['plainTrid']>>[0] {
  const { minVersion, maxVersion } = context;
  const thirdIsNumber =
    line.words > 2 && readDecimal(command.bytes, line.thirdStart, line.thirdEnd) !== NOT_DECIMAL;
  return { count: line.words, thirdIsNumber, minVersion, maxVersion };
}

/** What a client's second word is that is not a number. */
function classifyTrid(command: Command, line: Line, row: CommandRow): number {
  if (line.words < 2) return TRID_MISSING;
  const { bytes } = command;
  const word = text(bytes, line.secondStart, line.secondEnd);
  const hex = HEX.test(word);
  if (row.firstParam?.test(word) === true) {
    // `CVR 0x1 0x0409 ...`: the parameter has the look of a bad TrID, and stands behind one.
    const third = line.words > 2 ? text(bytes, line.thirdStart, line.thirdEnd) : '';
    if (!hex || !row.firstParam.test(third)) return TRID_MISSING;
  }
  if (NEGATIVE.test(word)) return TRID_NEGATIVE;
  if (PLUS.test(word)) return TRID_PLUS;
  return hex ? TRID_HEX : TRID_NOT_INTEGER;
}

/** A code of the other side: its payload is passed over when the line ends in a usable length. */
function describeWrongSide(command: Command, line: Line, row: CommandRow | undefined): number {
  if (looksLikeHttp(command, line)) return describeForeign(command);
  command.row = row;
  command.flags |= LINE.wrongDirection;
  if (row?.known === false) return describeUnknown(command, line);
  const onlyLength = row?.trid === 'no' && row.payload !== 'none' && line.words === 2;
  if (!onlyLength) takeDecimalTrid(command, line);
  if (row === undefined || row.payload === 'none') return NO_PAYLOAD;
  return usableLength(command, line, row);
}

/** The payload length of a line that is out of order in another way: taken when it can be used, else no payload. */
function usableLength(command: Command, line: Line, row: CommandRow): number {
  const start = lastWord(command, line);
  const length = start < 0 ? NOT_DECIMAL : readDecimal(command.bytes, start, line.lastEnd);
  if (length === NOT_DECIMAL || length > MAX_PAYLOAD_BYTES) return NO_PAYLOAD;
  if (row.payload === 'number' && !numberFollowsTrid(command, line)) return NO_PAYLOAD;
  command.payloadLength = length;
  return length;
}

/** A first word that is not in the table: an error, an unknown code, or none. */
function describeOdd(command: Command, line: Line): number {
  const { bytes } = command;
  const { firstStart, firstEnd } = line;
  const word = bytes.toString('utf8', firstStart, Math.min(firstEnd, firstStart + MAX_VERB_BYTES));
  command.verb = word;
  if (DIGITS.test(word)) return describeDigits(command, line);
  if (CODE_IN_SMALL.test(word)) {
    return word === word.toUpperCase() ? describeUnknown(command, line) : describeSmall(command, line);
  }
  if (looksLikeHttp(command, line)) return describeForeign(command);
  if (word.includes('\r')) return NO_PAYLOAD;
  command.flags |= LINE.codeMalformed;
  return OUT_OF_STEP;
}

/** `217 5 [words]`; a client never sends one, then there is nothing behind it to look for. */
function describeDigits(command: Command, line: Line): number {
  takeDecimalTrid(command, line);
  if (line.firstEnd - line.firstStart !== 3) {
    command.flags |= LINE.codeDigits;
    return NO_PAYLOAD;
  }
  command.row = ERROR_ROW;
  if (command.from === CLIENT || line.words !== 3 || !command.hasTridWord) return NO_PAYLOAD;
  const length = readDecimal(command.bytes, line.lastStart, line.lastEnd);
  if (length === NOT_DECIMAL || length > MAX_PAYLOAD_BYTES) return NO_PAYLOAD;
  if (length > 0) return ASK_ERROR;
  command.payloadLength = 0;
  return 0;
}

/** A code in small letters is no command, but its payload is passed over so that the stream stays in step. */
function describeSmall(command: Command, line: Line): number {
  command.flags |= LINE.codeLowercase;
  takeDecimalTrid(command, line);
  const upper = command.verb.toUpperCase();
  const entry = entryFor((upper.charCodeAt(0) << 16) | (upper.charCodeAt(1) << 8) | upper.charCodeAt(2));
  const row = entry && rowOf(entry, command.from, undefined);
  if (row === undefined || row.payload === 'none' || row.payload === 'probe') return NO_PAYLOAD;
  return usableLength(command, line, row);
}

function describeUnknown(command: Command, line: Line): number {
  if (looksLikeHttp(command, line)) return describeForeign(command);
  command.flags |= LINE.unknown;
  takeDecimalTrid(command, line);
  if (line.words < 2) return NO_PAYLOAD;
  const length = readDecimal(command.bytes, line.lastStart, line.lastEnd);
  return length > 0 && length <= MAX_PAYLOAD_BYTES ? ASK_UNKNOWN : NO_PAYLOAD;
}

function describeForeign(command: Command): number {
  command.flags |= LINE.notMsnp;
  command.row = undefined;
  command.trid = -1;
  command.tridKind = TRID_NONE;
  command.hasTridWord = false;
  command.payloadLength = NO_PAYLOAD;
  return OUT_OF_STEP;
}

/** Whether it is the first line of an HTTP request or answer. */
function looksLikeHttp(command: Command, line: Line): boolean {
  const { bytes } = command;
  return (
    HTTP_WORD.test(text(bytes, line.firstStart, line.firstEnd)) ||
    (line.words === 3 && HTTP_WORD.test(text(bytes, line.lastStart, line.lastEnd)))
  );
}

/** The only word of a code that nobody knows is the length of its payload, then, and no TrID. */
export function withoutTrid(command: Command): void {
  command.hasTridWord = false;
  command.trid = -1;
  command.tridKind = TRID_NONE;
}
