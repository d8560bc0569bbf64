/** Commands over time in a bounded number of bins, which grow twice as wide when the capture goes on. */
import { MAX_TRAFFIC_BINS } from '../../base/limits.ts';
import { CLIENT, type Side } from '../../tcp/handler.ts';

export interface Bin {
  client: number;
  server: number;
  bytes: number;
}

const FIRST_WIDTH_NANOS = 1e9;

export class Traffic {
  #bins: Bin[] = [];
  #width = FIRST_WIDTH_NANOS;

  get bins(): readonly Bin[] {
    return this.#bins;
  }

  get binSeconds(): number {
    return this.#width / 1e9;
  }

  /** `time` in nanoseconds after the first frame; what is before it counts as its. */
  add(time: number, from: Side, bytes: number): void {
    while (time >= this.#width * MAX_TRAFFIC_BINS) this.#widen();
    const at = Math.max(0, Math.floor(time / this.#width));
    while (this.#bins.length <= at) this.#bins.push({ client: 0, server: 0, bytes: 0 });
    const bin = this.#bins[at];
    if (bin === undefined) return;
    if (from === CLIENT) bin.client++;
    else bin.server++;
    bin.bytes += bytes;
  }

  #widen(): void {
    this.#width *= 2;
    this.#bins = halved(this.#bins);
  }
}

/** Each two neighbours as one. */
export function halved(bins: readonly Bin[]): Bin[] {
  const half: Bin[] = [];
  for (let i = 0; i < bins.length; i += 2) {
    const [one, other] = [bins[i], bins[i + 1]];
    half.push({
      client: (one?.client ?? 0) + (other?.client ?? 0),
      server: (one?.server ?? 0) + (other?.server ?? 0),
      bytes: (one?.bytes ?? 0) + (other?.bytes ?? 0),
    });
  }
  return half;
}
