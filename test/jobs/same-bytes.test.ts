/** However many jobs analyse a capture, the reports are the same byte for byte. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { RULE_FIXTURES } from '../../fixtures/rules/index.ts';
import { STORIES } from '../../fixtures/stories/index.ts';
import { CaptureError } from '../../src/capture/capture-error.ts';
import { crowd } from './crowd.ts';
import { outputs } from './reports.ts';

const DEMO = join(import.meta.dirname, '../../fixtures/demo.pcap');
const CAPTURES = process.env['MSNSCAN_CAPTURES'] ?? '';

/** First line that differs, so that a failure can be read. */
function difference(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  const [mine, theirs] = [one.split('\n'), other.split('\n')];
  const at = mine.findIndex((line, i) => line !== theirs[i]);
  return `line ${at + 1}: ${mine[at]?.slice(0, 400)}\n is: ${theirs[at]?.slice(0, 400)}`;
}

async function expectSame(capture: Buffer, options: Parameters<typeof outputs>[2] = {}): Promise<void> {
  const one = await outputs(capture, 1, options);
  for (const jobs of [2, 5]) {
    const several = await outputs(capture, jobs, { ...options, seed: jobs });
    expect(difference(one.ndjson, several.ndjson), `${jobs} jobs, NDJSON`).toBeUndefined();
    expect(difference(one.json, several.json), `${jobs} jobs, JSON`).toBeUndefined();
  }
}

/** Some files are kept because they are none. */
async function isCapture(bytes: Buffer): Promise<boolean> {
  try {
    await outputs(bytes, 1);
    return true;
  } catch (error) {
    if (error instanceof CaptureError) return false;
    throw error;
  }
}

const texts = Object.entries(RULE_FIXTURES).flatMap(([id, { fires, quiet }]) =>
  [...fires, ...quiet].map(({ name, transcript: text }) => [`${id}: ${name}`, text] as const),
);

describe('jobs write what one writes', () => {
  test('the demo', () => expectSame(readFileSync(DEMO)));

  test.each(Object.entries(STORIES))('the story of %s', { timeout: 30_000 }, (_, text) =>
    expectSame(transcript(text)),
  );

  test('the transcripts of all rules, one by one', { timeout: 120_000 }, async () => {
    for (const [name, text] of texts.filter((_, i) => i % 3 === 0)) {
      const capture = transcript(text);
      const [one, two] = [await outputs(capture, 1), await outputs(capture, 2)];
      expect(difference(one.ndjson, two.ndjson), name).toBeUndefined();
      expect(difference(one.json, two.json), name).toBeUndefined();
    }
  });

  test.each([0, 1, 2, 3])(
    'a quarter of them as a crowd of clients (%i)',
    { timeout: 120_000 },
    async (seed) => {
      const capture = crowd(
        texts.filter((_, i) => i % 4 === seed).map(([, text]) => text),
        seed,
      );
      const [payload, enable] = [seed % 2 === 0, seed < 2 ? [] : ['name-not-encoded']];
      await expectSame(capture, { payload, enable });
    },
  );

  test('a crowd that uses the cookies and answers of each other', async () => {
    const text = RULE_FIXTURES['cookie-reuse']?.fires[0]?.transcript ?? '';
    const other = RULE_FIXTURES['challenge-reused']?.fires[0]?.transcript ?? '';
    const capture = crowd([text, other, text, other, text, other, text, text], 4);
    const { ndjson } = await outputs(capture, 3);
    expect(ndjson.match(/"id":"cookie-reuse"/g)?.length).toBeGreaterThan(4);
    await expectSame(capture);
  });
});

describe.skipIf(!existsSync(CAPTURES))('real traffic (skipped unless MSNSCAN_CAPTURES names it)', () => {
  const files = existsSync(CAPTURES)
    ? readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.(pcap|pcapng|cap|gz)/.test(name),
      )
    : [];

  test.each(files)('%s', { timeout: 120_000 }, async (name) => {
    const bytes = readFileSync(join(CAPTURES, name));
    const anyPort = name.length % 2 === 0;
    if (await isCapture(bytes)) await expectSame(bytes, { anyPort });
  });
});
