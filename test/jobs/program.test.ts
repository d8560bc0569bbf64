/** `--jobs` of the program: real threads, and what ends a run early. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crowd } from './crowd.ts';

const PROGRAM = resolve('bin/msnscan.js');
const DEMO = resolve('fixtures/demo.pcap');
const ENV = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' };
const root = mkdtempSync(join(tmpdir(), 'msnscan-jobs-'));
const CROWD = join(root, 'crowd.pcap');

/** A talk of a megabyte. */
function talk(): string {
  const lines = ['C> USR 1 ann@example.com 100200300.1', 'S< USR 1 OK ann@example.com Ann'];
  for (let trid = 3; trid < 800; trid++) {
    lines.push(`C> MSG ${trid} N *`, '| Content-Type: text/plain', '|', `|‖${'shall we meet '.repeat(80)}`);
  }
  return lines.join('\n');
}

beforeAll(() => {
  const capture = crowd(
    Array.from({ length: 8 }, () => talk()),
    1,
  );
  writeFileSync(CROWD, capture);
  writeFileSync(`${CROWD}.gz`, gzipSync(capture, { level: 1 }));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

function run(
  args: readonly string[],
  input?: Buffer,
): { code: number | null; stdout: Buffer; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    env: { ...ENV, TMPDIR: root },
    cwd: root,
    maxBuffer: 256 << 20,
    ...(input === undefined ? {} : { input }),
  });
  return { code: status, stdout, stderr: stderr.toString() };
}

describe('--jobs', () => {
  test.each([['--ndjson'], ['--json'], ['--ndjson', '--no-payload'], ['--json', '--records', 'findings']])(
    'writes the same as one: %s %s %s',
    (...flags) => {
      const one = run(['-q', '--jobs', '1', ...flags, CROWD]);
      const three = run(['-q', '--jobs', '3', ...flags, CROWD]);
      expect([three.code, three.stderr]).toEqual([one.code, one.stderr]);
      expect(three.stdout.equals(one.stdout)).toBe(true);
    },
  );

  test('writes the same from gzip, from a pipe and to several outputs', () => {
    const one = run(['-q', '--jobs', '1', '--ndjson', CROWD]).stdout.toString();
    const lines = (text: Buffer): string[] => text.toString().split('\n').slice(1);
    expect(lines(run(['-q', '--jobs', '2', '--ndjson', `${CROWD}.gz`]).stdout)).toEqual(
      one.split('\n').slice(1),
    );
    expect(lines(run(['-q', '--jobs', '2', '--ndjson', '-'], readFileSync(CROWD)).stdout)).toEqual(
      one.split('\n').slice(1),
    );
    const both = run(['-q', '--jobs', '2', '--ndjson', '--json=both.json', CROWD]);
    expect(both.stdout.toString()).toBe(one);
    const alone = run(['-q', '--jobs', '1', '--json', CROWD]).stdout;
    expect(readFileSync(join(root, 'both.json')).equals(alone)).toBe(true);
  });

  test('writes the same of several files as one capture and of each alone', () => {
    const files = [CROWD, DEMO];
    for (const flags of [['--ndjson'], ['--json'], ['--separate', '--ndjson']]) {
      const one = run(['-q', '--jobs', '1', ...flags, ...files]);
      const two = run(['-q', '--jobs', '2', ...flags, ...files]);
      expect([two.code, two.stderr]).toEqual([one.code, one.stderr]);
      expect(two.stdout.equals(one.stdout)).toBe(true);
    }
  });

  test('counts the same for the exit code and the summary', () => {
    const [one, two] = ['1', '2'].map((jobs) =>
      run(['--jobs', jobs, '--fail-on', 'note', '--ndjson', CROWD]),
    );
    expect([two?.code, two?.stderr]).toEqual([one?.code, one?.stderr]);
  });

  test.each(['0', 'x', '-1', '1.5'])('is refused: %s', (jobs) => {
    const { code, stderr } = run([`--jobs=${jobs}`, DEMO]);
    expect(code).toBe(2);
    expect(stderr).toContain('--jobs takes a number of threads');
  });

  test('says what a missing file is, and what is no capture', () => {
    expect(run(['--jobs', '2', '--ndjson', 'missing.pcap']).stderr).toContain('missing.pcap: no such file');
    writeFileSync(join(root, 'text.txt'), 'this is no capture, but a text of some length');
    expect(run(['--jobs', '2', '--ndjson', 'text.txt']).code).toBe(2);
  });
});

describe('a run of several jobs that ends early', () => {
  test('ends quietly when nobody reads it', () => {
    const line = `"${process.execPath}" "${PROGRAM}" -q --jobs 2 --ndjson "${CROWD}" | head -c 1; echo " \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', line], { env: ENV, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['{ 0\n', '']);
  });

  test.skipIf(!existsSync('/dev/full'))('says that it cannot write', () => {
    const line = `"${process.execPath}" "${PROGRAM}" -q --jobs 2 --ndjson "${CROWD}" >/dev/full`;
    const { status, stderr } = spawnSync('bash', ['--norc', '-c', line], { env: ENV, encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('no space left on the device');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s leaves what there is, marked as not complete', async (signal, code) => {
    const folder = mkdtempSync(join(root, 'signal-'));
    const args = ['--jobs', '2', '--json=a', '--ndjson=b', '-q', '-'];
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { ...ENV, TMPDIR: folder },
      cwd: folder,
    });
    const ended = new Promise((done) => child.on('close', done));
    child.stdin.write(readFileSync(DEMO).subarray(0, 20_000));
    while (!readdirSync(folder).some((name) => name.endsWith('.part'))) await setTimeout(20);
    await setTimeout(1000);
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
    const report = JSON.parse(readFileSync(join(folder, 'a'), 'utf8')) as Record<string, unknown>;
    expect(report).toMatchObject({ summary: { complete: false } });
    expect(report['commands']).not.toEqual([]);
    expect(readFileSync(join(folder, 'b'), 'utf8')).toMatch(/"complete":false\}\n$/);
  });

  test('shows live input as it comes', async () => {
    const child = spawn(process.execPath, [PROGRAM, '--jobs', '2', '--ndjson', '-q', '-'], { env: ENV });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const ended = new Promise((done) => child.on('close', done));
    child.stdin.write(readFileSync(DEMO).subarray(0, 20_000));
    while (!text.includes('"type":"command"')) await setTimeout(20);
    child.stdin.end();
    expect(await ended).toBe(3);
  });
});
