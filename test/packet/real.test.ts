/** Segments of the hard captures of the folder that MSNSCAN_CAPTURES names, against the count of tshark. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CaptureError } from '../../src/capture/capture-error.ts';
import { CaptureReader, FRAME } from '../../src/capture/reader.ts';
import { decodeFrame, DROP_NAMES } from '../../src/packet/decode.ts';
import { Defragmenter } from '../../src/packet/defragmenter.ts';
import { SegmentView } from '../../src/packet/segment-view.ts';

const hard = join(process.env['MSNSCAN_CAPTURES'] ?? '', 'tcp-hard');
const list = join(hard, 'expected.json');
const present = process.env['MSNSCAN_CAPTURES'] !== undefined && existsSync(list);
const expected = present
  ? (JSON.parse(readFileSync(list, 'utf8')) as Record<string, { readonly segmentsWithPayload: number }>)
  : {};

/** Where we differ, with the number of segments that we see and the reason. */
const DIFFERENT: Readonly<Record<string, number>> = {
  'seladb+PcapPlusPlus__solaris.snoop': 0, // no format that is read: the error says how to convert it
};

interface Counted {
  readonly withPayload: number;
  readonly drops: Readonly<Record<string, number>>;
}

function count(bytes: Buffer): Counted {
  const reader = new CaptureReader(() => undefined);
  const defrag = new Defragmenter(() => undefined);
  const view = new SegmentView();
  const drops: Record<string, number> = {};
  let withPayload = 0;
  reader.feed(bytes);
  reader.finish();
  try {
    while (reader.next() === FRAME) {
      const { start, end, linkType, frame, time } = reader;
      const drop = decodeFrame(reader.bytes, start, end, linkType, view, defrag, frame, time);
      const name = DROP_NAMES[drop] ?? '?';
      drops[name] = (drops[name] ?? 0) + 1;
      if (drop === 0 && view.length > 0) withPayload++;
    }
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
  }
  return { withPayload, drops };
}

test.skipIf(!present)('MSNSCAN_CAPTURES names a folder with tcp-hard/ (else skipped)', () => {
  expect(Object.keys(expected).length).toBeGreaterThan(0);
});

describe.skipIf(!present)('hard captures (MSNSCAN_CAPTURES)', () => {
  test.each(Object.entries(expected))(
    '%s has the segments that tshark counts',
    (name, { segmentsWithPayload }) => {
      const { withPayload, drops } = count(readFileSync(join(hard, name)));
      expect({ withPayload, drops }).toMatchObject({ withPayload: DIFFERENT[name] ?? segmentsWithPayload });
    },
  );
});
