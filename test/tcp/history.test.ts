import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HISTORY_BYTES } from '../../src/base/limits.ts';
import { History } from '../../src/tcp/history.ts';

const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 700 }), { minLength: 1, maxLength: 30 });

test('the last bytes are remembered as they were delivered, whatever their pieces', () => {
  fc.assert(
    fc.property(pieces, fc.nat(), fc.nat(), (list, backSeed, countSeed) => {
      const history = new History();
      for (const piece of list) history.append(Buffer.from(piece), 0, piece.length);
      const all = Buffer.concat(list);
      const back = 1 + (backSeed % Math.min(all.length, HISTORY_BYTES));
      const count = 1 + (countSeed % back);
      const expected = all.subarray(all.length - back, all.length - back + count);
      expect(history.sample(back, count)).toEqual(Buffer.from(expected));
      expect(history.differsAt(back, Buffer.from(expected), 0, count)).toBe(-1);
      const changed = Buffer.from(expected);
      changed[count - 1]! ^= 1;
      expect(history.differsAt(back, changed, 0, count)).toBe(count - 1);
    }),
  );
});

test('bytes that are forgotten count as equal', () => {
  const history = new History();
  for (let i = 0; i < 10; i++) history.append(Buffer.alloc(HISTORY_BYTES / 4, i), 0, HISTORY_BYTES / 4);
  const other = Buffer.alloc(HISTORY_BYTES * 2, 0xee);
  expect(history.differsAt(HISTORY_BYTES * 2, other, 0, HISTORY_BYTES)).toBe(-1);
  expect(history.differsAt(HISTORY_BYTES * 2, other, 0, HISTORY_BYTES + 1)).toBe(HISTORY_BYTES);
});

test('nothing is remembered across a gap', () => {
  const history = new History();
  history.append(Buffer.from('abc'), 0, 3);
  history.clear();
  expect(history.differsAt(3, Buffer.from('xyz'), 0, 3)).toBe(-1);
});
