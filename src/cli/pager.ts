/**
 * A pager between a text and the terminal: $MSNSCAN_PAGER, $PAGER, else `less -FRX`. It is started by the first text.
 * Who leaves it early has closed the pipe, which ends the run quietly.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { writeFully, type BlockSink } from '../report/output.ts';
import type { Io } from './io.ts';
import type { Arguments } from './parse.ts';
import { oneWord } from './settings.ts';
import type { Target } from './targets.ts';

const DEFAULT_PAGER = 'less -FRX';
const WHEN = ['auto', 'always', 'never'] as const;
/** Pagers that only hand on. */
const NONE: ReadonlySet<string> = new Set(['', 'cat']);

/** Whether the shell would find the program that a command begins with. */
function isThere(command: string, path: string): boolean {
  const [program = ''] = command.split(/\s+/, 1);
  const places = program.includes('/')
    ? [program]
    : path.split(delimiter).map((folder) => join(folder, program));
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The command to page with; undefined when the text is to go straight to stdout. */
function pagerCommand(args: Arguments, io: Io): string | undefined {
  const when = oneWord(args, 'paging', WHEN, 'auto');
  if (when === 'never' || (when === 'auto' && !io.stdout.isTerminal)) return undefined;
  const command = (io.env['MSNSCAN_PAGER'] ?? io.env['PAGER'] ?? DEFAULT_PAGER).trim();
  return NONE.has(command) || !isThere(command, io.env['PATH'] ?? '') ? undefined : command;
}

/** The pager of this run; undefined when there is none. Throws CliError. */
export function createPager(args: Arguments, io: Io): Pager | undefined {
  const command = pagerCommand(args, io);
  return command === undefined ? undefined : new Pager(command, io);
}

/** What goes to a pager needs no name and leaves nothing behind. */
export class Pager implements Target {
  readonly #command: string;
  readonly #io: Io;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #fd = -1;

  constructor(command: string, io: Io) {
    this.#command = command;
    this.#io = io;
  }

  readonly write: BlockSink = (bytes) => {
    if (this.#child === undefined) this.#start();
    writeFully(this.#fd, bytes);
  };

  commit(): void {
    // It has no name.
  }

  abandon(): void {
    // What was shown was shown.
  }

  /** Says that no more comes and waits until the reader has left. */
  async close(): Promise<void> {
    this.#child?.stdin?.end();
    await this.#ended;
  }

  #start(): void {
    const env = { LESS: 'FRX', ...this.#io.env };
    const child = spawn('/bin/sh', ['-c', this.#command], {
      stdio: ['pipe', this.#io.stdout.fd, 'inherit'],
      env,
    });
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('exit', () => {
        resolve();
      });
      child.once('error', () => {
        resolve();
      });
    });
    child.stdin?.on('error', () => undefined);
    // Written synchronously like every output; Node has no public name for the descriptor of a child's input.
    const { _handle: handle } = child.stdin as unknown as {
      readonly _handle?: { readonly fd?: number } | null;
    };
    this.#fd = handle?.fd ?? this.#io.stdout.fd;
  }
}
