/** What the command line sees of the world: streams, environment, interruption. `main.ts` makes it from the process. */
import { writeFully } from '../report/output.ts';

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

/** Writes a short text to stdout. Throws ClosedPipe when the reader has gone. */
export function print(io: Io, text: string): void {
  writeFully(io.stdout.fd, Buffer.from(text));
}
