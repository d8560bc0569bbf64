/** The filters as options of the program: the same in every view and format. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

const DEMO = 'fixtures/demo.pcap';

function msnscan(...args: readonly string[]) {
  const run = spawnSync(process.execPath, ['bin/msnscan.js', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

const FILTER = ['--session', '4-5', '--command', 'MSG', '--since', '66', '--until', '2004-11-09T11:34:40Z'];

interface Records {
  readonly commands: readonly { readonly time: string; readonly raw: string }[];
}

describe('filters', () => {
  test('choose the same in the timeline, in JSON and in NDJSON', () => {
    const { commands } = JSON.parse(msnscan('--json', ...FILTER, DEMO).stdout) as Records;
    expect(commands.map(({ raw }) => raw.slice(0, 3))).toEqual(commands.map(() => 'MSG'));
    expect(commands).toHaveLength(8);
    const lines = msnscan('--ndjson', ...FILTER, DEMO).stdout.split('\n');
    expect(lines.filter((line) => line.startsWith('{"type":"command"'))).toHaveLength(8);
    const rows = msnscan(...FILTER, DEMO).stdout.split('\n');
    expect(rows.filter((row) => / SB {2}[→⇠] {2}MSG /.test(row))).toHaveLength(8);
    expect(rows.at(-2)).toContain('2 of 5 sessions, 8 of 118 commands');
  });

  test('choose what a chat tells and whose contacts there are', () => {
    const chat = msnscan('chat', ...FILTER, DEMO).stdout;
    expect(chat).toContain('shall we meet at eight?');
    expect(chat).not.toContain('got it, thank you');
    const contacts = msnscan('contacts', '--account', 'bob@example.com', '--role', 'NS', DEMO).stdout;
    expect(contacts).toContain('Contacts of Bob');
  });

  test('that nothing fits are said to be so', () => {
    for (const filter of ['--session=99', '--command=FOO', '--account=nobody@example.org']) {
      expect(msnscan(filter, DEMO).stderr).toBe(`msnscan: ${DEMO}: nothing fits the filters\n`);
    }
    expect(msnscan('--session=1', DEMO).stderr).toBe('');
  });

  test('choose what --fail-on judges', () => {
    expect(msnscan('--fail-on', 'warning', DEMO).code).toBe(1);
    expect(msnscan('--fail-on', 'warning', '--session', '1', DEMO).code).toBe(0);
    expect(msnscan('--fail-on', 'warning', '--session', '2', '--severity', 'note', DEMO).code).toBe(0);
  });

  test.each([
    ['--session', 'x', 'numbers and ranges'],
    ['--session', '5-3', 'numbers and ranges'],
    ['--trid', '1,,2', 'nothing between two commas'],
    ['--role', 'NSS', 'did you mean NS?'],
    ['--severity', 'fatal', 'error, warning, note'],
    ['--finding', 'trid-resue', 'did you mean trid-reuse?'],
    ['--finding', 'zzz', '--finding takes rules, not "zzz"\n  msnscan rules lists them\n'],
    ['--host', 'example.com', 'IP addresses'],
    ['--flow', '1.2.3.4', 'Community IDs'],
    ['--since', 'yesterday', 'seconds since the first frame'],
    ['--since', '2004-13-09', 'seconds since the first frame'],
    ['--context', '1001', 'up to 1000'],
    ['--command', 'A B', 'commands such as MSG'],
  ])('%s %s is refused', (flag, value, said) => {
    const { code, stdout, stderr } = msnscan(flag, value, DEMO);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
  });

  test('times may have a zone, a date alone or Unix seconds', () => {
    const count = (since: string): number =>
      msnscan('--ndjson', '-q', '--since', since, DEMO)
        .stdout.split('\n')
        .filter((line) => line.startsWith('{"type":"command"')).length;
    const expected = count('2004-11-09T11:34:20.5Z');
    expect(expected).toBeGreaterThan(10);
    expect(count('2004-11-09 12:34:20.5 +0100')).toBe(expected);
    expect(count('2004-11-09T11:34:20.500')).toBe(expected);
    expect(count('@1100000060.5')).toBe(expected);
    expect(count('2004-11-09')).toBe(118);
  });
});
