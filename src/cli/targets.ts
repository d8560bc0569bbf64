/**
 * Where outputs go: standard output, or files that appear under their name only when they are complete. What cannot
 * be written is a CliError; a pipe that nobody reads any more stays a ClosedPipe.
 */
import { closeSync, existsSync, openSync, realpathSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { ClosedPipe, writeFully, type BlockSink } from '../report/output.ts';
import { CliError } from './cli-error.ts';
import { reasonOf } from './errors.ts';
import type { Io } from './io.ts';
import { STDOUT } from './parse.ts';

export interface Target {
  readonly write: BlockSink;
  /** Gives a file its name. */
  commit(): void;
  /** Removes what is not complete; nothing after `commit`. */
  abandon(): void;
}

function sinkTo(fd: number, name: string): BlockSink {
  return (bytes) => {
    try {
      writeFully(fd, bytes);
    } catch (error) {
      if (error instanceof ClosedPipe) throw error;
      throw new CliError(`${name}: cannot be written: ${reasonOf(error)}`, '', error);
    }
  };
}

const nothing = (): void => undefined;

/** The target of `--json=PATH` and the like; `-` is standard output. */
export function openTarget(path: string, force: boolean, io: Io): Target {
  if (path === STDOUT)
    return { write: sinkTo(io.stdout.fd, 'standard output'), commit: nothing, abandon: nothing };
  if (path === '') throw new CliError('the name of an output file is empty');
  try {
    return openFile(path, force);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${path}: cannot be written: ${reasonOf(error)}`, '', error);
  }
}

function openFile(path: string, force: boolean): Target {
  if (!existsSync(path)) return temporaryFile(path);
  // Pipes and devices are written as they are: a new name in their place would be a surprise.
  if (!statSync(path).isFile()) return target(openSync(path, 'w'), path, nothing, nothing);
  if (!force) throw new CliError(`${path}: exists already`, '--force overwrites it');
  return temporaryFile(realpathSync(path));
}

function temporaryFile(path: string): Target {
  const temporary = `${path}.${process.pid}.part`;
  const rename = (): void => {
    renameSync(temporary, path);
  };
  const remove = (): void => {
    unlinkSync(temporary);
  };
  return target(openSync(temporary, 'wx'), path, rename, remove);
}

/** An open file that is closed once, with what has to be done then. */
function target(fd: number, name: string, committed: () => void, abandoned: () => void): Target {
  let isOpen = true;
  const close = (then: () => void): void => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(fd);
    then();
  };
  return {
    write: sinkTo(fd, name),
    commit: () => {
      close(committed);
    },
    abandon: () => {
      close(abandoned);
    },
  };
}

/** Whether an output would overwrite the capture it is made from. */
export function isSameFile(one: string, other: string): boolean {
  if (!existsSync(one) || !existsSync(other)) return false;
  const a = statSync(one);
  const b = statSync(other);
  return a.isFile() && a.dev === b.dev && a.ino === b.ino;
}
