import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { MAX_COUNTED_NAMES, MAX_TRAFFIC_BINS } from '../../src/base/limits.ts';
import { measureText } from '../../src/report/measure.ts';
import { PLAIN_PAINT } from '../../src/report/paint.ts';
import { bars } from '../../src/report/stats/bars.ts';
import { Counter } from '../../src/report/stats/counter.ts';
import { statsDocument, type StatsDocument } from '../../src/report/stats/schema.ts';
import { StatsReport } from '../../src/report/stats/stats.ts';
import { writeStatsJson } from '../../src/report/stats/stats-json.ts';
import { writeStatsText } from '../../src/report/stats/stats-text.ts';
import { Traffic } from '../../src/report/stats/traffic.ts';
import { CLIENT, SERVER } from '../../src/tcp/handler.ts';
import { json, written } from './collect.ts';

const demo = readFileSync('fixtures/demo.pcap');

async function numbers(capture: Buffer): Promise<StatsDocument> {
  const text = await written(
    capture,
    (sink) =>
      new StatsReport((stats) => {
        writeStatsJson(stats, sink, { indent: false, version: '0.0.0' });
      }),
  );
  return statsDocument.parse(JSON.parse(text));
}

const text = (capture: Buffer, width: number, asciiOnly: boolean): Promise<string> =>
  written(
    capture,
    (sink) =>
      new StatsReport((stats) => {
        writeStatsText(stats, sink, { width, asciiOnly, measure: measureText, paint: PLAIN_PAINT });
      }),
  );

interface Report {
  readonly commands: readonly { readonly verb: string; readonly from: string }[];
  readonly transactions: readonly { readonly verb: string; readonly latencyMs: number | null }[];
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

describe('statistics', () => {
  test('count what the report has records of', async () => {
    const stats = await numbers(demo);
    const report = JSON.parse(await json(demo)) as Report;
    expect(sum(stats.commands.map(({ client, server }) => client + server))).toBe(report.commands.length);
    for (const { verb, client, server } of stats.commands) {
      const those = report.commands.filter((command) => command.verb === verb);
      expect([client, server]).toEqual(
        ['client', 'server'].map((side) => those.filter(({ from }) => from === side).length),
      );
    }
    expect(sum(stats.traffic.bins.map(({ client, server }) => client + server))).toBe(118);
    expect(sum(stats.traffic.bins.map(({ bytes }) => bytes))).toBe(
      sum(stats.commands.map(({ bytes }) => bytes)),
    );
    expect(stats.findings).toEqual({ error: 0, warning: 9, note: 2 });
  });

  test('give latencies as the transactions have them', async () => {
    const stats = await numbers(demo);
    const { transactions } = JSON.parse(await json(demo)) as Report;
    for (const { verb, count, min, median, max, buckets } of stats.latency) {
      const those = transactions
        .flatMap((one) => (one.verb === verb && one.latencyMs !== null ? [one.latencyMs] : []))
        .sort((a, b) => a - b);
      expect([count, min, max, sum(buckets)]).toEqual([those.length, those[0], those.at(-1), those.length]);
      expect(median).toBe(those[Math.ceil(those.length / 2) - 1]);
    }
  });

  test('tell errors with their names and what failed', async () => {
    const { errors } = await numbers(demo);
    expect(errors).toEqual([{ code: '205', name: 'invalid-user', count: 1, about: ['ADD'] }]);
  });

  test('keep so many names apart, and no more', () => {
    const counter = new Counter(() => ({ count: 0 }));
    for (let i = 0; i < 2 * (MAX_COUNTED_NAMES + 50); i++)
      counter.of(`X${i % (MAX_COUNTED_NAMES + 50)}`).count++;
    const counted = counter.sorted(({ count }) => count);
    expect(counted).toHaveLength(MAX_COUNTED_NAMES + 1);
    expect(counted.at(-1)).toEqual([null, { count: 100 }]);
  });

  test('say nothing of what is not there', async () => {
    const empty = await text(transcript('C fin'), 80, false);
    expect(empty).not.toMatch(/Latency|Errors|Commands over time/);
  });

  test.each([60, 80, 200])('fit into %d columns', async (width) => {
    const rows = (await text(demo, width, true)).split('\n');
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(Math.max(width, 100));
    expect(
      rows.filter((row) => /^ {2}(client|server) {2}/.test(row)).every((row) => row.length <= width),
    ).toBe(true);
    expect(rows.join('\n')).toMatch(/^[\n\x20-\x7e]*$/);
  });
});

describe('traffic over time', () => {
  test('loses nothing when bins grow wider, whatever the times are', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e9, max: 4e18, noNaN: true }), { maxLength: 200 }), (times) => {
        const traffic = new Traffic();
        times.forEach((time, i) => {
          traffic.add(time, i % 3 === 0 ? CLIENT : SERVER, 10);
        });
        expect(traffic.bins.length).toBeLessThanOrEqual(MAX_TRAFFIC_BINS);
        expect(sum(traffic.bins.map(({ client, server }) => client + server))).toBe(times.length);
        expect(sum(traffic.bins.map(({ bytes }) => bytes))).toBe(times.length * 10);
      }),
    );
  });

  test('is the same for the same commands in any order', () => {
    const bins = (times: readonly number[]): unknown => {
      const traffic = new Traffic();
      for (const time of times) traffic.add(time, CLIENT, 1);
      return [traffic.binSeconds, traffic.bins];
    };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1 }), (times) => {
        expect(bins([...times].reverse())).toEqual(bins(times));
      }),
    );
  });
});

test('bars show the least thing that is not nothing', () => {
  expect(bars([0, 1, 1000, 500], false)).toBe(' ▁█▄');
  expect(bars([0, 1, 1000, 500], true)).toBe(' .@=');
  expect(bars([], false)).toBe('');
});
