/**
 * One pass over a command line: its end, its words and the facts about its form. Lines end at LF, one CR before it is
 * stripped; words are split on space and TAB only, because raw names hold any other byte.
 */
import { LONG_LINE_BYTES } from '../base/limits.ts';
import { LINE } from './command.ts';

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const NINE = 0x39;
const ZERO = 0x30;

/** Where the parts of a line lie; offsets into the bytes it was scanned in. Used again for every line. */
export class Line {
  start = 0;
  /** Behind the last byte before the newline. */
  end = 0;
  /** Behind the newline. */
  next = 0;
  crlf = true;
  /** LINE bits of the form. */
  flags = 0;
  words = 0;
  firstStart = 0;
  firstEnd = 0;
  secondStart = 0;
  secondEnd = 0;
  thirdStart = 0;
  thirdEnd = 0;
  lastStart = 0;
  lastEnd = 0;
}

function endWord(line: Line, words: number, start: number, end: number): void {
  if (words === 1) {
    line.firstStart = start;
    line.firstEnd = end;
  } else if (words === 2) {
    line.secondStart = start;
    line.secondEnd = end;
  } else if (words === 3) {
    line.thirdStart = start;
    line.thirdEnd = end;
  }
  line.lastStart = start;
  line.lastEnd = end;
}

function beginWord(words: number, blanks: number): number {
  if (words === 0) return blanks > 0 ? LINE.leadingBlank : 0;
  return blanks > 1 ? LINE.multipleBlanks : 0;
}

/**
 * Scans the line at `start`; false when its newline does not lie before `end` (`line` is then undefined). A CR as the
 * last byte waits for what follows it.
 */
export function scanLine(line: Line, bytes: Uint8Array, start: number, end: number): boolean {
  let flags = 0;
  let words = 0;
  let blanks = 0;
  let wordStart = -1;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte <= SPACE || byte >= 0x80) {
      if (byte === SPACE || byte === TAB) {
        if (byte === TAB) flags |= LINE.tab;
        if (wordStart >= 0) endWord(line, ++words, wordStart, i);
        wordStart = -1;
        blanks++;
        continue;
      }
      if (byte === LF || (byte === CR && i + 1 < end && bytes[i + 1] === LF)) {
        if (wordStart >= 0) endWord(line, ++words, wordStart, i);
        else if (words > 0) flags |= LINE.trailingBlank;
        return finish(line, start, i, byte === CR, words, flags);
      }
      if (byte === CR && i + 1 === end) return false;
      flags |= byte === CR ? LINE.bareCr : byte < SPACE ? LINE.controlByte : LINE.highByte;
    }
    if (wordStart < 0) {
      flags |= beginWord(words, blanks);
      wordStart = i;
      blanks = 0;
    }
  }
  return false;
}

function finish(
  line: Line,
  start: number,
  end: number,
  crlf: boolean,
  words: number,
  flags: number,
): boolean {
  line.start = start;
  line.end = end;
  line.next = end + (crlf ? 2 : 1);
  line.crlf = crlf;
  line.words = words;
  line.flags =
    flags |
    (crlf ? 0 : LINE.bareLf) |
    (words === 0 ? LINE.blank : 0) |
    (end - start > LONG_LINE_BYTES ? LINE.long : 0);
  return true;
}

/** Bytes that are faster looked at one by one than by a call into native code. */
const NEAR_BYTES = 96;

/**
 * Offset of the first LF in `start` to `end`, or -1. Not `indexOf(10, start)`: that has no end and looks through the
 * rest of the buffer each time.
 */
export function findLineFeed(bytes: Buffer, start: number, end: number): number {
  const near = Math.min(end, start + NEAR_BYTES);
  for (let i = start; i < near; i++) if (bytes[i] === LF) return i;
  if (near >= end) return -1;
  const at = bytes.subarray(near, end).indexOf(LF);
  return at < 0 ? -1 : near + at;
}

/** Result of `readDecimal` for words that are not `[0-9]+`. */
export const NOT_DECIMAL = -1;

/** The word as a decimal number, or NOT_DECIMAL; values a double cannot hold exactly stay at the largest one. */
export function readDecimal(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return NOT_DECIMAL;
  let value = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte < ZERO || byte > NINE) return NOT_DECIMAL;
    value = value * 10 + (byte - ZERO);
    if (value > Number.MAX_SAFE_INTEGER) value = Number.MAX_SAFE_INTEGER;
  }
  return value;
}
