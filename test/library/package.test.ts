/** What `npm pack` makes, installed elsewhere with its dependencies: the program and the library both run. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'msnscan-package-'));
const elsewhere = join(folder, 'elsewhere');
const installed = join(elsewhere, 'node_modules/msnscan');
/** Of the tarball, and of what it unpacks to. */
const MAX_BYTES = 3 << 20;
const MAX_UNPACKED_BYTES = 15 << 20;

function run(command: string, args: readonly string[], cwd: string): SpawnSyncReturns<string> {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 240_000 });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stdout}${done.stderr}`);
  return done;
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}
let packed: Packed;

beforeAll(() => {
  // Built already: a build here would change the program under other tests.
  const pack = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT);
  packed = (JSON.parse(pack.stdout) as [Packed])[0];
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'package.json'), '{ "type": "module", "private": true }');
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  run('npm', ['install', ...flags, join(folder, packed.filename)], elsewhere);
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the package', () => {
  test('has the program, the library with its types, the manual page, the texts and the demo, and no sources or maps of them', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'README.md',
        'CHANGELOG.md',
        'bin/msnscan.js',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/cli/main.cjs',
        'dist/man/msnscan.1',
        'docs/library.md',
        'fixtures/demo.pcap',
      ]),
    );
    expect(paths.filter((path) => /^(src|test|bench|scripts|\.)|\.map$/.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(MAX_BYTES);
    expect(packed.unpackedSize).toBeLessThan(MAX_UNPACKED_BYTES);
  });

  test('runs as a program where it is installed', () => {
    const program = join(elsewhere, 'node_modules/.bin/msnscan');
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(run(program, ['--version'], elsewhere).stdout).toBe(`msnscan ${version}\n`);
    const demo = join(installed, 'fixtures/demo.pcap');
    expect(run(program, [demo], elsewhere).stdout).toContain('276 frames, 5 sessions, 118 commands');
  });

  test('says how to install what tables in Parquet need, and finds it then', () => {
    const program = join(elsewhere, 'node_modules/.bin/msnscan');
    const args = ['--format', 'parquet', '-o', 'demo.parquet', join(installed, 'fixtures/demo.pcap')];
    const without = spawnSync(program, args, { cwd: elsewhere, encoding: 'utf8' });
    expect(without.status).toBe(2);
    expect(without.stderr).toContain('needs the package hyparquet-writer, which is not installed');
    expect(without.stderr).toContain('npm install hyparquet-writer');
    expect(existsSync(join(elsewhere, 'demo.parquet'))).toBe(false);
    for (const name of ['hyparquet-writer', 'hyparquet']) {
      const own = join(elsewhere, 'node_modules', name);
      cpSync(join(ROOT, 'node_modules', name), own, { recursive: true });
    }
    run(program, args, elsewhere);
    const table = readFileSync(join(elsewhere, 'demo.parquet'), 'latin1');
    expect([table.slice(0, 4), table.slice(-4)]).toEqual(['PAR1', 'PAR1']);
  });

  test('is found as a library by its name', () => {
    const text = `
      import { analyze } from 'msnscan';
      for await (const record of analyze('node_modules/msnscan/fixtures/demo.pcap')) {
        if (record.type === 'summary') console.log(record.commands, record.complete);
      }`;
    writeFileSync(join(elsewhere, 'program.js'), text);
    expect(run(process.execPath, ['program.js'], elsewhere).stdout).toBe('118 true\n');
  });

  test('brings no more packages than it names', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(readdirSync(join(elsewhere, 'node_modules'))).toEqual(
      expect.arrayContaining(['msnscan', ...Object.keys(dependencies)]),
    );
    expect(readdirSync(join(elsewhere, 'node_modules'))).not.toContain('typescript');
  });
});
