/** A file for what memory should not hold: it has no name any more, and is gone when the program ends, however. */
import { randomBytes } from 'node:crypto';
import { openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Opens it for reading and writing; the caller closes it. Throws Node's own errors. */
export function openTemporaryFile(): number {
  const path = join(tmpdir(), `msnscan-${randomBytes(9).toString('hex')}`);
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return fd;
}
