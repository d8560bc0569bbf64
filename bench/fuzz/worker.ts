/**
 * The process that the fuzzer may lose: checks one file at a time and says how it went. Its parent watches the time
 * of the processor that it takes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { checkCapture } from '../../test/fuzz/check.ts';
import { Dice } from '../../test/fuzz/dice.ts';

/** One check: the file, the folder to write to, and the seed of what is random in it. */
export interface Task {
  readonly file: string;
  readonly folder: string;
  readonly seed: number;
}

export interface Answer {
  /** Undefined when the check did not hold. */
  readonly code?: number;
  /** What does not hold, with the stack. */
  readonly problem?: string;
  /** Most memory of the process during the check over that before, bytes. */
  readonly growth: number;
}

const STATUS = '/proc/self/status';

/** Resident memory, now or at most; where the system does not say, what Node knows. */
function memory(field: 'VmRSS' | 'VmHWM'): number {
  try {
    const [, kibibytes] = new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(readFileSync(STATUS, 'utf8')) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return process.memoryUsage.rss();
  }
}

/** Makes the highest mark of memory that of now. */
function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Only Linux has it; elsewhere growth is what is left at the end.
  }
}

async function answer({ file, folder, seed }: Task): Promise<Answer> {
  forgetPeak();
  const before = memory('VmRSS');
  try {
    const code = await checkCapture(file, folder, new Dice(seed));
    return { code, growth: memory('VmHWM') - before };
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { problem, growth: memory('VmHWM') - before };
  }
}

process.on('message', (task: Task) => {
  void answer(task).then((said) => process.send?.(said));
});
