/** Counts of everything that passes: the summary record, the closing lines and `--fail-on` are made from it. */
import type { Finding, Severity } from '../analysis/finding.ts';
import type { SettledTransaction, TransactionState } from '../analysis/sink.ts';
import type { Notice } from '../base/notice.ts';
import { isoTime, type Clock } from '../base/time.ts';
import type { Totals } from '../scan.ts';
import { statesRecord } from './records.ts';
import type { SummaryRecord } from './schema.ts';

/** What is counted of one rule or notice code. */
export interface Kind {
  count: number;
  readonly severity: Severity;
  /** Frame of the first one, 0 when it names none. */
  readonly frame: number;
  readonly capture?: number | undefined;
  readonly message: string;
}

/** What is counted of one rule. */
export type FindingKind = Kind & { readonly id: string };

export class Tally {
  readonly states: Record<TransactionState, number> = {
    answered: 0,
    error: 0,
    'no-reply-expected': 0,
    unanswered: 0,
    unknown: 0,
  };
  readonly severities: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  /** By rule and severity: a rule can have several. */
  readonly findings = new Map<string, FindingKind>();
  readonly notices = new Map<string, Kind>();

  transaction(transaction: SettledTransaction): void {
    this.states[transaction.state]++;
  }

  finding(finding: Finding): void {
    const { id, severity, frame, message } = finding;
    this.severities[severity]++;
    const key = `${severity} ${id}`;
    const kind = this.findings.get(key);
    if (kind === undefined) this.findings.set(key, { id, count: 1, severity, frame, message });
    else kind.count++;
  }

  notice(notice: Notice): void {
    const { code, frame, capture, message } = notice;
    const kind = this.notices.get(code);
    if (kind === undefined) this.notices.set(code, { count: 1, severity: 'note', frame, capture, message });
    else kind.count++;
  }

  /** Adds what was counted elsewhere. */
  add(states: Readonly<Record<TransactionState, number>>, findings: readonly FindingKind[]): void {
    for (const state of Object.keys(states) as TransactionState[]) this.states[state] += states[state];
    for (const { id, severity, count, frame, message } of findings) {
      this.severities[severity] += count;
      const key = `${severity} ${id}`;
      const kind = this.findings.get(key);
      if (kind === undefined) this.findings.set(key, { id, count, severity, frame, message });
      else kind.count += count;
    }
  }

  /** The summary record; ids and codes in alphabetical order, so that the text does not depend on who came first. */
  summary(totals: Totals, clock: Clock): SummaryRecord {
    const { frames, bytes, tcpSegments, sessions, commands, firstTime, lastTime, complete, filtered } =
      totals;
    const ids = new Map<string, number>();
    for (const { id, count } of this.findings.values()) ids.set(id, (ids.get(id) ?? 0) + count);
    const codes = [...this.notices].map(([code, kind]): [string, number] => [code, kind.count]);
    return {
      frames,
      bytes,
      tcpSegments,
      sessions,
      commands,
      transactions: statesRecord(this.states),
      findings: { severity: { ...this.severities }, id: sorted(ids) },
      notices: sorted(codes),
      firstTime: firstTime === null ? null : isoTime(clock, firstTime),
      lastTime: lastTime === null ? null : isoTime(clock, lastTime),
      complete,
      ...(filtered === undefined ? {} : { filtered }),
    };
  }
}

function sorted(counts: Iterable<readonly [string, number]>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
