import { describe, expect, test } from 'vitest';
import { colourLevel, isUtf8Locale } from '../../src/cli/colour.ts';
import type { Io } from '../../src/cli/io.ts';

const TERMINAL = { fd: 1, isTerminal: true, columns: 80 };
const PIPE = { fd: 1, isTerminal: false, columns: undefined };
const TERM = { TERM: 'xterm' };

describe('the order of what decides about colour', () => {
  test.each<[string, string | undefined, Io['env'], typeof TERMINAL | typeof PIPE, number]>([
    ['a terminal has it', undefined, TERM, TERMINAL, 1],
    ['a pipe has none', 'auto', TERM, PIPE, 0],
    ['--color=always beats everything', 'always', { ...TERM, NO_COLOR: '1' }, PIPE, 1],
    ['--color=never beats everything', 'never', { ...TERM, FORCE_COLOR: '3' }, TERMINAL, 0],
    ['NO_COLOR beats FORCE_COLOR', undefined, { ...TERM, NO_COLOR: '1', FORCE_COLOR: '1' }, TERMINAL, 0],
    ['an empty NO_COLOR says nothing', undefined, { ...TERM, NO_COLOR: '' }, TERMINAL, 1],
    ['FORCE_COLOR says the level', undefined, { FORCE_COLOR: '3' }, PIPE, 3],
    ['FORCE_COLOR=0 switches off', undefined, { ...TERM, FORCE_COLOR: '0' }, TERMINAL, 0],
    ['CLICOLOR_FORCE switches on', undefined, { CLICOLOR_FORCE: '1' }, PIPE, 1],
    ['a dumb terminal has none', undefined, { TERM: 'dumb' }, TERMINAL, 0],
    ['an unknown terminal has none', undefined, {}, TERMINAL, 0],
  ])('%s', (_name, when, env, stream, level) => {
    expect(colourLevel(when, env, stream)).toBe(level);
  });

  test('another word is an error', () => {
    expect(() => colourLevel('sometimes', {}, PIPE)).toThrow('--color takes');
  });
});

test('the locale says whether arrows can be shown, LC_ALL first', () => {
  expect(isUtf8Locale({ LANG: 'en_US.UTF-8' })).toBe(true);
  expect(isUtf8Locale({ LANG: 'en_US.UTF-8', LC_ALL: 'C' })).toBe(false);
  expect(isUtf8Locale({ LC_CTYPE: 'C.utf8' })).toBe(true);
  expect(isUtf8Locale({})).toBe(false);
});
