/** Captures that the fuzzer found, made small: each as what it is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sectionHeader, simplePacket } from '../../fixtures/build/pcap.ts';
import { collect } from '../scan/collect.ts';
import { checkCapture } from './check.ts';
import { Dice } from './dice.ts';

const folder = mkdtempSync(join(tmpdir(), 'msnscan-cases-'));
let count = 0;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Every invariant holds, whichever command is run beside the scan. */
async function holds(capture: Buffer): Promise<void> {
  const file = join(folder, `${++count}.capture`);
  writeFileSync(file, capture);
  for (let seed = 0; seed < 20; seed++) await checkCapture(file, join(folder, 'out'), new Dice(seed));
}

describe('found by fuzzing', () => {
  test('frames of an interface that was never described have no first and last time', async () => {
    const capture = Buffer.concat([sectionHeader(), simplePacket(Buffer.alloc(60))]);
    const { totals } = await collect(capture);
    expect(totals).toMatchObject({ frames: 1, firstTime: null, lastTime: null });
    await holds(capture);
  });
});
