import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DROP_NAMES } from '../../src/packet/decode.ts';
import { WAYS } from './ways.ts';

const text = readFileSync(new URL('../../docs/layers.md', import.meta.url), 'utf8');

test.each(DROP_NAMES.slice(1))('docs/layers.md explains %s', (name) => {
  expect(text).toContain(`| \`${name}\``);
});

test.each([...new Set(WAYS.map(({ linkType }) => linkType))])(
  'docs/layers.md lists link type %i',
  (linkType) => {
    expect(text).toMatch(new RegExp(`[(, ]${linkType}[,)]`));
  },
);
