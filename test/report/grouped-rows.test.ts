/** `--group`: the rows of the timeline by session or by conversation, all of them, each group in order. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hostileCapture, HOSTILE_WORDS } from '../../fixtures/build/hostile.ts';
import type { SessionView } from '../../src/analysis/sink.ts';
import { GROUPED_ROWS_CHARACTERS, MAX_GROUPED_SESSIONS } from '../../src/base/limits.ts';
import { GroupedRows, GROUPINGS } from '../../src/report/grouped-rows.ts';
import { RowBatches } from '../../src/report/row-batches.ts';
import { timeline } from './collect.ts';

const DEMO = readFileSync('fixtures/demo.pcap');

/** Groups of a timeline, each a heading and its rows. */
function groupsOf(text: string): { readonly heading: string; readonly rows: readonly string[] }[] {
  const [, body = ''] = /^[^\n]*\n\n([^]*?)\n\nSessions\n/.exec(text) ?? [];
  return body.split('\n\n').map((group) => {
    const [heading = '', ...rows] = group.split('\n');
    return { heading, rows };
  });
}

const timesOf = (rows: readonly string[]): number[] =>
  rows.map((row) => Number.parseFloat(row.slice(0, 10))).filter((time) => !Number.isNaN(time));

test('a group is a session, with its ends and what is known of it', async () => {
  const groups = groupsOf(await timeline(DEMO, { group: 'session' }));
  expect(groups.map(({ heading }) => heading)).toEqual([
    'Session 1  198.51.100.7 4407 - 192.0.2.10 1863  MSNP8  ann@example.com',
    'Session 2  198.51.100.7 4409 - 192.0.2.20 1863  MSNP8  ann@example.com',
    'Session 3  203.0.113.9 1312 - 192.0.2.21 1863  MSNP8  bob@example.com',
    'Session 4  198.51.100.7 4415 - 192.0.2.30 1863  MSNP8  ann@example.com',
    'Session 5  203.0.113.9 1318 - 192.0.2.30 1863  MSNP8  bob@example.com',
  ]);
  for (const [i, { rows }] of groups.entries()) {
    const names = rows.filter((row) => /^ *\d/.test(row)).map((row) => row.slice(10, 19).trim());
    expect(new Set(names)).toEqual(new Set([`${i + 1} ${['DS', 'NS', 'NS', 'SB', 'SB'][i] ?? ''}`]));
  }
});

test('a conversation is a switchboard with the sessions of both clients, or what a client does beside it', async () => {
  const groups = groupsOf(await timeline(DEMO, { group: 'conversation' }));
  expect(groups.map(({ heading }) => heading)).toEqual([
    'Sessions 1, 2  MSNP8  ann@example.com',
    'Session 3  MSNP8  bob@example.com',
    'Sessions 4, 5  switchboard 192.0.2.30 1863  MSNP8  ann@example.com, bob@example.com',
  ]);
  const talk = groups[2]?.rows.join('\n') ?? '';
  expect(talk).toMatch(/4 SB {2}→ {2}MSG 4 [^\n]*eight\?"\n[^\n]*5 SB {2}⇠ {2}MSG [^\n]*eight\?"/);
});

test.each(GROUPINGS)('by %s all rows are there, in order of time', async (group) => {
  for (const capture of [DEMO, hostileCapture(Object.values(HOSTILE_WORDS))]) {
    const rowsOf = (text: string): string[] =>
      text
        .split('\n')
        .filter((row) => /^ *\d+\.\d{3} /.test(row))
        .sort();
    const grouped = await timeline(capture, { group });
    expect(rowsOf(grouped)).toEqual(rowsOf(await timeline(capture)));
    // eslint-disable-next-line no-control-regex
    expect(grouped).not.toMatch(/[\0-\x09\x0b-\x1f\x7f]/);
  }
  for (const { rows } of groupsOf(await timeline(DEMO, { group }))) {
    const times = timesOf(rows);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  }
});

test('a finding stands in the group of its session, below its command', async () => {
  const [, second] = groupsOf(await timeline(DEMO, { group: 'session' }));
  const at = second?.rows.findIndex((row) => row.includes('W trid-reuse')) ?? -1;
  expect(second?.rows[at - 1]).toContain('ADD 15   FL dan@example.com Dan 0');
  expect(second?.rows[at]).toContain('W trid-reuse  frame 118: ADD 15 uses a TrID again');
});

test('times since the row before are those of the session', async () => {
  const text = await timeline(DEMO, { group: 'session', time: 'delta' });
  const [, , third] = groupsOf(text);
  expect(timesOf(third?.rows ?? []).slice(0, 3)).toEqual([41.702, 0.048, 0.035]);
});

test('rows that go to a file come back in order, whatever their session', () => {
  const batches = new RowBatches();
  const filler = 'x'.repeat(1000);
  const count = Math.ceil((3.5 * GROUPED_ROWS_CHARACTERS) / filler.length);
  for (let i = 0; i < count; i++) batches.add((i * 7) % 5, `${i} ☕ ${filler}`);
  const numbers = [...batches.rowsOf([1, 3])].map(({ session, text }) => [session, Number.parseInt(text)]);
  const expected = Array.from({ length: count }, (_, i) => [(i * 7) % 5, i]);
  expect(numbers).toEqual(expected.filter(([session]) => session === 1 || session === 3));
  expect([...batches.rowsOf([9])]).toEqual([]);
  batches.close();
});

test('rows of more sessions than are grouped stand together at the end', () => {
  const view = (id: number): SessionView => {
    const end = { address: 0xc0000201, port: 1863, version: 4 };
    return {
      id,
      role: 'NS',
      version: null,
      account: null,
      conversation: id,
      flow: { client: end, server: end },
    } as unknown as SessionView;
  };
  const written: string[] = [];
  const groups = new GroupedRows('session', {
    name: (id) => `<${id}>`,
    heading: (text) => text,
    emit: (text) => written.push(text),
  });
  for (let id = 1; id <= MAX_GROUPED_SESSIONS + 2; id++) groups.update(view(id));
  groups.addText(MAX_GROUPED_SESSIONS + 1, 'one\n');
  groups.addText(1, 'two\n');
  groups.addText(0, 'three\n');
  expect(groups.leftOut).toBe(2);
  groups.flush();
  expect(written.join('')).toMatch(
    /^Capture\nthree\n\nSession 1 [^\n]*\ntwo\n\nOther sessions, in order of time\none\n$/,
  );
});
