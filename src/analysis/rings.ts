/** Invitations (RNG) that a notification server session has got: which of them nobody follows. */
import { MAX_OPEN_RINGS, RING_LIMIT_NANOS } from '../base/limits.ts';
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
  readonly #open: Ring[] = [];

  constructor(teller: StateTeller, client: Client) {
    this.#teller = teller;
    this.#client = client;
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

  /** Tells of those that nobody has followed at `time`, unless the capture may lack the answer. */
  expire(time: number): void {
    while (this.deadline < time) {
      const ring = this.#open.shift();
      if (ring === undefined) return;
      if (ring.invitation.uses > 0 || this.#client.blindTime >= ring.place.time) continue;
      this.#teller.tellAt(ring.place, STATE.ringUnanswered, 'RNG', ring.caller, time - ring.place.time);
    }
  }
}
