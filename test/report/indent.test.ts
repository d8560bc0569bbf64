import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Indenter } from '../../src/report/indent.ts';

function indented(text: string, cut: number): string {
  const blocks: Buffer[] = [];
  const indenter = new Indenter((bytes) => {
    blocks.push(Buffer.from(bytes));
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += cut) indenter.write(bytes.subarray(at, at + cut));
  indenter.end();
  return Buffer.concat(blocks).toString('utf8');
}

test('indents like JSON.stringify, wherever the blocks are cut', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 9 }), (value, cut) => {
      expect(indented(JSON.stringify(value), cut)).toBe(JSON.stringify(value, null, 2));
    }),
  );
});
