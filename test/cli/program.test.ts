import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';

const PROGRAM = resolve('bin/msnscan.js');
const DEMO = resolve('fixtures/demo.pcap');
const folder = mkdtempSync(join(tmpdir(), 'msnscan-test-'));
const at = (name: string): string => join(folder, name);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Setting {
  readonly input?: Buffer;
  readonly env?: Record<string, string>;
}

const PLAIN_ENV = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' };

function msnscan(args: readonly string[], { input, env }: Setting = {}): Outcome {
  const run = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    cwd: folder,
    input: input ?? '',
    env: { ...PLAIN_ENV, ...env },
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

function file(name: string, bytes: Buffer | string): string {
  writeFileSync(at(name), bytes);
  return at(name);
}

const quietTalk = transcript('C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8');
const cut = readFileSync(DEMO).subarray(0, 20_000);

describe('exit codes', () => {
  test('0 for a capture with findings', () => {
    const { code, stdout, stderr } = msnscan([DEMO]);
    expect(code).toBe(0);
    expect(stdout).toContain('W trid-reuse');
    expect(stderr).toBe('');
  });

  test.each([
    ['note', 1],
    ['warning', 1],
    ['error', 0],
  ])('--fail-on %s gives %i for a capture with warnings', (level, code) => {
    expect(msnscan(['--fail-on', level, DEMO]).code).toBe(code);
  });

  test('0 with --fail-on for a capture without findings', () => {
    expect(msnscan(['--fail-on=note', '-'], { input: quietTalk }).code).toBe(0);
  });

  test('3 for a cut capture, with the full report of what is there, and before 1', () => {
    const { code, stdout, stderr } = msnscan(['--ndjson', '--fail-on', 'note', file('cut.pcap', cut)]);
    expect(code).toBe(3);
    expect(stdout).toContain('"complete":false');
    expect(stdout).toContain('"verb":"CHG"');
    expect(stderr).toMatch(/^msnscan: .*cut\.pcap: .*\(frame \d+/);
  });

  test.each([
    ['a missing file', ['missing.pcap'], 'missing.pcap: no such file'],
    ['a folder', ['.'], 'is a folder'],
    ['a text', [resolve('package.json')], 'this is JSON; a pcap or pcapng capture was expected'],
    ['an unknown option', ['--jsno', DEMO], 'did you mean --json?'],
    ['an unknown rule', ['--enable', 'trid-resue', DEMO], 'did you mean trid-reuse?'],
    ['a bad port', ['--port', '0', DEMO], '--port takes'],
    ['a bad level', ['--fail-on', 'bad', DEMO], '--fail-on takes'],
    ['standard input twice', ['-', DEMO, '-'], 'standard input can be read only once'],
    ['two outputs to stdout', ['--json', '--ndjson', DEMO], 'same place'],
    ['an unknown name', ['explain', 'trid-resue'], 'did you mean trid-reuse?'],
    ['a short name near nothing', ['explain', '1'], 'msnscan rules lists the rules'],
    ['the mark of an error without a name', ['explain', '?'], 'nothing is called "?"'],
    ['an output that is a folder', ['--json=.', DEMO], '.: cannot be written: is a folder\n'],
  ])('2 and a line of advice for %s', (_name, args, text) => {
    const { code, stdout, stderr } = msnscan(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^msnscan: /);
    expect(stderr).toContain(text);
    expect(stderr).not.toContain('    at ');
  });

  test('a stack trace only with --debug', () => {
    expect(msnscan(['--debug', resolve('package.json')]).stderr).toContain('    at ');
  });

  test('0 when the reader of the pipe goes away', () => {
    const pipe = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${PROGRAM}" --ndjson "${DEMO}"; echo "code $?" >&2`],
      { encoding: 'utf8', env: PLAIN_ENV },
    );
    expect(pipe.stderr).toContain('code 0');
    const head = spawnSync(
      'bash',
      [
        '-c',
        `for i in 1 2 3 4 5; do cat "${DEMO}"; done >/dev/null; "${process.execPath}" "${PROGRAM}" --json "${DEMO}" | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`,
      ],
      { encoding: 'utf8', env: PLAIN_ENV },
    );
    expect([head.stdout.trim(), head.stderr]).toEqual(['0', expect.not.stringContaining('EPIPE')]);
  });
});

describe('input', () => {
  test('is read from a pipe with - and without a name', () => {
    const input = readFileSync(DEMO);
    const named = msnscan(['--ndjson', DEMO]).stdout.replace(JSON.stringify(DEMO), '"-"');
    expect(msnscan(['--ndjson', '-'], { input }).stdout).toBe(named);
    expect(msnscan(['--ndjson'], { input }).stdout).toBe(named);
    expect(msnscan(['--ndjson', '-r', '-'], { input }).stdout).toBe(named);
  });

  test('may have the name of a command behind --', () => {
    file('rules', quietTalk);
    expect(msnscan(['--', 'rules']).stdout).toContain('VER 1    MSNP8');
  });

  test('on other ports is found with --port', () => {
    const capture = transcript('connection 1 10.0.0.5:4001 > 192.0.2.20:8080\nC> VER 1 MSNP8 CVR0');
    const path = file('other-port.pcap', capture);
    expect(msnscan([path]).stdout).toContain('0 sessions');
    expect(msnscan(['--port', '1863,8080', path]).stdout).toContain('1 session');
  });

  test('that is live is reported before it ends', async () => {
    const child = spawn(process.execPath, [PROGRAM, '--ndjson', '-'], { env: PLAIN_ENV });
    const first = new Promise<string>((done) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('"verb":"VER"')) done(text);
      });
    });
    child.stdin.write(quietTalk);
    expect(await first).toContain('"verb":"VER"');
    child.stdin.end();
  });
});

