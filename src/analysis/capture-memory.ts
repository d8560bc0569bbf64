/**
 * What has been used anywhere in the capture and should not be used again: cookies of switchboards, challenges with
 * their answers. Bounded (limits.ts); the oldest is forgotten.
 */
import { MAX_KNOWN_ANSWERS, MAX_KNOWN_COOKIES } from '../base/limits.ts';
import { dropOldest } from '../base/oldest.ts';

/** Session that used an answer first; negative once that has been told. */
type Use = number;

export class CaptureMemory {
  readonly #cookies = new Map<string, number>();
  readonly #answers = new Map<string, Use>();

  /** `session` enters with a cookie: the session that has entered with it before, 0 when none has. */
  useCookie(cookie: string, session: number): number {
    const before = this.#cookies.get(cookie);
    if (before !== undefined) return before === session ? 0 : before;
    remember(this.#cookies, cookie, session, MAX_KNOWN_COOKIES);
    return 0;
  }

  /** The login of `session` with the cookie came to nothing, or was cut off: it may be used again. */
  releaseCookie(cookie: string, session: number): void {
    if (this.#cookies.get(cookie) === session) this.#cookies.delete(cookie);
  }

  /**
   * A challenge was answered in `session`; `key` is both: the session that gave the same answer to the same challenge
   * before, 0 when there is none or it has been told.
   */
  useAnswer(key: string, session: number): number {
    const before = this.#answers.get(key);
    if (before === undefined) remember(this.#answers, key, session, MAX_KNOWN_ANSWERS);
    else if (before > 0) this.#answers.set(key, -before);
    return before === undefined || before < 0 ? 0 : before;
  }
}

function remember(memory: Map<string, number>, key: string, session: number, limit: number): void {
  memory.set(key, session);
  if (memory.size > limit) dropOldest(memory);
}
