/**
 * JSON written byte by byte into an output block, equal to what JSON.stringify gives. The text of captures is mostly
 * ASCII without quotes, so it is copied without ever becoming a string.
 */
import { isUtf8 } from 'node:buffer';
import { type Clock, isoTime } from '../base/time.ts';
import { OUTPUT_BLOCK_BYTES } from '../base/limits.ts';
import type { Output } from './output.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const LOWER_A = 0x61;
const LETTER_L = 0x6c;
const LETTER_N = 0x6e;
const LETTER_U = 0x75;
const POINT = 0x2e;
const SPACE = 0x20;
const COMMA = 0x2c;
const LETTER_Z = 0x5a;
const MAX_INT32 = 2 ** 31 - 1;
/** Entries of FORM: plain bytes are 0, bytes with a letter after the backslash have that letter. */
const AS_HEX = 1;
const HIGH = 2;
const FORM = new Uint8Array(256).fill(AS_HEX, 0, 0x20).fill(HIGH, 0x80);
const ESCAPES: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\f': 'f',
  '\r': 'r',
  '"': '"',
  '\\': '\\',
};
for (const [plain, letter] of Object.entries(ESCAPES)) FORM[plain.charCodeAt(0)] = letter.charCodeAt(0);
/** Texts up to this length are tried byte by byte. */
const SHORT_TEXT = 64;
/** Bytes that one byte can become: `\u0000`. */
const WORST = 6;

/** Constant text, four bytes a word: records are half made of it, and words are written three times as fast. */
export interface Constant {
  readonly words: Int32Array;
  readonly length: number;
}

/** Makes a constant of ASCII text. */
export function ascii(text: string): Constant {
  const padded = Buffer.alloc(Math.ceil(text.length / 4) * 4);
  padded.write(text, 'latin1');
  const words = Int32Array.from({ length: padded.length / 4 }, (_, i) => padded.readInt32LE(i * 4));
  return { words, length: text.length };
}

const NULL = ascii('null');
const NO_BYTES = new Uint8Array(0);

/** Room that one number needs. */
export const NUMBER_BYTES = 16;

/** Puts `text` at `pos`, where there is room; three bytes behind it may be overwritten. Gives the place behind it. */
export function putConstant(view: DataView, pos: number, text: Constant): number {
  const { words } = text;
  for (let i = 0; i < words.length; i++) view.setInt32(pos + i * 4, words[i] as number, true);
  return pos + text.length;
}

function putNull(bytes: Uint8Array, pos: number): number {
  bytes[pos] = LETTER_N;
  bytes[pos + 1] = LETTER_U;
  bytes[pos + 2] = bytes[pos + 3] = LETTER_L;
  return pos + 4;
}

/** Puts a whole number from 0 to 2^53 - 1; needs NUMBER_BYTES. */
export function putNumber(bytes: Buffer, pos: number, value: number): number {
  if (value > MAX_INT32) return pos + bytes.write(String(value), pos, 'latin1');
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits++;
  return putDigits(bytes, pos, value, digits);
}

/** Puts `value` below 2^31 with leading zeros. */
function putDigits(bytes: Uint8Array, pos: number, value: number, digits: number): number {
  let rest = value | 0;
  for (let i = pos + digits - 1; i >= pos; i--) {
    const next = (rest / 10) | 0;
    bytes[i] = ZERO + (rest - next * 10);
    rest = next;
  }
  return pos + digits;
}

/** Puts `value`, a whole number, or `null` for the `none` value; needs NUMBER_BYTES. */
export function putNumberOrNull(bytes: Buffer, pos: number, value: number, none: number): number {
  return value === none ? putNull(bytes, pos) : putNumber(bytes, pos, value);
}

/** Writes `text` made by `ascii`. */
export function writeConstant(output: Output, text: Constant): void {
  const pos = output.reserve(text.length);
  output.length = putConstant(output.view, pos, text);
}

export function writeNull(output: Output): void {
  writeConstant(output, NULL);
}

export function writeNumber(output: Output, value: number): void {
  const pos = output.reserve(NUMBER_BYTES);
  output.length = putNumber(output.bytes, pos, value);
}

/** Writes any text as a JSON string. */
export function writeText(output: Output, text: string): void {
  if (text.length > SHORT_TEXT || !writeShortText(output, text)) output.text(JSON.stringify(text));
}

/** Codes and content types are short and plain; false when the text needs care. */
function writeShortText(output: Output, text: string): boolean {
  let pos = output.reserve(SHORT_TEXT + 2);
  const { bytes } = output;
  bytes[pos++] = QUOTE;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (FORM[code] !== 0) return false;
    bytes[pos++] = code;
  }
  bytes[pos++] = QUOTE;
  output.length = pos;
  return true;
}

/**
 * Writes `start` to `end` as a JSON string. False, and nothing written, when the bytes are no UTF-8, or hold a NUL
 * and `refuseNul` is set. At most 65536 bytes and a bit: lines and payloads are bounded by base/limits.ts.
 */
