import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { escapeText } from '../../src/report/escape.ts';
import { measureText } from '../../src/report/measure.ts';
import { Columns } from '../../src/report/width.ts';

const columns = new Columns(measureText, false);

describe('columns of text', () => {
  test.each([
    ['plain', 5],
    ['Café „schön“ …', 14],
    ['漢字かな', 8],
    ['한국어', 6],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['e\u0301', 1],
    ['привет', 6],
  ])('%s takes %i', (text, width) => {
    expect(columns.of(text)).toBe(width);
  });

  test('are those of string-width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        const shown = escapeText(text);
        expect(columns.of(shown)).toBe(stringWidth(shown));
      }),
    );
  });
});

describe('cutting', () => {
  test('never takes more columns than there are, nor cuts what fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 3, max: 60 }),
        (text, width) => {
          const shown = escapeText(text);
          const cut = columns.cut(shown, width);
          expect(stringWidth(cut)).toBeLessThanOrEqual(width);
          if (stringWidth(shown) <= width) expect(cut).toBe(shown);
        },
      ),
    );
  });

  test('does not look at all of a long text', () => {
    expect(columns.cut('x'.repeat(1e6), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(columns.cut('漢'.repeat(1e6), 10)).toBe('漢漢漢漢…');
  });
});
