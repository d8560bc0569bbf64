/** The command table, its documentation and the error table say the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_ROWS, errorFor } from '../../src/msnp/errors.ts';
import { COMMAND_ROWS, ERROR_ROW, rowFor, verbNumber, entryFor } from '../../src/msnp/lookup.ts';
import type { CommandRow } from '../../src/msnp/row.ts';
import { CLIENT, SERVER } from '../../src/tcp/handler.ts';

const docs = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');

const cell = (text: string): string => text.replaceAll('|', '\\|');

function versions(row: CommandRow): string {
  if (row.since === undefined && row.until === undefined) return '';
  return row.since === row.until ? `${row.since ?? ''}` : `${row.since ?? ''}-${row.until ?? ''}`;
}

/** The line of docs/commands.md for a row. */
function docLine(row: CommandRow): string {
  const side = row.from === 'client' ? 'C>S' : 'S>C';
  const cells = [
    row.verb,
    side,
    row.on.join(' '),
    versions(row),
    row.trid,
    row.params,
    row.payload,
    row.meaning,
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

const sideOf = (row: CommandRow): typeof CLIENT | typeof SERVER => (row.from === 'client' ? CLIENT : SERVER);

describe('docs/commands.md', () => {
  it('has one line for each row, and no others', () => {
    const lines = docs.split('\n').filter((line) => /^\| [A-Zn]{3} \| [CS]>[CS] /.test(line));
    expect(lines).toEqual(COMMAND_ROWS.map(docLine));
  });

  it('has one line for each error', () => {
    const lines = docs.split('\n').filter((line) => /^\| [0-9]{3} \|/.test(line));
    expect(lines).toEqual(
      ERROR_ROWS.map((row) => `| ${[row.code, row.name, row.fatal, row.meaning].map(cell).join(' | ')} |`),
    );
  });
});

describe('the command table', () => {
  it('has 110 rows, no two for one code, direction and server', () => {
    expect(COMMAND_ROWS).toHaveLength(110);
    const keys = COMMAND_ROWS.flatMap((row) => row.on.map((role) => `${row.verb} ${row.from} ${role}`));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('says for each client row what is expected, and never for a server row', () => {
    for (const row of COMMAND_ROWS) {
      expect(row.expects !== undefined, `${row.verb} ${row.from}`).toBe(row.from === 'client');
      expect(row.answers === undefined || row.from === 'server', row.verb).toBe(true);
    }
  });

  it('answers only codes that clients send', () => {
    for (const row of COMMAND_ROWS) {
      for (const verb of row.answers ?? []) expect(rowFor(verb, CLIENT, undefined), verb).toBeDefined();
    }
  });

  it('has an answer for each client row that expects one with its TrID', () => {
    for (const row of COMMAND_ROWS) {
      if (row.expects === undefined || row.expects === 'none' || row.trid === 'no') continue;
      const answers = COMMAND_ROWS.filter((other) => other.answers?.includes(row.verb));
      expect(answers.length, row.verb).toBeGreaterThan(0);
    }
  });

  it('counts words in ranges of versions that do not overlap', () => {
    for (const row of COMMAND_ROWS) {
      let before = 0;
      for (const count of row.words) {
        expect(count.min, row.verb).toBeLessThanOrEqual(count.max);
        expect(count.since ?? 1, row.verb).toBeGreaterThan(before);
        before = count.until ?? Infinity;
      }
    }
  });

  it('finds each row again by code, side and role', () => {
    for (const row of COMMAND_ROWS) {
      if (row === ERROR_ROW) continue;
      for (const role of row.on) expect(rowFor(row.verb, sideOf(row), role)).toBe(row);
    }
    expect(rowFor('217', SERVER, 'SB')).toBe(ERROR_ROW);
    expect(rowFor('217', CLIENT, 'SB')).toBeUndefined();
    expect(rowFor('IRO', CLIENT, 'SB')).toBeUndefined();
    expect(rowFor('XYZ', SERVER, undefined)).toBeUndefined();
    expect(rowFor('nnn', SERVER, undefined)).toBeUndefined();
    expect(rowFor('toString', SERVER, undefined)).toBeUndefined();
  });

  it('gives the first row when the role is unknown or has none', () => {
    expect(rowFor('USR', CLIENT, undefined)?.on).toEqual(['DS', 'NS']);
    expect(rowFor('USR', CLIENT, 'SB')?.on).toEqual(['SB']);
    expect(rowFor('CAL', CLIENT, 'NS')?.on).toEqual(['SB']);
  });

  it('numbers codes as their bytes', () => {
    expect(verbNumber('VER')).toBe(0x564552);
    expect(entryFor(0x564552)?.verb).toBe('VER');
  });
});

describe('the error table', () => {
  it('has 88 rows with codes of three digits, rising', () => {
    expect(ERROR_ROWS).toHaveLength(88);
    const codes = ERROR_ROWS.map((row) => row.code);
    expect(codes).toEqual([...new Set(codes)].sort());
    for (const code of codes) expect(code).toMatch(/^[0-9]{3}$/);
  });

  it('is looked up by code', () => {
    expect(errorFor('911')).toMatchObject({ name: 'auth-failed', fatal: 'yes', payload: 'no' });
    expect(errorFor('241')).toMatchObject({ fatal: 'varies', payload: 'yes' });
    expect(errorFor('999')).toBeUndefined();
  });
});
