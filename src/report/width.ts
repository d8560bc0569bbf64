/** Columns that text takes on a terminal, and cutting to them. What is no ASCII is measured as rarely as possible. */
import { MAX_KNOWN_WIDTHS } from '../base/limits.ts';

/** Scripts of one column a character: Latin, Greek, Cyrillic, punctuation, currency, arrows. */
const NARROW =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2190-\u21ff]*$/;
/** Characters that join others to something narrower than their sum: emoji sequences, flags, Hangul parts. */
/* eslint-disable no-misleading-character-class -- they are meant one by one */
const JOINING =
  /[\u200d\ufe0e\ufe0f\u20e3\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u{e0000}-\u{e007f}]/u;
/* eslint-enable no-misleading-character-class */
/** UTF-16 units that a column can need: a pair for the base, and as many for each mark that is let through. */
const UNITS_PER_COLUMN = 6;

/** Columns of text that is not ASCII. */
export type MeasureText = (text: string) => number;

export class Columns {
  readonly #measure: MeasureText;
  readonly #ellipsis: string;
  /** Columns of single characters that were measured. */
  readonly #known = new Map<string, number>();

  /** `measure` is asked for text beyond the narrow scripts only. */
  constructor(measure: MeasureText, asciiOnly: boolean) {
    this.#measure = measure;
    this.#ellipsis = asciiOnly ? '...' : '…';
  }

  /** Columns of `text`, which holds no control characters. */
  of(text: string): number {
    if (NARROW.test(text)) return text.length;
    if (JOINING.test(text)) return this.#measure(text);
    let sum = 0;
    for (const character of text) sum += this.#widthOf(character);
    return sum;
  }

  /** `text`, cut so that it takes at most `width` columns. */
  cut(text: string, width: number): string {
    if (text.length * 2 <= width) return text;
    if (text.length <= width && NARROW.test(text)) return text;
    const room = Math.max(0, width - this.#ellipsis.length);
    const start = text.slice(0, width * UNITS_PER_COLUMN);
    if (NARROW.test(start)) return start.slice(0, room) + this.#ellipsis;
    if (start.length === text.length && this.of(text) <= width) return text;
    let kept = 0;
    let used = 0;
    for (const character of start) {
      used += this.#widthOf(character);
      if (used > room) break;
      kept += character.length;
    }
    return start.slice(0, kept) + this.#ellipsis;
  }

  #widthOf(character: string): number {
    const known = this.#known.get(character);
    if (known !== undefined) return known;
    const width = this.#measure(character);
    if (this.#known.size < MAX_KNOWN_WIDTHS) this.#known.set(character, width);
    return width;
  }
}
