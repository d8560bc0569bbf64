/** The process: its arguments, streams and signals, and the exit code. */
import { isatty } from 'node:tty';
import { removeUnfinished } from '../base/temporary-file.ts';
import type { Io, Stream } from './io.ts';
import { run } from './run.ts';

/** Exit codes of interrupted runs: 128 and the signal's number. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** `process.stdout` and `process.stderr` are touched only for terminals: for pipes they would change the mode. */
function stream(fd: number, columnsOf?: () => number): Stream {
  const isTerminal = isatty(fd);
  return { fd, isTerminal, columns: isTerminal ? columnsOf?.() : undefined };
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      // A second signal ends the program at once.
      if (controller.signal.aborted) process.exit(code);
      controller.abort(code);
    });
  }
  return controller.signal;
}

process.on('exit', removeUnfinished);

const io: Io = {
  env: process.env,
  stdin: stream(0),
  stdout: stream(1, () => process.stdout.columns),
  stderr: stream(2, () => process.stderr.columns),
  startJob: async (setup) => {
    const { ThreadLane } = await import('../jobs/thread-lane.ts');
    return new ThreadLane(new URL('job.cjs', import.meta.url), setup);
  },
  interrupt: interruption(),
};
// What CommonJS has for await: a failure ends the process as one of a module does.
void run(process.argv.slice(2), io).then((code) => process.exit(code));
