/** How far a long run is, in one line on stderr: bytes of the file, rate, flows and anomalies. */
import { statSync } from 'node:fs';
import { MiB } from '../base/limits.ts';
import { countText } from '../report/units.ts';
import type { ReadSoFar } from '../scan.ts';
import { CliError } from './cli-error.ts';
import { complain, type Io } from './io.ts';
import { STDOUT, type Arguments } from './parse.ts';

const MODES = ['auto', 'always', 'never'] as const;
/** Runs that are over before it see nothing of it. */
const FIRST_MILLIS = 1000;
const TERMINAL_MILLIS = 200;
const FILE_MILLIS = 1000;
const CLEAR = '\r\u001b[K';

/** What is written where progress is shown. */
export interface Progress {
  show(read: ReadSoFar, findings: number): void;
  /** Takes the line away, before something else is written and at the end. */
  clear(): void;
}

/** Undefined when none is to be shown. Throws CliError for a value that means nothing. */
export function createProgress(
  paths: readonly string[],
  products: readonly { readonly path: string }[],
  args: Arguments,
  io: Io,
): Progress | undefined {
  const text = args.value('progress') ?? 'auto';
  const mode = MODES.find((name) => name === text);
  if (mode === undefined) {
    throw new CliError(`--progress takes auto, always or never, not ${JSON.stringify(text)}`);
  }
  // Rows of a report on the same terminal would run into the line, and show by themselves that something goes on.
  const isBusy = io.stdout.isTerminal && products.some(({ path }) => path === STDOUT);
  const isWanted =
    mode === 'always' || (mode === 'auto' && io.stderr.isTerminal && !args.has('quiet') && !isBusy);
  return isWanted ? new ProgressLine(sizeOf(paths), io) : undefined;
}

/** Of all files together; undefined when one of them is a pipe. */
function sizeOf(paths: readonly string[]): number | undefined {
  let size = 0;
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) return undefined;
    size += stat.size;
  }
  return size;
}

class ProgressLine implements Progress {
  readonly #size: number | undefined;
  readonly #io: Io;
  readonly #start = performance.now();
  #due = this.#start + FIRST_MILLIS;
  #isShown = false;

  constructor(size: number | undefined, io: Io) {
    this.#size = size;
    this.#io = io;
  }

  show(read: ReadSoFar, findings: number): void {
    const now = performance.now();
    if (now < this.#due) return;
    const { isTerminal } = this.#io.stderr;
    this.#due = now + (isTerminal ? TERMINAL_MILLIS : FILE_MILLIS);
    const text = progressText(read, this.#size, findings, (now - this.#start) / 1000);
    complain(this.#io, isTerminal ? `${CLEAR}${text}` : `${text}\n`);
    this.#isShown = isTerminal;
  }

  clear(): void {
    if (this.#isShown) complain(this.#io, CLEAR);
    this.#isShown = false;
  }
}

/** `  42 %  210 of 500 MiB  96.2 MiB/s  1234 flows  5 findings`; without a size no percentage. */
export function progressText(
  { bytes, sessions }: ReadSoFar,
  size: number | undefined,
  findings: number,
  seconds: number,
): string {
  const share =
    size === undefined || size === 0 ? undefined : Math.min(100, Math.floor((bytes * 100) / size));
  const mebibytes = (count: number): string => (count / MiB).toFixed(0);
  const amount =
    size === undefined ? `${mebibytes(bytes)} MiB` : `${mebibytes(bytes)} of ${mebibytes(size)} MiB`;
  return [
    ...(share === undefined ? [] : [`${String(share).padStart(3)} %`]),
    amount,
    `${(bytes / MiB / seconds).toFixed(1)} MiB/s`,
    countText(sessions, 'flow'),
    countText(findings, 'finding'),
  ].join('  ');
}
