/** Completion scripts and the manual page, checked by the programs that read them where these are there. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { completion } from '../../src/cli/completion.ts';
import { COMMANDS, FLAGS } from '../../src/cli/flags.ts';
import { manPage } from '../../src/cli/man.ts';

const folder = mkdtempSync(join(tmpdir(), 'msnscan-completion-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const isThere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

function script(shell: string): string {
  const file = join(folder, `completion.${shell}`);
  writeFileSync(file, completion([shell]));
  return file;
}

/** What bash offers for the last of these words. */
function bash(...words: string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(' ');
  const body = `source ${script('bash')}; COMP_WORDS=(msnscan ${list}); COMP_CWORD=${words.length}; _msnscan; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const run = spawnSync('bash', ['--norc', '-c', body], { encoding: 'utf8', cwd: folder });
  expect(run.stderr).toBe('');
  return run.stdout.split('\n').filter((word) => word !== '');
}

describe.skipIf(!isThere('bash'))('completion of bash (skipped without it)', () => {
  test('knows commands, the flags of each, and values', () => {
    expect(bash('st')).toEqual(['stats']);
    expect(bash('--nd')).toEqual(['--ndjson']);
    expect(bash('chat', '--nd')).toEqual([]);
    expect(bash('--color', '')).toEqual(['auto', 'always', 'never']);
    expect(bash('--finding', 'trid-re')).toEqual(['trid-reuse']);
    expect(bash('explain', 'trid-re')).toEqual(['trid-reuse']);
    expect(bash('completion', 'f')).toEqual(['fish']);
  });

  test('offers files, with blanks in their names too', () => {
    writeFileSync(join(folder, 'a capture.pcap'), '');
    expect(bash('a')).toEqual(['a capture.pcap']);
    expect(bash('chat', 'a c')).toEqual(['a capture.pcap']);
    expect(bash('--read', 'a')).toEqual(['a capture.pcap']);
  });
});

describe.skipIf(!isThere('fish'))('completion of fish (skipped without it)', () => {
  const fish = (line: string): string[] =>
    spawnSync('fish', ['--no-config', '-c', `source ${script('fish')}; complete -C '${line}'`], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    })
      .stdout.split('\n')
      .flatMap((row) => (row === '' ? [] : [row.split('\t')[0] ?? '']));

  test('knows commands, the flags of each, and values', () => {
    expect(fish('msnscan sta')).toEqual(['stats']);
    expect(fish('msnscan --nd')).toEqual(['--ndjson']);
    expect(fish('msnscan chat --nd')).toEqual([]);
    expect(fish('msnscan --color ')).toEqual(['always', 'auto', 'never']);
  });
});

test.skipIf(!isThere('zsh'))('zsh can read its completion (skipped without it)', () => {
  expect(spawnSync('zsh', ['-n', script('zsh')], { encoding: 'utf8' }).stderr).toBe('');
});

test('there are three shells', () => {
  expect(() => completion(['tcsh'])).toThrow('bash, zsh or fish');
  expect(() => completion([])).toThrow('bash, zsh or fish');
  expect(() => completion(['bash', 'zsh'])).toThrow('bash, zsh or fish');
});

describe('the manual page', () => {
  test('is made by the build', () => {
    expect(readFileSync('dist/man/msnscan.1', 'utf8')).toBe(manPage());
  });

  test('has every command and every flag', () => {
    const page = manPage().replaceAll('\\-', '-');
    for (const { name } of FLAGS) expect(page).toContain(`\\fB--${name}\\fR`);
    for (const { name } of COMMANDS) expect(page).toContain(`\\fB${name}\\fR`);
  });

  test.skipIf(!isThere('groff'))('is roff without warnings (skipped without groff)', () => {
    const run = spawnSync('groff', ['-man', '-Tutf8', '-ww'], { input: manPage(), encoding: 'utf8' });
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('Flags win over these');
  });
});
