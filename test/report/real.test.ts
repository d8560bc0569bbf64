/** The reports of real traffic: the schema holds, and nothing of it reaches a terminal unescaped. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CaptureError } from '../../src/capture/capture-error.ts';
import { document } from '../../src/report/schema.ts';
import { json, timeline } from './collect.ts';

// eslint-disable-next-line no-control-regex -- what must not appear
const HARMFUL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const folder = process.env['MSNSCAN_CAPTURES'];
const files =
  folder === undefined
    ? []
    : ['lab', 'tcp-hard'].flatMap((part) =>
        readdirSync(join(folder, part))
          .filter((name) => /\.(pcap|pcapng)$/.test(name))
          .map((name) => join(part, name)),
      );

describe.skipIf(folder === undefined)('real captures (skipped unless MSNSCAN_CAPTURES names them)', () => {
  test.each(files)('%s', async (name) => {
    const capture = readFileSync(join(folder ?? '', name));
    let text: string;
    try {
      text = await json(capture);
    } catch (error) {
      expect(error).toBeInstanceOf(CaptureError);
      return;
    }
    expect(document.safeParse(JSON.parse(text)).error).toBeUndefined();
    expect(HARMFUL.test(await timeline(capture))).toBe(false);
  });
});
