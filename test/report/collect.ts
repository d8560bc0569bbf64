/** Reports run in memory on transcripts or captures. */
import type { CaptureInput } from '../../src/capture/found.ts';
import type { Report } from '../../src/scan.ts';
import { scan } from '../../src/scan.ts';
import type { Privacy } from '../../src/report/command-json.ts';
import { JsonReport } from '../../src/report/json.ts';
import { NdjsonReport } from '../../src/report/ndjson.ts';
import type { BlockSink } from '../../src/report/output.ts';
import { PLAIN_PAINT } from '../../src/report/paint.ts';
import { Tally } from '../../src/report/tally.ts';
import { TimelineReport, type TimelineOptions } from '../../src/report/timeline.ts';
import { Fan } from '../../src/cli/reports.ts';

export const SHOW_ALL: Privacy = { payload: true, showSecrets: true };
export const MASKED: Privacy = { payload: true, showSecrets: false };

type Make = (sink: BlockSink, tally: Tally) => Report;

/** What the report writes about the capture. */
export async function written(capture: Buffer | readonly CaptureInput[], make: Make): Promise<string> {
  const blocks: Buffer[] = [];
  const tally = new Tally();
  const report = make((bytes) => {
    blocks.push(Buffer.from(bytes));
  }, tally);
  const options = { ports: new Set([1863]), enable: [], disable: [] };
  await scan(capture, options, new Fan(tally, [report], undefined));
  return Buffer.concat(blocks).toString('utf8');
}

export function ndjson(capture: Buffer, privacy = MASKED): Promise<string> {
  return written(capture, (sink, tally) => new NdjsonReport(sink, privacy, tally));
}

export function json(capture: Buffer, privacy = MASKED, indent = false): Promise<string> {
  return written(
    capture,
    (sink, tally) => new JsonReport(sink, { privacy, indent, version: '0.0.0' }, tally),
  );
}

export const WIDE: TimelineOptions = {
  privacy: MASKED,
  width: 120,
  paint: PLAIN_PAINT,
  measure: (text) => text.length,
  asciiArrows: false,
  asciiOnly: false,
};

export function timeline(capture: Buffer, options: Partial<TimelineOptions> = {}): Promise<string> {
  return written(capture, (sink, tally) => new TimelineReport(sink, { ...WIDE, ...options }, tally));
}

/** Records of one type, from NDJSON. */
export function recordsOf(text: string, type: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((record) => record['type'] === type);
}
