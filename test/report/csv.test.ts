import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { cellText } from '../../src/report/csv/cell.ts';
import { createTableSink } from '../../src/report/csv/csv-report.ts';
import { fieldsOf, TABLE_NAMES, USUAL_FIELDS } from '../../src/report/csv/fields.ts';
import { ndjson, recordsOf } from './collect.ts';

const demo = readFileSync('fixtures/demo.pcap');

/** Rows of NDJSON that comes in pieces of `step` bytes. */
function tsv(lines: string, fields: readonly string[], step = 1000): string[][] {
  let text = '';
  const sink = createTableSink(
    (bytes) => {
      text += Buffer.from(bytes).toString('utf8');
    },
    { table: 'command', fields, format: 'tsv' },
  );
  const bytes = Buffer.from(lines);
  for (let at = 0; at < bytes.length; at += step) sink(bytes.subarray(at, at + step));
  return text
    .split('\n')
    .slice(0, -1)
    .map((row) => row.split('\t'));
}

describe('tables', () => {
  test.each([1, 7, 1000, 1e6])('have a row for each record, fed %d bytes at a time', async (step) => {
    const lines = await ndjson(demo);
    const [head, ...rows] = tsv(lines, ['session', 'verb', 'trid', 'payload.length'], step);
    expect(head).toEqual(['session', 'verb', 'trid', 'payload.length']);
    const expected = recordsOf(lines, 'command').map(({ session, verb, trid, payload }) =>
      [session, verb, trid, (payload as { length: number } | null)?.length].map((value) =>
        String((value ?? '') as string | number),
      ),
    );
    expect(rows).toEqual(expected);
  });

  test('know the fields of every record, nothing else', async () => {
    const lines = await ndjson(demo);
    for (const table of TABLE_NAMES) {
      const names = fieldsOf(table).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([...USUAL_FIELDS[table]]));
      const top = new Set(names.map((name) => name.split('.')[0]));
      for (const record of recordsOf(lines, table)) {
        const keys = Object.keys(record).filter((key) => key !== 'type');
        expect([...top]).toEqual(expect.arrayContaining(keys));
      }
    }
  });

  test('hold hostile texts as one inert line', async () => {
    const text = transcript(
      String.raw`C> VER 1 MSNP8
      S< VER 1 MSNP8
      C>raw "CHG 2 =cmd|'/C_calc'!A0 \x1b[31m \"quoted\"\r\n"`,
    );
    const rows = tsv(await ndjson(text), ['verb', 'args']);
    expect(rows.at(-1)).toEqual(['CHG', `'=cmd|'/C_calc'!A0 \\x1b[31m "quoted"`]);
  });
});

describe('a cell', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('%j is no formula', (text) => {
    expect(cellText(text).startsWith("'")).toBe(true);
  });

  test('holds numbers as numbers, lists with blanks, the rest as JSON', () => {
    expect([-1, 0.5, true, null, undefined].map(cellText)).toEqual(['-1', '0.5', 'true', '', '']);
    expect(cellText(['a', 'b c', 3])).toBe('a b c 3');
    expect(cellText([{ a: '\n' }])).toBe('[{"a":"\\n"}]');
  });

  test('has no control characters, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // eslint-disable-next-line no-control-regex -- what must not appear
        expect(cellText(text)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
        expect(cellText(text)).not.toMatch(/^[=+\-@]/);
      }),
    );
  });
});

describe('msnscan --csv and --tsv', () => {
  const msnscan = (...args: string[]) =>
    spawnSync(process.execPath, ['bin/msnscan.js', '-q', ...args, 'fixtures/demo.pcap'], {
      encoding: 'utf8',
    });

  test('write the tables that are asked for', () => {
    const findings = msnscan('--csv', '--table', 'finding', '--fields', 'id,details').stdout.split('\n');
    expect(findings[0]).toBe('id,details');
    expect(findings).toHaveLength(13);
    expect(findings.find((row) => row.startsWith('error-reply'))).toMatch(/^error-reply,"\{""code"":""205""/);
    expect(msnscan('--tsv', '--table', 'session').stdout.split('\n')).toHaveLength(7);
  });

  test.each([
    [['--csv', '--fields', 'verp'], 'did you mean verb?'],
    [['--csv', '--table', 'commands'], 'did you mean command?'],
    [['--fields', 'verb'], 'add --csv or --tsv'],
    [['--csv', '--tsv'], 'cannot go to the same place'],
  ])('%j is refused', (args, said) => {
    const { status, stderr } = msnscan(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(said);
  });
});
