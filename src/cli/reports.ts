/** The reporters of one run, and one report that feeds them all. */
import type { Finding } from '../analysis/finding.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../analysis/sink.ts';
import type { Notice } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import type { Command } from '../msnp/command.ts';
import type { JoinedReport } from '../jobs/coordinator.ts';
import type { Counts } from '../jobs/piece.ts';
import { shardOf } from '../analysis/shard.ts';
import type { Privacy } from '../report/command-json.ts';
import { type Fold, foldNotice, Folding, inOrder } from '../report/folding.ts';
import type { BlockSink } from '../report/output.ts';
import type { JoiningReport } from '../report/part.ts';
import type { Tally } from '../report/tally.ts';
import { createTerminalSink } from '../report/terminal-json.ts';
import type { CaptureInfo, Report, Totals } from '../scan.ts';
import { CliError } from './cli-error.ts';
import { colourLevel, isUtf8Locale } from './colour.ts';
import type { Damage } from './damage.ts';
import { createExport } from './exports.ts';
import type { Io } from './io.ts';
import { STDOUT, type Arguments } from './parse.ts';
import { choice, oneWord, type Product } from './settings.ts';
import { VERSION } from './version.ts';

/** A report that may hold temporary files. */
export interface ClosableReport extends Report, Partial<JoiningReport> {
  close?(): void;
  /** After the end: what the product lacks that the analysis has; undefined when it has everything. */
  remark?(): string | undefined;
}

/** Columns of the timeline where no terminal says how many. */
const DEFAULT_COLUMNS = 120;
const MIN_COLUMNS = 60;

/** Makes the reporter of a format; what a format needs is loaded only for it. */
export async function createReport(
  product: Product,
  sink: BlockSink,
  tally: Tally,
  args: Arguments,
  io: Io,
): Promise<ClosableReport> {
  const privacy: Privacy = { payload: !args.has('no-payload'), showSecrets: args.has('show-secrets') };
  const { format } = product;
  switch (format) {
    case 'ndjson': {
      const { NdjsonReport } = await import('../report/ndjson.ts');
      const shown = args.value('ndjson') === STDOUT && io.stdout.isTerminal ? createTerminalSink(sink) : sink;
      return new NdjsonReport(shown, privacy, tally, choice(args));
    }
    case 'json': {
      const { JsonReport } = await import('../report/json.ts');
      const indent = args.value('json') === STDOUT && io.stdout.isTerminal;
      const shown = indent ? createTerminalSink(sink) : sink;
      return new JsonReport(shown, { privacy, indent, version: VERSION, choice: choice(args) }, tally);
    }
    case 'csv':
    case 'tsv': {
      const { createTableSink } = await import('../report/csv/room.ts');
      const { recordsOf, tableOf } = await import('./tables.ts');
      const { NdjsonReport } = await import('../report/ndjson.ts');
      const { table, fields } = tableOf(args);
      return new NdjsonReport(
        createTableSink(sink, { table, fields, format }),
        privacy,
        tally,
        recordsOf(table),
      );
    }
    case 'html': {
      if (args.value('html') === STDOUT && io.stdout.isTerminal) {
        throw new CliError(
          '--html is a page for a browser, not for a terminal',
          'give it a file: --html=report.html',
        );
      }
      const { HtmlReport } = await import('../report/html/html.ts');
      return new HtmlReport(sink, { privacy, version: VERSION }, tally);
    }
    case 'eve':
    case 'zeek':
    case 'parquet':
      return createExport({ ...product, format }, sink, privacy, tally, args, io);
    case 'timeline':
      return createTimeline(sink, privacy, tally, args, io);
  }
}

async function createTimeline(
  sink: BlockSink,
  privacy: Privacy,
  tally: Tally,
  args: Arguments,
  io: Io,
): Promise<ClosableReport> {
  const { TimelineReport, createPaint, measureText, GROUPINGS, TIME_STYLES, TIME_ZONES } =
    await import('../report/timeline-room.ts');
  const asciiOnly = args.has('ascii');
  const paint = await createPaint(colourLevel(args.value('color'), io.env, io.stdout));
  const options = {
    privacy,
    paint,
    width: Math.max(MIN_COLUMNS, io.stdout.columns ?? DEFAULT_COLUMNS),
    measure: measureText,
    asciiArrows: asciiOnly || !isUtf8Locale(io.env),
    asciiOnly,
    time: oneWord(args, 'time', TIME_STYLES, 'relative'),
    zone: oneWord(args, 'tz', TIME_ZONES, 'utc'),
    full: args.has('full'),
    ...(args.value('group') === undefined ? {} : { group: oneWord(args, 'group', GROUPINGS, 'session') }),
    wraps: io.stdout.isTerminal,
  };
  return new TimelineReport(sink, options, tally);
}

/** Counts, complains about damage on stderr, and hands everything to the reporters. */
export class Fan implements JoinedReport {
  readonly #tally: Tally;
  readonly #reports: readonly ClosableReport[];
  /** The report of each channel, and which of its own it is. */
  readonly #channels: readonly (readonly [ClosableReport, number])[];
  /** Undefined when stderr is to stay quiet. */
  readonly #damage: Damage | undefined;
  readonly #folding = new Folding((_, folds) => {
    this.#tell(folds);
  });
  /** What others have folded and not told. */
  readonly #folds: Fold[] = [];
  #found = 0;

  constructor(tally: Tally, reports: readonly ClosableReport[], damage: Damage | undefined) {
    this.#tally = tally;
    this.#reports = reports;
    this.#channels = reports.flatMap((report) =>
      Array.from({ length: report.channels ?? 0 }, (_, channel) => [report, channel] as const),
    );
    this.#damage = damage;
  }

  capture(info: CaptureInfo, clock: Clock): void {
    this.#damage?.capture(info);
    for (const report of this.#reports) report.capture(info, clock);
  }

  command(command: Command, info: CommandInfo): void {
    for (const report of this.#reports) report.command(command, info);
  }

  transaction(transaction: SettledTransaction): void {
    this.#tally.transaction(transaction);
    for (const report of this.#reports) report.transaction(transaction);
  }

  finding(finding: Finding): void {
    this.#tally.finding(finding);
    this.#found++;
    if (!this.#folding.admits(finding)) return;
    for (const report of this.#reports) report.finding(finding);
  }

  notice(notice: Notice): void {
    this.#tally.notice(notice);
    for (const report of this.#reports) report.notice(notice);
    this.#damage?.notice(notice);
  }

  session(session: SessionView): void {
    this.#tell(this.#folding.end(session.id, shardOf(session.flow.client)));
    for (const report of this.#reports) report.session(session);
  }

  join(channel: number, bytes: Uint8Array): void {
    const [report, own] = this.#channels[channel] ?? [];
    report?.join?.(own ?? 0, bytes);
  }

  count({ states, findings, folds }: Counts): void {
    this.#tally.add(states, findings);
    this.#folds.push(...folds);
  }

  fold(session: number, folds: readonly Fold[]): void {
    // Which shard is all the same: the main thread finds nothing behind the end of a session.
    this.#tell([...this.#folding.end(session, 0), ...folds]);
  }

  found(findings: number): void {
    this.#found += findings;
  }

  /** Findings so far. */
  get findings(): number {
    return this.#found;
  }

  idle(): void {
    for (const report of this.#reports) report.idle?.();
  }

  end(totals: Totals): void {
    this.#tell([...this.#folds, ...this.#folding.rest()]);
    for (const report of this.#reports) report.end(totals);
  }

  #tell(folds: readonly Fold[]): void {
    for (const fold of inOrder(folds)) this.notice(foldNotice(fold));
  }
}
