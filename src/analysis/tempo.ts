/** How fast a client sends: more commands in a second than a server takes (anomalies.md flood). */
import { FLOOD_COMMANDS, FLOOD_NANOS } from '../base/limits.ts';

export class Tempo {
  /** Times of the latest commands, a ring; made when one comes close behind another. */
  #times: number[] | undefined = undefined;
  #next = 0;
  #last = -Infinity;

  /** Notes a command of the client; whether it is one too many. */
  exceeds(time: number): boolean {
    const before = this.#last;
    this.#last = time;
    if (this.#times === undefined) {
      if (time - before > FLOOD_NANOS) return false;
      this.#times = new Array<number>(FLOOD_COMMANDS).fill(-Infinity);
      this.#times[0] = before;
      this.#next = 1;
    }
    const oldest = this.#times[this.#next] ?? -Infinity;
    this.#times[this.#next] = time;
    this.#next = this.#next + 1 === FLOOD_COMMANDS ? 0 : this.#next + 1;
    return Math.abs(time - oldest) <= FLOOD_NANOS;
  }
}
