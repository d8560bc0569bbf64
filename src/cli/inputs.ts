/** The captures to read: operands and -r, and with --recursive what is in folders; without any what is piped in. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Interruption } from '../base/interruption.ts';
import { CaptureError } from '../capture/capture-error.ts';
import { inOrder, obstacleOf } from '../capture/found.ts';
import type { Unread } from '../scan.ts';
import { escapeText } from '../report/escape.ts';
import { CliError } from './cli-error.ts';
import { reasonOf } from './errors.ts';
import { OK, PARTIAL } from './exit-codes.ts';
import { complain, type Io } from './io.ts';
import type { Arguments } from './parse.ts';
import { isSameFile } from './targets.ts';

export interface Inputs {
  /** At least one; each is a capture, or is named on the command line. */
  readonly paths: readonly string[];
  /** What is in the folders and should have been read. */
  readonly unread: readonly Unread[];
}

const STDIN = '-';
/** Exit codes from the best on. */
const BY_WORTH = [0, 1, 3, 2];
/** Files of folders that stderr names one by one as left out. */
const MAX_COMPLAINTS = 10;
/** What says that a file is something else, or has nothing in it. */
const OTHER_FILES: ReadonlySet<string> = new Set(['unknown-format', 'empty-input', 'header-cut']);

/** Undefined when there is nothing to read. Throws CliError. */
export async function inputsOf(args: Arguments, io: Io): Promise<Inputs | undefined> {
  const named = [...args.values('read'), ...args.operands];
  if (named.includes('')) throw new CliError('the name of the capture is empty');
  if (named.filter((path) => path === STDIN).length > 1) {
    throw new CliError('standard input can be read only once', 'give - once');
  }
  if (named.length === 0) return io.stdin.isTerminal ? undefined : { paths: [STDIN], unread: [] };
  const folders = named.filter(isFolder);
  if (folders.length === 0) return { paths: named, unread: [] };
  const [folder] = folders;
  if (!args.has('recursive')) {
    throw new CliError(`${folder ?? ''}: is a folder`, '--recursive reads the captures in it');
  }
  return gather(named, args.has('quiet') ? undefined : io, new Interruption(io.interrupt));
}

/** The captures of each report: all in one, or with --separate each in its own, in order of time. */
export async function reportsOf(inputs: Inputs, args: Arguments, io: Io): Promise<readonly Inputs[]> {
  if (!args.has('separate')) return [inputs];
  const { paths, unread } = inputs;
  if (!args.has('quiet')) {
    for (const { file, reason } of unread) complain(io, `msnscan: ${escapeText(`${file}: ${reason}`)}\n`);
  }
  const ordered = paths.length === 1 ? paths : await inOrder(paths, new Interruption(io.interrupt));
  return ordered.map((path) => ({ paths: [path], unread: [] }));
}

/** What captures are called where one name has to do. */
export function nameOf({ paths }: Inputs): string {
  const [only] = paths;
  return only !== undefined && paths.length === 1 ? only : `${paths.length} captures`;
}

/** Refuses an output that would overwrite one of the captures. */
export function refuseOverwriting(output: string, { paths }: Inputs): void {
  if (paths.some((path) => isSameFile(output, path))) {
    throw new CliError(`${output}: is the capture itself`, 'write elsewhere');
  }
}

/** The exit code before anything is read: with --separate no report tells of what could not be. */
export function codeBefore({ unread }: Inputs, args: Arguments): number {
  return args.has('separate') && unread.length > 0 ? PARTIAL : OK;
}

/** The worse of two exit codes: what failed over what is partial over what was found. */
export function worse(one: number, other: number): number {
  return BY_WORTH.indexOf(one) >= BY_WORTH.indexOf(other) ? one : other;
}

function isFolder(path: string): boolean {
  return path !== STDIN && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function gather(
  named: readonly string[],
  io: Io | undefined,
  interruption: Interruption,
): Promise<Inputs> {
  const unread: Unread[] = [];
  const paths: string[] = [];
  const skipped = new Skipped(io);
  for (const path of named) {
    if (!isFolder(path)) {
      paths.push(path);
      continue;
    }
    for (const file of filesIn(path, unread)) {
      const obstacle = await obstacleOf(file, interruption);
      if (obstacle === undefined) paths.push(file);
      else if (isOfNoUse(obstacle)) skipped.add(file, obstacle);
      else unread.push({ file, reason: reasonOf(obstacle) });
    }
  }
  skipped.end();
  unread.sort((a, b) => (a.file < b.file ? -1 : 1));
  if (paths.length > 0) return { paths, unread };
  const [first] = unread;
  const why = first === undefined ? 'no capture is in it' : `${first.file}: ${first.reason}`;
  throw new CliError(
    `${named.filter(isFolder).join(', ')}: ${why}`,
    'captures are known by their first bytes',
  );
}

function isOfNoUse(obstacle: Error): obstacle is CaptureError {
  return (
    obstacle instanceof CaptureError &&
    (OTHER_FILES.has(obstacle.code) || obstacle.code === 'unsupported-format')
  );
}

/** Regular files below a folder, in order of their names; what cannot be listed is added to `unread`. */
function* filesIn(folder: string, unread: Unread[]): Generator<string> {
  const folders = [folder];
  for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
    const inner: string[] = [];
    for (const entry of entriesOf(path, unread)) {
      const name = join(path, entry.name);
      // Links to folders are not followed: they may lead back.
      if (entry.isDirectory()) inner.push(name);
      else if (entry.isFile() || (entry.isSymbolicLink() && leadsToFile(name))) yield name;
    }
    folders.push(...inner.reverse());
  }
}

function entriesOf(folder: string, unread: Unread[]): ReturnType<typeof listed> {
  try {
    return listed(folder);
  } catch (error) {
    unread.push({ file: folder, reason: reasonOf(error) });
    return [];
  }
}

function listed(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function leadsToFile(link: string): boolean {
  try {
    return statSync(link, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

/** Tells on stderr what of folders is left out. */
class Skipped {
  readonly #io: Io | undefined;
  #others = 0;
  #told = 0;

  constructor(io: Io | undefined) {
    this.#io = io;
  }

  add(file: string, obstacle: CaptureError): void {
    if (OTHER_FILES.has(obstacle.code) || this.#told >= MAX_COMPLAINTS) {
      this.#others++;
      return;
    }
    this.#told++;
    this.#say(`${file}: left out: ${obstacle.message}`);
  }

  end(): void {
    const count = this.#others;
    if (count === 1) this.#say('1 file of the folders is no capture');
    else if (count > 1) this.#say(`${count} files of the folders are no captures`);
  }

  #say(text: string): void {
    if (this.#io !== undefined) complain(this.#io, `msnscan: ${escapeText(text)}\n`);
  }
}
