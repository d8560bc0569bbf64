/** Blocks of `Name: value` lines behind or instead of a MIME head, with their names as sent. */
import { MAX_FIELDS } from '../../base/limits.ts';

/** Fields by name as sent; the first of several with one name stays. */
export type Fields = Readonly<Record<string, string>>;

/** Fields in a form that can be asked in any case. */
export class FieldBlock {
  readonly #byKey = new Map<string, readonly [name: string, value: string]>();

  /** `text` in lines; lines without a name and empty ones are passed over, MAX_FIELDS fields are kept. */
  constructor(text: string) {
    for (const line of text.split('\n')) {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      const name = line.slice(0, colon).trim();
      const key = name.toLowerCase();
      if (name === '' || this.#byKey.has(key)) continue;
      this.#byKey.set(key, [name, line.slice(colon + 1).trim()]);
      if (this.#byKey.size === MAX_FIELDS) break;
    }
  }

  /** Value of a name given in small letters; null when it is missing or empty. */
  get(key: string): string | null {
    const value = this.#byKey.get(key)?.[1];
    return value === undefined || value === '' ? null : value;
  }

  /** Value as a whole number from 0 to 2^53 - 1, else null. */
  number(key: string): number | null {
    return wholeNumber(this.get(key));
  }

  /** All of them, without those named in small letters. */
  all(without: ReadonlySet<string> = NONE): Fields {
    const kept = [...this.#byKey].filter(([key]) => !without.has(key));
    return Object.fromEntries(kept.map(([, [name, value]]) => [name, value]));
  }
}

const NONE: ReadonlySet<string> = new Set();

/** A decimal number without a sign; null for all else. */
export function wholeNumber(text: string | null | undefined): number | null {
  if (text === null || text === undefined || !/^\d{1,16}$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/**
 * The lines between `start` and `end` as text. Without `isWhole`, what lies behind them is missing: the last line is
 * left out unless it ends.
 */
export function linesOf(bytes: Buffer, start: number, end: number, isWhole: boolean): string {
  const text = bytes.toString('utf8', start, end);
  return isWhole ? text : text.slice(0, text.lastIndexOf('\n') + 1);
}
