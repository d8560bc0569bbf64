/** Challenges of the server (CHL) that wait for their answer (QRY), which is tied to them by nothing but order. */
import { CHALLENGE_LIMIT_NANOS, MAX_OPEN_CHALLENGES } from '../base/limits.ts';
import type { Command } from '../msnp/command.ts';
import { args } from '../msnp/words.ts';
import { judgeAnswer } from './challenge-answer.ts';
import type { Place } from './engine.ts';
import { CHALLENGE } from './facts.ts';
import type { Outlet } from './outlet.ts';
import { lowestVersion, highestVersion, type Knowledge } from './version.ts';

/** Bytes of an answer; one of another length has a rule of its own. */
const ANSWER_BYTES = 32;

interface OpenChallenge {
  readonly text: string;
  readonly place: Place;
  /** It has been told that nobody answered it. */
  isTold: boolean;
}

export class Challenges {
  readonly #outlet: Outlet;
  readonly #knowledge: Knowledge;
  #open: OpenChallenge[] = [];
  /** Since a hole in the server's stream: one may be open that was not seen. */
  #isUncertain = false;

  constructor(outlet: Outlet, knowledge: Knowledge) {
    this.#outlet = outlet;
    this.#knowledge = knowledge;
  }

  /** A new one, which those before it should not have lived to see. */
  ask(command: Command): void {
    for (const challenge of this.#open) this.#tell(challenge, -1);
    if (this.#open.length >= MAX_OPEN_CHALLENGES) this.#open.shift();
    this.#open.push({ text: args(command)[0] ?? '', place: this.#outlet.here(), isTold: false });
    this.#isUncertain = false;
  }

  /** An answer, right when it fits any open challenge: that one it closes. */
  answer(command: Command): void {
    const product = args(command)[0] ?? '';
    const context = { product, age: -1 };
    if (this.#open.length === 0) {
      if (!this.#isUncertain) this.#outlet.raise('challenge', CHALLENGE.queryWithout, context);
      return;
    }
    const { bytes, payloadStart, payloadEnd, payloadLength } = command;
    const text = bytes.toString('latin1', payloadStart, payloadEnd);
    const { judged } = this.#knowledge;
    const verdicts = this.#open.map((challenge) =>
      judgeAnswer(challenge.text, product, text, lowestVersion(judged), highestVersion(judged)),
    );
    const fitting = Math.max(0, verdicts.indexOf('right'));
    this.#open.splice(fitting, 1);
    const isWhole = payloadLength === ANSWER_BYTES && text.length === ANSWER_BYTES;
    if (verdicts[fitting] === 'wrong' && isWhole) {
      this.#outlet.raise('challenge', CHALLENGE.wrongAnswer, context);
    }
  }

  /** Tells of those that are open for longer than the limit. */
  expire(time: number): void {
    const first = this.#open[0];
    if (first === undefined || time - first.place.time <= CHALLENGE_LIMIT_NANOS) return;
    for (const challenge of this.#open) {
      const age = time - challenge.place.time;
      if (age > CHALLENGE_LIMIT_NANOS) this.#tell(challenge, age);
    }
  }

  /** A challenge may lie in a hole. */
  serverHoled(): void {
    this.#isUncertain = true;
  }

  /** Answers may lie in a hole. */
  clientHoled(): void {
    this.#open = [];
  }

  #tell(challenge: OpenChallenge, age: number): void {
    if (challenge.isTold) return;
    challenge.isTold = true;
    this.#outlet.raiseAt(challenge.place, 'challenge', CHALLENGE.unanswered, { product: '', age });
  }
}
