/** The README shows what the program really writes. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const COMMAND = /^\$ msnscan (.*)\n/;

/** Blocks of output; the first line may say of which command, else it is the timeline of the demo. */
const blocks = [...readFileSync('README.md', 'utf8').matchAll(/```text\n([^]*?)\n```/g)].map(
  ([, text = '']) => ({
    args: COMMAND.exec(text)?.[1] ?? 'fixtures/demo.pcap',
    shown: text.replace(COMMAND, '').split('\n'),
  }),
);

test('the README shows the timeline, a chat and contacts', () => {
  expect(blocks[0]?.shown.length).toBeGreaterThan(30);
  expect(blocks.map(({ args }) => args.split(' ')[0])).toEqual(expect.arrayContaining(['chat', 'contacts']));
});

test.each(blocks)(
  'the output of msnscan $args in the README is that of the program, in order',
  ({ args, shown }) => {
    const run = spawnSync(process.execPath, ['bin/msnscan.js', ...args.split(' ')], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
    });
    const written = run.stdout.split('\n');
    let at = -1;
    for (const line of shown.filter((text) => text !== '[...]' && text !== '')) {
      const next = written.indexOf(line, at + 1);
      expect(next, `not in the output, or not there: ${line}`).toBeGreaterThan(at);
      at = next;
    }
  },
);
