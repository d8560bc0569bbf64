// Takes the pictures of the README from the demo capture, with the built program and chromium: the timeline as a terminal
// shows it, and the page, light and dark. `npm run screenshots`; `--out DIR` writes them elsewhere.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { smallPng } from './small-png.mjs';
import { terminalPage } from './terminal-page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'docs/images') } } });
const out = resolve(values.out);

const DEMO = 'fixtures/demo.pcap';
/** A minute with an error, a TrID that comes twice and the beginning of a chat: what fits on a screen. */
const TIMELINE = `--session 2,4 --since 11 --until 74 --disable clear-text-credentials ${DEMO}`;
/** The command that the page is opened at: the TrID that comes twice. */
const PLACE = '#2.41';

function msnscan(args) {
  const run = spawnSync(process.execPath, [join(root, 'bin/msnscan.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
  });
  if (run.status !== 0) throw new Error(run.stderr || String(run.error));
  return run.stdout;
}

const folder = mkdtempSync(join(tmpdir(), 'msnscan-pictures-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

/** The document in a window of this size, three device pixels for two of its own. */
async function open(name, document, { width, height, scheme = 'dark', place = '' }) {
  const file = join(folder, name);
  writeFileSync(file, document);
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: scheme,
    deviceScaleFactor: 1.5,
    reducedMotion: 'reduce',
  });
  await page.goto(pathToFileURL(file).href + place);
  return page;
}

async function picture(name, target) {
  writeFileSync(join(out, name), smallPng(await target.screenshot({ animations: 'disabled' })));
}

try {
  mkdirSync(out, { recursive: true });
  const text = msnscan(['--color=always', ...TIMELINE.split(' ')]);
  const terminal = await open('timeline.html', terminalPage(`msnscan ${TIMELINE}`, text), {
    width: 1200,
    height: 800,
  });
  await picture('timeline.png', terminal.locator('.terminal'));
  const report = msnscan(['-q', '--html', DEMO]);
  for (const [name, scheme] of [
    ['page.png', 'light'],
    ['page-dark.png', 'dark'],
  ]) {
    const page = await open('page.html', report, { width: 1360, height: 800, scheme, place: PLACE });
    await page.locator('.ladder-row[aria-selected=true]').waitFor();
    await page.mouse.move(0, 0);
    await picture(name, page);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