export function writeBytesText(
  output: Output,
  source: Uint8Array,
  start: number,
  end: number,
  refuseNul: boolean,
): boolean {
  const worst = (end - start) * WORST + 2;
  if (worst > OUTPUT_BLOCK_BYTES) return writeLongText(output, source, start, end, refuseNul);
  let pos = output.reserve(worst);
  const { bytes } = output;
  let highSeen = false;
  bytes[pos++] = QUOTE;
  for (let i = start; i < end; i++) {
    const byte = source[i] as number;
    const form = FORM[byte] as number;
    if (form === 0) {
      bytes[pos++] = byte;
    } else if (form === HIGH) {
      if (!highSeen && !isUtf8(source.subarray(start, end))) return false;
      highSeen = true;
      bytes[pos++] = byte;
    } else if (form === AS_HEX) {
      if (byte === 0 && refuseNul) return false;
      pos = writeHexEscape(bytes, pos, byte);
    } else {
      bytes[pos++] = BACKSLASH;
      bytes[pos++] = form;
    }
  }
  bytes[pos++] = QUOTE;
  output.length = pos;
  return true;
}

function writeHexEscape(bytes: Uint8Array, pos: number, byte: number): number {
  const low = byte & 15;
  bytes[pos] = BACKSLASH;
  bytes[pos + 1] = LETTER_U;
  bytes[pos + 2] = ZERO;
  bytes[pos + 3] = ZERO;
  bytes[pos + 4] = ZERO + (byte >> 4);
  bytes[pos + 5] = low < 10 ? ZERO + low : LOWER_A + low - 10;
  return pos + WORST;
}

function writeLongText(
  output: Output,
  source: Uint8Array,
  start: number,
  end: number,
  refuseNul: boolean,
): boolean {
  const bytes = source.subarray(start, end);
  if (!isUtf8(bytes) || (refuseNul && bytes.includes(0))) return false;
  writeText(output, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  return true;
}

/** Puts nanoseconds as milliseconds: thousandths of one for `unit` 1000, millionths for 1. Needs 48 bytes. */
export function putMillis(bytes: Buffer, pos: number, nanos: number, unit: 1 | 1000): number {
  const ticks = Math.round(nanos / unit);
  const perMilli = 1e6 / unit;
  // Below 2^49 the shortest text of the quotient is the decimal fraction itself.
  if (ticks < 0 || ticks > 5e14) return pos + bytes.write(String(ticks / perMilli), pos, 'latin1');
  const whole = Math.floor(ticks / perMilli);
  const end = putNumber(bytes, pos, whole);
  let fraction = ticks - whole * perMilli;
  if (fraction === 0) return end;
  let digits = unit === 1 ? 6 : 3;
  while (fraction % 10 === 0) {
    fraction /= 10;
    digits--;
  }
  bytes[end] = POINT;
  return putDigits(bytes, end + 1, fraction, digits);
}

/** Puts times as quoted ISO texts; the part before the point is made anew only when the second changes. */
export class TimeWriter {
  readonly #clock: Clock;
  readonly #unit: 1 | 1000;
  #second = NaN;
  #prefix: Uint8Array = NO_BYTES;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#unit = clock.digits === 6 ? 1000 : 1;
  }

  /** Needs 48 bytes. */
  put(bytes: Buffer, pos: number, time: number): number {
    const { digits } = this.#clock;
    const perSecond = 1e9 / this.#unit;
    const ticks = Math.round(time / this.#unit);
    const second = Math.floor(ticks / perSecond);
    if (second !== this.#second) {
      this.#second = second;
      this.#prefix = Buffer.from(`"${isoTime(this.#clock, time).slice(0, -digits - 1)}`, 'latin1');
    }
    const prefix = this.#prefix;
    for (let i = 0; i < prefix.length; i++) bytes[pos + i] = prefix[i] as number;
    const point = pos + prefix.length;
    const end = putDigits(bytes, point, ticks - second * perSecond, digits);
    bytes[end] = LETTER_Z;
    bytes[end + 1] = QUOTE;
    return end + 2;
  }

  /** Milliseconds, or null for -1; needs 48 bytes. */
  putLatency(bytes: Buffer, pos: number, nanos: number): number {
    return nanos === -1 ? putNull(bytes, pos) : putMillis(bytes, pos, nanos, this.#unit);
  }
}

/**
 * Puts the words between `start` and `end`, one blank between two of them, as elements of an array of strings; every
 * byte becomes three at most. -1 when a byte needs more care than copying.
 */
export function putPlainWords(
  bytes: Uint8Array,
  pos: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  if (start >= end) return pos;
  let at = pos;
  bytes[at++] = QUOTE;
  for (let i = start; i < end; i++) {
    const byte = source[i] as number;
    if (byte === SPACE) {
      bytes[at] = QUOTE;
      bytes[at + 1] = COMMA;
      bytes[at + 2] = QUOTE;
      at += 3;
    } else {
      if (FORM[byte] !== 0) return -1;
      bytes[at++] = byte;
    }
  }
  bytes[at++] = QUOTE;
  return at;
}

/** Puts bytes as they are between quotes. */
export function putQuoted(
  bytes: Uint8Array,
  pos: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  let at = pos;
  bytes[at++] = QUOTE;
  for (let i = start; i < end; i++) bytes[at++] = source[i] as number;
  bytes[at++] = QUOTE;
  return at;
}
