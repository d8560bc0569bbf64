/** `--jobs`: how many threads analyse a capture, and the stage that they make. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { CLIENT_SHARDS, MIN_JOBS_FILE_BYTES } from '../base/limits.ts';
import type { JoinedReport } from '../jobs/coordinator.ts';
import type { Lane } from '../jobs/lane.ts';
import type { PartFormat } from '../jobs/setup.ts';
import type { ScanOptions } from '../scan.ts';
import type { StageMaker } from '../stage.ts';
import { CliError } from './cli-error.ts';
import type { Io } from './io.ts';
import type { Arguments } from './parse.ts';
import { choice, type Format } from './settings.ts';

function sizeOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true ? stat.size : 0;
}

/** What was asked for, or all cores where files are large enough to be worth the threads. */
function wantedJobs(args: Arguments, paths: readonly string[]): number {
  const text = args.value('jobs');
  if (text === undefined) {
    const bytes = paths.reduce((sum, path) => sum + sizeOf(path), 0);
    return bytes >= MIN_JOBS_FILE_BYTES ? Math.min(CLIENT_SHARDS, availableParallelism()) : 1;
  }
  const jobs = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (jobs >= 1) return Math.min(CLIENT_SHARDS, jobs);
  throw new CliError(`--jobs takes a number of threads, not ${JSON.stringify(text)}`, 'for example --jobs 2');
}

/** Formats that jobs can write; the timeline holds rows back by what other sessions do. */
function partFormats(wanted: readonly Format[]): readonly PartFormat[] | undefined {
  const formats = wanted.flatMap((format) => (format === 'ndjson' || format === 'json' ? [format] : []));
  return formats.length === wanted.length ? formats : undefined;
}

/** Threads, and the stage made of them. */
export interface Jobs {
  readonly stageFor: (report: JoinedReport) => StageMaker;
  close(): Promise<void>;
}

/** Starts the jobs; undefined when the analysis is to run in this thread. */
export async function startJobs(
  args: Arguments,
  paths: readonly string[],
  options: ScanOptions,
  wanted: readonly Format[],
  io: Io,
): Promise<Jobs | undefined> {
  const count = wantedJobs(args, paths);
  const formats = partFormats(wanted);
  const { startJob } = io;
  if (count < 2 || formats === undefined || startJob === undefined) return undefined;
  const { enable, disable } = options;
  const privacy = { payload: !args.has('no-payload'), showSecrets: args.has('show-secrets') };
  const setup = { formats, privacy, choice: choice(args), enable, disable };
  const { Coordinator } = await import('../jobs/coordinator.ts');
  const lanes: Lane[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(lanes.map((lane) => lane.close()));
  };
  try {
    for (let i = 0; i < count; i++) lanes.push(await startJob(setup));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    stageFor: (report) => (_, enabled, clock) => new Coordinator(lanes, report, enabled, clock),
    close,
  };
}
