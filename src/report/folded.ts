/** Stands before one report: counts what passes, and folds findings that repeat. */
import type { Finding } from '../analysis/finding.ts';
import { shardOf } from '../analysis/shard.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../analysis/sink.ts';
import type { Notice } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import type { Command } from '../msnp/command.ts';
import type { CaptureInfo, Report, Totals } from '../scan.ts';
import { type Fold, foldNotice, Folding, inOrder } from './folding.ts';
import type { Tally } from './tally.ts';

export class FoldedReport implements Report {
  readonly #report: Report;
  readonly #tally: Tally;
  readonly #folding = new Folding((_, folds) => {
    this.#tell(folds);
  });

  /** `tally` is that of the report. */
  constructor(report: Report, tally: Tally) {
    this.#report = report;
    this.#tally = tally;
  }

  capture(info: CaptureInfo, clock: Clock): void {
    this.#report.capture(info, clock);
  }

  command(command: Command, info: CommandInfo): void {
    this.#report.command(command, info);
  }

  transaction(transaction: SettledTransaction): void {
    this.#tally.transaction(transaction);
    this.#report.transaction(transaction);
  }

  finding(finding: Finding): void {
    this.#tally.finding(finding);
    if (this.#folding.admits(finding)) this.#report.finding(finding);
  }

  notice(notice: Notice): void {
    this.#tally.notice(notice);
    this.#report.notice(notice);
  }

  session(session: SessionView): void {
    this.#tell(this.#folding.end(session.id, shardOf(session.flow.client)));
    this.#report.session(session);
  }

  idle(): void {
    this.#report.idle?.();
  }

  end(totals: Totals): void {
    this.#tell(this.#folding.rest());
    this.#report.end(totals);
  }

  #tell(folds: readonly Fold[]): void {
    for (const fold of inOrder(folds)) this.notice(foldNotice(fold));
  }
}
