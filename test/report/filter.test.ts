import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { RULE_FIXTURES } from '../../fixtures/rules/index.ts';
import { Fan } from '../../src/cli/reports.ts';
import { FilterReport } from '../../src/report/filter/filter-report.ts';
import type { Selection } from '../../src/report/filter/selection.ts';
import { NdjsonReport } from '../../src/report/ndjson.ts';
import { summary } from '../../src/report/schema.ts';
import { Tally } from '../../src/report/tally.ts';
import { scan } from '../../src/scan.ts';
import { Collector } from '../scan/collect.ts';
import { MASKED, ndjson, recordsOf } from './collect.ts';

const demo = readFileSync('fixtures/demo.pcap');
const whole = (await ndjson(demo)).split('\n');

/** The NDJSON of what is chosen. */
async function chosen(capture: Buffer, selection: Selection): Promise<string> {
  const blocks: Buffer[] = [];
  const tally = new Tally();
  const report = new NdjsonReport((bytes) => blocks.push(Buffer.from(bytes)), MASKED, tally);
  const filter = new FilterReport(new Fan(tally, [report], undefined), selection);
  await scan(capture, { ports: new Set([1863]), enable: [], disable: [] }, filter);
  return Buffer.concat(blocks).toString('utf8');
}

/** `session verb` of the commands that are chosen. */
async function commands(selection: Selection, capture: Buffer = demo): Promise<string[]> {
  const records = recordsOf(await chosen(capture, selection), 'command');
  return records.map(({ session, raw }) => `${Number(session)} ${String(raw)}`);
}

/** What a gateway session does that is over: its record has been written. */
const TOLD_OF_ENDED = new Set(['http-body-after-close', 'http-session-unknown']);

const seconds = (text: string) => ({ text, kind: 'relative', millis: Number(text) * 1e3 }) as const;

describe('a filter', () => {
  test('by command takes what answers it with it', async () => {
    const lines = await commands({ command: ['rem', 'ADD'], session: [[2, 2]] });
    expect(lines.slice(0, 2)).toEqual(['2 ADD 10 FL nobody@example.com nobody', '2 205 10 (no such user)']);
    expect(lines.every((line) => /^2 (ADD|REM|ILN|205) /.test(line))).toBe(true);
  });

  test('by error code takes the errors', async () => {
    expect(await commands({ command: ['205'] })).toEqual(['2 205 10 (no such user)']);
  });

  test('by TrID, session, role, host and flow', async () => {
    expect(await commands({ trid: [[10, 11]], session: [[2, 2]] })).toHaveLength(4);
    for (const ds of [
      { session: [[1, 1]] },
      { role: ['DS'] },
      { host: ['192.0.2.10'] },
      { flow: ['192.0.2.10:1863-198.51.100.7:4407'] },
      { flow: ['198.51.100.7:4407-192.0.2.10:1863'] },
    ] as const satisfies readonly Selection[]) {
      const lines = await commands(ds);
      expect(lines, JSON.stringify(ds)).toHaveLength(6);
      expect(lines.every((line) => line.startsWith('1 '))).toBe(true);
    }
  });

  test('by Community ID and by an IPv6 address in any form', async () => {
    const text = transcript(
      'connection 1 [2001:db8::5]:4001 > [2001:db8::1]:1863\nC> VER 1 MSNP8\nconnection 2\nC> VER 1 MSNP9',
    );
    expect(await commands({ host: ['2001:0DB8:0:0:0:0:0:5'] }, text)).toEqual(['1 VER 1 MSNP8']);
    const [first] = recordsOf(await ndjson(text), 'session');
    expect(await commands({ flow: [String(first?.['communityId'])] }, text)).toEqual(['1 VER 1 MSNP8']);
  });

  test('by time counts as the timeline shows it, both ends included', async () => {
    expect(await commands({ since: seconds('11.439'), until: seconds('11.611') })).toEqual([
      '2 ADD 10 FL nobody@example.com nobody',
      '2 205 10 (no such user)',
    ]);
    const unix = { text: '', kind: 'unix', seconds: 1_100_000_000, nanos: 278_000_000 } as const;
    expect(await commands({ until: unix })).toEqual(['1 VER 1 MSNP8 CVR0', '1 VER 1 MSNP8']);
  });

  test('by account takes the whole session, from before anybody signs in', async () => {
    const lines = await commands({ account: ['ANN@example.com'], role: ['NS'] });
    expect(lines[0]).toBe('2 VER 4 MSNP8 CVR0');
    expect(lines.filter((line) => line.startsWith('2 '))).toHaveLength(51);
    // In the session of another one only the lines that name the account.
    const others = lines.filter((line) => line.startsWith('3 '));
    expect(others.length).toBeGreaterThan(0);
    expect(others.every((line) => line.includes('ann@example.com'))).toBe(true);
  });

  test('by account takes a switchboard from the call on, with what answers it', async () => {
    const lines = await commands({ account: ['bob@example.com'], session: [[4, 4]] });
    expect(lines.slice(0, 3)).toEqual([
      '4 CAL 2 bob@example.com',
      '4 CAL 2 RINGING 40506070',
      '4 JOI bob@example.com Bob',
    ]);
    expect(lines).toHaveLength(22);
  });

  test('joins its kinds by and, the words of one by or', async () => {
    const either = await commands({ command: ['VER', 'CVR'] });
    const both = await commands({ command: ['VER', 'CVR'], session: [[1, 1]] });
    expect(either.length).toBeGreaterThan(both.length);
    expect(both).toEqual(either.filter((line) => line.startsWith('1 ')));
  });
});

