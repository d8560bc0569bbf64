/** Colours of the page: every text is readable on what it stands on, light and dark (WCAG 2.1, AA). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const CSS = readFileSync('src/report/html/page/page.css', 'utf8');

/** Each colour, light and dark. */
const PALETTE = [
  ...CSS.matchAll(/(--[a-z-]+): var\(--light, (#[0-9a-f]{6})\) var\(--dark, (#[0-9a-f]{6})\);/g),
];
const LIGHT = new Map(PALETTE.map(([, name = '', light = '']) => [name, light]));
const DARK = new Map(PALETTE.map(([, name = '', , dark = '']) => [name, dark]));

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const KINDS = ['login', 'lists', 'presence', 'messages', 'switchboard', 'error', 'unknown'];
const PAIRS: readonly (readonly [text: string, papers: readonly string[]])[] = [
  [
    '--text',
    [
      '--paper',
      '--surface',
      '--raised',
      '--chosen',
      '--related',
      '--error-paper',
      '--warning-paper',
      '--note-paper',
    ],
  ],
  [
    '--dim',
    ['--paper', '--surface', '--raised', '--chosen', '--related', '--error-paper', '--warning-paper'],
  ],
  ['--link', ['--paper', '--surface', '--chosen']],
  ['--error', ['--paper', '--surface', '--error-paper', '--chosen']],
  ['--warning', ['--paper', '--surface', '--warning-paper', '--chosen']],
  ['--note', ['--paper', '--surface', '--note-paper', '--chosen']],
  ...KINDS.map((kind) => [`--kind-${kind}`, ['--paper', '--surface', '--chosen', '--related']] as const),
];

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('in %s', (_, colours) => {
  test.each(PAIRS)('%s is readable', (text, papers) => {
    for (const paper of papers) {
      const ratio = contrast(colours.get(text) ?? '', colours.get(paper) ?? '');
      expect(ratio, `${text} on ${paper}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

test('every colour is said once', () => {
  expect(LIGHT.size).toBeGreaterThan(20);
  expect(LIGHT.size).toBe(PALETTE.length);
});
