/** Objects put together from parts. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { sampleBytes } from '../../fixtures/build/p2p.ts';
import { PARTS_MEMORY_BYTES } from '../../src/base/limits.ts';
import { Assembly, type Content } from '../../src/transfer/assembly.ts';
import { PartStore } from '../../src/base/part-store.ts';

const stores: PartStore[] = [];
function store(): PartStore {
  const made = new PartStore();
  stores.push(made);
  return made;
}
afterEach(() => {
  for (const made of stores.splice(0)) made.close();
});

function bytesOf(content: Content): Buffer {
  const bytes = Buffer.alloc(content.length);
  content.write((position, piece) => {
    piece.copy(bytes, position);
  });
  return bytes;
}

/** Adds a part by header and with surroundings, as it lies in a payload. */
function add(assembly: Assembly, data: Buffer, plain: number, lagging = plain + data.length): void {
  const around = Buffer.concat([Buffer.from('##'), data, Buffer.from('##')]);
  assembly.add(around, 2, 2 + data.length, plain, lagging);
  around.fill('!');
}

describe('an object from parts', () => {
  test('is the same for any order and repetition', () => {
    const order = fc.array(fc.nat(9), { minLength: 10, maxLength: 60 });
    fc.assert(
      fc.property(order, fc.integer({ min: 1, max: 700 }), (indexes, size) => {
        const data = sampleBytes(size * 10 - (size >> 1));
        const assembly = new Assembly(store());
        const all = [...indexes, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for (const i of all) add(assembly, data.subarray(i * size, (i + 1) * size), i * size);
        const content = assembly.content(data.length);
        expect(content).toMatchObject({ isComplete: true, missing: [], captured: data.length });
        expect(bytesOf(content).equals(data)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('names the ranges that did not come, and has zeros there', () => {
    const data = sampleBytes(1000);
    const assembly = new Assembly(store());
    add(assembly, data.subarray(100, 300), 100);
    add(assembly, data.subarray(500, 600), 500);
    const content = assembly.content(1000);
    expect(content).toMatchObject({
      isComplete: false,
      captured: 300,
      missing: [
        [0, 100],
        [300, 500],
        [600, 1000],
      ],
      length: 600,
    });
    const expected = Buffer.alloc(600);
    data.copy(expected, 100, 100, 300);
    data.copy(expected, 500, 500, 600);
    expect(bytesOf(content).equals(expected)).toBe(true);
  });

  test('keeps the first bytes where others come for the same place', () => {
    const assembly = new Assembly(store());
    add(assembly, Buffer.from('abcd'), 0);
    add(assembly, Buffer.from('XXYZ'), 2);
    expect(bytesOf(assembly.content(6)).toString()).toBe('abcdYZ');
  });

  test('with headers of the part before is put together by the order of arrival', () => {
    const data = sampleBytes(1000);
    const assembly = new Assembly(store());
    for (let start = 0; start < 1000; start += 300) {
      const part = data.subarray(start, start + 300);
      const length = start === 0 ? 0 : 300;
      const offset = Math.max(0, start - 300);
      if (length !== part.length) assembly.contradict();
      add(assembly, part, offset, offset + length);
    }
    const content = assembly.content(1000);
    expect(content).toMatchObject({ isComplete: true, isReordered: true });
    expect(bytesOf(content).equals(data)).toBe(true);
  });

  test('with headers of the part before shows too what a receiver has that believes them', () => {
    const assembly = new Assembly(store());
    assembly.contradict();
    add(assembly, Buffer.from('abcd'), 0, 0);
    add(assembly, Buffer.from('efgh'), 0, 4);
    add(assembly, Buffer.from('ij'), 4, 8);
    const placed = Buffer.alloc(10);
    assembly.content(10).writePlaced((position, piece) => piece.copy(placed, position));
    expect(placed.toString('latin1')).toBe('efghij\0\0\0\0');
  });

  test('with a wrong length once, but right offsets, is not reordered', () => {
    const data = sampleBytes(700);
    const assembly = new Assembly(store());
    assembly.contradict();
    add(assembly, data.subarray(0, 300), 0, 0);
    for (const start of [0, 300, 600]) add(assembly, data.subarray(start, start + 300), start, start + 300);
    const content = assembly.content(700);
    expect(content).toMatchObject({ isComplete: true, isReordered: false });
    expect(bytesOf(content).equals(data)).toBe(true);
  });

  test('whose parts count from the end is put in its place by the total', () => {
    const data = sampleBytes(900);
    const assembly = new Assembly(store());
    for (const start of [600, 0, 300]) {
      add(assembly, data.subarray(start, start + 300), start - 900, start - 900);
    }
    expect(assembly.span).toBe(900);
    expect(bytesOf(assembly.content(900, 900)).equals(data)).toBe(true);
    expect(assembly.content(1000, 1000).missing).toEqual([[0, 100]]);
  });

  test('of nothing is complete', () => {
    expect(new Assembly(store()).content(0)).toMatchObject({ isComplete: true, length: 0, captured: 0 });
    expect(new Assembly(store()).content(null)).toMatchObject({ isComplete: false, length: 0 });
  });

  test('that claims to be huge is written no further than what came', () => {
    const assembly = new Assembly(store());
    add(assembly, Buffer.from('start'), 0);
    add(assembly, Buffer.from('far'), 2 ** 47);
    const content = assembly.content(2 ** 48);
    expect(content.length).toBe(5);
    expect(content.captured).toBe(8);
    expect(bytesOf(content).toString()).toBe('start');
  });

  test('larger than the memory for parts comes back from the file', () => {
    const shared = store();
    const assembly = new Assembly(shared);
    const block = sampleBytes(1 << 20);
    const count = PARTS_MEMORY_BYTES / block.length + 3;
    for (let i = 0; i < count; i++) assembly.add(block, 0, block.length, i * block.length, i * block.length);
    let isSame = true;
    const content = assembly.content(count * block.length);
    content.write((position, piece) => {
      const from = position % block.length;
      isSame &&= piece.equals(Buffer.concat([block.subarray(from), block]).subarray(0, piece.length));
    });
    expect(content.isComplete).toBe(true);
    expect(isSame).toBe(true);
  });
});
