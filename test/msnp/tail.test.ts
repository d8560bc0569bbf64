import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tail } from '../../src/msnp/tail.ts';

describe('the tail', () => {
  it('gives its memory back when it is empty', () => {
    const tail = new Tail();
    tail.append(Buffer.alloc(100_000, 1), 0, 100_000, 1, 1);
    expect(tail.bytes.length).toBeLessThanOrEqual(200_000);
    tail.dropTo(tail.end);
    expect(tail.bytes.length).toBe(0);
    expect(tail.length).toBe(0);
  });

  it('names the frame of each byte and the beginning of each segment', () => {
    const tail = new Tail();
    tail.append(Buffer.from('abc'), 0, 3, 7, 70);
    tail.append(Buffer.from('de'), 0, 2, 7, 70);
    tail.append(Buffer.from('fgh'), 0, 3, 8, 80);
    expect([0, 4, 5, 7].map((offset) => tail.frameAt(offset))).toEqual([7, 7, 8, 8]);
    expect([0, 4, 5].map((offset) => tail.timeAt(offset))).toEqual([70, 70, 80]);
    expect([0, 4, 5].map((offset) => tail.boundaryAfter(offset))).toEqual([5, 5, -1]);
  });

  it('keeps only the first and the last frame of bytes whose middle does not matter', () => {
    const tail = new Tail();
    for (let frame = 1; frame <= 1000; frame++) tail.append(Buffer.from('x'), 0, 1, frame, frame, true);
    expect([0, 500, 998, 999].map((offset) => tail.frameAt(offset))).toEqual([1, 1, 1, 1000]);
  });

  it('is a queue of bytes with frames, whatever is appended and dropped', () => {
    const step = fc.record({ add: fc.integer({ min: 0, max: 700 }), drop: fc.integer({ min: 0, max: 700 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const tail = new Tail();
        let model: number[] = [];
        let frame = 0;
        for (const { add, drop } of steps) {
          frame++;
          tail.append(Buffer.alloc(add + 2, frame & 0xff), 1, add + 1, frame, frame * 2);
          model.push(...new Array<number>(add).fill(frame));
          const dropped = Math.min(drop, model.length);
          if (dropped > 0) tail.dropTo(tail.start + dropped);
          model = model.slice(dropped);
          expect(tail.length).toBe(model.length);
          for (let i = 0; i < model.length; i += 97) {
            expect(tail.bytes[tail.start + i]).toBe(model[i]! & 0xff);
            expect(tail.frameAt(tail.start + i)).toBe(model[i]);
            expect(tail.timeAt(tail.start + i)).toBe(model[i]! * 2);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
