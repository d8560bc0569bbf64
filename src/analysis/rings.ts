/** Invitations (RNG) that a notification server session has got: which of them nobody follows. */
import { MAX_OPEN_RINGS, RING_LIMIT_NANOS } from '../base/limits.ts';
import type { Afterwards } from './afterwards.ts';
import type { Client, Invitation } from './clients.ts';
import type { Place } from './engine.ts';
import { STATE } from './facts.ts';
import type { StateTeller } from './state-teller.ts';

interface Ring {
  readonly invitation: Invitation;
  readonly caller: string;
  readonly place: Place;
}

export class Rings {
  readonly #teller: StateTeller;
  readonly #client: Client;
  readonly #afterwards: Afterwards;
  readonly #open: Ring[] = [];

  constructor(teller: StateTeller, client: Client, afterwards: Afterwards) {
    this.#teller = teller;
    this.#client = client;
    this.#afterwards = afterwards;
  }

  add(invitation: Invitation, caller: string, place: Place): void {
    if (this.#open.length >= MAX_OPEN_RINGS) this.#open.shift();
    this.#open.push({ invitation, caller, place });
  }

  /** When the next one runs out. */
  get deadline(): number {
    const first = this.#open[0];
    return first === undefined ? Infinity : first.place.time + RING_LIMIT_NANOS;
  }

  /** Those that nobody has followed at `time` are told of, unless the capture may lack the answer or has it late. */
  expire(time: number): void {
    while (this.deadline < time) {
      const ring = this.#open.shift();
      if (ring === undefined) return;
      if (!this.#isIgnored(ring)) continue;
      const age = time - ring.place.time;
      this.#afterwards.add(ring.place.session, () => {
        if (!this.#isIgnored(ring)) return;
        this.#teller.tellAt(ring.place, STATE.ringUnanswered, 'RNG', ring.caller, age);
      });
    }
  }

  #isIgnored({ invitation, place }: Ring): boolean {
    return invitation.uses === 0 && this.#client.blindTime < place.time;
  }
}
