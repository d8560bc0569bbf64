/** `msnscan chat` and `msnscan contacts` run as a program. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chatDocument } from '../../src/report/chat/schema.ts';
import { statsDocument } from '../../src/report/stats/schema.ts';
import { contactsDocument } from '../../src/report/contacts/schema.ts';

const PROGRAM = resolve('bin/msnscan.js');
const DEMO = resolve('fixtures/demo.pcap');
const folder = mkdtempSync(join(tmpdir(), 'msnscan-views-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function msnscan(args: readonly string[], input?: Buffer, env: Record<string, string> = {}) {
  const run = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    cwd: folder,
    input: input ?? '',
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ...env },
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

describe.each([
  ['chat', chatDocument, 'Conversation 1  2004'],
  ['contacts', contactsDocument, 'Contacts of Ann E'],
  ['stats', statsDocument, 'Commands over time'],
] as const)('msnscan %s', (command, schema, shown) => {
  test('writes text, the same from a file, from -r and from a pipe', () => {
    const { code, stdout, stderr } = msnscan([command, DEMO]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(shown);
    expect(msnscan([command, '-r', DEMO]).stdout).toBe(stdout);
    const piped = msnscan([command], readFileSync(DEMO)).stdout;
    expect(piped.split('\n').slice(1)).toEqual(stdout.split('\n').slice(1));
  });

  test('writes a document that follows its schema', () => {
    const { code, stdout } = msnscan([command, '--json', DEMO]);
    expect(code).toBe(0);
    expect(schema.safeParse(JSON.parse(stdout)).error).toBeUndefined();
  });

  test('writes a file once, and again only with --force', () => {
    const file = `${command}.json`;
    expect(msnscan([command, `--json=${file}`, DEMO])).toMatchObject({ code: 0, stdout: '' });
    expect(msnscan([command, `--json=${file}`, DEMO])).toMatchObject({ code: 2 });
    expect(msnscan([command, `--json=${file}`, '--force', DEMO]).code).toBe(0);
    expect(schema.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8'))).error).toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test('has colour only where it is wanted, and ASCII where nothing else is', () => {
    expect(msnscan([command, '--color=always', DEMO]).stdout).toContain('\x1b[');
    expect(msnscan([command, '--color=always', DEMO], undefined, { NO_COLOR: '1' }).stdout).toContain(
      '\x1b[',
    );
    expect(msnscan([command, DEMO], undefined, { FORCE_COLOR: '0' }).stdout).not.toContain('\x1b[');
    // eslint-disable-next-line no-control-regex
    expect(msnscan([command, '--ascii', DEMO]).stdout).toMatch(/^[\x0a\x20-\x7e]*$/);
  });

  test('ends with 3 and says so when the capture is cut', () => {
    const { code, stdout, stderr } = msnscan([command, '-'], readFileSync(DEMO).subarray(0, 20_000));
    expect(code).toBe(3);
    expect(stdout).toContain('PARTIAL');
    expect(stderr).toMatch(/^msnscan: -: .*\(frame \d+, offset \d+\)/);
    expect(msnscan([command, '-q', '-'], readFileSync(DEMO).subarray(0, 20_000)).stderr).toBe('');
  });

  test('refuses what means nothing to it, and what is no capture', () => {
    expect(msnscan([command, '--ndjson', DEMO])).toMatchObject({ code: 2, stdout: '' });
    expect(msnscan([command, resolve('package.json')]).stderr).toContain(
      'this is JSON; a pcap or pcapng capture was expected',
    );
    expect(msnscan([command, 'missing.pcap']).stderr).toContain('missing.pcap: no such file');
  });
});

describe('--redact', () => {
  test.each([[[]], [['--ndjson']], [['chat']], [['contacts', '--json']]])(
    'hides accounts, names and texts of %j',
    (command) => {
      const { code, stdout } = msnscan([...command, '--redact', 'content,accounts', DEMO]);
      expect(code).toBe(0);
      expect(stdout).toContain('user1@redacted.example');
      expect(stdout).not.toMatch(/@example\.com|\b(?:Ann|Bob)\b|shall we meet/);
    },
  );

  test('hides the account that a filter names', () => {
    const { code, stdout } = msnscan(['--redact=accounts', '--account', 'ann@example.com', '--ndjson', DEMO]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/"filter":\{"account":\["user\d+@redacted\.example"\]\}/);
    expect(stdout).not.toContain('@example.com');
  });

  test('takes one of the two', () => {
    expect(msnscan(['chat', '--redact=content', DEMO]).stdout).toMatch(/Ann E.*\[redacted:\d+\]/s);
    expect(msnscan(['chat', '--redact=accounts', DEMO]).stdout).toContain('shall we meet');
  });

  test('is refused with what it does not know, with --show-secrets, and by extract', () => {
    expect(msnscan(['--redact=names', DEMO])).toMatchObject({ code: 2, stdout: '' });
    expect(msnscan(['--redact=accounts', '--show-secrets', DEMO])).toMatchObject({ code: 2, stdout: '' });
    expect(msnscan(['extract', '--redact=accounts', '--out', 'x', DEMO])).toMatchObject({ code: 2 });
  });
});
