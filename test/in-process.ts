/** The program in the process of the tests: quicker than one of its own, and its errors keep their stacks. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../src/cli/io.ts';
import { run } from '../src/cli/run.ts';
import { inlineLane } from './jobs/inline-lane.ts';

export interface Written {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** What stands behind the standard streams. */
export interface Streams {
  readonly isTerminal?: boolean;
  readonly columns?: number | undefined;
  /** Without a terminal behind it, standard input is read when no capture is named. */
  readonly isStdinTerminal?: boolean;
  readonly startJob?: NonNullable<Io['startJob']>;
}

const startJob: NonNullable<Io['startJob']> = (setup) => Promise.resolve(inlineLane(setup));

/** Runs the program; `folder` gets what it writes to its standard streams. */
export async function inProcess(
  args: readonly string[],
  folder: string,
  { isTerminal = false, columns, isStdinTerminal = false, ...jobs }: Streams = {},
): Promise<Written> {
  const paths = [join(folder, 'stdout'), join(folder, 'stderr')] as const;
  const [out, err] = [openSync(paths[0], 'w'), openSync(paths[1], 'w')];
  try {
    const code = await run(args, {
      env: { LANG: 'C.UTF-8' },
      stdin: { fd: 0, isTerminal: isStdinTerminal, columns: undefined },
      stdout: { fd: out, isTerminal, columns },
      stderr: { fd: err, isTerminal, columns },
      startJob: jobs.startJob ?? startJob,
      interrupt: new AbortController().signal,
    });
    return { code, stdout: readFileSync(paths[0]), stderr: readFileSync(paths[1]) };
  } finally {
    closeSync(out);
    closeSync(err);
  }
}
