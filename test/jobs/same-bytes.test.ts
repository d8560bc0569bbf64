/** However many jobs analyse a capture, the reports are the same byte for byte. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../fixtures/build/mutate.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { RULE_FIXTURES } from '../../fixtures/rules/index.ts';
import { STORIES } from '../../fixtures/stories/index.ts';
import { CaptureError } from '../../src/capture/capture-error.ts';
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

async function expectSame(
  capture: Buffer,
  options: Parameters<typeof outputs>[2] = {},
): Promise<void> {
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

interface Frame {
  readonly header: Buffer;
  readonly bytes: Buffer;
}

function framesOf(file: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 24; at + 16 <= file.length;) {
    const length = file.readUInt32LE(at + 8);
    frames.push({ header: file.subarray(at, at + 16), bytes: file.subarray(at + 16, at + 16 + length) });
    at += 16 + length;
  }
  return frames;
}

/** The transcripts as those of as many clients, their frames mixed. */
function crowd(transcripts: readonly string[], seed: number): Buffer {
  const random = createRandom(seed);
  let head: Buffer = Buffer.alloc(0);
  const queues = transcripts.map((text, i) => {
    const file = transcript(text);
    head = file.subarray(0, 24);
    return framesOf(file).map(({ header, bytes }) => {
      const moved = Buffer.from(bytes);
      // Both addresses of IPv4 in Ethernet, so that each transcript has a client and a server of its own.
      for (const at of [26, 30]) moved.writeUInt16BE(moved.readUInt16BE(at) ^ (i + 1), at);
      return Buffer.concat([header, moved]);
    });
  });
  const mixed: Buffer[] = [head];
  while (queues.length > 0) {
    const at = Math.floor(random() * queues.length);
    const frame = queues[at]?.shift();
    if (frame === undefined) queues.splice(at, 1);
    else mixed.push(frame);
  }
  return Buffer.concat(mixed);
}

describe('jobs write what one writes', () => {
  test('the demo', () => expectSame(readFileSync(DEMO)));

  test.each(Object.entries(STORIES))('the story of %s', { timeout: 30_000 }, (_, text) =>
    expectSame(transcript(text)),
  );

  test('the transcripts of all rules, one by one', { timeout: 120_000 }, async () => {
    for (const [name, text] of texts) {
      const capture = transcript(text);
      const [one, two] = [await outputs(capture, 1), await outputs(capture, 2)];
      expect(difference(one.ndjson, two.ndjson), name).toBeUndefined();
      expect(difference(one.json, two.json), name).toBeUndefined();
    }
  });

  test.each([1, 2, 3])('all of them as a crowd of clients (seed %i)', { timeout: 120_000 }, async (seed) => {
    const capture = crowd(
      texts.map(([, text]) => text),
      seed,
    );
    await expectSame(capture);
    await expectSame(capture, { payload: false, enable: ['name-not-encoded'] });
  });

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
