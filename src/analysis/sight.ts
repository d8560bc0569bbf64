/** What of the client's side the capture does not show: requests that holes may hide (G1). */
import { PING_LIMIT_NANOS } from '../base/limits.ts';
import type { Flow } from '../tcp/flow.ts';
import { CLIENT } from '../tcp/handler.ts';
import type { ClientSight } from './reply-judge.ts';
import type { Knowledge } from './version.ts';

/** A decoder that may hold a line back. */
interface Undecided {
  readonly isUndecided: boolean;
}

export class Sight implements ClientSight {
  readonly knowledge: Knowledge;
  readonly #flow: Flow;
  readonly #client: Undecided;
  #hasHole = false;
  /** Id of the last command before the latest hole. */
  #holeBehind = 0;
  /** Answers without TrID that a hole explains: a number of them, and all until a time. */
  #pongsExplained = 0;
  #pongsExplainedUntil = -Infinity;

  constructor(flow: Flow, knowledge: Knowledge, client: Undecided) {
    this.#flow = flow;
    this.knowledge = knowledge;
    this.#client = client;
  }

  get isClientSeen(): boolean {
    return this.#flow.stats[CLIENT].seen;
  }

  get mayHideRequests(): boolean {
    // A client line that is held back may be the request.
    if (this.#client.isUndecided) return true;
    return this.#hasHole || !this.isClientSeen;
  }

  mayHideReuse(request: number): boolean {
    return request <= this.#holeBehind;
  }

  explainsPong(time: number): boolean {
    if (time <= this.#pongsExplainedUntil || !this.isClientSeen) return true;
    if (this.#pongsExplained === 0) return false;
    this.#pongsExplained--;
    return true;
  }

  /** Requests of the client may be missing behind the command with this id, up to `time`. */
  requestsHidden(id: number, time: number): void {
    this.#hasHole = true;
    this.#holeBehind = id;
    this.#pongsExplainedUntil = time + PING_LIMIT_NANOS;
  }

  /** Answers of the server may be missing, among them those of `pings` requests without TrID. */
  answersHidden(pings: number): void {
    this.#pongsExplained += pings;
  }
}
