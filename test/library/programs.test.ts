/** The programs of docs/library.md, taken from the text: checked by the strictest compiler and run with the built package. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const DEMO = join(ROOT, 'fixtures/demo.pcap');
const folder = mkdtempSync(join(tmpdir(), 'msnscan-library-'));

const blocks = [...readFileSync(join(ROOT, 'docs/library.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(
  ([, text = '']) => text,
);
const named = blocks.flatMap((text) => {
  const name = /^\/\/ ([a-z-]+)\.ts /.exec(text)?.[1];
  return name === undefined ? [] : [{ name, text }];
});

function node(args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
}

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/msnscan'));
  symlinkSync(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const files = [...named, { name: 'first', text: blocks[0] ?? '' }];
  for (const { name, text } of files) writeFileSync(join(folder, `${name}.ts`), text);
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2023'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
  };
  const config = { compilerOptions, files: files.map(({ name }) => `${name}.ts`) };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('they are three, and pass the strict compiler with the published types', () => {
  expect(named.map(({ name }) => name)).toEqual(['slow-replies', 'who-talked', 'own-packets']);
  const compiled = node([join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  expect(compiled.stdout + compiled.stderr).toBe('');
  expect(compiled.status).toBe(0);
});

test.each([
  ['slow-replies', ['250'], ['frame 67  250 ms  REA 12  answered']],
  [
    'who-talked',
    [],
    [
      '2004-11-09T11:34:20.982000Z  ann@example.com with bob@example.com',
      'bob@example.com with ann@example.com',
    ],
  ],
  ['own-packets', [], ['frame 118  trid-reuse: ', '276 frames, complete: true\n']],
])('%s says of the demo what it is for', (name, args, parts) => {
  const run = node([join(folder, `${name}.js`), DEMO, ...args]);
  expect(run.stderr).toBe('');
  for (const part of parts) expect(run.stdout).toContain(part);
  expect(run.status).toBe(0);
});

test('a source that fails ends the third with its name and the last frame', () => {
  const broken = join(folder, 'broken.pcap');
  writeFileSync(broken, Buffer.concat([readFileSync(DEMO), Buffer.alloc(2)]));
  const run = node([join(folder, 'own-packets.js'), broken]);
  expect(run.stderr).toMatch(/^packets: .* \(after frame 276\)\n$/);
  expect(run.status).toBe(2);
});
