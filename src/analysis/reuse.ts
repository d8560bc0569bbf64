/**
 * Cookies and answers to challenges that are used a second time, by whichever client: what has to be known of all
 * sessions of a capture, and the only thing that sessions of different clients have to do with each other.
 */
import type { CaptureMemory } from './capture-memory.ts';
import type { Engine, Place } from './engine.ts';
import { SECURITY } from './facts.ts';

/** A use of something that is good for one. */
export interface Use {
  readonly kind: 'cookie' | 'answer';
  /** The cookie, or the challenge with its answer. */
  readonly key: string;
  /** For the finding: the verb of the line, what it is, where it stands. */
  readonly verb: string;
  readonly what: string;
  readonly place: Place;
}

/** Hears of all uses, in their order. */
export interface Uses {
  use(use: Use): void;
  /** The login of `session` with the cookie came to nothing, or was cut off: it may be used again. */
  release(cookie: string, session: number): void;
}

/** Judges them at once. */
export class Reuse implements Uses {
  readonly #memory: CaptureMemory;
  readonly #engine: Engine;

  constructor(memory: CaptureMemory, engine: Engine) {
    this.#memory = memory;
    this.#engine = engine;
  }

  use({ kind, key, verb, what, place }: Use): void {
    const isCookie = kind === 'cookie';
    const { session: own } = place;
    const session = isCookie ? this.#memory.useCookie(key, own) : this.#memory.useAnswer(key, own);
    if (session === 0) return;
    const fact = isCookie ? SECURITY.cookieReused : SECURITY.challengeReused;
    this.#engine.raise('security', fact, { verb, what, count: 0, session }, place);
  }

  release(cookie: string, session: number): void {
    this.#memory.releaseCookie(cookie, session);
  }
}
