import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import type { Finding, Severity } from '../../src/analysis/finding.ts';
import { MAX_FINDINGS_PER_ID, MAX_LATE_SESSIONS_PER_SHARD } from '../../src/base/limits.ts';
import { Fan } from '../../src/cli/reports.ts';
import { FilterReport } from '../../src/report/filter/filter-report.ts';
import type { Selection } from '../../src/report/filter/selection.ts';
import { type Fold, Folding, foldNotice } from '../../src/report/folding.ts';
import { NdjsonReport } from '../../src/report/ndjson.ts';
import { document } from '../../src/report/schema.ts';
import { Tally } from '../../src/report/tally.ts';
import { scan } from '../../src/scan.ts';
import { outputs } from '../jobs/reports.ts';
import { collect } from '../scan/collect.ts';
import { json, MASKED, ndjson, recordsOf, timeline } from './collect.ts';

const LIMIT = MAX_FINDINGS_PER_ID;
const LINES_A_SEGMENT = 100;

/** So often the same line, many in one segment. */
function repeated(line: string, count: number, side = 'C'): string {
  const arrow = side === 'C' ? 'C>' : 'S<';
  const segments: string[] = [];
  for (let left = count; left > 0; left -= LINES_A_SEGMENT) {
    segments.push(`${arrow}raw "${`${line}\\r\\n`.repeat(Math.min(left, LINES_A_SEGMENT))}"`);
  }
  return segments.join('\n');
}

const LOGIN = 'C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8';
const ENDS = ['connection 1', 'connection 2 10.0.0.6:4001 > 192.0.2.20:1863'];
/** Reuses its TrID three times as often as is shown. */
const MANY = transcript(`${LOGIN}\n${repeated('CHG 5 NLN 0', 3 * LIMIT + 1)}`);
/** Two sessions of two clients, two kinds of findings in the first. */
const TWO = transcript(
  `${ENDS[0]}\n${LOGIN}\n${repeated('CHG 5 NLN 0', LIMIT + 4)}\n${repeated('CHG -5 NLN 0', LIMIT + 2)}
${ENDS[1]}\n${LOGIN}\n${repeated('CHG 5 NLN 0', LIMIT + 2)}`,
);
/** A client that enters with the cookie of another one again and again. */
const COOKIES = transcript(
  `${ENDS[0]}\nC> USR 1 ann@example.com 100200300.1100000123.4567\nS< USR 1 OK ann@example.com Ann
${ENDS[1]}\n${repeated('USR 1 ann@example.com 100200300.1100000123.4567', LIMIT + 9)}`,
);

type Kinds = Record<string, number>;
type Counted = Pick<Finding, 'id' | 'severity'> & { readonly session: number | null };

/** How many there are of each `session id severity`. */
function kindsOf(findings: readonly Counted[]): Kinds {
  const kinds: Kinds = {};
  for (const { session, id, severity } of findings) {
    const key = `${session} ${id} ${severity}`;
    kinds[key] = (kinds[key] ?? 0) + 1;
  }
  return kinds;
}

const map = (kinds: Kinds, change: (count: number) => number): Kinds =>
  Object.fromEntries(Object.entries(kinds).map(([key, count]) => [key, change(count)]));
const positive = (kinds: Kinds): Kinds =>
  Object.fromEntries(Object.entries(kinds).filter(([, count]) => count > 0));

/** What is written, against all that was found. */
async function expectFolded(capture: Buffer): Promise<Kinds> {
  const all = kindsOf((await collect(capture)).findings);
  const { findings, notices, summary } = document.parse(JSON.parse(await json(capture)));
  expect(kindsOf(findings)).toEqual(map(all, (count) => Math.min(count, LIMIT)));
  const told = notices.filter(({ code }) => code === 'findings-folded');
  const folded = told.map(({ session, details }) => [
    `${session} ${String(details['id'])} ${String(details['severity'])}`,
    details['folded'],
  ]);
  expect(new Set(folded.map(([key]) => key)).size).toBe(folded.length);
  expect(Object.fromEntries(folded)).toEqual(positive(map(all, (count) => count - LIMIT)));
  const total = Object.values(all).reduce((sum, count) => sum + count, 0);
  expect(Object.values(summary.findings.id).reduce((sum, count) => sum + count, 0)).toBe(total);
  expect(Object.values(summary.findings.severity).reduce((sum, count) => sum + count, 0)).toBe(total);
  expect(summary.complete).toBe(true);
  return all;
}

