import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HISTORY_BYTES } from '../../src/base/limits.ts';
import { forget, HistoryPool, type Ring } from '../../src/tcp/history.ts';

const stream = (): Ring => ({ ring: -1, ringLength: 0, ringEnd: 0 });
const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 700 }), { minLength: 1, maxLength: 30 });

test('the last bytes are remembered as they were delivered, whatever their pieces', () => {
  fc.assert(
    fc.property(pieces, fc.nat(), fc.nat(), (list, backSeed, countSeed) => {
      const pool = new HistoryPool();
      const history = stream();
      for (const piece of list) pool.append(history, Buffer.from(piece), 0, piece.length);
      const all = Buffer.concat(list);
      const back = 1 + (backSeed % Math.min(all.length, HISTORY_BYTES));
      const count = 1 + (countSeed % back);
      const expected = all.subarray(all.length - back, all.length - back + count);
      expect(pool.sample(history, back, count)).toEqual(Buffer.from(expected));
      expect(pool.differsAt(history, back, Buffer.from(expected), 0, count)).toBe(-1);
      const changed = Buffer.from(expected);
      changed[count - 1]! ^= 1;
      expect(pool.differsAt(history, back, changed, 0, count)).toBe(count - 1);
    }),
  );
});

test('bytes that are forgotten count as equal', () => {
  const pool = new HistoryPool();
  const history = stream();
  for (let i = 0; i < 10; i++) pool.append(history, Buffer.alloc(HISTORY_BYTES / 4, i), 0, HISTORY_BYTES / 4);
  const other = Buffer.alloc(HISTORY_BYTES * 2, 0xee);
  expect(pool.differsAt(history, HISTORY_BYTES * 2, other, 0, HISTORY_BYTES)).toBe(-1);
  expect(pool.differsAt(history, HISTORY_BYTES * 2, other, 0, HISTORY_BYTES + 1)).toBe(HISTORY_BYTES);
});

test('nothing is remembered across a gap', () => {
  const pool = new HistoryPool();
  const history = stream();
  pool.append(history, Buffer.from('abc'), 0, 3);
  forget(history);
  expect(pool.differsAt(history, 3, Buffer.from('xyz'), 0, 3)).toBe(-1);
});

test('rings do not mix, and are given on when a stream ends', () => {
  const pool = new HistoryPool();
  const streams = Array.from({ length: 1200 }, stream);
  streams.forEach((one, i) => {
    pool.append(one, Buffer.from(`stream ${i}`), 0, 7);
    pool.append(one, Buffer.from(String(i).padStart(4, '0')), 0, 4);
  });
  streams.forEach((one, i) => {
    expect(pool.sample(one, 4, 4).toString()).toBe(String(i).padStart(4, '0'));
  });
  const [first] = streams;
  const { ring } = first!;
  pool.release(first!);
  const next = stream();
  pool.append(next, Buffer.from('x'), 0, 1);
  expect(next.ring).toBe(ring);
  expect(next.ringLength).toBe(1);
});
