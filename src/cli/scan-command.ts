/** `msnscan [scan] FILE`: the analysis with its outputs; the exit code says how it went. */
import { totalsText } from '../report/closing.ts';
import { Tally } from '../report/tally.ts';
import { scan, type Report, type ScanOptions, type Totals } from '../scan.ts';
import { escapeText } from '../report/escape.ts';
import { CliError } from './cli-error.ts';
import { colourLevel } from './colour.ts';
import { shortHelp } from './help.ts';
import { complain, type Io } from './io.ts';
import { startJobs, type Jobs } from './jobs.ts';
import type { Arguments } from './parse.ts';
import { createReport, Fan, type ClosableReport } from './reports.ts';
import { withSelection } from './selection.ts';
import {
  choice,
  failingSeverities,
  inputPath,
  products,
  redacting,
  redaction,
  scanOptions,
  type Product,
} from './settings.ts';
import { isSameFile, openTarget, outliving, type Target } from './targets.ts';

const OK = 0;
const FAILED_ON = 1;
const USAGE = 2;
const PARTIAL = 3;

/** Runs the analysis. Throws CliError, CaptureError, ClosedPipe and Node's errors. */
export async function runScan(args: Arguments, io: Io): Promise<number> {
  const options = scanOptions(args);
  const failing = failingSeverities(args);
  const select = await withSelection(args);
  const wanted = products(args);
  choice(args);
  const redacted = redaction(args);
  colourLevel(args.value('color'), io.env, io.stdout);
  const path = inputPath(args, io);
  if (path === undefined) {
    complain(io, shortHelp());
    return USAGE;
  }
  refuseOverwriting(path, wanted);
  const tally = new Tally();
  const totals = await withReports(wanted, tally, args, io, async (reports) => {
    const fan = new Fan(tally, reports, path, args.has('quiet') ? undefined : io);
    const selected = select(await redacting(fan, redacted));
    const isPlain = selected.report === fan;
    const jobs = isPlain ? await startJobs(args, path, options, wanted, io) : undefined;
    return selected.totals(await scanWith(jobs, path, options, selected.report, fan, io));
  });
  if (!args.has('quiet')) summarise(path, tally, totals, wanted, args, io);
  if (io.interrupt.aborted) return Number(io.interrupt.reason);
  if (!totals.complete) return PARTIAL;
  return failing.some((severity) => tally.severities[severity] > 0) ? FAILED_ON : OK;
}

async function scanWith(
  jobs: Jobs | undefined,
  path: string,
  options: ScanOptions,
  report: Report,
  fan: Fan,
  io: Io,
): Promise<Totals> {
  try {
    return await scan(path, options, report, io.interrupt, jobs?.stageFor(fan));
  } finally {
    await jobs?.close();
  }
}

function refuseOverwriting(path: string, wanted: readonly Product[]): void {
  const product = wanted.find((one) => isSameFile(one.path, path));
  if (product !== undefined) throw new CliError(`${product.path}: is the capture itself`, 'write elsewhere');
}

/** Opens the outputs, runs `body` and gives files their names; whatever happens, nothing temporary stays. */
async function withReports(
  wanted: readonly Product[],
  tally: Tally,
  args: Arguments,
  io: Io,
  body: (reports: readonly ClosableReport[]) => Promise<Totals>,
): Promise<Totals> {
  const targets: Target[] = [];
  const reports: ClosableReport[] = [];
  try {
    for (const { format, path } of wanted) {
      const opened = openTarget(path, args.has('force'), io);
      const target = wanted.length === 1 ? opened : outliving(opened);
      targets.push(target);
      reports.push(await createReport(format, target.write, tally, args, io));
    }
    const totals = await body(reports);
    for (const target of targets) target.commit();
    return totals;
  } finally {
    for (const report of reports) report.close?.();
    for (const target of targets) target.abandon();
  }
}

function summarise(
  path: string,
  tally: Tally,
  totals: Totals,
  wanted: readonly Product[],
  args: Arguments,
  io: Io,
): void {
  const say = (text: string): void => {
    complain(io, `msnscan: ${escapeText(`${path}: ${text}`)}\n`);
  };
  // The timeline ends with this line itself.
  if (!wanted.some(({ format }) => format === 'timeline')) say(totalsText(tally, totals));
  if (args.count('verbose') === 0) return;
  const dropped = Object.entries(totals.dropped).map(([reason, count]) => `${count} ${reason}`);
  say(`${totals.bytes} bytes, ${totals.tcpSegments} TCP segments`);
  if (dropped.length > 0) say(`frames without a TCP segment: ${dropped.join(', ')}`);
  for (const [code, { count }] of tally.notices) say(`notice ${code}: ${count}`);
}
