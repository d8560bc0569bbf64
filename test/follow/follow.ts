/** Runs `msnscan follow` inside the test's process. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/run.ts';

export interface Followed {
  readonly code: number;
  readonly stdout: Buffer;
  /** Of stdout. */
  readonly lines: string[];
  readonly stderr: string;
}

/** `input` is a file's path, or the bytes of a capture. */
export async function follow(input: string | Buffer, args: readonly string[] = []): Promise<Followed> {
  return msnscan(input, ['follow', ...args]);
}

/** Any command that reads a capture. */
export async function msnscan(input: string | Buffer, args: readonly string[]): Promise<Followed> {
  const folder = mkdtempSync(join(tmpdir(), 'msnscan-follow-'));
  const at = (name: string): string => join(folder, name);
  const [out, err] = [openSync(at('out'), 'w'), openSync(at('err'), 'w')];
  try {
    if (typeof input !== 'string') writeFileSync(at('capture'), input);
    const stream = { isTerminal: false, columns: undefined };
    const code = await run([...args, typeof input === 'string' ? input : at('capture')], {
      env: { LANG: 'C.UTF-8' },
      stdin: { ...stream, fd: 0 },
      stdout: { ...stream, fd: out },
      stderr: { ...stream, fd: err },
      interrupt: new AbortController().signal,
    });
    const stdout = readFileSync(at('out'));
    const lines = stdout.toString().split('\n').slice(0, -1);
    return { code, stdout, lines, stderr: readFileSync(at('err'), 'utf8').replaceAll(folder, '') };
  } finally {
    closeSync(out);
    closeSync(err);
    rmSync(folder, { recursive: true });
  }
}
