/** Challenges of the server (CHL) that wait for their answer (QRY), which is tied to them by nothing but order. */
import { CHALLENGE_LIMIT_NANOS, MAX_LISTED_CHALLENGES, MAX_OPEN_CHALLENGES } from '../base/limits.ts';
import type { Command } from '../msnp/command.ts';
import { args } from '../msnp/words.ts';
import { judgeAnswer } from './challenge-answer.ts';
import type { Conduct } from './conduct.ts';
import type { Place } from './engine.ts';
import { CHALLENGE } from './facts.ts';
import type { Outlet } from './outlet.ts';
import type { SessionRecord } from './session-view.ts';
import type { ChallengeView } from './sink.ts';
import { lowestVersion, highestVersion, type Knowledge } from './version.ts';

/** Bytes of an answer; one of another length has a rule of its own. */
const ANSWER_BYTES = 32;

interface OpenChallenge {
  readonly text: string;
  /** What the record of the session lists of it, undefined above the cap. */
  readonly listed: Listed | undefined;
  readonly place: Place;
  /** It has been told that nobody answered it. */
  isTold: boolean;
  /** Its answer may lie in a hole. */
  isHidden: boolean;
}

type Listed = { -readonly [K in keyof ChallengeView]: ChallengeView[K] };

export class Challenges {
  readonly #outlet: Outlet;
  readonly #knowledge: Knowledge;
  readonly #conduct: Conduct;
  readonly #listed: Listed[] = [];
  #open: OpenChallenge[] = [];
  /** Since a hole in the server's stream: one may be open that was not seen. */
  #isUncertain = false;
  /** An answer came meanwhile: it may be that of the next one, if a hole has mixed them up. */
  #hasStrayAnswer = false;

  constructor(outlet: Outlet, record: SessionRecord, conduct: Conduct) {
    this.#outlet = outlet;
    this.#knowledge = record.knowledge;
    this.#conduct = conduct;
    record.challenges = this.#listed;
  }

  /** A new one, which those before it should not have lived to see; `isOpen`: its answer would be in the capture. */
  ask(command: Command, isOpen: boolean): void {
    const text = args(command)[0] ?? '';
    const listed = this.#list(text);
    if (!isOpen) return;
    for (const challenge of this.#open) this.#tell(challenge, -1);
    if (this.#open.length >= MAX_OPEN_CHALLENGES) this.#open.shift();
    this.#open.push({
      text,
      listed,
      place: this.#outlet.here(),
      isTold: false,
      isHidden: this.#hasStrayAnswer,
    });
    this.#isUncertain = false;
    this.#hasStrayAnswer = false;
  }

  #list(text: string): Listed | undefined {
    if (this.#listed.length >= MAX_LISTED_CHALLENGES) {
      this.#outlet.limit('challenge-limit', 'too many challenges; later ones are judged but not listed');
      return undefined;
    }
    const listed: Listed = { chl: text, qry: null, verdict: 'unknown' };
    this.#listed.push(listed);
    return listed;
  }

  /** An answer, right when it fits any open challenge: that one it closes. */
  answer(command: Command): void {
    const product = args(command)[0] ?? '';
    const context = { product, age: -1 };
    if (this.#open.length === 0) {
      if (this.#isUncertain) this.#hasStrayAnswer = true;
      else this.#outlet.raise('challenge', CHALLENGE.queryWithout, context);
      return;
    }
    const { bytes, payloadStart, payloadEnd, payloadLength } = command;
    const text = bytes.toString('latin1', payloadStart, payloadEnd);
    const { judged } = this.#knowledge;
    const verdicts = this.#open.map((challenge) =>
      judgeAnswer(challenge.text, product, text, lowestVersion(judged), highestVersion(judged)),
    );
    const fitting = this.#fitting(verdicts);
    if (fitting < 0) {
      // It may answer one that the capture does not show.
      this.clientHoled();
      return;
    }
    const [challenge] = this.#open.splice(fitting, 1);
    const verdict = verdicts[fitting] ?? 'unknown';
    if (challenge?.listed !== undefined) Object.assign(challenge.listed, { qry: text, verdict });
    this.#conduct.answerUsed('QRY', 'challenge', `CHL ${challenge?.text ?? ''}`, `${product} ${text}`);
    const isWhole = payloadLength === ANSWER_BYTES && text.length === ANSWER_BYTES;
    if (verdict === 'wrong' && isWhole) {
      this.#outlet.raise('challenge', CHALLENGE.wrongAnswer, context);
    }
  }

  /** The challenge that an answer is for: the one that it fits, else the oldest that surely waits; -1 for none. */
  #fitting(verdicts: readonly string[]): number {
    const right = verdicts.indexOf('right');
    if (right >= 0) return right;
    return this.#isUncertain ? -1 : this.#open.findIndex(({ isHidden }) => !isHidden);
  }

  /** When the next one runs out. */
  get deadline(): number {
    const first = this.#open.find(({ isTold, isHidden }) => !isTold && !isHidden);
    return first === undefined ? Infinity : first.place.time + CHALLENGE_LIMIT_NANOS;
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

  /** Answers may have come unseen, or still come. */
  clientHoled(): void {
    for (const challenge of this.#open) challenge.isHidden = true;
  }

  #tell(challenge: OpenChallenge, age: number): void {
    if (challenge.isTold || challenge.isHidden) return;
    challenge.isTold = true;
    this.#outlet.raiseAt(challenge.place, 'challenge', CHALLENGE.unanswered, { product: '', age });
  }
}
