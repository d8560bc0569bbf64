/** The process: its arguments, streams and signals, and the exit code. */
import { isatty } from 'node:tty';
import type { Io, Stream } from './io.ts';
import { run } from './run.ts';

/** Exit codes of interrupted runs: 128 and the signal's number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** `process.stdout` and `process.stderr` are touched only for terminals: for pipes they would change the mode. */
function stream(fd: number, columnsOf?: () => number): Stream {
  const isTerminal = isatty(fd);
  return { fd, isTerminal, columns: isTerminal ? columnsOf?.() : undefined };
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [signal, code] of Object.entries(SIGNALS)) {
    // Once: a second signal ends the program at once.
    process.once(signal, () => {
      controller.abort(code);
    });
  }
  return controller.signal;
}

const io: Io = {
  env: process.env,
  stdin: stream(0),
  stdout: stream(1, () => process.stdout.columns),
  stderr: stream(2, () => process.stderr.columns),
  interrupt: interruption(),
};
process.exit(await run(process.argv.slice(2), io));
