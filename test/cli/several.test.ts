/** Several captures on the command line: in any order, in folders, each on its own. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { pcapFile, pcapngFile } from '../../fixtures/build/pcap.ts';
import { chatDocument } from '../../src/report/chat/schema.ts';
import { contactsDocument } from '../../src/report/contacts/schema.ts';
import { indexSchema } from '../../src/report/extract/schema.ts';
import { document, records } from '../../src/report/schema.ts';
import { framesOf } from '../scan/pieces.ts';

const PROGRAM = resolve('bin/msnscan.js');
const DEMO = readFileSync('fixtures/demo.pcap');
const folder = mkdtempSync(join(tmpdir(), 'msnscan-several-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function msnscan(args: readonly string[], input?: Buffer) {
  const run = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    cwd: folder,
    input: input ?? '',
    timeout: 60_000,
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

function put(name: string, bytes: Buffer | string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), bytes);
}

const frames = framesOf(DEMO);
put('c.pcap', pcapFile(frames.slice(0, 100)));
put('b.pcapng', pcapngFile(frames.slice(90, 200)));
put('a.pcap.gz', gzipSync(pcapFile(frames.slice(200))));
const PIECES = ['c.pcap', 'b.pcapng', 'a.pcap.gz'];

put('all/day/one.pcap', pcapFile(frames.slice(0, 100)));
put('all/day/two', pcapngFile(frames.slice(100, 200)));
put('all/three.gz', gzipSync(pcapFile(frames.slice(200))));
put('all/notes.txt', 'nothing to see here, and no capture either\n');
put('all/empty', '');
mkdirSync(join(folder, 'all/locked'));
symlinkSync('..', join(folder, 'all/day/up'));
symlinkSync('nowhere', join(folder, 'all/broken'));
spawnSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'all/pipe')]);
mkdirSync(join(folder, 'none'));

describe('several files', () => {
  test.each(['--ndjson', '--json', '--ascii'])('give one report with %s, in whatever order', (flag) => {
    const first = msnscan([flag, ...PIECES]);
    expect(first.code).toBe(0);
    for (const [i, j, k] of [
      [2, 1, 0],
      [1, 2, 0],
      [1, 0, 2],
    ]) {
      const order = [i, j, k].map((at) => PIECES[at ?? 0] ?? '');
      expect(msnscan([flag, ...order]).stdout).toBe(first.stdout);
    }
    const again = msnscan([flag, '-r', 'c.pcap', 'a.pcap.gz', '-r', 'b.pcapng', './a.pcap.gz']);
    expect(again.stdout).toBe(first.stdout);
  });

  test('are listed, and frames say which of them is meant', () => {
    const { stdout, stderr } = msnscan(PIECES);
    expect(stdout).toContain(
      '  1  c.pcap  pcap, Ethernet, from 2004-11-09 11:33:20Z\n  2  b.pcapng  pcapng,',
    );
    expect(stdout).toContain('W error-reply  frame 1:59: ADD 10 failed');
    expect(stdout).toContain('overlapping-captures  capture 2: 10 frames are in another capture too');
    expect(stdout).toMatch(/trid-reuse +1 +2:28/);
    expect(stderr).toBe('');
  });

  test('have records that say which of them is meant, as the schema has them', () => {
    const made = document.parse(JSON.parse(msnscan(['--json', ...PIECES]).stdout));
    expect(made.captures.map(({ index, file }) => [index, file])).toEqual([
      [1, 'c.pcap'],
      [2, 'b.pcapng'],
      [3, 'a.pcap.gz'],
    ]);
    const session = made.sessions.find(({ id }) => id === 2);
    expect(session).toMatchObject({ capture: 1, lastCapture: 3, lastFrame: 76 });
    expect(session?.displayFilter).toMatch(
      / && frame\.time_epoch >= 1100000000\.929000 && frame\.time_epoch <= /,
    );
    expect(made.notices).toMatchObject([{ code: 'overlapping-captures', capture: 2, frame: null }]);
    expect(made.commands.every(({ captures }) => captures !== undefined)).toBe(true);
    for (const line of msnscan(['--ndjson', ...PIECES])
      .stdout.trimEnd()
      .split('\n')) {
      const { type, ...record } = JSON.parse(line) as { type: keyof typeof records };
      records[type].parse(record);
    }
  });

  test('have views whose places say which of them is meant', () => {
    const chat = chatDocument.parse(JSON.parse(msnscan(['chat', '--json', ...PIECES]).stdout));
    expect(chat).toMatchObject({ file: null, files: PIECES });
    expect(chat.conversations[0]?.events[0]).toMatchObject({ frame: 43, capture: 2 });
    const contacts = contactsDocument.parse(JSON.parse(msnscan(['contacts', '--json', ...PIECES]).stdout));
    expect(contacts.accounts.flatMap(({ changes }) => changes.map(({ capture }) => capture))).toContain(2);
    expect(msnscan(['chat', '-v', ...PIECES]).stdout).toContain('     2:43  * Ann E joined');
    const extracted = msnscan(['extract', '--out', 'out', ...PIECES]);
    expect(extracted.stdout).toContain('frames 3:3-3:7');
    const index = indexSchema.parse(JSON.parse(readFileSync(join(folder, 'out/index.json'), 'utf8')));
    expect(index).toMatchObject({ capture: null, captures: PIECES });
    expect(index.objects[0]?.transfers[0]).toMatchObject({ frames: [3, 7], captures: [3, 3] });
    expect(msnscan(['follow', ...PIECES]).stdout).toContain('frames 1:1 to 1:19');
  });

  test('may have standard input among them', () => {
    const { code, stdout } = msnscan(['c.pcap', '-', 'a.pcap.gz'], readFileSync(join(folder, 'b.pcapng')));
    expect(code).toBe(0);
    expect(stdout).toContain('  2  -  pcapng');
    expect(stdout).toContain('\n276 frames, 5 sessions, 118 commands');
  });

  test('are written by jobs as by one thread', () => {
    expect(msnscan(['--jobs', '2', '--ndjson', ...PIECES]).stdout).toBe(
      msnscan(['--jobs', '1', '--ndjson', ...PIECES]).stdout,
    );
  });

  test('end with 2 and nothing written when one of them is missing or no capture', () => {
    for (const [name, what] of [
      ['gone.pcap', 'no such file'],
      ['all/notes.txt', 'this is not a capture'],
    ] as const) {
      const { code, stdout, stderr } = msnscan(['--ndjson', 'c.pcap', name, 'a.pcap.gz']);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`msnscan: ${name}: ${what}`);
    }
    expect(msnscan(['--json=c.pcap', '--force', ...PIECES]).stderr).toContain(
      'c.pcap: is the capture itself',
    );
  });

  test('end with 3 when one of them is cut, which is named, and the others are read', () => {
    put('cut.pcap', readFileSync(join(folder, 'c.pcap')).subarray(0, -5));
    const { code, stdout, stderr } = msnscan(['--ndjson', 'cut.pcap', 'a.pcap.gz']);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^msnscan: cut\.pcap: the capture ends within a record: .* \(frame 100, offset \d+\)/,
    );
    expect(stdout).toContain('"code":"capture-cut","capture":1,"frame":100');
    expect(stdout).toContain('"captures":[2,2]');
  });
});

describe('folders', () => {
  test('are read with --recursive: the captures in them, whatever they are called', () => {
    const { code, stdout, stderr } = msnscan(['--recursive', 'all']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ 1 {2}all\/day\/one\.pcap .*\n.* 2 {2}all\/day\/two .*\n.* 3 {2}all\/three\.gz /);
    expect(stdout).toContain('\n276 frames, 5 sessions, 118 commands');
    expect(stderr).toBe('msnscan: 2 files of the folders are no captures\n');
    expect(msnscan(['--recursive', '-q', 'all']).stderr).toBe('');
  });

  test('need it', () => {
    expect(msnscan(['all'])).toMatchObject({ code: 2, stdout: '' });
    expect(msnscan(['c.pcap', 'all']).stderr).toBe(
      'msnscan: all: is a folder\n  --recursive reads the captures in it\n',
    );
  });

  test('without a capture end with 2', () => {
    const { code, stderr } = msnscan(['--recursive', 'none']);
    expect(code).toBe(2);
    expect(stderr).toContain('msnscan: none: no capture is in it\n');
  });

  test('with a damaged capture give a partial report that names it', () => {
    put('bad/good.pcap', pcapFile(frames));
    const version = Buffer.from(pcapFile(frames));
    version.writeUInt16LE(9, 4);
    put('bad/version.pcap', version);
    const { code, stdout, stderr } = msnscan(['--recursive', '--ndjson', 'bad']);
    expect(code).toBe(3);
    expect(stderr).toContain('bad/version.pcap could not be read: this is pcap version 9.4');
    expect(stdout).toContain('"code":"capture-unread"');
    expect(stdout).toContain('"complete":false');
  });

  test.skipIf(process.getuid?.() === 0)('that cannot be listed give a partial report', () => {
    chmodSync(join(folder, 'all/locked'), 0);
    const { code, stdout } = msnscan(['--recursive', '--ndjson', 'all']);
    chmodSync(join(folder, 'all/locked'), 0o700);
    expect(code).toBe(3);
    expect(stdout).toContain('all/locked could not be read: permission denied');
  });
});

describe('--separate', () => {
  test.each([[[]], [['--ndjson']], [['--json']]])(
    'gives what each capture gives alone, by time: %j',
    (flags) => {
      const alone = PIECES.map((name) => msnscan([...flags, name]));
      const { code, stdout, stderr } = msnscan([...flags, '--separate', ...PIECES.toReversed()]);
      expect(code).toBe(0);
      expect(stdout).toBe(alone.map((one) => one.stdout).join(''));
      expect(stderr).toBe(alone.map((one) => one.stderr).join(''));
    },
  );

  test.each(['chat', 'contacts'])('is for %s too', (command) => {
    const alone = PIECES.map((name) => msnscan([command, name]).stdout);
    expect(msnscan([command, '--separate', ...PIECES]).stdout).toBe(alone.join(''));
  });

  test('writes lines of all to one file, but no JSON documents', () => {
    expect(msnscan(['--separate', '--ndjson=all.ndjson', ...PIECES]).code).toBe(0);
    const text = readFileSync(join(folder, 'all.ndjson'), 'utf8');
    expect(text).toBe(PIECES.map((name) => msnscan(['--ndjson', name]).stdout).join(''));
    const refused = msnscan(['--separate', '--json=all.json', ...PIECES]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('with --ndjson=FILE');
    expect(existsSync(join(folder, 'all.json'))).toBe(false);
    expect(msnscan(['--separate', '--html=all.html', ...PIECES]).stderr).toContain('several pages');
  });

  test('ends with the worst code: 3 before 1, and nothing is written before a 2', () => {
    put('short.pcap', readFileSync(join(folder, 'b.pcapng')).subarray(0, -5));
    expect(msnscan(['--separate', '--fail-on', 'warning', ...PIECES]).code).toBe(1);
    expect(msnscan(['--separate', '--fail-on', 'warning', 'short.pcap', 'c.pcap']).code).toBe(3);
    expect(msnscan(['--separate', 'c.pcap', 'all/notes.txt'])).toMatchObject({ code: 2, stdout: '' });
  });
});
