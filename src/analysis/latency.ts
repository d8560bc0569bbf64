/**
 * Latencies of one session for its percentiles: exact up to a number of samples, above it every second, fourth ...
 * one in order of arrival, so that the same capture always gives the same figures. Least and greatest stay exact.
 */
import { MAX_LATENCY_SAMPLES } from '../base/limits.ts';

export interface LatencySummary {
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

export class Latencies {
  #samples: number[] = [];
  #stride = 1;
  #skip = 0;
  #min = Infinity;
  #max = -Infinity;

  add(nanos: number): void {
    if (nanos < this.#min) this.#min = nanos;
    if (nanos > this.#max) this.#max = nanos;
    if (this.#skip > 0) {
      this.#skip--;
      return;
    }
    if (this.#samples.length === MAX_LATENCY_SAMPLES) {
      this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
      this.#stride *= 2;
    }
    this.#samples.push(nanos);
    this.#skip = this.#stride - 1;
  }

  /** Null when nothing was answered. Percentiles are nearest rank. */
  summary(): LatencySummary | null {
    if (this.#samples.length === 0) return null;
    const sorted = Float64Array.from(this.#samples).sort();
    return { min: this.#min, median: rank(sorted, 0.5), p95: rank(sorted, 0.95), max: this.#max };
  }
}

function rank(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
