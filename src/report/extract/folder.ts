/**
 * The folder that `msnscan extract` fills: nothing that exists is overwritten, nothing outside is touched. Files appear
 * under their name only when they are complete.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  rmdirSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { clearUnfinished, markUnfinished } from '../../base/temporary-file.ts';
import { splitName } from './names.ts';

/** The folder cannot be used as it is. */
export class FolderRefused extends Error {
  override readonly name = 'FolderRefused';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** A file that has no name yet. Close it with `commit` or `abandon`. */
export class OutFile {
  readonly #folder: OutFolder;
  readonly #path: string;
  #fd: number;

  constructor(folder: OutFolder, path: string) {
    this.#folder = folder;
    this.#path = path;
    this.#fd = openSync(path, 'wx+', 0o644);
    markUnfinished(path);
  }

  /** Writes all bytes at `position`; holes in between are zeros. */
  write(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#fd, bytes, done, bytes.length - done, position + done);
    }
  }

  /** Makes it `length` bytes long: zeros behind what was written. */
  resize(length: number): void {
    ftruncateSync(this.#fd, length);
  }

  /** Fills `buffer` from `position`; gives the count of bytes. */
  read(buffer: Buffer, position: number): number {
    return readSync(this.#fd, buffer, 0, buffer.length, position);
  }

  /** Gives it a name in `sub` of the folder: `name`, or with a number behind the stem. Gives the path inside. */
  commit(sub: string, name: string): string {
    try {
      this.#close();
      return this.#folder.place(this.#path, sub, name);
    } finally {
      clearUnfinished(this.#path);
    }
  }

  /** Removes it; nothing after `commit`. */
  abandon(): void {
    if (this.#fd < 0) return;
    try {
      this.#close();
    } finally {
      clearUnfinished(this.#path);
    }
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = -1;
    closeSync(fd);
  }
}

/** Throws FolderRefused and Node's own errors. */
export class OutFolder {
  readonly #path: string;
  readonly #isNew: boolean;
  /** Numbers to try next, by sub-folder and name in small letters: some systems do not tell them apart. */
  readonly #next = new Map<string, number>();
  readonly #subs = new Set<string>();

  constructor(path: string) {
    this.#path = path;
    this.#isNew = mkdirSync(path, { recursive: true }) !== undefined;
    if (!statSync(path).isDirectory()) throw new FolderRefused(`${path}: is no folder`);
  }

  /** A new file, beside its later place. */
  open(): OutFile {
    return new OutFile(this, join(this.#path, `.msnscan-${randomBytes(9).toString('hex')}.part`));
  }

  /** Removes the folder when it was made for nothing. */
  giveUp(): void {
    if (!this.#isNew) return;
    try {
      rmdirSync(this.#path);
    } catch {
      // It is not empty: somebody needs it.
    }
  }

  /** Links `source` to a free name. */
  place(source: string, sub: string, name: string): string {
    this.#makeSub(sub);
    const [stem, extension] = splitName(name);
    const key = `${sub}/${name.toLowerCase()}`;
    for (let number = this.#next.get(key) ?? 1; ; number++) {
      const inside = join(sub, number === 1 ? name : `${stem}-${number}${extension}`);
      this.#next.set(key, number + 1);
      if (this.#isTaken(inside)) continue;
      if (linkNew(source, join(this.#path, inside))) return inside.replaceAll('\\', '/');
    }
  }

  /** Whether another name of this run already became this one. */
  #isTaken(inside: string): boolean {
    const key = `taken ${inside.toLowerCase()}`;
    const isTaken = this.#next.has(key);
    this.#next.set(key, 1);
    return isTaken;
  }

  #makeSub(sub: string): void {
    if (sub === '' || this.#subs.has(sub)) return;
    const path = join(this.#path, sub);
    try {
      mkdirSync(path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    // A link would lead out of the folder.
    if (!lstatSync(path).isDirectory()) throw new FolderRefused(`${path}: is no folder of its own`);
    this.#subs.add(sub);
  }
}

/** Makes `target` the same file as `source`; false when that name exists. */
function linkNew(source: string, target: string): boolean {
  try {
    linkSync(source, target);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
  }
  // Some file systems have no links.
  try {
    copyFileSync(source, target, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // Half a copy is none.
    clearUnfinished(target);
    throw error;
  }
}
