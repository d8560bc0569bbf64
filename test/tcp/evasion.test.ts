/** What evasion comes to: the lines and notices of the whole analysis, and the bytes that `follow` takes. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { msnscan } from '../follow/follow.ts';
import { captureOf, EVASIONS } from './evasion-cases.ts';

interface Row {
  readonly type: string;
  readonly from?: string;
  readonly raw?: string;
  readonly code?: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex');

describe.each(EVASIONS)('$name', (evasion) => {
  const capture = captureOf(evasion);

  test('scan', async () => {
    const { stdout } = await msnscan(capture, ['scan', '--ndjson']);
    const rows = stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
    const commands = rows.filter(({ type }) => type === 'command');
    const lines = commands.map(({ from, raw }) => `${from === 'client' ? 'C' : 'S'} ${raw ?? ''}\r\n`);
    const notices = rows.filter(({ type }) => type === 'notice').map(({ code }) => code);
    expect({ lines, notices }).toEqual({ lines: evasion.lines, notices: evasion.notices });
  });

  test('follow', async () => {
    const { lines } = await msnscan(capture, ['follow', '--digest', '--from', 'client', '--session', '1']);
    const raw = await msnscan(capture, ['follow', '--raw', '--from', 'client', '--session', '1']);
    const [bytes, gaps] = evasion.client[0] ?? [];
    expect(raw.stdout.toString('latin1')).toBe(bytes);
    expect(lines[0]?.split(' ').slice(3)).toEqual([String(bytes?.length), sha256(bytes ?? ''), gaps]);
  });
});

test('docs/reassembly.md has a row for each case, and no other', () => {
  const rows = readFileSync('docs/reassembly.md', 'utf8').split('## Evasion')[1]?.split('\n') ?? [];
  const names = rows.filter((row) => row.startsWith('| ')).map((row) => (row.split('|')[1] ?? '').trim());
  expect(names.slice(2)).toEqual(EVASIONS.map(({ name }) => name));
});
