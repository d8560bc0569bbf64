/** The pictures of the README can be taken again, and are small. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HAS_BROWSER, NEEDS } from '../report/html/browser.ts';

const IMAGES = 'docs/images';
const NAMES = ['page-dark.png', 'page.png', 'timeline.png'];

/** Width and height of a PNG of 256 colours. */
function sizeOf(file: string): [number, number] {
  const png = readFileSync(file);
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect(png.subarray(24, 26)).toEqual(Buffer.from([8, 3]));
  expect(png.length).toBeLessThan(200_000);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test('the README shows pictures that are there, with words for who does not see them', () => {
  const shown = [...readFileSync('README.md', 'utf8').matchAll(/!\[([^\]]*)\]\((docs\/images\/[^)]+)\)/g)];
  expect(shown.map(([, , file]) => file)).toEqual([`${IMAGES}/timeline.png`, `${IMAGES}/page.png`]);
  for (const [, words = ''] of shown) expect(words.length).toBeGreaterThan(40);
  for (const name of NAMES) expect(sizeOf(join(IMAGES, name))[0]).toBeGreaterThan(1000);
});

test.skipIf(!HAS_BROWSER)(`the script takes all of them ${NEEDS}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'msnscan-pictures-'));
  try {
    const run = spawnSync(process.execPath, ['scripts/screenshots.mjs', '--out', folder], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(NAMES);
    for (const name of NAMES.slice(0, 2))
      expect(sizeOf(join(folder, name))).toEqual(sizeOf(join(IMAGES, name)));
    expect(sizeOf(join(folder, 'timeline.png'))[1]).toBeGreaterThan(1000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
