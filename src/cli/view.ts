/** What `chat` and `contacts` share: one capture, one product, text or JSON. */
import type { Notice } from '../base/notice.ts';
import type { BlockSink } from '../report/output.ts';
import type { ColourLevel } from '../report/paint.ts';
import { measureText } from '../report/measure.ts';
import { createTerminalSink } from '../report/terminal-json.ts';
import type { MeasureText } from '../report/width.ts';
import { scan, type Report, type ScanOptions } from '../scan.ts';
import { colourLevel } from './colour.ts';
import { Damage } from './damage.ts';
import { FAILED, OK, PARTIAL } from './exit-codes.ts';
import { shortHelp } from './help.ts';
import { codeBefore, inputsOf, nameOf, refuseOverwriting, reportsOf, worse, type Inputs } from './inputs.ts';
import { complain, type Io } from './io.ts';
import { STDOUT, type Arguments } from './parse.ts';
import { preparation, type Prepare } from './selection.ts';
import { refuseManyDocuments, scanOptions } from './settings.ts';
import { openTarget } from './targets.ts';

/** Columns where no terminal says how many. */
const DEFAULT_COLUMNS = 100;
const MIN_COLUMNS = 60;

/** How a view is to look. */
export interface Look {
  /** JSON instead of text. */
  readonly json: boolean;
  readonly indent: boolean;
  readonly colour: ColourLevel;
  readonly width: number;
  /** Lines of any kind keep to the width: for terminals, not for grep. */
  readonly wraps: boolean;
  readonly measure: MeasureText;
  readonly asciiOnly: boolean;
  readonly verbose: boolean;
}

/** A view of a capture that writes at its end; `close` gives up what it holds. */
export interface View extends Report {
  close(): void;
}

/** Runs a view. Throws CliError, CaptureError, ClosedPipe and Node's errors. */
export async function runView(
  args: Arguments,
  io: Io,
  make: (sink: BlockSink, look: Look) => View | Promise<View>,
): Promise<number> {
  const options = scanOptions(args);
  const prepare = await preparation(args);
  const json = args.value('json');
  const inputs = await inputsOf(args, io);
  const look = lookOf(args, io);
  if (inputs === undefined) {
    complain(io, shortHelp());
    return FAILED;
  }
  if (json !== undefined) refuseOverwriting(json, inputs);
  refuseManyDocuments(args);
  const runs = await reportsOf(inputs, args, io);
  const target = openTarget(json ?? STDOUT, args.has('force'), io);
  let code = codeBefore(inputs, args);
  try {
    const sink = look.indent ? createTerminalSink(target.write) : target.write;
    for (const run of runs) {
      const view = await make(sink, look);
      code = worse(code, await runOne(view, run, options, prepare, args, io));
      if (io.interrupt.aborted) break;
    }
    target.commit();
    return io.interrupt.aborted ? Number(io.interrupt.reason) : code;
  } finally {
    target.abandon();
  }
}

async function runOne(
  view: View,
  run: Inputs,
  options: ScanOptions,
  prepare: Prepare,
  args: Arguments,
  io: Io,
): Promise<number> {
  const { paths, unread } = run;
  try {
    if (!args.has('quiet')) tellingOfDamage(view, nameOf(run), io);
    const { report } = await prepare(view);
    const { complete } = await scan(paths, { ...options, unread }, report, io.interrupt);
    return complete ? OK : PARTIAL;
  } finally {
    view.close();
  }
}

function lookOf(args: Arguments, io: Io): Look {
  const json = args.value('json');
  return {
    json: json !== undefined,
    indent: json === STDOUT && io.stdout.isTerminal,
    colour: colourLevel(args.value('color'), io.env, io.stdout),
    width: Math.max(MIN_COLUMNS, io.stdout.columns ?? DEFAULT_COLUMNS),
    wraps: io.stdout.isTerminal,
    measure: measureText,
    asciiOnly: args.has('ascii'),
    verbose: args.count('verbose') > 0,
  };
}

/** Makes a report tell of damage on stderr as it is met. */
export function tellingOfDamage(view: Report, name: string, io: Io): void {
  const { capture, notice } = { capture: view.capture.bind(view), notice: view.notice.bind(view) };
  const damage = new Damage(name, io);
  view.capture = (info, clock): void => {
    damage.capture(info);
    capture(info, clock);
  };
  view.notice = (one: Notice): void => {
    notice(one);
    damage.notice(one);
  };
}