describe('interruption', () => {
  test('leaves a report that says it is not complete, and exits with 130', async () => {
    const child = spawn(process.execPath, [PROGRAM, '--ndjson', '-'], { env: PLAIN_ENV });
    let text = '';
    const ended = new Promise<number | null>((done) => {
      child.on('close', done);
    });
    const started = new Promise<void>((done) => {
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('"verb":"VER"')) done();
      });
    });
    child.stdin.write(quietTalk);
    await started;
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(text).toMatch(/"complete":false\}\n$/);
  });

  test('ends a wait for input that never comes', async () => {
    const child = spawn(process.execPath, [PROGRAM, '--json=waiting.json', '-'], {
      env: PLAIN_ENV,
      cwd: folder,
    });
    while (!readdirSync(folder).some((name) => name.startsWith('waiting'))) await setTimeout(20);
    await setTimeout(200);
    child.kill('SIGTERM');
    expect(await new Promise((done) => child.on('close', done))).toBe(143);
    expect(readdirSync(folder).filter((name) => name.startsWith('waiting'))).toEqual([]);
  });
});

describe('output files', () => {
  test('appear whole, next to nothing else, and keep stdout free', () => {
    const path = at('report.json');
    const { code, stdout, stderr } = msnscan([`--json=${path}`, DEMO]);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain('276 frames, 5 sessions');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ schemaVersion: 1 });
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test('are overwritten only with --force', () => {
    const path = file('kept.ndjson', 'kept');
    expect(msnscan([`--ndjson=${path}`, DEMO])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--force') as string,
    });
    expect(readFileSync(path, 'utf8')).toBe('kept');
    expect(msnscan([`--ndjson=${path}`, '--force', DEMO]).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('"summary"');
  });

  test('are not left behind when the capture is none', () => {
    expect(msnscan(['--json=none.json', resolve('package.json')]).code).toBe(2);
    expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  test('never take the place of the capture', () => {
    const path = file('own.pcap', quietTalk);
    expect(msnscan([`--json=${path}`, '--force', path])).toMatchObject({ code: 2 });
    expect(readFileSync(path).equals(quietTalk)).toBe(true);
  });

  test('may be devices, which stay what they are', () => {
    expect(msnscan(['--json=/dev/null', DEMO]).code).toBe(0);
    expect(existsSync('/dev/null')).toBe(true);
  });

  test('that cannot be written are an error', () => {
    expect(msnscan(['--json=no/such/folder', DEMO])).toMatchObject({ code: 2, stdout: '' });
  });

  test.skipIf(!existsSync('/dev/full'))('on a full device are an error', () => {
    const fd = openSync('/dev/full', 'w');
    const run = spawnSync(process.execPath, [PROGRAM, '--ndjson', DEMO], {
      stdio: ['ignore', fd, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(fd);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('no space left');
  });

  test('can be several at once', () => {
    const { code, stdout } = msnscan(['--json', '--ndjson=both.ndjson', DEMO]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
    expect(readFileSync(at('both.ndjson'), 'utf8')).toContain('"type":"summary"');
  });
});

describe('what is shown', () => {
  const SECRETS = /INVENTEDTICKET|1100000071\.4567|1100000072\.98765/;

  test.each([[[]], [['--json']], [['--ndjson']]])('has no secrets with %j', (flags: string[]) => {
    expect(msnscan([...flags, DEMO]).stdout).not.toMatch(SECRETS);
    expect(msnscan([...flags, '--show-secrets', DEMO]).stdout).toMatch(SECRETS);
  });

  test('has no texts with --no-payload', () => {
    for (const flags of [[], ['--json'], ['--ndjson']]) {
      expect(msnscan([...flags, '--no-payload', DEMO]).stdout).not.toContain('shall we meet');
    }
  });

  test('is only the records that --records lists, with what the capture is and its totals', () => {
    const types = (stdout: string): string[] =>
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { type: string }).type);
    const all = msnscan(['--ndjson', DEMO]).stdout.split('\n');
    const some = msnscan(['--ndjson', '--records', 'findings,sessions', DEMO]).stdout;
    expect(new Set(types(some))).toEqual(new Set(['capture', 'finding', 'session', 'summary']));
    const kept = all.filter((line) => !/^\{"type":"(?:command|transaction)"/.test(line));
    expect(some.split('\n')).toEqual(kept);
    const commands = msnscan(['--ndjson', '--records=commands', DEMO]).stdout;
    expect(new Set(types(commands))).toEqual(new Set(['capture', 'command', 'summary']));
  });

  test('has empty arrays in the document for what --records leaves out', () => {
    const whole = JSON.parse(msnscan(['--json', DEMO]).stdout) as Record<string, unknown>;
    const some = msnscan(['--json', '--records=transactions', DEMO]).stdout;
    expect(JSON.parse(some)).toEqual({ ...whole, commands: [], findings: [], sessions: [] });
  });

  test.each([
    [['--records=findings'], 'means nothing to the timeline'],
    [['--ndjson', '--records=finding'], 'no records called "finding"'],
    [['--ndjson', '--records=findings,'], 'no records called ""'],
  ])('is refused for %j', (flags: string[], reason) => {
    const { code, stdout, stderr } = msnscan([...flags, DEMO]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
  });

  test('has colour when it is forced, and none in a pipe', () => {
    expect(msnscan([DEMO]).stdout).not.toContain('\x1b');
    expect(msnscan(['--color=always', DEMO]).stdout).toContain('\x1b[');
    expect(msnscan([DEMO], { env: { FORCE_COLOR: '1' } }).stdout).toContain('\x1b[');
    expect(msnscan([DEMO], { env: { NO_COLOR: '1' } }).stdout).not.toContain('\x1b');
  });

  test('is ASCII with --ascii, and has ASCII arrows in another locale', () => {
    expect(msnscan(['--ascii', DEMO]).stdout).toMatch(/^[\n\x20-\x7e]*$/);
    expect(msnscan([DEMO], { env: { LANG: 'C' } }).stdout).not.toContain('→');
  });

  test('is hostile nowhere, on stderr neither', () => {
    const { stderr } = msnscan(['\x1b]0;name\x07.pcap']);
    expect(stderr).toContain('\\x1b]0;name\\x07.pcap');
    expect(stderr).not.toContain('\x1b');
  });

  test('is the summary on stderr, unless -q', () => {
    expect(msnscan(['--ndjson', DEMO]).stderr).toMatch(/276 frames.*\n$/);
    expect(msnscan(['--ndjson', '-q', DEMO]).stderr).toBe('');
    expect(msnscan(['--ndjson', '-v', DEMO]).stderr).toContain('TCP segments');
  });

  test('follows the rules that are switched', () => {
    expect(msnscan(['--disable', 'trid-reuse', DEMO]).stdout).not.toContain('trid-reuse');
    expect(msnscan(['--enable', 'trid-start-not-one', DEMO]).stdout).toContain('trid-start-not-one');
  });
});

describe('other commands', () => {
  test('help is short with -h and long with --help, on stdout', () => {
    const short = msnscan(['-h']);
    const long = msnscan(['--help']);
    expect([short.code, long.code]).toEqual([0, 0]);
    expect(short.stdout.length).toBeLessThan(long.stdout.length);
    expect(long.stdout).toContain('--show-secrets');
  });

  test('the short help fits 24 rows of 80 columns and names the views', () => {
    const lines = msnscan(['-h']).stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(24);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    for (const view of ['chat', 'contacts', 'stats', 'extract', 'follow', 'carve', 'explain']) {
      expect(lines.some((line) => line.startsWith(`  ${view} `))).toBe(true);
    }
  });

  test('a command with a slip of the pen is no missing file alone', () => {
    const { code, stderr } = msnscan(['chta', DEMO]);
    expect(code).toBe(2);
    expect(stderr).toBe('msnscan: chta: no such file or folder\n  did you mean chat?\n');
    expect(msnscan(['none.pcap']).stderr).toContain('check the path');
  });

  test('the version is that of the package', () => {
    expect(msnscan(['-V']).stdout).toMatch(/^msnscan \d+\.\d+\.\d+\n$/);
  });

  test.each([
    [[], 'msnscan report'],
    [['chat'], 'msnscan chat'],
    [['contacts'], 'msnscan contacts'],
    [['extract'], 'msnscan extract'],
  ])('the schema %j is JSON', (view, title) => {
    expect(JSON.parse(msnscan(['schema', ...view]).stdout)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title,
    });
  });

  test.each([
    [['chats'], 'did you mean chat?'],
    [['capture.pcap'], 'there are chat, contacts, stats, extract'],
    [['chat', 'contacts'], 'takes one view'],
  ])('there is no schema %j', (operands, advice) => {
    const { code, stdout, stderr } = msnscan(['schema', ...operands]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(advice);
  });

  test.each([
    ['trid-reuse', 'warning'],
    ['205', 'invalid-user'],
    ['chg', 'client to NS'],
  ])('explain %s', (name, text) => {
    expect(msnscan(['explain', name])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(text) as string,
    });
  });

  test('rules lists every family', () => {
    const { stdout } = msnscan(['rules']);
    for (const id of ['trid-reuse', 'unanswered-command', 'error-reply', 'line-bare-lf'])
      expect(stdout).toContain(id);
  });
});
