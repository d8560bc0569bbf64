/**
 * Zstandard (RFC 8878) as a stream of frames, skippable ones included: by the program `zstd` where there is one (three
 * times as fast), else by fzstd. Neither is given a window above MAX_ZSTD_WINDOW_BYTES. Damage ends the stream, but
 * what was decoded before is handed on.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Decompress } from 'fzstd';
import { asBuffer, u32le } from '../base/bytes.ts';
import { MAX_ZSTD_COMPLAINT_CHARS, MAX_ZSTD_WINDOW_BYTES, MiB } from '../base/limits.ts';
import type { NoticeListener } from '../base/notice.ts';
import { zstdPieces } from './zstd-frames.ts';

const ZSTD_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

/** Whether the four bytes begin a zstd stream; a skippable frame may come first. */
export function isZstd(bytes: Buffer): boolean {
  if (bytes.length < 4) return false;
  const magic = u32le(bytes, 0);
  return magic === ZSTD_MAGIC || (magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC;
}

/**
 * Decodes `input`, whose chunks may be reused once the next one is asked for. Damage is one notice
 * compressed-input-damaged; errors of `input` itself go through. `program` is the name of the zstd program.
 */
export async function* unzstd(
  input: AsyncIterable<Buffer>,
  onNotice: NoticeListener,
  program = 'zstd',
): AsyncGenerator<Buffer> {
  const child = await start(program);
  const damage = yield* child === undefined ? decodeHere(input) : decodeThere(child, input);
  if (damage === '') return;
  const text = `the zstd stream is damaged, cut or not decodable: ${damage}`;
  onNotice('compressed-input-damaged', text, 0, { error: damage });
}

/** The running program; undefined when there is none. */
function start(program: string): Promise<ChildProcessWithoutNullStreams | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, ['-dcq', `--memory=${MAX_ZSTD_WINDOW_BYTES / MiB}MB`], { stdio: 'pipe' });
    child.once('spawn', () => {
      resolve(child);
    });
    child.once('error', () => {
      resolve(undefined);
    });
  });
}

/** Through the program; gives the damage that it complained of. */
async function* decodeThere(
  child: ChildProcessWithoutNullStreams,
  input: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, string> {
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, MAX_ZSTD_COMPLAINT_CHARS);
  });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  // It stops reading at damage: the broken pipe is its way to say so, its exit status tells the rest.
  child.stdin.on('error', () => undefined);
  let broken: { readonly error: unknown } | undefined;
  feed(child, input).catch((error: unknown) => {
    broken = { error };
    child.stdin.end();
  });
  try {
    for await (const bytes of child.stdout) yield asBuffer(bytes as Uint8Array);
    // The input is not waited for when the program has given up: it may be a pipe that never ends.
    const code = await exit;
    rethrow(broken);
    return code === 0 ? '' : complaint.replace(/^.*?: /, '').trim() || `exit status ${code ?? 'none'}`;
  } finally {
    child.kill();
  }
}

function rethrow(broken: { readonly error: unknown } | undefined): void {
  if (broken !== undefined) throw broken.error;
}

async function feed(child: ChildProcessWithoutNullStreams, input: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of input) {
    // Resolved when the bytes are in the pipe: the chunk may be reused then.
    await new Promise<void>((resolve) =>
      child.stdin.write(chunk, () => {
        resolve();
      }),
    );
    if (child.stdin.destroyed) return;
  }
  child.stdin.end();
}

/** In this thread; gives the damage. fzstd gets whole blocks of frames whose headers were checked. */
async function* decodeHere(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer, string> {
  const ready: Uint8Array[] = [];
  let decoder: Decompress | undefined;
  for await (const piece of zstdPieces(input)) {
    if ('damage' in piece) return piece.damage;
    try {
      if (piece.beginsFrame) decoder = new Decompress((bytes) => ready.push(bytes));
      decoder?.push(piece.bytes);
    } catch (error) {
      yield* ready.splice(0).map(asBuffer);
      return error instanceof Error ? error.message : String(error);
    }
    yield* ready.splice(0).map(asBuffer);
  }
  return '';
}
