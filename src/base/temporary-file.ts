/** Files for what memory should not hold, and the names of files that are not finished yet. */
import { randomBytes } from 'node:crypto';
import { openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary file cannot be made or written; `cause` is Node's error. */
export class TemporaryFileError extends Error {
  override readonly name = 'TemporaryFileError';
  readonly folder: string;

  constructor(folder: string, cause: unknown) {
    super(`no temporary file in ${folder}`, { cause });
    this.folder = folder;
  }
}

/**
 * Opens one for reading and writing, which has no name any more and is gone when the program ends, however; the caller
 * closes it. Throws TemporaryFileError.
 */
export function openTemporaryFile(): number {
  const folder = tmpdir();
  try {
    const path = join(folder, `msnscan-${randomBytes(9).toString('hex')}`);
    const fd = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return fd;
  } catch (error) {
    throw new TemporaryFileError(folder, error);
  }
}

/** Writes all of `bytes` at `position`, or behind what was written. Throws TemporaryFileError. */
export function writeTemporary(fd: number, bytes: Uint8Array, position?: number): void {
  try {
    for (let done = 0; done < bytes.length;) {
      const at = position === undefined ? null : position + done;
      done += writeSync(fd, bytes, done, bytes.length - done, at);
    }
  } catch (error) {
    throw new TemporaryFileError(tmpdir(), error);
  }
}

const unfinished = new Set<string>();

/** Notes a file that must not be left when the program ends. */
export function markUnfinished(path: string): void {
  unfinished.add(path);
}

/** Removes an unfinished file, or only its mark when it has become something else. Never throws. */
export function clearUnfinished(path: string): void {
  unfinished.delete(path);
  try {
    unlinkSync(path);
  } catch {
    // Its name or its folder has gone.
  }
}

/** Removes all unfinished files: for an end that leaves no time. */
export function removeUnfinished(): void {
  for (const path of unfinished) clearUnfinished(path);
}
