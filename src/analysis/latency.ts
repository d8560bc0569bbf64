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

const FIRST_SAMPLES = 16;
const NO_SAMPLES = new Float64Array(0);

export class Latencies {
  /** Grows by doubling, to no more than it needs. */
  #samples = NO_SAMPLES;
  #count = 0;
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
    if (this.#count === MAX_LATENCY_SAMPLES) this.#thin();
    if (this.#count === this.#samples.length) this.#grow();
    this.#samples[this.#count++] = nanos;
    this.#skip = this.#stride - 1;
  }

  /** Keeps every second sample. */
  #thin(): void {
    const kept = this.#samples.filter((_, index) => index % 2 === 0);
    this.#samples.set(kept);
    this.#count = kept.length;
    this.#stride *= 2;
  }

  #grow(): void {
    const length = Math.min(MAX_LATENCY_SAMPLES, Math.max(FIRST_SAMPLES, this.#samples.length * 2));
    const larger = new Float64Array(length);
    larger.set(this.#samples);
    this.#samples = larger;
  }

  /** Null when nothing was answered. Percentiles are nearest rank. */
  summary(): LatencySummary | null {
    if (this.#count === 0) return null;
    const sorted = this.#samples.slice(0, this.#count).sort();
    return { min: this.#min, median: rank(sorted, 0.5), p95: rank(sorted, 0.95), max: this.#max };
  }
}

function rank(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
