/**
 * A report that sees only what was asked for. It stands between the analysis and any report, so that every view and
 * format shows the same. Filters choose commands; the rest follows them:
 *
 *     a transaction  with its request, or with one of its replies
 *     a finding      with its command; one about no command with its session
 *     a session      with what is shown of it; where filters ask for sessions alone, by itself
 *     a notice       with its session; one about the capture always
 *
 * With --severity, --finding and --context commands are shown for the findings about them, with what they answer and
 * what answers them. What is not known yet waits, in order, as a copy; how much waits is limited.
 */
import type { Finding } from '../../analysis/finding.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../../analysis/sink.ts';
import type { Notice } from '../../base/notice.ts';
import type { Clock } from '../../base/time.ts';
import type { Command } from '../../msnp/command.ts';
import type { CaptureInfo, Report, Totals } from '../../scan.ts';
import { CLIENT } from '../../tcp/handler.ts';
import { copyCommand, copyInfo, type HeldCommand } from './held-command.ts';
import { KnownCommands } from './known-commands.ts';
import { isChosenNumber, joined, makeFilters, type Filter, type Verdict } from './rows.ts';
import { filterRecord, isByFinding, type Selection } from './selection.ts';
import { WaitingLine } from './waiting-line.ts';

export class FilterReport implements Report {
  readonly #report: Report;
  readonly #selection: Selection;
  readonly #byFinding: boolean;
  readonly #line: WaitingLine;
  /** Commands that fit, whether a finding shows them or not; and those that are shown. */
  readonly #fitting = new KnownCommands();
  readonly #shown = new KnownCommands();
  readonly #open = new Map<number, OpenSession>();
  #filters: readonly Filter[] = [];
  /** Filters of sessions alone: a session is shown even without commands. */
  #bySession = false;
  #sessions = 0;
  #commands = 0;

  constructor(report: Report, selection: Selection) {
    this.#report = report;
    this.#selection = selection;
    this.#byFinding = isByFinding(selection);
    this.#line = new WaitingLine(selection.context ?? 0, {
      isOpen: (held) => held.isWaiting || this.#judge(held.command, held.info) === 'open',
      release: (held) => {
        this.#release(held);
      },
    });
  }

  capture(info: CaptureInfo, clock: Clock): void {
    if (info.index === 1) {
      this.#filters = makeFilters(this.#selection, { clock, firstTime: info.firstTime });
      this.#bySession = !this.#byFinding && this.#filters.every((filter) => filter.session !== undefined);
    }
    this.#report.capture(info, clock);
  }

  command(command: Command, info: CommandInfo): void {
    this.#line.advance();
    const { session } = info;
    if (!this.#open.has(session.id)) this.#open.set(session.id, { session, isSeen: false });
    const verdict = this.#judge(command, info);
    if (verdict === 'no') return;
    if (verdict === 'yes' && !this.#byFinding && this.#line.isEmpty) this.#show(command, info);
    else this.#line.push(copyCommand(command), copyInfo(info), this.#byFinding && command.from === CLIENT);
  }

  transaction(transaction: SettledTransaction): void {
    const { session, request } = transaction;
    this.#line.settle(session, request);
    const kept = this.#line.isEmpty ? transaction : { ...transaction, replies: [...transaction.replies] };
    this.#line.behind(() => {
      const isShown = (id: number): boolean => this.#shown.has(session, id);
      if (isShown(request) || kept.replies.some(isShown)) this.#report.transaction(kept);
    });
  }

  finding(finding: Finding): void {
    const { session, command } = finding;
    if (!this.#passes(finding)) return;
    if (this.#byFinding && command !== 0) this.#line.mark(session, command);
    this.#line.behind(() => {
      const open = this.#open.get(session);
      if (!this.#isPlaceChosen(finding, open?.session)) return;
      if (open !== undefined) open.isSeen = true;
      this.#report.finding(finding);
    });
  }

  notice(notice: Notice): void {
    this.#line.behind(() => {
      if (this.#isNoticeChosen(notice)) this.#report.notice(notice);
    });
  }

  session(session: SessionView): void {
    const { id } = session;
    this.#line.endSession(id);
    this.#line.behind(() => {
      const isSeen = this.#open.get(id)?.isSeen === true;
      if (isSeen || (this.#bySession && this.#judgeSession(session) === 'yes')) {
        this.#sessions++;
        this.#report.session(session);
      }
      this.#open.delete(id);
      this.#fitting.endSession(id);
      this.#shown.endSession(id);
      for (const filter of this.#filters) filter.endSession?.(id);
    });
  }

  idle(): void {
    this.#report.idle?.();
  }

  end(totals: Totals): void {
    this.#line.flush();
    this.#report.end(this.totals(totals));
  }

  /** The totals with what was shown in place of all; to be asked for at the end. */
  totals(totals: Totals): Totals {
    const { sessions, commands } = totals;
    return {
      ...totals,
      sessions: this.#sessions,
      commands: this.#commands,
      filtered: { filter: filterRecord(this.#selection), sessions, commands },
    };
  }

  #judge(command: Command, info: CommandInfo): Verdict {
    return joined(
      this.#filters,
      (filter) => filter.command?.(command, info) ?? filter.session?.(info.session),
    );
  }

  #judgeSession(session: SessionView): Verdict {
    return joined(this.#filters, (filter) => filter.session?.(session));
  }

  /** A command that waited. What is still open then does not fit: it waited as long as is possible. */
  #release({ command, info, exchange, isMarked }: HeldCommand): void {
    if (this.#judge(command, info) !== 'yes') return;
    if (!this.#byFinding || isMarked || exchange.isMarked) this.#show(command, info);
    else this.#fitting.add(info.session.id, info.id);
  }

  #show(command: Command, info: CommandInfo): void {
    const { id } = info.session;
    this.#commands++;
    this.#fitting.add(id, info.id);
    this.#shown.add(id, info.id);
    const open = this.#open.get(id);
    if (open !== undefined) open.isSeen = true;
    this.#report.command(command, info);
  }

  #passes(finding: Finding): boolean {
    return this.#filters.every(
      (filter) => (finding.command !== 0 && filter.always !== true) || filter.finding?.(finding) !== false,
    );
  }

  #isPlaceChosen({ session, command }: Finding, view: SessionView | undefined): boolean {
    if (command !== 0) return this.#fitting.has(session, command);
    return view === undefined
      ? this.#filters.every((filter) => filter.session === undefined)
      : this.#judgeSession(view) === 'yes';
  }

  #isNoticeChosen({ session }: Notice): boolean {
    if (session === 0) return true;
    const open = this.#open.get(session);
    if (open === undefined) return isChosenNumber(this.#selection, session);
    return open.isSeen || this.#judgeSession(open.session) === 'yes';
  }
}

interface OpenSession {
  readonly session: SessionView;
  /** Something of it was shown. */
  isSeen: boolean;
}
