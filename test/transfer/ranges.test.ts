import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_RANGES } from '../../src/base/limits.ts';
import { Ranges } from '../../src/transfer/ranges.ts';

describe('Ranges', () => {
  test('hold what a set of numbers would', () => {
    const range = fc.tuple(fc.integer({ min: -40, max: 40 }), fc.nat(15));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 40 }), (added) => {
        const ranges = new Ranges();
        const set = new Set<number>();
        for (const [start, length] of added) {
          ranges.add(start, start + length);
          for (let i = 0; i < length; i++) set.add(start + i);
        }
        expect(ranges.covered).toBe(set.size);
        const missing = new Set(ranges.missing(-60, 60).flatMap(([from, to]) => numbers(from, to)));
        for (let i = -60; i < 60; i++) {
          expect(missing.has(i)).toBe(!set.has(i));
          expect(ranges.covers(i, i + 1)).toBe(set.has(i));
        }
        for (const [from, to] of ranges.all) {
          expect(ranges.covers(from, to)).toBe(true);
          expect(ranges.covers(from, to + 1)).toBe(false);
        }
      }),
    );
  });

  test('are bounded: what touches nothing is refused then', () => {
    const ranges = new Ranges();
    for (let i = 0; i < MAX_RANGES; i++) expect(ranges.add(i * 2, i * 2 + 1)).toBe(true);
    expect(ranges.add(-5, -4)).toBe(false);
    expect(ranges.covers(-5, -4)).toBe(false);
    expect(ranges.add(1, 2)).toBe(true);
    expect(ranges.covered).toBe(MAX_RANGES + 1);
  });
});

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
