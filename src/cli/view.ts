/** What `chat` and `contacts` share: one capture, one product, text or JSON. */
import { INCOMPLETE_CODES, type Notice } from '../base/notice.ts';
import { escapeText } from '../report/escape.ts';
import type { BlockSink } from '../report/output.ts';
import type { ColourLevel } from '../report/paint.ts';
import { measureText } from '../report/measure.ts';
import type { MeasureText } from '../report/width.ts';
import { scan, type Report } from '../scan.ts';
import { CliError } from './cli-error.ts';
import { colourLevel } from './colour.ts';
import { shortHelp } from './help.ts';
import { complain, type Io } from './io.ts';
import { STDOUT, type Arguments } from './parse.ts';
import { withSelection } from './selection.ts';
import { inputPath, redacting, redaction, scanOptions } from './settings.ts';
import { isSameFile, openTarget } from './targets.ts';

const OK = 0;
const USAGE = 2;
const PARTIAL = 3;
/** Columns where no terminal says how many. */
const DEFAULT_COLUMNS = 100;
const MIN_COLUMNS = 60;
/** Notices of damage that are shown on stderr one by one. */
const MAX_COMPLAINTS = 10;

/** How a view is to look. */
export interface Look {
  /** JSON instead of text. */
  readonly json: boolean;
  readonly indent: boolean;
  readonly colour: ColourLevel;
  readonly width: number;
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
  const select = await withSelection(args);
  const redacted = redaction(args);
  const json = args.value('json');
  const path = inputPath(args, io);
  const look = lookOf(args, io);
  if (path === undefined) {
    complain(io, shortHelp());
    return USAGE;
  }
  if (json !== undefined && isSameFile(json, path)) {
    throw new CliError(`${json}: is the capture itself`, 'write elsewhere');
  }
  const target = openTarget(json ?? STDOUT, args.has('force'), io);
  let view: View | undefined;
  try {
    view = await make(target.write, look);
    if (!args.has('quiet')) tellingOfDamage(view, path, io);
    const { report } = select(await redacting(view, redacted));
    const totals = await scan(path, options, report, io.interrupt);
    target.commit();
    if (io.interrupt.aborted) return Number(io.interrupt.reason);
    return totals.complete ? OK : PARTIAL;
  } finally {
    view?.close();
    target.abandon();
  }
}

function lookOf(args: Arguments, io: Io): Look {
  const json = args.value('json');
  return {
    json: json !== undefined,
    indent: json === STDOUT && io.stdout.isTerminal,
    colour: colourLevel(args.value('color'), io.env, io.stdout),
    width: Math.max(MIN_COLUMNS, io.stdout.columns ?? DEFAULT_COLUMNS),
    measure: measureText,
    asciiOnly: args.has('ascii'),
    verbose: args.count('verbose') > 0,
  };
}

/** Makes a report tell of damage on stderr as it is met. */
export function tellingOfDamage(view: Report, file: string, io: Io): void {
  const take = view.notice.bind(view);
  let complaints = 0;
  view.notice = (notice: Notice): void => {
    take(notice);
    if (!INCOMPLETE_CODES.has(notice.code) || ++complaints > MAX_COMPLAINTS) return;
    const place = notice.frame === 0 ? '' : ` (frame ${notice.frame})`;
    complain(io, `msnscan: ${escapeText(`${file}: ${notice.message}${place}`)}\n`);
  };
}
