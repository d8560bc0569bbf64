/** Several captures are one, in order of time; what they have both counts once. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pcapFile } from '../../fixtures/build/pcap.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { RULE_FIXTURES } from '../../fixtures/rules/index.ts';
import { asOneFile, cutRanges, framesOf, isInOrder, linesOf, type Range, WRITERS } from './pieces.ts';

const DEMO = readFileSync('fixtures/demo.pcap');

interface Sample {
  readonly name: string;
  readonly capture: Buffer;
}

const SAMPLES: readonly Sample[] = [
  { name: 'demo', capture: DEMO },
  ...Object.entries(RULE_FIXTURES).flatMap(([id, { fires }]) =>
    fires
      .slice(0, 1)
      .map(({ name, transcript: text }) => ({ name: `${id}: ${name}`, capture: transcript(text) })),
  ),
].filter(({ capture }) => isInOrder(framesOf(capture)));

/** The report of pieces, put back into the one file's numbers, and that of the one file. */
async function bothReports(capture: Buffer, ranges: readonly Range[], formats: readonly number[]) {
  const frames = framesOf(capture);
  const pieces = ranges.map(([start, end]) => frames.slice(start, end));
  const files = pieces.map((piece, i) => (WRITERS[formats[i] ?? 0] ?? pcapFile)(piece));
  const numbers = pieces.map((piece) => piece.map(({ number }) => number));
  const whole = pcapFile(frames);
  return { several: asOneFile(await linesOf(files), numbers), one: asOneFile(await linesOf(whole)) };
}

describe('a capture cut into several files gives the report of the one file', () => {
  test.each(SAMPLES)('$name', async ({ capture }) => {
    const { length } = framesOf(capture);
    for (const overlap of [0, 3]) {
      const ranges = cutRanges(length, [Math.floor(length / 3), Math.floor(length / 2)], overlap);
      const { several, one } = await bothReports(capture, ranges, [0, 1, 2]);
      expect(several).toEqual(one);
    }
  });

  test('wherever it is cut, however far the files overlap, in whatever format', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 300 }),
        fc.array(fc.integer({ min: 0, max: WRITERS.length - 1 }), { minLength: 5, maxLength: 5 }),
        async (places, overlap, formats) => {
          const ranges = cutRanges(framesOf(DEMO).length, places, overlap);
          const { several, one } = await bothReports(DEMO, ranges, formats);
          expect(several).toEqual(one);
        },
      ),
      { numRuns: 40 },
    );
  });
});
