/** `msnscan [scan] FILE...`: the analysis with its outputs; the exit code says how it went. */
import { totalsText } from '../report/closing.ts';
import { Tally } from '../report/tally.ts';
import { scan, type ReadSoFar, type Report, type ScanOptions, type Totals } from '../scan.ts';
import { escapeText } from '../report/escape.ts';
import { colourLevel } from './colour.ts';
import { Damage } from './damage.ts';
import { FAILED, FAILED_ON, OK, PARTIAL } from './exit-codes.ts';
import { shortHelp } from './help.ts';
import { codeBefore, inputsOf, nameOf, refuseOverwriting, reportsOf, worse, type Inputs } from './inputs.ts';
import { complain, type Io } from './io.ts';
import { startJobs, type Jobs } from './jobs.ts';
import type { Arguments } from './parse.ts';
import type { Pager } from './pager.ts';
import { createProgress, type Progress } from './progress.ts';
import { createReport, Fan, type ClosableReport } from './reports.ts';
import { preparation, type Prepare } from './selection.ts';
import {
  choice,
  failingSeverities,
  products,
  refuseManyDocuments,
  scanOptions,
  type Product,
} from './settings.ts';
import { makeFolder, openTarget, outliving, type Target } from './targets.ts';

/** Runs the analysis. Throws CliError, CaptureError, InputError, ClosedPipe and Node's errors. */
export async function runScan(args: Arguments, io: Io): Promise<number> {
  const options = scanOptions(args);
  const failing = failingSeverities(args);
  const prepare = await preparation(args);
  const wanted = products(args);
  choice(args);
  colourLevel(args.value('color'), io.env, io.stdout);
  refuseManyDocuments(args);
  const inputs = await inputsOf(args, io);
  if (inputs === undefined) {
    complain(io, shortHelp());
    return FAILED;
  }
  for (const { path } of wanted) refuseOverwriting(path, inputs);
  const runs = await reportsOf(inputs, args, io);
  const outcomes: Outcome[] = [];
  let code = codeBefore(inputs, args);
  await withTargets(wanted, args, io, async (targets) => {
    for (const run of runs) {
      const outcome = await runOne(run, targets, options, prepare, args, io);
      outcomes.push(outcome);
      const { tally, totals } = outcome;
      const found = failing.some((severity) => tally.severities[severity] > 0) ? FAILED_ON : OK;
      code = worse(code, totals.complete ? found : PARTIAL);
      if (io.interrupt.aborted) break;
    }
  });
  if (!args.has('quiet')) {
    for (const outcome of outcomes) summarise(outcome, wanted, args, io);
  }
  return io.interrupt.aborted ? Number(io.interrupt.reason) : code;
}

async function scanWith(
  jobs: Jobs | undefined,
  { paths, unread }: Inputs,
  options: ScanOptions,
  report: Report,
  fan: Fan,
  progress: Progress | undefined,
  io: Io,
): Promise<Totals> {
  const onProgress = (read: ReadSoFar): void => {
    progress?.show(read, fan.findings);
  };
  try {
    return await scan(paths, { ...options, unread, onProgress }, report, io.interrupt, jobs?.stageFor(fan));
  } finally {
    progress?.clear();
    await jobs?.close();
  }
}

/** An output and where it goes. */
interface OpenProduct extends Product {
  readonly target: Target;
}

/** Opens the outputs, runs `body` and gives files their names; whatever happens, nothing temporary stays. */
async function withTargets(
  wanted: readonly Product[],
  args: Arguments,
  io: Io,
  body: (targets: readonly OpenProduct[]) => Promise<void>,
): Promise<void> {
  const products: OpenProduct[] = [];
  let pager: Pager | undefined;
  try {
    for (const product of wanted) {
      if (product.format === 'timeline') pager = await pagerFor(args, io);
      if (product.folder !== undefined) makeFolder(product.folder);
      const opened = pager ?? openTarget(product.path, args.has('force'), io);
      products.push({ ...product, target: wanted.length === 1 ? opened : outliving(opened) });
    }
    await body(products);
    for (const { target } of products) target.commit();
  } finally {
    for (const { target } of products) target.abandon();
    await pager?.close();
  }
}

interface Outcome {
  /** Of the capture. */
  readonly name: string;
  readonly tally: Tally;
  readonly totals: Totals;
  /** What a product lacks that the analysis has. */
  readonly remarks: readonly string[];
}

/** One report in all its formats. */
async function runOne(
  run: Inputs,
  products: readonly OpenProduct[],
  options: ScanOptions,
  prepare: Prepare,
  args: Arguments,
  io: Io,
): Promise<Outcome> {
  const tally = new Tally();
  const reports: ClosableReport[] = [];
  try {
    for (const product of products) {
      reports.push(await createReport(product, product.target.write, tally, args, io));
    }
    const progress = createProgress(run.paths, products, args, io);
    const damage = args.has('quiet') ? undefined : new Damage(nameOf(run), io, () => progress?.clear());
    const fan = new Fan(tally, reports, damage);
    const selected = await prepare(fan);
    const isPlain = selected.report === fan;
    const formats = products.map(({ format }) => format);
    const jobs = isPlain ? await startJobs(args, run.paths, options, formats, io) : undefined;
    const totals = await scanWith(jobs, run, options, selected.report, fan, progress, io);
    const remarks = reports.flatMap((report) => report.remark?.() ?? []);
    return { name: nameOf(run), tally, totals: selected.totals(totals), remarks };
  } finally {
    for (const report of reports) report.close?.();
  }
}

/** Loaded only where there may be one. */
async function pagerFor(args: Arguments, io: Io): Promise<Pager | undefined> {
  if (!io.stdout.isTerminal && !args.has('paging')) return undefined;
  const { createPager } = await import('./pager.ts');
  return createPager(args, io);
}

function summarise(
  { name, tally, totals, remarks }: Outcome,
  wanted: readonly Product[],
  args: Arguments,
  io: Io,
): void {
  const say = (text: string): void => {
    complain(io, `msnscan: ${escapeText(`${name}: ${text}`)}\n`);
  };
  // The timeline ends with this line itself.
  if (!wanted.some(({ format }) => format === 'timeline')) say(totalsText(tally, totals));
  if (totals.filtered !== undefined && totals.sessions + tally.findings.size === 0) {
    say('nothing fits the filters');
  }
  for (const remark of remarks) say(remark);
  if (args.count('verbose') === 0) return;
  const dropped = Object.entries(totals.dropped).map(([reason, count]) => `${count} ${reason}`);
  say(`${totals.bytes} bytes, ${totals.tcpSegments} TCP segments`);
  if (dropped.length > 0) say(`frames without a TCP segment: ${dropped.join(', ')}`);
  for (const [code, { count }] of tally.notices) say(`notice ${code}: ${count}`);
}
