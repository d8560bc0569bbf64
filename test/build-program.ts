/** Builds the program once before the tests that run it, when a source is newer than the last build. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const PROGRAM = join(ROOT, 'dist/cli/main.cjs');

function newest(folder: string): number {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return Math.max(...files.map((file) => statSync(join(ROOT, folder, file)).mtimeMs));
}

export default function buildProgram(): void {
  const sources = Math.max(newest('src'), newest('scripts'), newest('bin'));
  if (existsSync(PROGRAM) && statSync(PROGRAM).mtimeMs > sources) return;
  const build = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`the program cannot be built:\n${build.stdout}${build.stderr}`);
}
