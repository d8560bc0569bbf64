/**
 * Where outputs go: standard output, or files that appear under their name only when they are complete. What cannot
 * be written is a CliError; a pipe that nobody reads any more stays a ClosedPipe.
 */
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { clearUnfinished, markUnfinished } from '../base/temporary-file.ts';
import { ClosedPipe, writeFully, type BlockSink } from '../report/output.ts';
import { CliError } from './cli-error.ts';
import { STDOUT_NAME, writingError, type Io } from './io.ts';
import { STDOUT } from './parse.ts';

export interface Target {
  readonly write: BlockSink;
  /** Gives a file its name. Throws CliError, and then nothing is left of it. */
  commit(): void;
  /** Removes what is not complete; nothing after `commit`. Never throws. */
  abandon(): void;
}

/** What file systems say that have no links. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

const nothing = (): void => undefined;

/** Runs `body`; what it throws is told of the output `name`. */
function writing<T>(name: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw writingError(name, error);
  }
}

function sinkTo(fd: number, name: string): BlockSink {
  return (bytes) => {
    writing(name, () => {
      writeFully(fd, bytes);
    });
  };
}

/** The target of `--json=PATH` and the like; `-` is standard output. */
export function openTarget(path: string, force: boolean, io: Io): Target {
  if (path === STDOUT) {
    return { write: sinkTo(io.stdout.fd, STDOUT_NAME), commit: nothing, abandon: nothing };
  }
  if (path === '') throw new CliError('the name of an output file is empty');
  return writing(path, () => openFile(path, force));
}

/** Makes the folder that outputs go to, when it is not there. */
export function makeFolder(path: string): void {
  writing(path, () => mkdirSync(path, { recursive: true }));
}

/** The same target for a run with other products: they are written even when nobody reads this one any more. */
export function outliving(target: Target): Target {
  let isRead = true;
  const write: BlockSink = (bytes) => {
    if (!isRead) return;
    try {
      target.write(bytes);
    } catch (error) {
      if (!(error instanceof ClosedPipe)) throw error;
      isRead = false;
    }
  };
  return {
    write,
    commit: () => {
      target.commit();
    },
    abandon: () => {
      target.abandon();
    },
  };
}

function openFile(path: string, force: boolean): Target {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return new NewFile(path, false);
  if (!found.isFile()) return device(path);
  if (!force) throw existsAlready(path);
  return new NewFile(realpathSync(path), true);
}

function existsAlready(path: string): CliError {
  return new CliError(`${path}: exists already`, '--force overwrites it');
}

/** Pipes and devices are written as they are: a new name in their place would be a surprise. */
function device(path: string): Target {
  const fd = openSync(path, 'w');
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(fd);
  };
  return { write: sinkTo(fd, path), commit: close, abandon: close };
}

/** A file under a temporary name, beside its own. */
class NewFile implements Target {
  readonly write: BlockSink;
  readonly #path: string;
  readonly #mayReplace: boolean;
  readonly #temporary: string;
  #fd: number;

  constructor(path: string, mayReplace: boolean) {
    this.#path = path;
    this.#mayReplace = mayReplace;
    this.#temporary = `${path}.${process.pid}.part`;
    this.#fd = openSync(this.#temporary, 'wx');
    markUnfinished(this.#temporary);
    this.write = sinkTo(this.#fd, path);
  }

  commit(): void {
    try {
      writing(this.#path, () => {
        this.#close();
        this.#giveName();
      });
    } finally {
      clearUnfinished(this.#temporary);
    }
  }

  abandon(): void {
    try {
      this.#close();
    } catch {
      // What was written is not wanted.
    }
    clearUnfinished(this.#temporary);
  }

  #close(): void {
    if (this.#fd < 0) return;
    const fd = this.#fd;
    this.#fd = -1;
    closeSync(fd);
  }

  #giveName(): void {
    if (this.#mayReplace) {
      renameSync(this.#temporary, this.#path);
      return;
    }
    // Unlike a new name, a link never takes the place of what has come there meanwhile.
    try {
      linkSync(this.#temporary, this.#path);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EEXIST') throw existsAlready(this.#path);
      if (!NO_LINKS.has(code) || existsSync(this.#path)) throw error;
      renameSync(this.#temporary, this.#path);
    }
  }
}

/** Whether an output would overwrite the capture it is made from. */
export function isSameFile(one: string, other: string): boolean {
  if (!existsSync(one) || !existsSync(other)) return false;
  const a = statSync(one);
  const b = statSync(other);
  return a.isFile() && a.dev === b.dev && a.ino === b.ino;
}
