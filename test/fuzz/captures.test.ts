/** A short run of the fuzzer with a fixed seed: the same captures every time. `npm run fuzz` runs longer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkCapture } from './check.ts';
import { seedCaptures } from './corpus.ts';
import { Dice } from './dice.ts';
import { mutantOf } from './mutate-capture.ts';

const ITERATIONS = 250;
const SEED = 20_041_109;
const folder = mkdtempSync(join(tmpdir(), 'msnscan-fuzz-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test(`${ITERATIONS} mutated captures break nothing`, async () => {
  const seeds = seedCaptures();
  const codes = new Set<number>();
  const file = join(folder, 'capture');
  for (let number = SEED; number < SEED + ITERATIONS; number++) {
    const { bytes, story } = mutantOf(seeds, number);
    writeFileSync(file, bytes);
    try {
      codes.add(await checkCapture(file, join(folder, 'out'), new Dice(number)));
    } catch (error) {
      throw new Error(`mutant ${number}: ${story}`, { cause: error });
    }
  }
  // Whole, partly readable and no captures at all: otherwise the mutations have become too mild or too wild.
  expect([...codes].sort()).toEqual([0, 2, 3]);
}, 120_000);
