/** `msnscan extract --out DIR FILE`: pictures, files and texts of a capture, written to a folder. */
import { ExtractReport, FolderRefused, OutFolder, summarise } from '../report/extract/room.ts';
import { Columns, measureText, wrapHanging } from '../report/wrap-room.ts';
import { scan } from '../scan.ts';
import { CliError } from './cli-error.ts';
import { reasonOf, writeAdvice } from './errors.ts';
import { FAILED, OK, PARTIAL } from './exit-codes.ts';
import { shortHelp } from './help.ts';
import { complain, print, type Io } from './io.ts';
import type { Arguments } from './parse.ts';
import { inputsOf, nameOf } from './inputs.ts';
import { scanOptions } from './settings.ts';
import { VERSION } from './version.ts';
import { tellingOfDamage } from './view.ts';

/** Runs the extraction. Throws CliError, CaptureError, ClosedPipe and Node's errors. */
export async function runExtract(args: Arguments, io: Io): Promise<number> {
  const options = scanOptions(args);
  const out = args.value('out');
  const inputs = await inputsOf(args, io);
  if (inputs === undefined) {
    complain(io, shortHelp());
    return FAILED;
  }
  if (out === undefined || out === '') {
    throw new CliError(
      'extract needs a folder to write to',
      'for example msnscan extract --out files capture.pcap',
    );
  }
  const folder = inFolder(out, () => new OutFolder(out));
  const report = new ExtractReport(folder, VERSION);
  const end = report.end.bind(report);
  report.end = (totals) => {
    inFolder(out, () => {
      end(totals);
    });
  };
  try {
    if (!args.has('quiet')) tellingOfDamage(report, nameOf(inputs), io);
    const { paths, unread } = inputs;
    const transfers = report.taker;
    const totals = await scan(paths, { ...options, unread, transfers }, report, io.interrupt);
    const { index } = report;
    if (index !== undefined && !args.has('quiet')) {
      const width = io.stdout.isTerminal ? (io.stdout.columns ?? Infinity) : Infinity;
      const columns = new Columns(measureText, args.has('ascii'));
      summarise(index, out, args.has('ascii'), (line) => {
        print(io, `${wrapHanging(line, width, columns)}\n`);
      });
    }
    if (io.interrupt.aborted) return Number(io.interrupt.reason);
    return totals.complete && index?.complete === true ? OK : PARTIAL;
  } finally {
    report.close();
    folder.giveUp();
  }
}

/** What fails in the folder is told of the folder, not of the capture. */
function inFolder<T>(out: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof FolderRefused) throw new CliError(error.message, 'give another folder', error);
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new CliError(`${out}: cannot be written: ${reasonOf(error)}`, writeAdvice(error), error);
  }
}
