/** Runs `msnscan carve` inside the test's process, and reads what it wrote. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProcess } from '../in-process.ts';

export interface Carved {
  readonly code: number;
  /** What was written; undefined when nothing was. */
  readonly bytes: Buffer | undefined;
  readonly stderr: string;
}

/** `input` is a file's path, or the bytes of a capture. */
export async function carve(
  input: string | Buffer,
  args: readonly string[],
  name = 'out.pcapng',
): Promise<Carved> {
  return inFolder(input, async (file, folder) => {
    const out = join(folder, name);
    const { code, stderr } = await inProcess(['carve', '-w', out, ...args, file], folder);
    const bytes = existsSync(out) ? readFileSync(out) : undefined;
    return { code, bytes, stderr: stderr.toString().replaceAll(`${folder}/`, '') };
  });
}

/** A record of NDJSON. */
export type Row = Readonly<Record<string, unknown>> & { readonly type: string };

export async function rowsOf(input: string | Buffer, args: readonly string[] = []): Promise<Row[]> {
  return inFolder(input, async (file, folder) => {
    const { stdout } = await inProcess(['--ndjson', '-q', ...args, file], folder);
    const lines = stdout.toString().split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Row);
  });
}

export function sessionsOf(rows: readonly Row[]): number[] {
  return rows.filter(({ type }) => type === 'session').map(({ id }) => id as number);
}

/** The commands of each session as texts, in order of the sessions, without what a carved capture numbers anew. */
export function commandsOf(rows: readonly Row[]): ReadonlyMap<number, string> {
  const ids = sessionsOf(rows).sort((a, b) => a - b);
  const bySession = new Map<number, string[]>(ids.map((id) => [id, []]));
  for (const { session, frames, ...rest } of rows) {
    if (rest.type !== 'command') continue;
    expectFrames(frames);
    bySession.get(session as number)?.push(JSON.stringify(rest));
  }
  return new Map([...bySession].map(([id, lines]) => [id, lines.join('\n')]));
}

function expectFrames(frames: unknown): void {
  if (!Array.isArray(frames)) throw new Error('a command without frames');
}

async function inFolder<T>(
  input: string | Buffer,
  body: (file: string, folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'msnscan-carve-'));
  try {
    if (typeof input === 'string') return await body(input, folder);
    const file = join(folder, 'capture');
    writeFileSync(file, input);
    return await body(file, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
