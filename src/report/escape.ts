/**
 * Captured text made harmless for a terminal: control characters, escape sequences, direction overrides and invisible
 * characters appear as `\x1b`-like text. Nicknames and chat texts are in the hand of whoever was recorded.
 */
import { MAX_SHOWN_CHARACTERS, MAX_ZERO_WIDTH_RUN } from '../base/limits.ts';

const PLAIN = /^[\x20-\x7e]*$/;
/**
 * Invisible, or changing what is around it: controls, formats, surrogates without partner, line separators. As text,
 * because making the expression takes 15 ms (its classes come from the Unicode tables), which ASCII need not pay.
 */
const HOSTILE = '[\\x00-\\x1f\\x7f-\\x9f\\p{Cf}\\p{Cs}\\u2028\\u2029\\u115f\\u1160\\u3164\\uffa0]';
/** Joiners belong to emoji and to several scripts. */
const JOINERS = new Set(['\u200c', '\u200d']);
const MARK = '\\p{M}';
let hostile: RegExp | undefined;
let mark: RegExp | undefined;

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/**
 * `text` with everything hostile escaped; `asciiOnly` escapes all that is not ASCII. At most MAX_SHOWN_CHARACTERS of
 * it are looked at, `...` stands for the rest.
 */
export function escapeText(text: string, asciiOnly = false): string {
  if (text.length > MAX_SHOWN_CHARACTERS)
    return `${escapeText(text.slice(0, MAX_SHOWN_CHARACTERS), asciiOnly)}...`;
  if (PLAIN.test(text)) return text;
  hostile ??= new RegExp(HOSTILE, 'u');
  mark ??= new RegExp(MARK, 'u');
  let escaped = '';
  let zeroWidth = 0;
  for (const character of text) {
    const isMark = JOINERS.has(character) || mark.test(character);
    zeroWidth = isMark ? zeroWidth + 1 : 0;
    const isHostile = isMark ? zeroWidth > MAX_ZERO_WIDTH_RUN : hostile.test(character);
    const isOut = asciiOnly && character > '\x7e';
    escaped += isHostile || isOut ? escapeCharacter(character) : character;
  }
  return escaped;
}

/** Text of several lines as one quoted line. */
export function quoteText(text: string, asciiOnly = false): string {
  if (PLAIN.test(text) && text.length <= MAX_SHOWN_CHARACTERS) return `"${text}"`;
  // Longer than what is shown, so that the cut happens once, and with its dots.
  const start = text.slice(0, MAX_SHOWN_CHARACTERS + 2);
  const lines = start.split(/\r\n|\n|\r/).map((line) => escapeText(line, asciiOnly));
  return `"${lines.join('\\n')}"`;
}
