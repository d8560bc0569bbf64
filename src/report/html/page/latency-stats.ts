/** How long answers took, by the verb of the request. */
import type { Model } from './model.ts';

export interface VerbLatency {
  readonly verb: string;
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
  /** The reply that took longest. */
  readonly slowest: number;
}

/** Replies with a latency, of the given sessions or all. */
export function answered(model: Model, sessions: ReadonlySet<number> | undefined): number[] {
  const found: number[] = [];
  for (let i = 0; i < model.count; i++) {
    if ((model.latency[i] ?? -1) < 0 || sessions?.has(model.session[i] ?? 0) === false) continue;
    found.push(i);
  }
  return found;
}

/** The slowest verb, by its 95th percentile, first. */
export function latencyByVerb(model: Model, replies: readonly number[]): readonly VerbLatency[] {
  const byVerb = new Map<string, number[]>();
  for (const reply of replies) {
    const request = model.requestOf(reply);
    const verb = model.verb[request ?? reply] ?? '';
    const known = byVerb.get(verb);
    if (known === undefined) byVerb.set(verb, [reply]);
    else known.push(reply);
  }
  const millis = (reply: number | undefined): number => model.latency[reply ?? -1] ?? 0;
  return [...byVerb]
    .map(([verb, all]) => {
      const sorted = all.sort((a, b) => millis(a) - millis(b));
      const at = (share: number): number =>
        millis(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]);
      const slowest = sorted[sorted.length - 1] ?? 0;
      return { verb, count: sorted.length, median: at(0.5), p95: at(0.95), max: millis(slowest), slowest };
    })
    .sort((a, b) => b.p95 - a.p95);
}
