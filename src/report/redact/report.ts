/**
 * Stands between the analysis and the reports: they get redacted copies of everything, so that no view, decoder or
 * format has to know. Without redaction it is not there.
 */
import type { Finding } from '../../analysis/finding.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../../analysis/sink.ts';
import { MAX_PSEUDONYMS } from '../../base/limits.ts';
import type { Notice } from '../../base/notice.ts';
import type { Clock } from '../../base/time.ts';
import type { Command } from '../../msnp/command.ts';
import type { CaptureInfo, Report, Totals } from '../../scan.ts';
import { RedactedCommand } from './command.ts';
import { redactFilter, redactFinding, redactNotice } from './details.ts';
import { redactVerb } from './line.ts';
import { type Redaction, Redactor } from './redactor.ts';
import { RedactedSession } from './session.ts';

export class RedactedReport implements Report {
  readonly #report: Report;
  readonly #redactor: Redactor;
  readonly #command = new RedactedCommand();
  readonly #sessions = new WeakMap<SessionView, RedactedSession>();
  #isLimitTold = false;

  constructor(report: Report, redaction: Redaction) {
    this.#report = report;
    this.#redactor = new Redactor(redaction, this.#onLimit);
  }

  capture(info: CaptureInfo, clock: Clock): void {
    this.#report.capture({ ...info, file: this.#redactor.scrub(info.file) }, clock);
  }

  command(command: Command, info: CommandInfo): void {
    this.#command.become(command, this.#redactor);
    const { id, answers, latency, answersVerb } = info;
    const session = this.#sessionOf(info.session);
    this.#report.command(this.#command, { session, id, answers, latency, answersVerb });
  }

  transaction(transaction: SettledTransaction): void {
    this.#report.transaction({
      session: transaction.session,
      trid: transaction.trid,
      verb: redactVerb(transaction.verb),
      request: transaction.request,
      replies: transaction.replies,
      state: transaction.state,
      latency: transaction.latency,
      error: transaction.error,
    });
  }

  finding(finding: Finding): void {
    this.#report.finding(redactFinding(this.#redactor, finding));
  }

  notice(notice: Notice): void {
    this.#report.notice(redactNotice(this.#redactor, notice));
  }

  session(session: SessionView): void {
    this.#report.session(this.#sessionOf(session));
  }

  idle(): void {
    this.#report.idle?.();
  }

  end(totals: Totals): void {
    const { filtered } = totals;
    if (filtered === undefined) {
      this.#report.end(totals);
      return;
    }
    const filter = redactFilter(this.#redactor, filtered.filter);
    this.#report.end({ ...totals, filtered: { ...filtered, filter } });
  }

  #sessionOf(session: SessionView): RedactedSession {
    let redacted = this.#sessions.get(session);
    if (redacted === undefined) {
      redacted = new RedactedSession(session, this.#redactor);
      this.#sessions.set(session, redacted);
    }
    return redacted;
  }

  readonly #onLimit = (): void => {
    if (this.#isLimitTold) return;
    this.#isLimitTold = true;
    const message = 'too many accounts or names to number; later ones share one pseudonym';
    const details = { limit: MAX_PSEUDONYMS };
    this.#report.notice({ code: 'pseudonym-limit', frame: 0, session: 0, message, details });
  };
}