describe('what follows the commands', () => {
  test('transactions, findings and sessions come with them', async () => {
    const text = await chosen(demo, { command: ['ADD'] });
    expect(recordsOf(text, 'transaction').map(({ verb }) => verb)).toEqual(['ADD', 'ADD', 'ADD']);
    expect(recordsOf(text, 'finding').map(({ id }) => id)).toEqual([
      'error-reply',
      'error-with-parameters',
      'trid-reuse',
    ]);
    expect(recordsOf(text, 'session').map(({ id }) => id)).toEqual([2]);
  });

  test('the summary counts what is shown, and says of what and why', async () => {
    const [record] = recordsOf(await chosen(demo, { command: ['ADD'], session: [[2, 4]] }), 'summary');
    expect(summary.safeParse({ ...record, type: undefined }).error).toBeDefined();
    const { type, ...rest } = record ?? {};
    expect([type, summary.safeParse(rest).error]).toEqual(['summary', undefined]);
    expect(rest).toMatchObject({
      frames: 276,
      sessions: 1,
      commands: 7,
      transactions: { answered: 2, error: 1 },
      findings: { severity: { error: 0, warning: 2, note: 1 } },
      complete: true,
      filtered: { filter: { command: ['ADD'], session: ['2-4'] }, sessions: 5, commands: 118 },
    });
  });

  test('a notice of the capture is always shown, one of a session with it', async () => {
    const gap = transcript('C> VER 1 MSNP8\nconnection 2\nC> VER 1 MSNP9\nC gap 30\nC> CVR 2 a b c d e f g');
    const cut = gap.subarray(0, gap.length - 5);
    const codes = async (session: number) =>
      recordsOf(await chosen(cut, { session: [[session, session]] }), 'notice').map(({ code }) => code);
    expect(await codes(2)).toEqual(expect.arrayContaining(['gap', 'capture-cut']));
    expect(await codes(1)).toEqual(['capture-cut']);
  });

  test('a session without commands is shown by filters of sessions alone', async () => {
    const text = transcript('connection 1\nC fin\nconnection 2\nC> VER 1 MSNP8');
    expect(recordsOf(await chosen(text, { session: [[1, 1]] }), 'session')).toHaveLength(
      recordsOf(await ndjson(text), 'session').filter(({ id }) => id === 1).length,
    );
    expect(recordsOf(await chosen(text, { session: [[1, 1]], trid: [[1, 1]] }), 'session')).toEqual([]);
  });
});

