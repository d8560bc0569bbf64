/** What keeps the memory of a chat flat: lines in a file, maps that forget. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHAT_BLOCK_BYTES, CHAT_STRETCH_BYTES } from '../../src/base/limits.ts';
import { EventStore, type Stretches } from '../../src/report/chat/event-store.ts';
import { RecentMap } from '../../src/report/chat/recent-map.ts';
import { hashText } from '../../src/report/chat/text-hash.ts';

const linesOf = (store: EventStore, stretches: Stretches): string[] =>
  Array.from(store.lines(stretches), (line) => line.toString('utf8'));

describe('the lines of conversations', () => {
  test.each([
    ['in memory', 8],
    ['in the file', CHAT_BLOCK_BYTES / 100],
  ])('that grow at the same time come back in order, %s', (_where, count) => {
    const store = new EventStore();
    try {
      const talks: { stretches: Stretches; lines: string[] }[] = [0, 1, 2].map(() => ({
        stretches: [],
        lines: [],
      }));
      for (let i = 0; i < count; i++) {
        for (const [at, { stretches, lines }] of talks.entries()) {
          const line = `${at} ${i} Grüße ☕ 😀 ${'x'.repeat(i % 200)}`;
          lines.push(line);
          store.add(stretches, line);
        }
      }
      for (const { stretches, lines } of talks) expect(linesOf(store, stretches)).toEqual(lines);
    } finally {
      store.close();
    }
  });

  test('may be longer than the block, and are read in stretches of bounded length', () => {
    const store = new EventStore();
    try {
      const stretches: Stretches = [];
      const long = '☕'.repeat(CHAT_BLOCK_BYTES);
      const short = Array.from({ length: 64 }, (_, i) => `${i} ${'y'.repeat(CHAT_STRETCH_BYTES >> 4)}`);
      for (const line of ['first', long, ...short]) store.add(stretches, line);
      expect(linesOf(store, stretches)).toEqual(['first', long, ...short]);
      expect(stretches.length).toBeGreaterThan(6);
    } finally {
      store.close();
    }
  });
});

describe('a map that forgets', () => {
  test('keeps the latest half for certain and never more than its limit', () => {
    const map = new RecentMap<number, number>(100);
    for (let key = 0; key < 1000; key++) {
      map.set(key, -key);
      const kept = Array.from({ length: key + 1 }, (_, i) => i).filter((i) => map.get(i) !== undefined);
      expect(kept.length).toBeLessThanOrEqual(100);
      for (let i = Math.max(0, key - 49); i <= key; i++) expect(map.get(i)).toBe(-i);
    }
  });

  test('gives the latest value, and none of what was deleted, whatever their age', () => {
    const map = new RecentMap<string, number>(8);
    map.set('a', 1);
    map.set('b', 1);
    map.age();
    map.set('a', 2);
    expect(map.get('a')).toBe(2);
    map.delete('a');
    map.delete('b');
    expect(map.get('a')).toBeUndefined();
    expect(map.get('b')).toBeUndefined();
  });
});

test('the number of a text is the same for equal texts and differs for others, and by seed', () => {
  const seen = new Map<number, string>();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const hash = hashText(text, 7);
      expect(hash).toBe(hashText(text.split('').join(''), 7));
      expect(Number.isSafeInteger(hash) && hash > 0).toBe(true);
      expect(seen.get(hash) ?? text).toBe(text);
      expect(hashText(text, 8)).not.toBe(hash);
      seen.set(hash, text);
    }),
    { numRuns: 2000, seed: 1 },
  );
});
