/** Columns that text takes on a terminal, and cutting to them. ASCII, which is nearly all, is only counted. */

const ASCII = /^[\x20-\x7e]*$/;

/** Columns of text that is not ASCII. */
export type MeasureText = (text: string) => number;

export class Columns {
  readonly #measure: MeasureText;
  readonly #ellipsis: string;

  /** `measure` is asked for text beyond ASCII only. */
  constructor(measure: MeasureText, asciiOnly: boolean) {
    this.#measure = measure;
    this.#ellipsis = asciiOnly ? '...' : '…';
  }

  /** Columns of `text`, which holds no control characters. */
  of(text: string): number {
    return ASCII.test(text) ? text.length : this.#measure(text);
  }

  /** `text`, cut so that it takes at most `width` columns. */
  cut(text: string, width: number): string {
    if (this.of(text) <= width) return text;
    const room = Math.max(0, width - this.#ellipsis.length);
    if (ASCII.test(text)) return text.slice(0, room) + this.#ellipsis;
    let kept = '';
    let used = 0;
    for (const character of text) {
      used += this.of(character);
      if (used > room) break;
      kept += character;
    }
    return kept + this.#ellipsis;
  }

  /** `text` with blanks behind it up to `width`. */
  pad(text: string, width: number): string {
    const missing = width - this.of(text);
    return missing > 0 ? text + ' '.repeat(missing) : text;
  }
}
