import { expect, test } from 'vitest';
import { suggest } from '../../src/cli/suggest.ts';

const NAMES = ['trid-reuse', 'trid-gap', 'error-reply', 'CHG', '205'];

test.each([
  ['trid-resue', ['trid-reuse']],
  ['TRID-GAP', ['trid-gap']],
  ['reuse', ['trid-reuse']],
  ['chh', ['CHG']],
  ['zzzzzz', []],
  ['x'.repeat(100_000), []],
])('%.20s suggests %j', (word, found) => {
  expect(suggest(word, NAMES)).toEqual(found);
});
