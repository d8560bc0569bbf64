import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { MAX_FINDINGS_PER_ID } from '../../src/base/limits.ts';

const PROGRAM = resolve('bin/msnscan.js');
const DEMO = resolve('fixtures/demo.pcap');

interface Summary {
  readonly frames: number;
  readonly complete: boolean;
  readonly notices: Record<string, number>;
}

function msnscan(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const run = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', maxBuffer: 64 << 20 });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

function summaryOf(...flags: string[]): Summary & { code: number | null } {
  const { code, stdout } = msnscan('--ndjson', ...flags, DEMO);
  return { code, ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Summary) };
}

test('--max-packets reads so many frames; that there are more is told', () => {
  const whole = summaryOf();
  expect(whole).toMatchObject({ code: 0, complete: true });
  expect(summaryOf('--max-packets', '10')).toMatchObject({
    code: 3,
    frames: 10,
    complete: false,
    notices: { 'packet-limit': 1 },
  });
  expect(summaryOf('--max-packets', String(whole.frames))).toEqual(whole);
});

test('--max-flows leaves flows out, and says so', () => {
  const cut = summaryOf('--max-flows', '1');
  expect(cut).toMatchObject({ code: 3, complete: false, notices: { 'flow-limit': 2 } });
  expect(summaryOf('--max-flows', '1000').code).toBe(0);
});

test.each(['chat', 'contacts', 'follow'])('%s reads only so many packets, too', (command) => {
  expect(msnscan(command, '--max-packets', '5', DEMO).code).toBe(3);
});

test.each([
  ['--max-flows', '0', 'takes a number from 1 on, not "0"'],
  ['--max-packets', 'many', 'takes a number from 1 on, not "many"'],
  ['--max-memory-per-flow', '5GB', 'takes a number of bytes, KiB or MiB, not "5GB"'],
  ['--max-memory-per-flow', '0', 'takes a number of bytes, KiB or MiB, not "0"'],
])('%s %s is refused', (flag, value, words) => {
  const { code, stderr } = msnscan(flag, value, DEMO);
  expect(code).toBe(2);
  expect(stderr).toContain(`${flag} ${words}`);
});

test('--max-memory-per-flow takes bytes, KiB and MiB', () => {
  for (const size of ['65536', '64KiB', '64kib', '2MiB']) {
    expect(summaryOf('--max-memory-per-flow', size).code).toBe(0);
  }
});

const root = mkdtempSync(join(tmpdir(), 'msnscan-limits-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

test('findings that are folded count for --fail-on, in the closing line and with several jobs', () => {
  const file = join(root, 'folded.pcap');
  const lines = 'CHG 5 NLN 0\\r\\n'.repeat(100);
  const segments = Array.from({ length: (3 * MAX_FINDINGS_PER_ID) / 100 }, () => `C>raw "${lines}"`);
  writeFileSync(file, transcript(`C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\n${segments.join('\n')}`));
  const [one, two] = ['1', '2'].map((jobs) => msnscan('--ndjson', '--fail-on=error', '--jobs', jobs, file));
  expect(one?.code).toBe(1);
  // Each line comes before the login, all but the first use the number again.
  expect(one?.stderr).toContain(`${6 * MAX_FINDINGS_PER_ID - 1} errors`);
  expect(one?.stdout.match(/"id":"trid-reuse","severity":"error","family"/g)).toHaveLength(
    MAX_FINDINGS_PER_ID,
  );
  expect(two).toEqual(one);
});
