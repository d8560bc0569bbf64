import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsedTrids } from '../../src/analysis/used-trids.ts';
import { MAX_TRID_INTERVALS } from '../../src/base/limits.ts';

describe('UsedTrids', () => {
  test('knows what was added, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 80 }), (trids) => {
        const used = new UsedTrids();
        const seen = new Set<number>();
        for (const trid of trids) {
          expect(used.add(trid)).toBe(!seen.has(trid));
          seen.add(trid);
        }
        for (let trid = 0; trid <= 42; trid++) expect(used.has(trid)).toBe(seen.has(trid));
      }),
    );
  });

  test('knows whether a whole range was added', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.nat(20), fc.nat(20), (trids, a, b) => {
        const used = new UsedTrids();
        for (const trid of trids) used.add(trid);
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const all = Array.from({ length: to - from + 1 }, (_, i) => from + i);
        expect(used.hasAll(from, to)).toBe(all.every((trid) => trids.includes(trid)));
      }),
    );
  });

  test('holds the largest TrID', () => {
    const used = new UsedTrids();
    expect(used.add(4294967295)).toBe(true);
    expect(used.add(4294967294)).toBe(true);
    expect(used.add(4294967295)).toBe(false);
    expect(used.has(4294967293)).toBe(false);
  });

  test('forgets the lowest numbers at its cap, and says so', () => {
    const used = new UsedTrids();
    for (let i = 0; i < MAX_TRID_INTERVALS; i++) used.add(i * 2);
    expect(used.forgetful).toBe(false);
    used.add(MAX_TRID_INTERVALS * 2);
    expect(used.forgetful).toBe(true);
    expect(used.has(0)).toBe(false);
    expect(used.has(MAX_TRID_INTERVALS * 2)).toBe(true);
  });

  test('one counter with gaps filled later is one interval again', () => {
    const used = new UsedTrids();
    for (const trid of [1, 2, 5, 4, 3]) used.add(trid);
    for (let i = 0; i < MAX_TRID_INTERVALS * 2; i++) used.add(6 + i);
    expect(used.hasAll(1, MAX_TRID_INTERVALS * 2)).toBe(true);
    expect(used.forgetful).toBe(false);
  });
});
