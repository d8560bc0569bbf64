/** Runs a command to its end with its output thrown away, and measures wall time and peak resident memory. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Measure {
  readonly seconds: number;
  /** Undefined where neither GNU time nor /proc is there. */
  readonly peakMiB: number | undefined;
  /** Exit status, or the signal's name. */
  readonly exit: string;
}

const GNU_TIME = '/usr/bin/time';
const POLL_MILLIS = 5;

/** True when GNU time is installed; other kinds do not know `-o`. */
export const hasGnuTime = spawnSync(GNU_TIME, ['-f', '%M', '-o', '/dev/null', 'true']).status === 0;

/** The command's first line of output, for versions; undefined when it cannot be run. */
export function firstLine(command: string, args: readonly string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined) return undefined;
  return `${stdout}${stderr}`.split('\n').find((line) => line.trim() !== '');
}

/** One run. Rejects only when the command cannot be started. */
export async function measure(command: string, args: readonly string[]): Promise<Measure> {
  return hasGnuTime ? measureByTime(command, args) : measureByProc(command, args);
}

async function measureByTime(command: string, args: readonly string[]): Promise<Measure> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = join(folder, 'peak');
  try {
    const run = await time(GNU_TIME, ['-f', '%M', '-o', file, command, ...args], () => undefined);
    // Above the number stands a sentence when the command failed.
    const kibibytes = Number(readFileSync(file, 'utf8').trim().split('\n').at(-1));
    return { ...run, peakMiB: kibibytes / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureByProc(command: string, args: readonly string[]): Promise<Measure> {
  let peakMiB: number | undefined;
  const run = await time(command, args, (pid) => {
    peakMiB = highWaterMiB(pid) ?? peakMiB;
  });
  return { ...run, peakMiB };
}

/** The kernel keeps the peak itself, so looking now and then misses only what grows at the very end. */
function highWaterMiB(pid: number): number | undefined {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return undefined;
  const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'));
  return match === null ? undefined : Number(match[1]) / 1024;
}

async function time(
  command: string,
  args: readonly string[],
  poll: (pid: number) => void,
): Promise<{ seconds: number; exit: string }> {
  const started = process.hrtime.bigint();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const { pid } = child;
  const timer =
    hasGnuTime || pid === undefined
      ? undefined
      : setInterval(() => {
          poll(pid);
        }, POLL_MILLIS);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        const seconds = Number(process.hrtime.bigint() - started) / 1e9;
        resolve({ seconds, exit: String(code ?? signal) });
      });
    });
  } finally {
    clearInterval(timer);
  }
}
