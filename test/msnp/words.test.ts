import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/msnp/command.ts';
import { args, isUtf8, lineText, word, words, wordSpans } from '../../src/msnp/words.ts';
import { client, server } from './support.ts';

function first<T>(text: string, read: (c: Command) => T, side = client): T {
  const found: T[] = [];
  side([text], { each: (c) => found.push(read(c)) });
  return found[0]!;
}

describe('words', () => {
  it.each([
    ['CHG 9 NLN 32\r\n', ['CHG', '9', 'NLN', '32']],
    [' CHG\t9  NLN 32 \r\n', ['CHG', '9', 'NLN', '32']],
    ['PNG\r\n', ['PNG']],
    ['REA 9 a@b J\xc3\xbcrgen\n', ['REA', '9', 'a@b', 'Jürgen']],
    ['REA 9 a@b J\xfcrgen\n', ['REA', '9', 'a@b', 'J\ufffdrgen']],
    ['REA 9 a@b a\x0bb\xc2\xa0c\n', ['REA', '9', 'a@b', 'a\x0bb\u00a0c']],
  ])('of %j are split on space and TAB only', (text, expected) => {
    expect(first(text, words)).toEqual(expected);
    expect(first(text, (c) => expected.map((_, i) => word(c, i)))).toEqual(expected);
    expect(first(text, (c) => word(c, expected.length))).toBeUndefined();
    expect(first(text, (c) => wordSpans(c).length)).toBe(expected.length * 2);
    expect(first(text, (c) => c.wordCount)).toBe(expected.length);
  });

  it('after the TrID, or after the code where there is none, are the arguments', () => {
    expect(first('CHG 9 NLN 32\r\n', args)).toEqual(['NLN', '32']);
    expect(first('CHG abc NLN 0\r\n', args)).toEqual(['NLN', '0']);
    expect(first('XFR SB\r\n', args)).toEqual(['SB']);
    expect(first('LSG 0 Friends 0\r\n', args, server)).toEqual(['0', 'Friends', '0']);
    expect(first('PNG\r\n', args)).toEqual([]);
  });
});

describe('the text of a line', () => {
  it('is its bytes as UTF-8, without the newline', () => {
    expect(first(' REA 9 a@b J\xc3\xbcrgen \r\n', lineText)).toBe(' REA 9 a@b Jürgen ');
    expect(first('REA 9 a@b J\xc3\xbcrgen\r\n', isUtf8)).toBe(true);
    expect(first('REA 9 a@b J\xfcrgen\r\n', isUtf8)).toBe(false);
  });
});
