import { describe, expect, test } from 'vitest';
import { judgeAnswer, mixedAnswer, plainAnswer } from '../../src/analysis/challenge-answer.ts';

const PRODUCT = 'PROD0120PW!CCV9@';
const KEY = 'C1BX{V4W}Q3*10SM';

describe('challenge answers', () => {
  test('MSNP6 to 10: the public test vector', () => {
    expect(plainAnswer('15570131571988941333', 'Q1P7W2E4J9R8U3S5')).toBe('8f2f5a91b72102cd28355e9fc9000d6e');
  });

  test('MSNP11 on: answers that real clients gave and their server took', () => {
    expect(mixedAnswer('38745150395031878984', PRODUCT, KEY)).toBe('2c030c474b8e16c83a3964fad247be37');
    // Right only with the digest's highest bits kept in the last step.
    expect(mixedAnswer('68153719862758832850', PRODUCT, KEY)).toBe('e308286c641a5661baca43d9c09dd1bc');
  });

  test('MSNP11 on: a challenge whose text with the product id fills no multiple of eight', () => {
    expect(mixedAnswer('1663122458434562624782678054', PRODUCT, KEY)).toBe(
      'f379e91748f9722568da550eccefec47',
    );
  });

  test('the version decides which form is right; where it is not known, either is', () => {
    const plain = plainAnswer('38745150395031878984', KEY);
    const mixed = mixedAnswer('38745150395031878984', PRODUCT, KEY);
    const judge = (answer: string, min: number, max: number): string =>
      judgeAnswer('38745150395031878984', PRODUCT, answer, min, max);
    expect([judge(plain, 8, 8), judge(mixed, 8, 8)]).toEqual(['right', 'wrong']);
    expect([judge(plain, 15, 15), judge(mixed, 15, 15)]).toEqual(['wrong', 'right']);
    expect([judge(plain, 2, 21), judge(mixed, 2, 21)]).toEqual(['right', 'right']);
    expect(judge('0'.repeat(32), 2, 21)).toBe('wrong');
  });

  test('an answer for a product without a known key is not judged', () => {
    expect(judgeAnswer('38745150395031878984', 'PROD9999', '0'.repeat(32), 2, 21)).toBe('unknown');
  });
});
