/** What README.md and docs/ show is what the program really does. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PAGES = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const PROGRAM = resolve('bin/msnscan.js');
const DEMO = resolve('fixtures/demo.pcap');
const COMMAND = /^\$ msnscan (.*)\n/;
const folder = mkdtempSync(join(tmpdir(), 'msnscan-docs-'));
const bin = join(folder, 'bin');
const hasJq = spawnSync('jq', ['--version']).status === 0;

function blocks(page: string, language: string): string[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\\n([^]*?)\\n\\1\`\`\``, 'gm');
  return [...readFileSync(page, 'utf8').matchAll(fence)].map(([, , text = '']) => text);
}

const shown = PAGES.flatMap((page) =>
  blocks(page, 'text').flatMap((text) => {
    const args = COMMAND.exec(text)?.[1];
    return args === undefined ? [] : [{ page, args, lines: text.replace(COMMAND, '').split('\n') }];
  }),
);
const scripts = PAGES.flatMap((page) =>
  blocks(page, 'sh').flatMap((text) => text.split('\n').map((line) => ({ page, line }))),
).filter(({ line }) => line !== '');

function script(name: string, text: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(bin, name), 0o755);
}

beforeAll(() => {
  mkdirSync(bin);
  script('msnscan', `exec "${process.execPath}" "${PROGRAM}" "$@"`);
  // Stands in for one that captures.
  script('tcpdump', `exec cat "${DEMO}"`);
  copyFileSync(DEMO, join(folder, 'capture.pcap'));
  writeFileSync(join(folder, 'capture.pcap.gz'), gzipSync(readFileSync(DEMO)));
  mkdirSync(join(folder, 'folder'));
  copyFileSync(DEMO, join(folder, 'folder/one.pcap'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ENV = { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, LANG: 'C.UTF-8' };

describe('an output that is shown', () => {
  test('is there of the timeline, a chat, a filter and an explanation', () => {
    const first = shown.map(({ args }) => args.split(' ')[0]);
    expect(first).toEqual(expect.arrayContaining(['fixtures/demo.pcap', 'chat', '--finding', 'explain']));
  });

  test.each(shown)('is that of the program, in order: $page, msnscan $args', ({ args, lines }) => {
    const run = spawnSync(process.execPath, [PROGRAM, ...args.split(' ')], { encoding: 'utf8', env: ENV });
    const written = run.stdout.split('\n');
    let at = -1;
    for (const line of lines.filter((text) => text !== '[...]' && text !== '')) {
      const next = written.indexOf(line, at + 1);
      expect(next, `not in the output, or not there: ${line}`).toBeGreaterThan(at);
      at = next;
    }
  });
});

describe('a command that is shown', () => {
  test('is there', () => {
    expect(scripts.length).toBeGreaterThan(10);
  });

  test.for(scripts)('runs: $page, $line', ({ line }, { skip }) => {
    skip(line.includes('| jq ') && !hasJq, 'jq is not installed');
    const run = spawnSync('bash', ['--norc', '-o', 'pipefail', '-c', line], {
      cwd: folder,
      encoding: 'utf8',
      env: ENV,
    });
    expect(run.stderr).not.toMatch(/error:|--help lists/);
    expect([line, run.status]).toEqual([line, 0]);
  });
});

describe('a link', () => {
  const links = PAGES.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => ({
      page,
      to,
    })),
  ).filter(({ to }) => !/^[a-z]+:/.test(to));

  test.each(links)('leads somewhere: $page to $to', ({ page, to }) => {
    expect(existsSync(join(dirname(page), to))).toBe(true);
  });
});
