/** The line that tells how far a long run is. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { progressText } from '../../src/cli/progress.ts';

const MiB = 1 << 20;
const PROGRAM = resolve('bin/msnscan.js');
const DEMO = resolve('fixtures/demo.pcap');

describe('progress', () => {
  test('tells bytes of the file, rate, flows and findings', () => {
    const read = { bytes: 210 * MiB, frames: 0, sessions: 1234 };
    expect(progressText(read, 500 * MiB, 1, 2)).toBe(
      ' 42 %  210 of 500 MiB  105.0 MiB/s  1234 flows  1 finding',
    );
  });

  test('of a pipe has no percentage', () => {
    expect(progressText({ bytes: 3 * MiB, frames: 0, sessions: 0 }, undefined, 0, 1.5)).toBe(
      '3 MiB  2.0 MiB/s  0 flows  0 findings',
    );
  });

  test('never says more than all, and nothing of an empty file', () => {
    expect(progressText({ bytes: 20, frames: 0, sessions: 1 }, 10, 0, 1)).toMatch(/^100 %/);
    expect(progressText({ bytes: 0, frames: 0, sessions: 0 }, 0, 0, 1)).not.toContain('%');
  });

  test.each(['auto', 'never'])('is silent when stderr is no terminal, or must be: %s', (when) => {
    const run = spawnSync(process.execPath, [PROGRAM, '-q', '--progress', when, DEMO], { encoding: 'utf8' });
    expect([run.status, run.stderr]).toEqual([0, '']);
  });

  test('comes at times that are known', () => {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, '--progress', 'often', DEMO], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('--progress takes auto, always or never');
  });
});
