/** Errors of every kind as lines for people. */
import { TemporaryFileError } from '../base/temporary-file.ts';
import { CaptureError } from '../capture/capture-error.ts';
import { InputError } from '../capture/input-error.ts';
import { escapeText } from '../report/escape.ts';
import { CliError } from './cli-error.ts';
import { COMMANDS } from './flags.ts';
import { didYouMean } from './suggest.ts';

const COMMAND_NAMES = COMMANDS.map(({ name }) => name);

type Reasons = ReadonlyMap<string, readonly [what: string, advice: string]>;

/** Of writing alone. */
const WRITE_REASONS: Reasons = new Map([
  ['ENOSPC', ['no space left on the device', 'make room, or write elsewhere']],
  ['EDQUOT', ['the quota is used up', 'make room, or write elsewhere']],
  ['EFBIG', ['larger than a file may be', 'raise the limit (ulimit -f), or write elsewhere']],
  ['EROFS', ['the file system is read-only', 'write elsewhere']],
]);

/** The advice is for reading. */
const REASONS: Reasons = new Map([
  ...WRITE_REASONS,
  ['ENOENT', ['no such file or folder', 'check the path']],
  ['EISDIR', ['is a folder', '--recursive reads the captures in it']],
  ['EACCES', ['permission denied', 'check who may read it']],
  ['EPERM', ['operation not permitted', 'check who may read it']],
  ['ENOTDIR', ['a part of the path is no folder', 'check the path']],
  ['EMFILE', ['too many open files', 'close some, or raise the limit']],
]);

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Why an operation of the system failed. */
export function reasonOf(error: unknown): string {
  return REASONS.get(codeOf(error))?.[0] ?? (error instanceof Error ? error.message : String(error));
}

/** What to do about an output that cannot be written; empty when there is nothing to say. */
export function writeAdvice(error: unknown): string {
  return WRITE_REASONS.get(codeOf(error))?.[1] ?? '';
}

interface Described {
  readonly what: string;
  readonly advice: string;
}

function describe(error: unknown, file: string | undefined): Described {
  const place = file === undefined ? '' : `${file === '-' ? 'standard input' : file}: `;
  if (error instanceof InputError) return describe(error.cause, error.file);
  if (error instanceof CliError) return { what: error.message, advice: error.advice };
  if (error instanceof CaptureError) {
    return { what: `${place}${error.message} (offset ${error.fileOffset})`, advice: error.advice };
  }
  if (error instanceof TemporaryFileError) {
    return {
      what: `a temporary file in ${error.folder} cannot be written: ${reasonOf(error.cause)}`,
      advice: 'make room there, or set TMPDIR to a folder with more',
    };
  }
  const code = codeOf(error);
  const syscall = error instanceof Error && 'syscall' in error ? error.syscall : undefined;
  const known = REASONS.get(code);
  if (known !== undefined) {
    // A mistyped command is taken for a file, which is missing.
    const advice = code === 'ENOENT' ? didYouMean(file ?? '', COMMAND_NAMES, known[1]) : known[1];
    return { what: place + known[0], advice };
  }
  if (syscall !== undefined) return { what: `${place}cannot be read: ${reasonOf(error)}`, advice: '' };
  return {
    what: `${place}internal error: ${reasonOf(error)}`,
    advice: '--debug shows where; please report it, with the capture if you may',
  };
}

/** The lines for stderr: what happened, what to do, and with `debug` where in the program. */
export function errorText(error: unknown, file: string | undefined, debug: boolean): string {
  const { what, advice } = describe(error, file);
  const lines = [`msnscan: ${escapeText(what)}`];
  if (advice !== '') lines.push(`  ${escapeText(advice)}`);
  if (debug && error instanceof Error)
    lines.push(...(error.stack ?? '').split('\n').map((line) => escapeText(line)));
  return `${lines.join('\n')}\n`;
}
