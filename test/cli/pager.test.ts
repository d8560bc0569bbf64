/** The pager, in a real terminal. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const PROGRAM = resolve('bin/msnscan.js');
const FIXTURES = resolve('fixtures');
const DEMO = join(FIXTURES, 'demo.pcap');
const isThere = (program: string): boolean => spawnSync('which', [program]).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'msnscan-pager-'));
const socket = join(folder, 'tmux');

const tmux = (...args: string[]): string =>
  spawnSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' }).stdout;

afterAll(() => {
  tmux('kill-server');
  rmSync(folder, { recursive: true });
});

let sessions = 0;

/** A terminal where the program runs and then waits. */
function terminal(columns: number, rows: number, command: string): string {
  const name = `s${++sessions}`;
  const run = `env LANG=C.UTF-8 ${command}; echo "code $?"; sleep 300`;
  // From its folder, so that the name of the capture is short wherever the project lies.
  tmux('new-session', '-d', '-c', FIXTURES, '-s', name, '-x', String(columns), '-y', String(rows), run);
  return name;
}

/** The screen, as soon as it shows what is waited for. */
async function screen(name: string, shows: RegExp): Promise<string> {
  let text = '';
  for (let i = 0; i < 200 && !shows.test(text); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    text = tmux('capture-pane', '-p', '-t', name);
  }
  expect(text).toMatch(shows);
  return text;
}

const run = (args: string): string => `${process.execPath} ${PROGRAM} ${args} demo.pcap`;

describe.skipIf(!isThere('tmux') || !isThere('less'))(
  'the timeline on a terminal (skipped without tmux and less)',
  () => {
    test('is paged when it is longer than the screen, and ends quietly when the pager is left', async () => {
      const name = terminal(100, 24, run(''));
      expect(await screen(name, /^:$/m)).toContain('VER 1    MSNP8 CVR0');
      tmux('send-keys', '-t', name, 'q');
      expect(await screen(name, /code 0/)).not.toContain('msnscan:');
    });

    test('is not paged when it fits, nor when nobody wants it', async () => {
      expect(await screen(terminal(100, 24, run('--session 99')), /code 0/)).toContain('0 of 5 sessions');
      expect(await screen(terminal(100, 24, run('--paging never')), /code 0/)).toContain('276 frames');
      expect(await screen(terminal(100, 24, `env PAGER= ${run('')}`), /code 0/)).toContain('276 frames');
    });

    test('is paged with what the environment names', async () => {
      const own = `env PAGER=false MSNSCAN_PAGER="tail -n 3" ${run('')}`;
      const text = await screen(terminal(200, 50, own), /code 0/);
      expect(text).toContain('276 frames');
      expect(text).not.toContain('Sessions');
    });

    test.each([60, 80, 120, 200])('keeps inside %d columns', async (columns) => {
      const text = await screen(terminal(columns, 220, run('--paging never')), /code 0/);
      const rows = text.split('\n');
      // A row that is too long would go on at the edge of the next one.
      expect(rows.filter((row) => /^ +\d+\.\d{3} /.test(row))).toHaveLength(118);
      const isOwn = /^($| {2}|demo\.pcap|Sessions|Findings|\d+ frames|code|notes?$|\d|.*(warning|note)s?)/;
      expect(rows.filter((row) => !isOwn.test(row))).toEqual([]);
    });
  },
);

test('into a pipe nothing is paged unless that is asked for', () => {
  const env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', PAGER: 'head -n 1' };
  const paged = spawnSync(process.execPath, [PROGRAM, '--paging', 'always', DEMO], { encoding: 'utf8', env });
  expect(paged.stdout.split('\n')).toHaveLength(2);
  const plain = spawnSync(process.execPath, [PROGRAM, DEMO], { encoding: 'utf8', env });
  expect(plain.stdout.split('\n').length).toBeGreaterThan(100);
});
