/** Runs that are interrupted, that nobody reads, or that cannot write: real processes of the program. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleBytes } from '../../fixtures/build/p2p.ts';
import * as p2p from '../../fixtures/build/p2p.ts';
import { ALICE, BOB, Scene } from '../../fixtures/build/transfer-scene.ts';
import { transcript } from '../../fixtures/build/transcript.ts';

const PROGRAM = resolve('bin/msnscan.js');
const DEMO = resolve('fixtures/demo.pcap');
const ENV = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' };
const HAS_FULL = existsSync('/dev/full');
const root = mkdtempSync(join(tmpdir(), 'msnscan-interrupted-'));
/** A chat of some megabytes, so that outputs, spools and what chats hold need files. */
const LONG = join(root, 'long.pcap');
const PICTURE = join(root, 'picture.pcap');
let folders = 0;

function fresh(): string {
  const folder = join(root, String(++folders));
  mkdirSync(folder);
  return folder;
}

function longChat(): Buffer {
  const lines = [
    'C> USR 1 ann@example.com 100200300.1',
    'S< USR 1 OK ann@example.com Ann',
    'C> CAL 2 bob@example.com',
    'S< CAL 2 RINGING 40506070',
    'S< JOI bob@example.com Bob',
  ];
  for (let trid = 3; trid < 2500; trid++) {
    lines.push(`C> MSG ${trid} N *`, '| Content-Type: text/plain', '|', `|‖${'shall we meet '.repeat(80)}`);
  }
  return transcript(lines.join('\n'));
}

function pictureCapture(): Buffer {
  const scene = new Scene();
  const alice = scene.switchboard();
  const picture = sampleBytes(200_000, 3);
  const body = p2p.objectBody(9, p2p.msnObject(ALICE, picture));
  const invitation = p2p.slpText({ start: 'INVITE', from: BOB, to: ALICE, callId: 'A', body });
  for (const part of p2p.p2pParts(invitation, { identifier: 5 })) {
    alice.message('S', p2p.p2pMessage(part, ALICE));
  }
  for (const part of p2p.p2pParts(picture, { sessionId: 9, identifier: 21, flags: 0x20 })) {
    alice.message('C', p2p.p2pMessage(part, BOB, 1));
  }
  return scene.capture();
}