describe('filters of findings', () => {
  test('show the command that a finding is about, with what it answers and what answers it', async () => {
    expect(await commands({ finding: ['error-with-parameters'] })).toEqual([
      '2 ADD 10 FL nobody@example.com nobody',
      '2 205 10 (no such user)',
    ]);
    const text = await chosen(demo, { severity: ['note'] });
    expect(recordsOf(text, 'finding').map(({ severity }) => severity)).toEqual(['note', 'note']);
    expect(recordsOf(text, 'command').map(({ raw }) => raw)).toEqual([
      'ADD 10 FL nobody@example.com nobody',
      '205 10 (no such user)',
      'CHG 13 BSY 0',
      'CHG 13 BSY 0',
    ]);
  });

  test('find the command of a finding that comes when its time is over', async () => {
    const late = transcript(
      'C> VER 1 MSNP8 CVR0\nC> CVR 2 a b c d e f g\nS< CVR 2 1 1 1 u u\n+ 40s\nC> USR 3 TWN I a@example.com\nS< USR 3 TWN S x',
    );
    const text = await chosen(late, { finding: ['unanswered-command'] });
    expect(recordsOf(text, 'command').map(({ raw }) => raw)).toEqual(['VER 1 MSNP8 CVR0']);
    expect(recordsOf(text, 'transaction').map(({ state }) => state)).toEqual(['unanswered']);
  });

  test.each(Object.entries(RULE_FIXTURES))(
    'find all findings of %s, also those told late',
    async (id, fixture) => {
      const options = { ports: new Set([1863]), gatewayPorts: new Set([80, 8080]), disable: [] };
      for (const { transcript: text } of fixture.fires) {
        const enable = [...(fixture.enable ?? [])];
        const capture = transcript(text);
        const plain = new Collector();
        await scan(capture, { ...options, enable }, plain);
        const filtered = new Collector();
        await scan(capture, { ...options, enable }, new FilterReport(filtered, { finding: [id] }));
        expect(filtered.findings).toEqual(plain.findings.filter((finding) => finding.id === id));
        if (TOLD_OF_ENDED.has(id)) continue;
        const sessions = new Set(filtered.findings.map(({ session }) => session));
        expect(new Set(filtered.sessions.map((session) => session.id))).toEqual(sessions);
      }
    },
  );

  test('with context show as many commands before and after', async () => {
    const all = await commands({});
    const [first] = await commands({ finding: ['trid-reuse'] });
    const at = all.lastIndexOf(first ?? '');
    expect(await commands({ finding: ['trid-reuse'], context: 3 })).toEqual(all.slice(at - 3, at + 4));
    expect(await commands({ finding: ['trid-reuse'], context: 0 })).toEqual(all.slice(at, at + 3));
  });

  test('look at findings only after they were computed', async () => {
    const text = await chosen(demo, { command: ['ADD'], finding: ['trid-reuse'] });
    expect(recordsOf(text, 'finding')).toHaveLength(1);
    expect(recordsOf(text, 'command')).toHaveLength(3);
  });
});

const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1 });
const range = fc
  .tuple(fc.nat(20), fc.nat(20))
  .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
const selections = fc.record(
  {
    account: some('ann@example.com', 'bob@example.com', 'dan@example.com'),
    host: some('198.51.100.7', '192.0.2.30'),
    session: fc.array(range, { minLength: 1, maxLength: 3 }),
    role: some('DS' as const, 'NS' as const, 'SB' as const),
    command: some('ADD', 'MSG', 'CHG', 'USR', '205'),
    trid: fc.array(range, { minLength: 1, maxLength: 3 }),
    since: fc.nat(200).map((value) => seconds(String(value))),
    until: fc.nat(200).map((value) => seconds(String(value))),
    severity: some('error' as const, 'warning' as const, 'note' as const),
    finding: some('trid-reuse', 'error-reply', 'clear-text-credentials'),
    context: fc.nat(5),
  },
  { requiredKeys: [] },
);

test('whatever is asked for, records are those of the whole report, in its order, each once', async () => {
  await fc.assert(
    fc.asyncProperty(selections, async (selection) => {
      const lines = (await chosen(demo, selection)).split('\n').filter((line) => line !== '');
      let at = -1;
      for (const line of lines.slice(0, -1)) {
        const next = whole.indexOf(line, at + 1);
        expect(next).toBeGreaterThan(at);
        at = next;
      }
    }),
    { numRuns: 150 },
  );
});

test('what waits is limited, and then still comes in order', async () => {
  const changes = Array.from({ length: 17_000 }, (_, i) => `C> CHG ${i + 2} NLN 0`);
  const text = transcript(`no fin\nC> VER 1 MSNP8\nS< VER 1 MSNP8\n${changes.join('\n')}`);
  const all = (await ndjson(text)).split('\n');
  const lines = (await chosen(text, { context: 1 })).split('\n').slice(0, -2);
  expect(lines.length).toBeGreaterThan(100);
  let at = -1;
  for (const line of lines) {
    const next = all.indexOf(line, at + 1);
    expect(next).toBeGreaterThan(at);
    at = next;
  }
});
