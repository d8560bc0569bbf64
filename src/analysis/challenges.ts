/** Challenges of the server (CHL) that wait for their answer (QRY), which is tied to them by nothing but order. */
import { CHALLENGE_LIMIT_NANOS, MAX_OPEN_CHALLENGES } from '../base/limits.ts';
import { judgeAnswer, type Verdict } from './challenge-answer.ts';
import type { Knowledge } from './version.ts';

/** One challenge; `command` is its id. */
export interface OpenChallenge {
  readonly text: string;
  readonly command: number;
  readonly frame: number;
  readonly time: number;
  /** It has been told that nobody answered it. */
  reported: boolean;
}

export class Challenges {
  #open: OpenChallenge[] = [];
  /** Since a hole in the server's stream: one may be open that was not seen. */
  #isUncertain = false;

  /** A new one; gives those that are still open, each once. */
  add(text: string, command: number, frame: number, time: number): OpenChallenge[] {
    const unanswered = this.#take(() => true);
    if (this.#open.length >= MAX_OPEN_CHALLENGES) this.#open.shift();
    this.#open.push({ text, command, frame, time, reported: false });
    this.#isUncertain = false;
    return unanswered;
  }

  /** An answer: right when it fits any open challenge, which it closes; `none` when there is no challenge. */
  answer(product: string, answer: string, knowledge: Knowledge): Verdict | 'none' {
    if (this.#open.length === 0) return this.#isUncertain ? 'unknown' : 'none';
    const { judged } = knowledge;
    const [min, max] = [31 - Math.clz32(judged & -judged), 31 - Math.clz32(judged)];
    const verdicts = this.#open.map(({ text }) => judgeAnswer(text, product, answer, min, max));
    const fitting = Math.max(0, verdicts.indexOf('right'));
    this.#open.splice(fitting, 1);
    return verdicts[fitting] ?? 'unknown';
  }

  /** Those open at `time` for longer than the limit, each once. */
  late(time: number): OpenChallenge[] {
    const first = this.#open[0];
    if (first === undefined || time - first.time <= CHALLENGE_LIMIT_NANOS) return [];
    return this.#take((challenge) => time - challenge.time > CHALLENGE_LIMIT_NANOS);
  }

  /** A hole in the server's stream may hide a challenge, one in the client's an answer. */
  holed(isServer: boolean): void {
    if (isServer) this.#isUncertain = true;
    else this.#open = [];
  }

  #take(isDue: (challenge: OpenChallenge) => boolean): OpenChallenge[] {
    const due = this.#open.filter((challenge) => !challenge.reported && isDue(challenge));
    for (const challenge of due) challenge.reported = true;
    return due;
  }
}