beforeAll(() => {
  writeFileSync(LONG, longChat());
  writeFileSync(PICTURE, pictureCapture());
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line of the shell, in which "$MSNSCAN" stands for the program, in a folder of its own. */
function shell(line: string, cwd: string, env: Record<string, string> = {}): Outcome {
  const msnscan = `"${process.execPath}" "${PROGRAM}"`;
  const run = spawnSync('bash', ['--norc', '-c', line.replaceAll('MSNSCAN', msnscan)], {
    cwd,
    encoding: 'utf8',
    env: { ...ENV, ...env, DEMO, LONG, PICTURE },
    maxBuffer: 64 << 20,
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

const WRITERS: readonly (readonly [name: string, args: string])[] = [
  ['the timeline', 'scan'],
  ['JSON', 'scan --json'],
  ['NDJSON', 'scan --ndjson'],
  ['a chat', 'chat'],
  ['a chat as JSON', 'chat --json'],
  ['contacts', 'contacts'],
  ['contacts as JSON', 'contacts --json'],
];
const FILE_WRITERS = ['scan --json=out', 'scan --ndjson=out', 'chat --json=out', 'contacts --json=out'];

describe('a pipe that nobody reads', () => {
  test.each(WRITERS)('ends %s quietly', (_, args) => {
    const { stdout, stderr } = shell(
      `MSNSCAN ${args} -q "$LONG" | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`,
      fresh(),
    );
    expect([stdout, stderr]).toEqual(['0\n', '']);
  });

  test.each(['extract --out out "$DEMO"', 'rules', 'schema', 'explain trid-reuse', '--help', '--version'])(
    'ends `%s` quietly',
    (args) => {
      const line = `(sleep 0.5; MSNSCAN ${args}; echo $? >&2) | true`;
      expect(shell(line, fresh())).toEqual({ code: 0, stdout: '', stderr: '0\n' });
    },
  );

  test('does not keep the other output from being written', () => {
    const folder = fresh();
    const line = `(MSNSCAN --json=out.json --ndjson -q "$LONG"; echo $? >&2) | true`;
    expect(shell(line, folder).stderr).toBe('0\n');
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))).toMatchObject({
      summary: { complete: true },
    });
  });

  test('of errors changes nothing', () => {
    const line = `(MSNSCAN missing.pcap; echo $?) 2> >(true)`;
    expect(shell(line, fresh()).stdout).toBe('2\n');
  });
});

describe('what cannot be written', () => {
  test.skipIf(!HAS_FULL).each(WRITERS)('is an error of standard output: %s', (_, args) => {
    const { code, stderr } = shell(`MSNSCAN ${args} -q "$DEMO" >/dev/full`, fresh());
    expect([code, stderr]).toEqual([
      2,
      'msnscan: standard output: cannot be written: no space left on the device\n  make room, or write elsewhere\n',
    ]);
  });

  test
    .skipIf(!HAS_FULL)
    .each(['extract --out out "$DEMO"', 'rules', 'schema', 'explain trid-reuse', '--help'])(
    'is an error of standard output: %s',
    (args) => {
      const { code, stderr } = shell(`MSNSCAN ${args} >/dev/full`, fresh());
      expect([code, stderr]).toEqual([
        2,
        'msnscan: standard output: cannot be written: no space left on the device\n  make room, or write elsewhere\n',
      ]);
    },
  );

  test.skipIf(!HAS_FULL)('may be the errors themselves', () => {
    expect(shell(`MSNSCAN missing.pcap 2>/dev/full`, fresh()).code).toBe(2);
    expect(shell(`MSNSCAN "$DEMO" >/dev/null 2>/dev/full`, fresh()).code).toBe(0);
  });

  test.each(FILE_WRITERS)('leaves nothing of a file that gets too large: %s', (args) => {
    const folder = fresh();
    const { code, stderr } = shell(`ulimit -f 1; MSNSCAN ${args} -q "$DEMO"`, folder);
    // The contacts of the demo are small.
    if (args.startsWith('contacts') && code === 0) return;
    expect([code, stderr]).toEqual([
      2,
      'msnscan: out: cannot be written: larger than a file may be\n  raise the limit (ulimit -f), or write elsewhere\n',
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves what was there, with --force too', () => {
    const folder = fresh();
    writeFileSync(join(folder, 'out'), 'kept');
    expect(shell(`ulimit -f 1; MSNSCAN --force --json=out -q "$DEMO"`, folder).code).toBe(2);
    expect(readdirSync(folder)).toEqual(['out']);
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('kept');
  });

  test('is no half object of extract', () => {
    const folder = fresh();
    const { code, stderr } = shell(`ulimit -f 100; MSNSCAN extract --out out -q "$PICTURE"`, folder);
    expect([code, stderr]).toEqual([
      2,
      'msnscan: out: cannot be written: larger than a file may be\n  raise the limit (ulimit -f), or write elsewhere\n',
    ]);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  test('may be a folder that has gone, or that nobody may write to', () => {
    expect(shell(`MSNSCAN --json=gone/out "$DEMO"`, fresh())).toMatchObject({
      code: 2,
      stderr: 'msnscan: gone/out: cannot be written: no such file or folder\n',
    });
    const folder = fresh();
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0o500);
    const { code, stderr } = shell(`MSNSCAN -q --json=closed/out "$DEMO"`, folder);
    // Root may write everywhere.
    if (process.getuid?.() !== 0) {
      expect([code, stderr]).toEqual([2, 'msnscan: closed/out: cannot be written: permission denied\n']);
    }
    chmodSync(join(folder, 'closed'), 0o700);
  });
});

describe('a temporary file that cannot be written', () => {
  const advice = '\n  make room there, or set TMPDIR to a folder with more\n';

  test.each(['scan --json', 'chat', 'chat --json', 'extract --out out'])('is named: %s', (args) => {
    const folder = fresh();
    const line = `MSNSCAN ${args} -q "$LONG" >/dev/null`;
    expect(shell(line, folder, { TMPDIR: join(folder, 'none') })).toMatchObject({
      code: 2,
      stderr: `msnscan: a temporary file in ${join(folder, 'none')} cannot be written: no such file or folder${advice}`,
    });
    // 2 MiB: the temporary file is larger, what goes to /dev/null is none.
    const full = shell(`ulimit -f 1024; ${line}`, folder, { TMPDIR: folder });
    expect([full.code, full.stderr]).toEqual([
      2,
      `msnscan: a temporary file in ${folder} cannot be written: larger than a file may be${advice}`,
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Starts the program on standard input, gives it the beginning of a talk and waits for `isReady`. */
async function started(
  args: readonly string[],
  cwd: string,
  isReady: () => boolean,
): Promise<{ child: ChildProcess; ended: Promise<number | null>; text: () => string }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...ENV, TMPDIR: cwd }, cwd });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const ended = new Promise<number | null>((done) => {
    child.on('close', done);
  });
  child.stdin.write(readFileSync(DEMO).subarray(0, 20_000));
  while (!isReady()) await setTimeout(20);
  // The talk has to arrive too.
  await setTimeout(300);
  return { child, ended, text: () => text };
}

describe('a signal', () => {
  const SIGNALS = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const;

  test.each(SIGNALS)('%s leaves files with what there is, marked as not complete', async (signal, code) => {
    const folder = fresh();
    const isReady = (): boolean => readdirSync(folder).some((name) => name.endsWith('.part'));
    const { child, ended } = await started(['--json=a', '--ndjson=b', '-q', '-'], folder, isReady);
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
    const report = JSON.parse(readFileSync(join(folder, 'a'), 'utf8')) as Record<string, unknown>;
    expect(report).toMatchObject({ summary: { complete: false } });
    expect(report['commands']).not.toEqual([]);
    expect(readFileSync(join(folder, 'b'), 'utf8')).toMatch(/"complete":false\}\n$/);
  });

  test.each([
    ['chat', '--json=a'],
    ['contacts', '--json=a'],
  ])('leaves a view with what there is: %s', async (...args) => {
    const folder = fresh();
    const isReady = (): boolean => readdirSync(folder).some((name) => name.endsWith('.part'));
    const { child, ended } = await started([...args, '-q', '-'], folder, isReady);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(readdirSync(folder)).toEqual(['a']);
    expect(JSON.parse(readFileSync(join(folder, 'a'), 'utf8'))).toMatchObject({ complete: false });
  });

  test('leaves what extract has, with an index that says so', async () => {
    const folder = fresh();
    const isReady = (): boolean => existsSync(join(folder, 'out'));
    const { child, ended } = await started(['extract', '--out', 'out', '-q', '-'], folder, isReady);
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    expect(readdirSync(folder)).toEqual(['out']);
    const index = readFileSync(join(folder, 'out/index.json'), 'utf8');
    expect(JSON.parse(index)).toMatchObject({ complete: false });
    expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('an output file', () => {
  test('that comes while the capture is read is kept', async () => {
    const folder = fresh();
    const isReady = (): boolean => readdirSync(folder).length > 0;
    const { child, ended } = await started(['--json=a', '-q', '-'], folder, isReady);
    writeFileSync(join(folder, 'a'), 'kept');
    child.stdin?.end();
    expect(await ended).toBe(2);
    expect(readdirSync(folder)).toEqual(['a']);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('kept');
  });

  test('whose folder goes while the capture is read is an error that names it', async () => {
    const folder = fresh();
    mkdirSync(join(folder, 'sub'));
    const isReady = (): boolean => readdirSync(join(folder, 'sub')).length > 0;
    const child = started(['--json=sub/a', '-q', '-'], folder, isReady);
    const { child: process, ended } = await child;
    let errors = '';
    process.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    rmSync(join(folder, 'sub'), { recursive: true });
    process.stdin?.end();
    expect(await ended).toBe(2);
    expect(errors).toBe('msnscan: sub/a: cannot be written: no such file or folder\n');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('behind a link that leads nowhere is not written', () => {
    const folder = fresh();
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    const { code, stderr } = shell(`MSNSCAN --json=link -q "$DEMO"`, folder);
    expect([code, stderr]).toEqual([2, 'msnscan: link: exists already\n  --force overwrites it\n']);
    expect(readdirSync(folder)).toEqual(['link']);
  });
});
