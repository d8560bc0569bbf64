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
const LETTER_U = 0x75;
const POINT = 0x2e;
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
/** Bytes that one byte can become: `\u0000`. */
const WORST = 6;

/** Constant text as bytes, made once. */
export function ascii(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

const NULL = ascii('null');

/** Writes `text` made by `ascii`. */
export function writeConstant(output: Output, text: Uint8Array): void {
  let pos = output.reserve(text.length);
  const { bytes } = output;
  for (let i = 0; i < text.length; i++) bytes[pos++] = text[i] as number;
  output.length = pos;
}

export function writeNull(output: Output): void {
  writeConstant(output, NULL);
}

/** Writes a whole number from 0 to 2^53 - 1. */
export function writeNumber(output: Output, value: number): void {
  const pos = output.reserve(16);
  if (value > MAX_INT32) {
    const text = String(value);
    output.length = pos + output.bytes.write(text, pos, 'latin1');
    return;
  }
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits++;
  writeDigits(output, pos, value, digits);
}

/** Writes `value`, a whole number, or `null` for the `none` value. */
export function writeNumberOrNull(output: Output, value: number, none: number): void {
  if (value === none) writeNull(output);
  else writeNumber(output, value);
}

/** Writes any text as a JSON string. */
export function writeText(output: Output, text: string): void {
  output.text(JSON.stringify(text));
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

/** Writes nanoseconds as milliseconds: thousandths of one for `unit` 1000, millionths for 1. */
export function writeMillis(output: Output, nanos: number, unit: 1 | 1000): void {
  const ticks = Math.round(nanos / unit);
  const perMilli = 1e6 / unit;
  // Below 2^49 the shortest text of the quotient is the decimal fraction itself.
  if (ticks < 0 || ticks > 5e14) {
    output.text(String(ticks / perMilli));
    return;
  }
  const whole = Math.floor(ticks / perMilli);
  writeNumber(output, whole);
  let fraction = ticks - whole * perMilli;
  if (fraction === 0) return;
  let digits = unit === 1 ? 6 : 3;
  while (fraction % 10 === 0) {
    fraction /= 10;
    digits--;
  }
  const pos = output.reserve(8);
  output.bytes[pos] = POINT;
  writeDigits(output, pos + 1, fraction, digits);
}

/** Writes `value` below 2^31 with leading zeros at `pos`, where there is room, and sets the length behind it. */
function writeDigits(output: Output, pos: number, value: number, digits: number): void {
  const { bytes } = output;
  let rest = value | 0;
  for (let i = pos + digits - 1; i >= pos; i--) {
    const next = (rest / 10) | 0;
    bytes[i] = ZERO + (rest - next * 10);
    rest = next;
  }
  output.length = pos + digits;
}

/** Writes times as quoted ISO texts; the part before the point is made anew only when the second changes. */
export class TimeWriter {
  readonly #clock: Clock;
  readonly #unit: 1 | 1000;
  #second = NaN;
  #prefix: Uint8Array = NULL;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#unit = clock.digits === 6 ? 1000 : 1;
  }

  write(output: Output, time: number): void {
    const { digits } = this.#clock;
    const perSecond = 1e9 / this.#unit;
    const ticks = Math.round(time / this.#unit);
    const second = Math.floor(ticks / perSecond);
    if (second !== this.#second) {
      this.#second = second;
      this.#prefix = ascii(`"${isoTime(this.#clock, time).slice(0, -digits - 1)}`);
    }
    writeConstant(output, this.#prefix);
    const pos = output.reserve(16);
    writeDigits(output, pos, ticks - second * perSecond, digits);
    output.bytes[output.length++] = 0x5a;
    output.bytes[output.length++] = QUOTE;
  }

  writeMillis(output: Output, nanos: number): void {
    writeMillis(output, nanos, this.#unit);
  }
}
