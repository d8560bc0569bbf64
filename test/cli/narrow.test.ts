/** On a terminal no line of a view is wider than it; in a pipe nothing is wrapped for its sake. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { measureText } from '../../src/report/measure.ts';
import { Columns } from '../../src/report/width.ts';
import { wrapHanging } from '../../src/report/wrap.ts';
import { inProcess } from '../in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'msnscan-narrow-'));
const capture = join(folder, 'a capture with a long name, as people who keep many of them give.pcap');
copyFileSync('fixtures/demo.pcap', capture);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const COLUMNS = new Columns(measureText, false);
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => COLUMNS.of(line)));

const VIEWS = [
  ['scan'],
  ['scan', '--group', 'conversation'],
  ['chat'],
  ['contacts'],
  ['stats'],
  ['explain', 'trid-reuse'],
  ['explain', 'CHG'],
  ['explain', '205'],
  ['rules'],
  ['fields'],
  ['-h'],
  ['--help'],
] as const;

async function shown(view: readonly string[], columns: number | undefined): Promise<string> {
  const [command = ''] = view;
  const needsCapture = !['explain', 'rules', 'fields', '-h', '--help'].includes(command);
  const isTerminal = columns !== undefined;
  const args = [...view, '--color', 'never', '--paging', 'never', '-q', ...(needsCapture ? [capture] : [])];
  const { code, stdout } = await inProcess(
    args.filter((arg) => needsCapture || arg !== '-q'),
    folder,
    { isTerminal, columns },
  );
  expect(code).toBe(0);
  return stdout.toString('utf8');
}

const lettersOf = (text: string): string => text.replaceAll(/\s/g, '');

test.each(VIEWS.flatMap((view) => [60, 80].map((columns) => ({ view, columns }))))(
  '$view keeps to $columns columns',
  async ({ view, columns }) => {
    const text = await shown(view, columns);
    // A name of a file is a word of its own, however long.
    const lines = text.split('\n').filter((line) => !line.includes(capture));
    expect(widest(lines.join('\n'))).toBeLessThanOrEqual(columns);
    expect(lines.length).toBeGreaterThan(3);
  },
);

test('what is wrapped loses no letter', async () => {
  for (const view of [['explain', 'trid-reuse'], ['rules'], ['fields'], ['--help']])
    expect(lettersOf(await shown(view, 60))).toBe(lettersOf(await shown(view, undefined)));
});

test('what extract says keeps to the terminal', async () => {
  const out = join(folder, 'out');
  const { stdout } = await inProcess(['extract', '--out', out, capture], folder, {
    isTerminal: true,
    columns: 60,
  });
  const lines = stdout.toString('utf8').split('\n');
  expect(widest(lines.filter((line) => !line.includes(out)).join('\n'))).toBeLessThanOrEqual(60);
});

test.each([
  ['one two three four five six seven', 'one two three four five six\nseven'],
  ['  id  text that is very long indeed', '  id  text that is very long\n      indeed'],
  ['  a heading that is long and long', '  a heading that is long and\n    long'],
  ['short', 'short'],
])('%j hangs below its text', (text, expected) => {
  expect(wrapHanging(text, 30, COLUMNS)).toBe(expected);
});
