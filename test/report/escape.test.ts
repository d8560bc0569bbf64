import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_SHOWN_CHARACTERS } from '../../src/base/limits.ts';
import { escapeText, quoteText } from '../../src/report/escape.ts';

// eslint-disable-next-line no-control-regex -- what must not appear
const HARMFUL = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe('escapeText', () => {
  test('leaves readable text of any script as it is', () => {
    for (const text of ['plain ASCII ~', 'Café „schön“', '漢字かな', 'שלום', 'مرحبا', 'ไทย', '👩‍👩‍👧']) {
      expect(escapeText(text)).toBe(text);
    }
  });

  test.each([
    ['\x1b]0;title\x07', '\\x1b]0;title\\x07'],
    ['\x9b31m', '\\x9b31m'],
    ['a\x7fb\x00', 'a\\x7fb\\x00'],
    ['exe\u202efdp', 'exe\\u202efdp'],
    ['\u2066x\u2069', '\\u2066x\\u2069'],
    ['\u061c\u200e\u200f', '\\u061c\\u200e\\u200f'],
    ['\ufeff\u2028', '\\ufeff\\u2028'],
    ['\ud800', '\\ud800'],
    ['\u{e0041}', '\\u{e0041}'],
    ['tab\tline\n', 'tab\\x09line\\x0a'],
  ])('escapes %j', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });

  test('keeps a few combining marks and escapes a flood of them', () => {
    expect(escapeText('e\u0301')).toBe('e\u0301');
    expect(escapeText(`e${'\u0301'.repeat(5)}`)).toBe('e\u0301\u0301\\u0301\\u0301\\u0301');
    expect(escapeText(`a${'\u200d'.repeat(4)}`)).toBe('a\u200d\u200d\\u200d\\u200d');
  });

  test('in ASCII leaves nothing that is not', () => {
    expect(escapeText('é→😀', true)).toBe('\\xe9\\u2192\\u{1f600}');
  });

  test('is bounded', () => {
    expect(escapeText('x'.repeat(MAX_SHOWN_CHARACTERS * 50)).length).toBe(MAX_SHOWN_CHARACTERS + 3);
  });

  test('never lets a control or direction character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(HARMFUL.test(escapeText(text))).toBe(false);
      }),
    );
  });
});

describe('quoteText', () => {
  test('makes one line of several', () => {
    expect(quoteText('one\r\ntwo\nthree\rfour')).toBe('"one\\ntwo\\nthree\\nfour"');
    expect(quoteText('plain')).toBe('"plain"');
    expect(quoteText('a\x1b[2J')).toBe('"a\\x1b[2J"');
  });
});
