/** The README shows what the program really writes. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the output in the README is the output of the program, in order', () => {
  const readme = readFileSync('README.md', 'utf8');
  const shown = /```text\n([^]*?)\n```/.exec(readme)?.[1]?.split('\n') ?? [];
  const run = spawnSync(process.execPath, ['bin/msnscan.js', 'fixtures/demo.pcap'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
  });
  const written = run.stdout.split('\n');
  expect(shown.length).toBeGreaterThan(30);
  let at = -1;
  for (const line of shown.filter((text) => text !== '[...]' && text !== '')) {
    const next = written.indexOf(line, at + 1);
    expect(next, `not in the output, or not there: ${line}`).toBeGreaterThan(at);
    at = next;
  }
});
