/**
 * Lines of followed streams with their secrets replaced by `[masked:N]`. Here nothing is decoded: payloads, HTTP and
 * damage are lines like others, so that whatever may be a ticket, a password or a cookie counts as one.
 */
import { doubtfulWords, suspiciousWords } from '../../msnp/commands/secret-words.ts';
import { maskedFields } from '../../msnp/secret-payload.ts';
import { replaceSpans, type Span } from '../../msnp/secrets.ts';

/** Commands that sign in; a payload without a line's end may stand before one. */
const SIGN_IN = /(?:^(?:USR|ANS|RNG)|(?:USR|ANS|RNG) \d+) /i;
/** Fields of HTTP whose values are secret. */
const SECRET_FIELD =
  /^(?:Cookie|Set-Cookie|Authorization|Authentication-Info|Proxy-Authorization|MSPAuth|sid|kv|AuthCookie)\s*:/i;
/** What tickets and passwords stand in elsewhere. */
const SECRET_WORD = /[?&;'">]t=|[&;]p=|password|passwd|secret|ticket|token/i;
const COMMAND = /^[A-Z0-9]{3}(?: |$)/;
const WORD = /[^ \t\r]+/g;

type State = 'open' | 'secret';

export class LineMask {
  /** Whether the row before has left off in a secret, or in a field of one that may be folded. */
  #state: State = 'open';
  #isKnown = false;

  /** What comes may be the rest of a line: bytes before it are missing. */
  forget(): void {
    this.#isKnown = false;
  }

  /** One row, without its line's end; `continues`: it is the rest of the row before. */
  mask(row: Buffer, continues: boolean): Buffer {
    const text = row.toString('latin1');
    const isFolded = this.#state === 'secret' && /^[ \t]/.test(text);
    if (this.#state === 'secret' && (continues || isFolded))
      return replaceSpans(row, 0, row.length, [[0, row.length]]);
    const spans = this.#secretsOf(text, continues);
    this.#isKnown = true;
    const isAtEnd = spans.at(-1)?.[1] === text.trimEnd().length;
    this.#state = isAtEnd || SIGN_IN.test(text) ? 'secret' : 'open';
    return maskedFields(spans.length === 0 ? row : replaceSpans(row, 0, row.length, spans));
  }

  #secretsOf(text: string, continues: boolean): Span[] {
    const field = continues ? null : SECRET_FIELD.exec(text);
    const value = text.trimEnd().length;
    if (field !== null) return value > field[0].length ? [[field[0].length, value]] : [];
    const all = [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ word, index }));
    const words = all.map(({ word }) => word);
    const secret = new Set(suspiciousWords(words));
    for (const [index, word] of words.entries()) if (SECRET_WORD.test(word)) secret.add(index);
    for (const index of this.#doubtful(text, all, continues)) secret.add(index);
    return all
      .filter((_, index) => secret.has(index))
      .map(({ word, index }): Span => [index, index + word.length]);
  }

  /** Words behind a sign-in command, its TrID left out; all words of what may be the rest of a line. */
  #doubtful(text: string, all: readonly { word: string; index: number }[], continues: boolean): number[] {
    const words = all.map(({ word }) => word);
    if (!continues && !this.#isKnown && !COMMAND.test(text)) return [...doubtfulWords(words)];
    const command = SIGN_IN.exec(text);
    if (command === null) return [];
    const from = all.findIndex(({ index }) => index >= command.index + command[0].length);
    if (from < 0) return [];
    const first = from + (command[0].trim().includes(' ') ? 0 : 1);
    // The server's answer to a sign-in has no secret.
    if (words[first] === 'OK') return [];
    return doubtfulWords(words.slice(first)).map((index) => index + first);
  }
}
