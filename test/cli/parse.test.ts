import { describe, expect, test } from 'vitest';
import { CliError } from '../../src/cli/cli-error.ts';
import { parseArguments } from '../../src/cli/parse.ts';

function adviceFor(...argv: string[]): string {
  try {
    parseArguments(argv);
  } catch (error) {
    if (error instanceof CliError) return `${error.message} | ${error.advice}`;
    throw error;
  }
  return 'no error';
}

describe('parseArguments', () => {
  test('takes a file as the capture of scan', () => {
    for (const argv of [['a.pcap'], ['scan', 'a.pcap'], ['a.pcap', '-q'], ['--ndjson', 'a.pcap']]) {
      const args = parseArguments(argv);
      expect(args.command).toBe('scan');
      expect(args.operands).toEqual(['a.pcap']);
    }
  });

  test('keeps a lone dash, numbers and everything behind --', () => {
    expect(parseArguments(['-']).operands).toEqual(['-']);
    expect(parseArguments(['scan', '-']).operands).toEqual(['-']);
    expect(parseArguments(['007']).operands).toEqual(['007']);
    expect(parseArguments(['--', '-x.pcap']).operands).toEqual(['-x.pcap']);
    expect(parseArguments(['scan', '--', '--json']).operands).toEqual(['--json']);
    expect(parseArguments(['-r', '-']).value('read')).toBe('-');
  });

  test('takes a command word behind -- for a file', () => {
    const args = parseArguments(['--', 'rules']);
    expect([args.command, args.operands]).toEqual(['scan', ['rules']]);
  });

  test('gives --json and --ndjson a value only with =', () => {
    expect(parseArguments(['--json', 'a']).value('json')).toBe('-');
    expect(parseArguments(['--json=out', 'a']).value('json')).toBe('out');
    expect(parseArguments(['--ndjson=', 'a']).value('ndjson')).toBe('');
    expect(parseArguments(['a']).value('json')).toBeUndefined();
  });

  test('does not let --port eat the capture', () => {
    const args = parseArguments(['--port', '1863,8080', 'b.pcap']);
    expect([args.value('port'), args.operands]).toEqual(['1863,8080', ['b.pcap']]);
  });

  test('knows groups of short options and counts', () => {
    const args = parseArguments(['-qvv', 'a']);
    expect([args.has('quiet'), args.count('verbose')]).toEqual([true, 2]);
    expect(parseArguments(['-v', '-v', 'a']).count('verbose')).toBe(2);
  });

  test.each([
    [['--jsn', 'a'], 'unknown option --jsn | did you mean --json?'],
    [['--constructor', 'a'], 'unknown option --constructor'],
    [['-x', 'a'], 'unknown option -x'],
    [['--no-color', 'a'], 'unknown option --no-color'],
    [['--fail-on'], '--fail-on needs a value'],
    [['-r'], '--read needs a value'],
    [['rules', '--json'], '--json means nothing to msnscan rules'],
  ])('refuses %j', (argv, text) => {
    expect(adviceFor(...argv)).toContain(text);
  });

  test('speaks English in every locale', () => {
    const before = process.env['LANG'];
    process.env['LANG'] = 'fr_FR.UTF-8';
    expect(adviceFor('--nothing')).toContain('unknown option');
    process.env['LANG'] = before;
  });
});
