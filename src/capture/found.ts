/** What the first frame of an input tells, and the order that captures get by it. */
import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Interruption } from '../base/interruption.ts';
import { MIN_CHUNK_BYTES } from '../base/limits.ts';
import type { Clock } from '../base/time.ts';
import { FRAME } from './frame.ts';
import { InputError } from './input-error.ts';
import { OpenCapture } from './open-capture.ts';
import { openSource, STDIN_NAME, type Source, sourceFromBuffer, sourceFromStream } from './source.ts';

/** What a capture can be read from: a path (`-` for standard input), bytes or a stream. */
export type CaptureInput = string | Buffer | Readable;

/** An input that is a capture. */
export interface Found {
  /** As given. */
  readonly name: string;
  /** Its own: seconds of its first frame, and how fine it resolves. */
  readonly clock: Clock;
  /** Whether its first frame has a time. */
  readonly hasTime: boolean;
  /** Of the first frame, after the base of the clock. */
  readonly firstTime: number;
  readonly format: 'pcap' | 'pcapng';
  readonly compression: 'gzip' | 'zstd' | null;
  readonly linkTypes: readonly number[];
  readonly timeResolution: string;
  /** At its first frame; undefined for a file, which is opened again when its time has come. */
  readonly open: OpenCapture | undefined;
}

function sourceOf(input: CaptureInput): Promise<Source> {
  if (typeof input === 'string') return openSource(input);
  return Buffer.isBuffer(input) ? sourceFromBuffer(input) : sourceFromStream(input);
}

/** The inputs, of files that are named several times only the shortest name. */
export function distinct<T extends CaptureInput>(inputs: readonly T[]): T[] {
  if (inputs.length === 1) return [...inputs];
  const byFile = new Map<unknown, T>();
  for (const input of inputs) {
    const key = typeof input === 'string' ? fileKey(input) : input;
    const known = byFile.get(key);
    if (known === undefined || isShorter(input, known)) byFile.set(key, input);
  }
  return [...byFile.values()];
}

function isShorter(one: CaptureInput, other: CaptureInput): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return false;
  return (one.length - other.length || compareNames(one, other)) < 0;
}

function fileKey(path: string): string {
  const stat = path === STDIN_NAME ? undefined : statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? path : `${stat.dev} ${stat.ino}`;
}

/** Reads an only input up to its first frame, or to where the interruption comes; it stays open. */
export async function findOnly(input: CaptureInput, interruption: Interruption): Promise<Found | undefined> {
  const source = await interruption.wait(sourceOf(input));
  return source === undefined ? undefined : look(source, interruption, true);
}

/**
 * Reads one of many inputs up to its first frame; undefined when the interruption comes first. Throws InputError when
 * it cannot be read or is no capture.
 */
export async function findOne(input: CaptureInput, interruption: Interruption): Promise<Found | undefined> {
  try {
    const opening = typeof input === 'string' ? openSource(input, LOOKING) : sourceOf(input);
    const source = await interruption.wait(opening);
    if (source === undefined) return undefined;
    const found = await look(source, interruption, typeof input !== 'string' || source.size === undefined);
    if (!interruption.isAborted) return found;
    found.open?.close();
    return undefined;
  } catch (error) {
    throw typeof input === 'string' ? new InputError(input, error) : error;
  }
}

/** Why a file is no capture that can be read; undefined when it is one, or when the interruption comes first. */
export async function obstacleOf(path: string, interruption: Interruption): Promise<Error | undefined> {
  try {
    await findOne(path, interruption);
    return undefined;
  } catch (error) {
    const cause = error instanceof InputError ? error.cause : error;
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}

/** Inputs, each once, in the order of their first frames; pipes, which can be read only once, last. Throws InputError. */
export async function inOrder(paths: readonly string[], interruption: Interruption): Promise<string[]> {
  const isPipe = (path: string): boolean => {
    return path === STDIN_NAME || statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
  };
  const all = distinct(paths);
  const files: Found[] = [];
  for (const path of all.filter((one) => !isPipe(one))) {
    const found = await findOne(path, interruption);
    if (found !== undefined) files.push(found);
  }
  return [...files.sort(compareFound).map(({ name }) => name), ...all.filter(isPipe)];
}

const LOOKING = { chunkBytes: MIN_CHUNK_BYTES, inTurns: false };

async function look(source: Source, interruption: Interruption, stays: boolean): Promise<Found> {
  const open = new OpenCapture(source);
  let isKept = false;
  try {
    await open.advance(interruption);
    isKept = stays;
    const { info, clock, hasTime, time } = open.reader;
    return {
      name: source.name,
      clock: { ...clock },
      hasTime: open.step === FRAME && hasTime,
      firstTime: time,
      format: info.format ?? 'pcap',
      compression: source.compression,
      linkTypes: [...info.linkTypes],
      timeResolution: info.timeResolution,
      open: stays ? open : undefined,
    };
  } finally {
    if (!isKept) open.close();
  }
}

/** By the first frame's time, those without one last, then by name as people count: `x9` before `x10`. */
export function compareFound(a: Found, b: Found): number {
  if (a.hasTime !== b.hasTime) return a.hasTime ? -1 : 1;
  if (a.hasTime) {
    const later = (a.clock.baseSeconds - b.clock.baseSeconds) * 1e9 + (a.firstTime - b.firstTime);
    if (later !== 0) return later;
  }
  return compareNames(a.name, b.name);
}

function compareNames(a: string, b: string): number {
  const [left, right] = [pieces(a), pieces(b)];
  for (const [i, piece] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    if (piece === other) continue;
    const [one, two] = [significant(piece), significant(other)];
    if (one !== undefined && two !== undefined && one !== two) {
      return one.length - two.length || (one < two ? -1 : 1);
    }
    return piece < other ? -1 : 1;
  }
  return left.length - right.length;
}

/** Runs of digits, and what is between them. */
function pieces(name: string): string[] {
  return name.match(/[0-9]+|[^0-9]+/g) ?? [];
}

/** A number without its leading zeros. */
function significant(piece: string): string | undefined {
  return /^[0-9]/.test(piece) ? piece.replace(/^0+/, '') : undefined;
}
