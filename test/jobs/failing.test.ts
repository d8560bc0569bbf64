/** A job that ends before its work is done. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Lane } from '../../src/jobs/lane.ts';
import type { JobSetup } from '../../src/jobs/setup.ts';
import { inProcess } from '../in-process.ts';
import { inlineLane } from './inline-lane.ts';

const DEMO = resolve('fixtures/demo.pcap');
const root = mkdtempSync(join(tmpdir(), 'msnscan-failing-'));

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Works as a job does, and ends at the first task of `type`. */
function mortalLane(setup: JobSetup, type: string, closed: () => void): Lane {
  const lane = inlineLane(setup);
  let fail: (error: Error) => void = () => undefined;
  return {
    ...lane,
    send: (task) => {
      if (task.type === type) fail(new Error('a job has ended with 134 before its work was done'));
      else lane.send(task);
    },
    listen: (onPiece, onFailure) => {
      fail = onFailure;
      lane.listen(onPiece, onFailure);
    },
    close: () => {
      closed();
      return lane.close();
    },
  };
}

describe('a job that ends early', () => {
  test.each(['begin', 'batch', 'captureTime', 'end'])(
    'ends the run with a message, and leaves no file behind: at %s',
    async (type) => {
      const folder = mkdtempSync(join(root, 'run-'));
      let closed = 0;
      const written = await inProcess(
        ['-q', '--jobs', '2', `--json=${join(folder, 'report.json')}`, DEMO],
        folder,
        { startJob: (setup) => Promise.resolve(mortalLane(setup, type, () => closed++)) },
      );
      expect(written.code).toBe(2);
      expect(written.stderr.toString()).toContain('a job has ended with 134 before its work was done');
      expect(existsSync(join(folder, 'report.json'))).toBe(false);
      expect(readdirSync(folder).sort()).toEqual(['stderr', 'stdout']);
      expect(closed).toBe(2);
    },
  );

  test('closes those that have started when one does not start', async () => {
    let closed = 0;
    let started = 0;
    const written = await inProcess(['-q', '--jobs', '3', '--ndjson', DEMO], root, {
      startJob: (setup) => {
        if (++started === 3) return Promise.reject(new Error('no more threads'));
        return Promise.resolve(mortalLane(setup, '', () => closed++));
      },
    });
    expect(written.code).toBe(2);
    expect(written.stderr.toString()).toContain('no more threads');
    expect(closed).toBe(2);
  });
});
