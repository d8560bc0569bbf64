/**
 * Captured text made harmless for a terminal: control characters, escape sequences, direction overrides and invisible
 * characters appear as `\x1b`-like text. Nicknames and chat texts are in the hand of whoever was recorded.
 */
import { MAX_SHOWN_CHARACTERS, MAX_ZERO_WIDTH_RUN } from '../base/limits.ts';

const PLAIN = /^[\x20-\x7e]*$/;
/**
 * Invisible, without an agreed look, or changing what is around it: controls, formats, whatever Unicode lets terminals
 * ignore, surrogates without partner, line separators, private characters. As text, because making the expression takes
 * 15 ms (its classes come from the Unicode tables), which ASCII need not pay.
 */
const HOSTILE =
  '[\\x00-\\x1f\\x7f-\\x9f\\p{Cf}\\p{Cs}\\p{Co}\\p{Noncharacter_Code_Point}\\p{Default_Ignorable_Code_Point}\\u2028\\u2029]';
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

/** Escapes what is hostile in a text that comes in pieces: it knows how many zero-width characters stand in a row. */
export class Escaper {
  readonly #escape: (character: string) => string;
  readonly #asciiOnly: boolean;
  #zeroWidth = 0;

  /** `escape` writes one character, of one unit or a pair, in another way. */
  constructor(escape: (character: string) => string = escapeCharacter, asciiOnly = false) {
    this.#escape = escape;
    this.#asciiOnly = asciiOnly;
  }

  text(text: string): string {
    if (PLAIN.test(text)) {
      if (text !== '') this.#zeroWidth = 0;
      return text;
    }
    let escaped = '';
    for (const character of text) {
      const isOut = this.#asciiOnly && character > '\x7e';
      escaped += isOut || this.#isHostile(character) ? this.#escape(character) : character;
    }
    return escaped;
  }

  #isHostile(character: string): boolean {
    hostile ??= new RegExp(HOSTILE, 'u');
    mark ??= new RegExp(MARK, 'u');
    const isMark = JOINERS.has(character) || mark.test(character);
    this.#zeroWidth = isMark ? this.#zeroWidth + 1 : 0;
    return isMark ? this.#zeroWidth > MAX_ZERO_WIDTH_RUN : hostile.test(character);
  }
}

/** `text` with everything hostile escaped, of any length; `asciiOnly` escapes all that is not ASCII. */
export function escapeLong(text: string, asciiOnly = false): string {
  return PLAIN.test(text) ? text : new Escaper(escapeCharacter, asciiOnly).text(text);
}

/** The same of at most MAX_SHOWN_CHARACTERS; `...` stands for the rest. */
export function escapeText(text: string, asciiOnly = false): string {
  if (text.length <= MAX_SHOWN_CHARACTERS) return escapeLong(text, asciiOnly);
  return `${escapeLong(text.slice(0, MAX_SHOWN_CHARACTERS), asciiOnly)}...`;
}

/** Text of several lines as one quoted line. */
export function quoteText(text: string, asciiOnly = false): string {
  if (text.length <= MAX_SHOWN_CHARACTERS && PLAIN.test(text)) return `"${text}"`;
  // Longer than what is shown, so that the cut happens once, and with its dots.
  const start = text.slice(0, MAX_SHOWN_CHARACTERS + 2);
  const lines = start.split(/\r\n|\n|\r/).map((line) => escapeText(line, asciiOnly));
  return `"${lines.join('\\n')}"`;
}
