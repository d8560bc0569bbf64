/** What the command line sees of the world: streams, environment, interruption. `main.ts` makes it from the process. */
import type { Lane } from '../jobs/lane.ts';
import type { JobSetup } from '../jobs/setup.ts';
import { ClosedPipe, writeFully } from '../report/output.ts';
import { CliError } from './cli-error.ts';
import { reasonOf, writeAdvice } from './errors.ts';

/** What standard output is called in errors. */
export const STDOUT_NAME = 'standard output';

/** One of the standard streams. */
export interface Stream {
  readonly fd: number;
  readonly isTerminal: boolean;
  /** Columns of the terminal, undefined when it is none. */
  readonly columns: number | undefined;
}

export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Stream;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Starts a thread for a part of a capture; without it there is but this one. */
  readonly startJob?: (setup: JobSetup) => Promise<Lane>;
  /** Aborted by a signal; the reason is the exit code, 130 or 143. */
  readonly interrupt: AbortSignal;
}

/** Writes to stderr; that nobody reads it is no reason to stop. */
export function complain(io: Io, text: string): void {
  try {
    writeFully(io.stderr.fd, Buffer.from(text));
  } catch {
    // There is nowhere left to say so.
  }
}

/** What an output that cannot be written is told as; a pipe that nobody reads any more stays a ClosedPipe. */
export function writingError(name: string, error: unknown): Error {
  if (error instanceof ClosedPipe || error instanceof CliError) return error;
  return new CliError(`${name}: cannot be written: ${reasonOf(error)}`, writeAdvice(error), error);
}

/** Writes to stdout. Throws ClosedPipe when the reader has gone, CliError when it cannot be written. */
export function print(io: Io, text: string): void {
  try {
    writeFully(io.stdout.fd, Buffer.from(text));
  } catch (error) {
    throw writingError(STDOUT_NAME, error);
  }
}