describe('findings of one kind', () => {
  test('are shown up to the limit, and told once with their count', async () => {
    expect(await expectFolded(MANY)).toHaveProperty(['1 trid-reuse error'], 3 * LIMIT);
    const [notice] = recordsOf(await ndjson(MANY), 'notice').filter(
      ({ details }) => (details as { id: string }).id === 'trid-reuse',
    );
    expect(notice).toMatchObject({
      code: 'findings-folded',
      session: 1,
      message: `${2 * LIMIT} more errors of trid-reuse are counted and not shown, ${3 * LIMIT} in all`,
      details: { severity: 'error', shown: LIMIT, count: 3 * LIMIT, folded: 2 * LIMIT },
    });
    const { firstFrame, lastFrame } = (notice as { details: { firstFrame: number; lastFrame: number } })
      .details;
    const frames = (await collect(MANY)).findings.filter(({ id }) => id === 'trid-reuse').slice(LIMIT);
    expect([firstFrame, lastFrame]).toEqual([frames[0]?.frame, frames.at(-1)?.frame]);
  });

  test('are folded for each rule and each session', async () => {
    const all = await expectFolded(TWO);
    expect(all).toHaveProperty(['1 trid-negative error'], LIMIT + 2);
    expect(all).toHaveProperty(['2 trid-reuse error'], LIMIT + 1);
  });

  test('are told before the record of their session', async () => {
    const records = (await ndjson(TWO))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; session?: number; id?: unknown; code?: string });
    for (const session of [1, 2]) {
      const end = records.findIndex(({ type, id }) => type === 'session' && id === session);
      const told = records.findLastIndex((one) => one.code === 'findings-folded' && one.session === session);
      expect(told).toBe(end - 1);
    }
  });

  test('up to the limit fold nothing', async () => {
    const text = await ndjson(transcript(`${LOGIN}\n${repeated('CHG 5 NLN 0', LIMIT)}`));
    expect(recordsOf(text, 'finding').filter(({ id }) => id === 'command-before-login')).toHaveLength(LIMIT);
    expect(text).not.toContain('findings-folded');
  });

  test('are all in the tables of the timeline, their notice at the end of the session', async () => {
    const text = await timeline(MANY);
    expect(text.match(/ E trid-reuse {2}/g)).toHaveLength(LIMIT);
    expect(text).toMatch(
      new RegExp(`! findings-folded {2}session 1, frame \\d+: ${2 * LIMIT} more errors of`),
    );
    expect(text).toMatch(new RegExp(`trid-reuse .*\\b${3 * LIMIT}\\b`));
  });
});

describe('several jobs fold alike', () => {
  test.each([
    ['one session', MANY],
    ['two clients', TWO],
    ['a cookie used again', COOKIES],
  ])('%s', { timeout: 60_000 }, async (_, capture) => {
    const one = await outputs(capture, 1);
    expect(one.ndjson).toContain('"findings-folded"');
    for (const jobs of [2, 5]) {
      const several = await outputs(capture, jobs, { seed: jobs });
      expect(several.ndjson === one.ndjson, `${jobs} jobs, NDJSON`).toBe(true);
      expect(several.json === one.json, `${jobs} jobs, JSON`).toBe(true);
    }
  });

  test('the cookie is used more often than is shown', async () => {
    const all = await expectFolded(COOKIES);
    expect(Object.entries(all).find(([key]) => key.startsWith('2 cookie-reuse'))?.[1]).toBeGreaterThan(LIMIT);
  });
});

