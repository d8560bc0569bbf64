/** Stable names in place of real ones, numbered in order of first appearance: same input, same output. */
import { createHash } from 'node:crypto';
import { MAX_PSEUDONYMS } from '../../base/limits.ts';
import { keptText } from '../../base/kept-text.ts';

/** Longer keys are kept as their digest. */
const LONG_KEY = 64;

export class Pseudonyms {
  readonly #numbers = new Map<string, number>();
  readonly #onLimit: () => void;

  constructor(onLimit: () => void) {
    this.#onLimit = onLimit;
  }

  /** Number of what `key` stands for; '' for those that are new above the limit, which share one pseudonym. */
  numberOf(key: string): number | '' {
    const short = key.length > LONG_KEY ? createHash('sha256').update(key).digest('base64') : key;
    const known = this.#numbers.get(short);
    if (known !== undefined) return known;
    if (this.#numbers.size >= MAX_PSEUDONYMS) {
      this.#onLimit();
      return '';
    }
    const number = this.#numbers.size + 1;
    this.#numbers.set(keptText(short), number);
    return number;
  }
}

/** Names that a text may mention, found by their first word. */
export class KnownNames {
  readonly #byFirstWord = new Map<string, string[]>();
  #count = 0;

  add(name: string): void {
    const first = WORD.exec(name)?.[0].toLowerCase();
    if (first === undefined || name.length < SHORTEST_NAME || name.length > LONGEST_NAME) return;
    if (this.#count >= MAX_PSEUDONYMS) return;
    const list = this.#byFirstWord.get(first) ?? [];
    // Names begin at their first word here: what stands before it is no letter, and stays.
    const kept = keptText(name.slice(name.search(WORD))).toLowerCase();
    if (list.length >= MAX_NAMES_OF_A_WORD || list.includes(kept)) return;
    list.push(kept);
    list.sort((a, b) => b.length - a.length);
    this.#byFirstWord.set(first, list);
    this.#count++;
  }

  /** `text` with each known name replaced by what `replace` gives. */
  replaceIn(text: string, replace: (name: string) => string): string {
    if (this.#byFirstWord.size === 0) return text;
    let result = '';
    let done = 0;
    for (const match of text.matchAll(WORDS)) {
      if (match.index < done) continue;
      const names = this.#byFirstWord.get(match[0].toLowerCase());
      const name = names?.find(
        (one) => text.slice(match.index, match.index + one.length).toLowerCase() === one,
      );
      if (name === undefined) continue;
      result += text.slice(done, match.index) + replace(name);
      done = match.index + name.length;
    }
    return result + text.slice(done);
  }
}

const WORD = /[\p{L}\p{N}]+/u;
const WORDS = /[\p{L}\p{N}]+/gu;
/** A name of one character would be found everywhere. */
const SHORTEST_NAME = 2;
const LONGEST_NAME = 256;
const MAX_NAMES_OF_A_WORD = 16;
