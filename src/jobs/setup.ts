/** Makes a job from what can be sent to another thread. */
import type { Choice } from '../report/choice.ts';
import type { Privacy } from '../report/command-json.ts';
import { JsonPart } from '../report/json-part.ts';
import { NdjsonReport } from '../report/ndjson.ts';
import type { BlockSink } from '../report/output.ts';
import type { PartReport } from '../report/part.ts';
import { Tally } from '../report/tally.ts';
import { Job, type JobOptions, type Post } from './job.ts';
import type { Chunk } from './piece.ts';

/** A format whose records can be written by several jobs. */
export type PartFormat = 'ndjson' | 'json';

export interface JobSetup extends JobOptions {
  /** In the order of the reports that join their parts. */
  readonly formats: readonly PartFormat[];
  readonly privacy: Privacy;
  readonly choice: Choice;
}

type Make = (sinkOf: (channel: number) => BlockSink, privacy: Privacy, choice: Choice) => PartReport;

const PARTS: Readonly<Record<PartFormat, Make>> = {
  ndjson: (sinkOf, privacy, choice) => new NdjsonReport(sinkOf(0), privacy, new Tally(), choice),
  json: (sinkOf, privacy, choice) => new JsonPart(sinkOf, privacy, choice),
};

export function createJob(setup: JobSetup, post: Post): Job {
  const chunks: Chunk[] = [];
  let channels = 0;
  const reports = setup.formats.map((format) => {
    const first = channels;
    const sinkOf =
      (channel: number): BlockSink =>
      (bytes) => {
        chunks.push({ channel: first + channel, bytes: new Uint8Array(bytes) });
      };
    const report = PARTS[format](sinkOf, setup.privacy, setup.choice);
    channels += report.outputs.length;
    return report;
  });
  return new Job(setup, reports, chunks, post);
}
