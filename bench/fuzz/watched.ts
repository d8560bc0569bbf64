/** Runs checks in a process of its own, and tells a hang, a crash and growth of memory from a check that holds. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Answer, Task } from './worker.ts';

/** Processor time of one check (two or three runs of the program). Wall-clock time says little on a busy machine. */
const MAX_CPU_SECONDS = 5;
/** Where the system does not tell the processor time. */
const MAX_WALL_SECONDS = 60;
const MAX_GROWTH_BYTES = 300 * 1024 * 1024;
const WATCH_MILLIS = 500;
/** Ticks of the clock in /proc: 100 a second on every Linux. */
const TICKS = 100;
const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/** How a check went: an exit code, or a problem. */
export type Outcome = { readonly code: number } | { readonly problem: string };

function cpuSeconds(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold blanks; behind it the 12th and 13th words are the times.
    const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(words[11]) + Number(words[12])) / TICKS;
  } catch {
    return undefined;
  }
}

export class WatchedWorker {
  #child: ChildProcess | undefined;
  /** Whether the process has done a check: the first one also loads the program. */
  #isWarm = false;

  async check(task: Task): Promise<Outcome> {
    const child = this.#started();
    const said = await this.#answerOf(child, task);
    if ('died' in said) {
      this.stop();
      return { problem: said.died };
    }
    this.#isWarm = true;
    const { code, problem, growth } = said;
    if (growth > MAX_GROWTH_BYTES) return { problem: `memory grows by ${growth >>> 20} MiB` };
    return code === undefined ? { problem: problem ?? 'no answer' } : { code };
  }

  stop(): void {
    this.#child?.removeAllListeners();
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #started(): ChildProcess {
    if (this.#child === undefined) {
      this.#isWarm = false;
      this.#child = fork(WORKER, {
        execArgv: process.execArgv,
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
    }
    return this.#child;
  }

  #answerOf(child: ChildProcess, task: Task): Promise<Answer | { died: string }> {
    const { pid = 0 } = child;
    const start = { cpu: cpuSeconds(pid) ?? 0, wall: Date.now() };
    const limit = this.#isWarm ? MAX_CPU_SECONDS : 2 * MAX_CPU_SECONDS;
    return new Promise((resolve) => {
      const settle = (said: Answer | { died: string }): void => {
        clearInterval(watch);
        child.removeAllListeners();
        resolve(said);
      };
      const watch = setInterval(() => {
        const cpu = cpuSeconds(pid);
        const isHanging =
          cpu === undefined ? Date.now() - start.wall > MAX_WALL_SECONDS * 1000 : cpu - start.cpu > limit;
        if (isHanging) settle({ died: `takes more than ${limit} s` });
      }, WATCH_MILLIS);
      child.once('message', (answer) => {
        settle(answer as Answer);
      });
      child.once('exit', (code, signal) => {
        settle({ died: `the process ended with ${signal ?? code}` });
      });
      child.send(task);
    });
  }
}