describe('with filters', () => {
  async function chosen(selection: Selection): Promise<string> {
    const blocks: Buffer[] = [];
    const tally = new Tally();
    const report = new NdjsonReport((bytes) => blocks.push(Buffer.from(bytes)), MASKED, tally);
    const filter = new FilterReport(new Fan(tally, [report], undefined), selection);
    await scan(TWO, { ports: new Set([1863]), enable: [], disable: [] }, filter);
    return Buffer.concat(blocks).toString('utf8');
  }
  const folded = (text: string): unknown[] =>
    recordsOf(text, 'notice')
      .filter(({ code }) => code === 'findings-folded')
      .map(({ session, details }) => [session, (details as { id: string }).id]);

  test('what is asked for alone is counted, shown and told', async () => {
    const one = await chosen({ finding: ['trid-negative'] });
    expect(folded(one)).toEqual([[1, 'trid-negative']]);
    expect(recordsOf(one, 'summary')[0]?.['findings']).toMatchObject({ id: { 'trid-negative': LIMIT + 2 } });
    const two = await chosen({ session: [[2, 2]], finding: ['trid-reuse'] });
    expect(folded(two)).toEqual([[2, 'trid-reuse']]);
    expect(recordsOf(two, 'finding')).toHaveLength(LIMIT);
  });

  test('the first ones that are asked for are shown, not the first of all', async () => {
    const all = (await collect(TWO)).findings.filter(
      ({ id, session }) => id === 'trid-reuse' && session === 1,
    );
    const last = all.slice(-10);
    const since = { text: '', kind: 'relative', millis: (last[0]?.time ?? 0) / 1e6 } as const;
    const text = await chosen({ session: [[1, 1]], finding: ['trid-reuse'], since });
    expect(recordsOf(text, 'finding').length).toBeGreaterThanOrEqual(10);
    expect(folded(text)).toEqual([]);
  });
});

describe('findings behind the end of their session', () => {
  const finding = (session: number, id = 'http-late', severity: Severity = 'note'): Finding => ({
    id,
    severity,
    family: 'state',
    session,
    capture: 1,
    command: 0,
    frame: 7,
    time: 0,
    message: '',
    details: {},
  });
  const flood = (folding: Folding, session: number, count: number): number =>
    Array.from({ length: count }, () => folding.admits(finding(session))).filter(Boolean).length;

  test('are folded anew, and told at the end of the capture', () => {
    const folding = new Folding(() => undefined);
    expect(flood(folding, 1, LIMIT + 1)).toBe(LIMIT);
    expect(folding.end(1, 3)).toMatchObject([{ session: 1, count: LIMIT + 1, firstFrame: 7, lastFrame: 7 }]);
    expect(flood(folding, 1, LIMIT + 2)).toBe(LIMIT);
    expect(folding.rest()).toMatchObject([{ session: 1, id: 'http-late', count: LIMIT + 2 }]);
  });

  test('of too many sessions of a shard are told when another one comes', () => {
    const told: Fold[] = [];
    const folding = new Folding((_, folds) => told.push(...folds));
    const others = Array.from({ length: MAX_LATE_SESSIONS_PER_SHARD }, (_, i) => i + 2);
    for (const session of [1, ...others]) folding.end(session, 3);
    folding.end(9999, 4);
    flood(folding, 1, LIMIT + 2);
    for (const session of [9999, ...others.slice(1)]) flood(folding, session, 1);
    expect(told).toEqual([]);
    flood(folding, others[0] ?? 0, 1);
    expect(told).toMatchObject([{ session: 1, count: LIMIT + 2 }]);
    expect(folding.rest()).toEqual([]);
  });

  test('a rule of two severities is folded for each', () => {
    const folding = new Folding(() => undefined);
    flood(folding, 1, LIMIT + 1);
    expect(folding.admits(finding(1, 'http-late', 'error'))).toBe(true);
    const [fold] = folding.end(1, 0);
    expect(fold && foldNotice(fold).message).toBe(
      `1 more note of http-late is counted and not shown, ${LIMIT + 1} in all`,
    );
  });
});
