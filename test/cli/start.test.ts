/** The start of the program as it is installed: wherever it lies, and whatever has become of its files. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'msnscan start '));
const INSTALLED = join(folder, 'one of them');
const PROGRAM = join(INSTALLED, 'bin/msnscan.js');
const CODE = join(INSTALLED, 'dist/cli/main.cjs.code');
const DEMO = resolve('fixtures/demo.pcap');

beforeAll(() => {
  mkdirSync(INSTALLED);
  for (const part of ['package.json', 'bin', 'dist']) {
    cpSync(resolve(part), join(INSTALLED, part), { recursive: true });
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function start(
  program: string,
  ...args: readonly string[]
): readonly [code: number | null, output: string, error: string] {
  const run = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: folder });
  return [run.status, run.stdout, run.stderr];
}

const records = (): ReturnType<typeof start> => start(PROGRAM, '--ndjson', '--quiet', DEMO);

test('by a link, from elsewhere, with blanks in the path', () => {
  const link = join(folder, 'msnscan');
  symlinkSync(PROGRAM, link);
  expect(start(link, '--version')).toEqual([0, 'msnscan 0.1.0\n', '']);
});

describe('saved code of V8', () => {
  const whole = readFileSync(resolve('dist/cli/main.cjs.code'));
  const expected = start(resolve('bin/msnscan.js'), '--ndjson', '--quiet', DEMO);

  // V8 runs what it does not see to be damaged: every byte of a stretch makes it crash, most alone do not.
  const damaged: readonly (readonly [string, Buffer])[] = [
    ['empty', Buffer.alloc(0)],
    ['cut', whole.subarray(0, whole.length >> 1)],
    ['with other bytes in it', Buffer.from(whole).fill(0x5a, whole.length >> 1, (whole.length >> 1) + 4096)],
  ];
  test.each(damaged)('%s is not used', (_, code) => {
    writeFileSync(CODE, code);
    expect(records()).toEqual(expected);
  });

  test('of another text of the same length is not used', () => {
    const file = join(INSTALLED, 'dist/cli/main.cjs');
    const text = readFileSync(file, 'latin1');
    const other = text.replaceAll('"0.1.0"', '"0.1.9"');
    expect(other).not.toBe(text);
    writeFileSync(CODE, whole);
    writeFileSync(file, other, 'latin1');
    expect(start(PROGRAM, '--version')).toEqual([0, 'msnscan 0.1.9\n', '']);
    writeFileSync(file, text, 'latin1');
  });
});

test('without what the build makes it says what to run', () => {
  rmSync(join(INSTALLED, 'dist'), { recursive: true });
  const [code, output, error] = start(PROGRAM, '--version');
  expect([code, output]).toEqual([2, '']);
  expect(error).toMatch(/^msnscan: the program is not built: run npm ci in ".*"\n$/);
});
