/** Settings that last: flag, environment, file, default, in this order. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const PROGRAM = resolve('bin/msnscan.js');
const DEMO = resolve('fixtures/demo.pcap');
const folder = mkdtempSync(join(tmpdir(), 'msnscan-config-'));
const file = join(folder, 'xdg', 'msnscan', 'config.json');
mkdirSync(join(folder, 'xdg', 'msnscan'), { recursive: true });

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function msnscan(args: readonly string[], env: Record<string, string> = {}) {
  const run = spawnSync(process.execPath, [PROGRAM, ...args, DEMO], {
    encoding: 'utf8',
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ...env },
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

const config = (value: unknown): string => {
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
};
const XDG = { XDG_CONFIG_HOME: join(folder, 'xdg') };
const ISO = /^2004-11-09 11:33:20\.100Z /m;
const EPOCH = /^1100000000\.100 /m;
const DELTA = /^ {5}0\.178 {4}1 DS/m;
const RELATIVE = /^ {5}0\.278 {4}1 DS/m;

describe('settings', () => {
  test('come from the flag, then the environment, then the file', () => {
    config({ time: 'iso' });
    expect(msnscan([], XDG).stdout).toMatch(ISO);
    expect(msnscan([], { ...XDG, MSNSCAN_TIME: 'epoch' }).stdout).toMatch(EPOCH);
    expect(msnscan(['--time', 'delta'], { ...XDG, MSNSCAN_TIME: 'epoch' }).stdout).toMatch(DELTA);
    expect(msnscan([]).stdout).toMatch(RELATIVE);
  });

  test('come from --config in place of the own file, and from ~/.config', () => {
    config({ time: 'iso' });
    const other = join(folder, 'other.json');
    writeFileSync(other, '{"time":"epoch","port":[1863,80],"full":true}');
    expect(msnscan(['--config', other], XDG).stdout).toMatch(EPOCH);
    mkdirSync(join(folder, '.config', 'msnscan'), { recursive: true });
    writeFileSync(join(folder, '.config', 'msnscan', 'config.json'), '{"time":"delta"}');
    expect(msnscan([], { HOME: folder }).stdout).toMatch(DELTA);
  });

  test('never come from the working directory', () => {
    mkdirSync(join(folder, 'msnscan'), { recursive: true });
    writeFileSync(join(folder, 'msnscan', 'config.json'), '{"time":"epoch"}');
    writeFileSync(join(folder, 'config.json'), '{"time":"epoch"}');
    expect(msnscan([], { XDG_CONFIG_HOME: '.' }).stdout).toMatch(RELATIVE);
  });

  test('concern only the commands that know them', () => {
    config({ time: 'iso', ascii: true, quiet: false });
    const chat = msnscan(['chat'], XDG);
    expect(chat.code).toBe(0);
    // eslint-disable-next-line no-control-regex
    expect(chat.stdout).toMatch(/^[\x0a\x20-\x7e]*$/);
    expect(msnscan(['chat'], { ...XDG, MSNSCAN_ASCII: '0' }).stdout).toContain('Café');
  });

  test.each([
    [{ colour: 'always' }, 'there is no setting "colour"', 'did you mean color?'],
    [{ 'show-secrets': true }, 'there is no setting "show-secrets"', ''],
    [{ ascii: 'yes' }, '"ascii" is true or false', ''],
    [{ time: { a: 1 } }, '"time" is a word', ''],
    [{ time: 'later' }, '--time takes relative, delta, iso or epoch', ''],
    ['{"time"', 'is no JSON', ''],
    ['[]', 'holds no object', ''],
  ])('%j is refused', (value, said, advice) => {
    config(value);
    const { code, stdout, stderr } = msnscan([], XDG);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
    expect(stderr).toContain(advice);
  });

  test('a file that is named has to be there', () => {
    const { code, stderr } = msnscan(['--config', join(folder, 'none.json')]);
    expect(code).toBe(2);
    expect(stderr).toContain('none.json: no such file');
  });
});
