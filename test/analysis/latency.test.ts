import { describe, expect, test } from 'vitest';
import { Latencies } from '../../src/analysis/latency.ts';
import { MAX_LATENCY_SAMPLES } from '../../src/base/limits.ts';

function summaryOf(values: readonly number[]): ReturnType<Latencies['summary']> {
  const latencies = new Latencies();
  for (const value of values) latencies.add(value);
  return latencies.summary();
}

describe('Latencies', () => {
  test('nothing answered gives no summary', () => {
    expect(summaryOf([])).toBeNull();
  });

  test('is exact while there are few, by nearest rank', () => {
    expect(summaryOf([5])).toEqual({ min: 5, median: 5, p95: 5, max: 5 });
    expect(summaryOf([4, 1, 3, 2])).toEqual({ min: 1, median: 2, p95: 4, max: 4 });
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(summaryOf(hundred)).toEqual({ min: 1, median: 50, p95: 95, max: 100 });
  });

  test('stays close and keeps least and greatest when there are many', () => {
    const count = MAX_LATENCY_SAMPLES * 50;
    const many = Array.from({ length: count }, (_, i) => (i * 7919) % count);
    const summary = summaryOf(many);
    expect(summary?.min).toBe(0);
    expect(summary?.max).toBe(count - 1);
    expect(Math.abs((summary?.median ?? 0) / count - 0.5)).toBeLessThan(0.1);
    expect(Math.abs((summary?.p95 ?? 0) / count - 0.95)).toBeLessThan(0.05);
  });

  test('the same latencies give the same summary', () => {
    const many = Array.from({ length: 5000 }, (_, i) => (i * 31) % 977);
    expect(summaryOf(many)).toEqual(summaryOf(many));
  });
});
