/** `msnscan stats`: what a capture holds in numbers, counted while it is read and written at its end. */
import { CaptureList } from '../capture-list.ts';
import type { Finding } from '../../analysis/finding.ts';
import { Latencies } from '../../analysis/latency.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../../analysis/sink.ts';
import { isoTime, millisBetween, type Clock } from '../../base/time.ts';
import type { Command } from '../../msnp/command.ts';
import { maskedVerb } from '../../msnp/secrets.ts';
import type { CaptureInfo, Report, Totals } from '../../scan.ts';
import { CLIENT } from '../../tcp/handler.ts';
import { errorOf } from '../error-record.ts';
import { statesRecord } from '../records.ts';
import { Tally } from '../tally.ts';
import { Counter } from './counter.ts';
import type { StatsDocument } from './schema.ts';
import { Traffic } from './traffic.ts';

/** All that is to be told. */
export type Stats = Omit<StatsDocument, 'schemaVersion' | 'generator' | 'filtered'> & {
  readonly totals: Totals;
};

/** Writes the numbers; called once, at the end. */
export type StatsWriter = (stats: Stats) => void;

const NO_CLOCK: Clock = { baseSeconds: 0, digits: 6 };
/** Upper bounds of the buckets of a latency, in milliseconds. */
const BOUNDS_MS = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000] as const;
const MAX_ABOUT = 16;

class Latency {
  readonly latencies = new Latencies();
  readonly buckets = new Array<number>(BOUNDS_MS.length + 1).fill(0);
  count = 0;

  add(nanos: number): void {
    this.latencies.add(nanos);
    this.count++;
    const at = BOUNDS_MS.findIndex((bound) => nanos < bound * 1e6);
    const bucket = at < 0 ? BOUNDS_MS.length : at;
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
  }
}

export class StatsReport implements Report {
  readonly #write: StatsWriter;
  readonly #tally = new Tally();
  readonly #verbs = new Counter(() => ({ client: 0, server: 0, bytes: 0 }));
  readonly #latency = new Counter(() => new Latency());
  readonly #errors = new Counter(() => ({ count: 0, about: new Set<string>() }));
  readonly #sessions = new Counter(() => ({ sessions: 0, commands: 0 }));
  readonly #traffic = new Traffic();
  readonly #captures = new CaptureList();
  #clock = NO_CLOCK;
  #firstTime = 0;

  constructor(write: StatsWriter) {
    this.#write = write;
  }

  capture(info: CaptureInfo, clock: Clock): void {
    this.#captures.add(info);
    if (info.index > 1) return;
    this.#clock = clock;
    this.#firstTime = info.firstTime;
  }

  command(command: Command, info: CommandInfo): void {
    const { from, lineStart, lineEnd, payloadStart, payloadEnd } = command;
    const bytes = Math.max(lineEnd, payloadEnd, payloadStart) - lineStart;
    const verb = maskedVerb(command);
    const counts = this.#verbs.of(verb);
    if (from === CLIENT) counts.client++;
    else counts.server++;
    counts.bytes += bytes;
    this.#traffic.add(command.lastTime - this.#firstTime, from, bytes);
    if (from === CLIENT || !/^\d/.test(verb)) return;
    const error = this.#errors.of(verb);
    error.count++;
    if (info.answersVerb !== '' && error.about.size < MAX_ABOUT) error.about.add(info.answersVerb);
  }

  transaction(transaction: SettledTransaction): void {
    this.#tally.transaction(transaction);
    const { verb, latency } = transaction;
    if (latency >= 0) this.#latency.of(verb).add(latency);
  }

  finding(finding: Finding): void {
    this.#tally.finding(finding);
  }

  notice(): void {
    // Damage is told on stderr.
  }

  session(session: SessionView): void {
    const counts = this.#sessions.of(`${session.role} ${session.version ?? ''}`);
    counts.sessions++;
    counts.commands += session.commands[0] + session.commands[1];
  }

  end(totals: Totals): void {
    this.#write({
      totals,
      ...this.#captures.names,
      start: totals.firstTime === null ? null : isoTime(this.#clock, this.#firstTime),
      sessions: this.#sessions
        .sorted(({ sessions }) => sessions)
        .map(([name, counts]) => sessionsOf(name, counts)),
      commands: this.#verbs
        .sorted(({ client, server }) => client + server)
        .map(([verb, counts]) => ({ verb, ...counts })),
      latencyBoundsMs: [...BOUNDS_MS],
      latency: this.#latency.sorted(({ count }) => count).map(([verb, one]) => this.#latencyOf(verb, one)),
      transactions: statesRecord(this.#tally.states),
      errors: this.#errors
        .sorted(({ count }) => count)
        .map(([code, { count, about }]) => ({
          code,
          name: code === null ? null : errorOf(code).name,
          count,
          about: [...about].sort(),
        })),
      traffic: { binSeconds: this.#traffic.binSeconds, bins: [...this.#traffic.bins] },
      findings: { ...this.#tally.severities },
      complete: totals.complete,
    });
  }

  close(): void {
    // Nothing is held outside of memory.
  }

  #latencyOf(verb: string | null, { latencies, buckets, count }: Latency): Stats['latency'][number] {
    const { min, median, p95, max } = latencies.summary() ?? { min: 0, median: 0, p95: 0, max: 0 };
    const millis = (nanos: number): number => millisBetween(this.#clock, 0, nanos);
    return {
      verb,
      count,
      min: millis(min),
      median: millis(median),
      p95: millis(p95),
      max: millis(max),
      buckets: [...buckets],
    };
  }
}

function sessionsOf(
  name: string | null,
  counts: { readonly sessions: number; readonly commands: number },
): Stats['sessions'][number] {
  const [role = 'unknown', version = ''] = (name ?? 'unknown ').split(' ');
  return { role: role as SessionView['role'], version: version === '' ? null : version, ...counts };
}
