/** `--html` as a program writes it: beside other outputs, bounded, the same every time. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { transcript } from '../../../fixtures/build/transcript.ts';
import { MAX_PAGE_COMMANDS, MAX_PAGE_PAYLOAD_BYTES } from '../../../src/base/limits.ts';
import type { PageCommands, PageDetails, PageMeta } from '../../../src/report/html/page-data.ts';
import { HtmlReport } from '../../../src/report/html/html.ts';
import { Tally } from '../../../src/report/tally.ts';
import { scan } from '../../../src/scan.ts';
import { MASKED } from '../collect.ts';
import { html } from './browser.ts';

const PROGRAM = resolve('bin/msnscan.js');
const DEMO = resolve('fixtures/demo.pcap');
const folder = mkdtempSync(join(tmpdir(), 'msnscan-html-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const msnscan = (...args: string[]) =>
  spawnSync(process.execPath, [PROGRAM, ...args], { cwd: folder, encoding: 'utf8' });

/** The blocks of one name. */
function blocks<T>(document: string, name: string): T[] {
  const found = document.matchAll(new RegExp(`class="data-${name}"[^>]*>([^<]*)<`, 'g'));
  return [...found].map(([, json = '']) => JSON.parse(json) as T);
}

test('the page stands beside JSON in one run, and is the same every time', () => {
  expect(msnscan('-q', '--html=a.html', '--json=a.json', '--ndjson=a.ndjson', DEMO).status).toBe(0);
  const first = readFileSync(join(folder, 'a.html'), 'utf8');
  expect(msnscan('-q', '--html', DEMO).stdout).toBe(first);
  expect(msnscan('-q', '--html=a.html', DEMO).stderr).toContain('exists already');
  expect(readdirSync(folder).sort()).toEqual(['a.html', 'a.json', 'a.ndjson']);
  const { summary } = JSON.parse(readFileSync(join(folder, 'a.json'), 'utf8')) as PageMeta;
  expect(blocks<PageMeta>(first, 'meta')[0]?.summary).toEqual(summary);
});

test('two outputs to standard output are refused', () => {
  expect(msnscan('--html', '--json', DEMO).status).toBe(2);
});

test('without payloads the page has none of what they say', async () => {
  const capture = readFileSync(DEMO);
  expect(await html(capture)).toContain('shall we meet at eight');
  const document = await html(capture, { payload: false, showSecrets: false });
  expect(document).not.toContain('shall we meet at eight');
  expect(blocks<PageMeta>(document, 'meta')[0]?.payloads).toBe(false);
});

test('long lines and payloads are cut, and what is left out is counted', async () => {
  const document = await html(
    transcript(String.raw`
      S< MSG bob@example.com Bob *
      |raw "Content-Type: text/plain\r\n\r\n${'ö'.repeat(20_000)}"
      S< NLN NLN bob@example.com ${'x'.repeat(9000)} 0
    `),
  );
  const [index] = blocks<PageCommands>(document, 'commands');
  expect(index?.line.map((line) => line.length)).toEqual([29, 240]);
  const [details] = blocks<(PageDetails | 0)[]>(document, 'details');
  const [message, line] = details ?? [];
  if (message === undefined || message === 0 || line === undefined || line === 0)
    throw new Error('no details');
  expect(message.text).toHaveLength(MAX_PAGE_PAYLOAD_BYTES);
  expect(Buffer.byteLength(message.text ?? '') + (message.more ?? 0)).toBe(40_028);
  expect((line.raw?.length ?? 0) + (line.moreLine ?? 0)).toBe('NLN NLN bob@example.com  0'.length + 9000);
});

test('more commands than a browser can bear are left out, counted and told', async () => {
  const perSegment = 5000;
  const count = MAX_PAGE_COMMANDS + perSegment;
  const segment = `C>raw "${String.raw`PNG\r\n`.repeat(perSegment)}"\n`;
  const parts: string[] = [];
  const report = new HtmlReport(
    (bytes) => parts.push(Buffer.from(bytes).toString('utf8')),
    { privacy: MASKED, version: '0' },
    new Tally(),
  );
  const options = { ports: new Set([1863]), enable: [], disable: [] };
  await scan(transcript(`only C\n${segment.repeat(count / perSegment)}`), options, report);
  const document = parts.join('');
  const kept = blocks<PageCommands>(document, 'commands').reduce((sum, { id }) => sum + id.length, 0);
  expect(kept).toBe(MAX_PAGE_COMMANDS);
  expect(blocks<PageMeta>(document, 'meta')[0]?.leftOut).toMatchObject({ commands: perSegment, findings: 0 });
  expect(report.remark()).toContain(`the page leaves out ${perSegment} commands`);
});
