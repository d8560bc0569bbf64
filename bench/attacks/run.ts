/** Pipes an attack into the program, in a process of its own, and watches what it needs. */
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Attack } from './table.ts';

const MSNSCAN = fileURLToPath(new URL('../../bin/msnscan.js', import.meta.url));
/** Preloaded: when the process ends, its peak of resident memory in KiB goes to file descriptor 3. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeSync } from 'node:fs';
  process.on('exit', () => {
    const peak = /VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    writeSync(3, peak[1]);
  });
`)}`;

export interface Ordeal {
  readonly exit: string;
  readonly seconds: number;
  readonly captureBytes: number;
  readonly peakMiB: number;
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const piece of stream) text += String(piece);
  return text;
}

/** Runs `msnscan FLAGS -` on an attack of this size; `hear` gets what it writes, which is thrown away otherwise. */
export async function undergo(
  attack: Attack,
  count: number,
  flags: readonly string[],
  hear?: (output: Readable) => Promise<void>,
): Promise<Ordeal> {
  const args = ['--import', TELL_PEAK, MSNSCAN, ...flags, ...(attack.flags ?? []), '-'];
  const started = process.hrtime.bigint();
  const stdout = hear === undefined ? 'ignore' : 'pipe';
  const child = spawn(process.execPath, args, { stdio: ['pipe', stdout, 'ignore', 'pipe'] });
  const ended = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) => {
      resolve(String(code ?? signal));
    });
  });
  const heard = child.stdout === null ? undefined : hear?.(child.stdout);
  const peak = textOf(child.stdio[3] as Readable);
  let captureBytes = 0;
  const counted = function* (): Iterable<Buffer> {
    for (const block of attack.blocks(count)) {
      captureBytes += block.length;
      yield block;
    }
  };
  if (child.stdin === null) throw new Error('no standard input');
  // A program that has read enough closes its input.
  await pipeline(Readable.from(counted(), { objectMode: true, highWaterMark: 2 }), child.stdin).catch(
    () => undefined,
  );
  const exit = await ended;
  await heard;
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { exit, seconds, captureBytes, peakMiB: Number(await peak) / 1024 };
}
