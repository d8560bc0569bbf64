/**
 * `npm run bench`: the whole analysis beside other tools on the same generated captures, in turn (A B A B), as a
 * Markdown table. Tools that are not installed are left out. Build first: bin/msnscan.js is what is measured.
 *
 *     npm run bench                     100 MB, 1 GB, one flow of 200 MB, 1 GB of mixed traffic; a quarter of an hour
 *     npm run bench -- --quick          100 MB, one run; tshark on 10 MB; under a minute
 *     npm run bench -- --size 300       dense traffic of this many megabytes only
 *     npm run bench -- --runs 5
 *
 * Captures are kept in bench/.cache/. Output goes to /dev/null; files are in the page cache (one unmeasured read).
 */
import { once } from 'node:events';
import { createReadStream, existsSync, mkdirSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generate, GENERATOR_VERSION } from './generate.ts';
import type { Kind } from './generate.ts';
import { firstLine, hasGnuTime, measure } from './measure.ts';
import type { Measure } from './measure.ts';

interface Tool {
  readonly name: string;
  readonly command: string;
  readonly args: (file: string) => readonly string[];
  /** How to ask for the version; a tool that gives none is not installed. */
  readonly version: readonly string[];
  /** One run is enough above this many megabytes. */
  readonly slowAbove?: number;
}

interface Capture {
  readonly name: string;
  readonly file: string;
  readonly tools: readonly Tool[];
}

const MSNSCAN = fileURLToPath(new URL('../bin/msnscan.js', import.meta.url));
const DEMO = fileURLToPath(new URL('../fixtures/demo.pcap', import.meta.url));
const CACHE = fileURLToPath(new URL('.cache/', import.meta.url));

function ours(name: string, flags: readonly string[]): Tool {
  const args = (file: string): readonly string[] => [MSNSCAN, ...flags, file];
  return { name, command: process.execPath, args, version: ['--version'] };
}

const NDJSON = ours('msnscan --ndjson --no-payload', ['--ndjson', '--no-payload']);
const TIMELINE = ours('msnscan (timeline)', []);
const TSHARK: Tool = {
  name: 'tshark -Y msnms -T fields',
  command: 'tshark',
  args: (file) => ['-r', file, '-Y', 'msnms', '-T', 'fields', '-e', 'frame.number', '-e', 'msnms'],
  version: ['-v'],
  slowAbove: 150,
};
const TCPTRACE: Tool = {
  name: 'tcptrace -n',
  command: 'tcptrace',
  args: (file) => ['-n', file],
  version: ['-v'],
};
const TCPDUMP: Tool = {
  name: "tcpdump -w /dev/null 'tcp port 1863'",
  command: 'tcpdump',
  args: (file) => ['-r', file, '-w', '/dev/null', 'tcp port 1863'],
  version: ['--version'],
};
const EMPTY_NODE: Tool = {
  name: 'node -e 0',
  command: process.execPath,
  args: () => ['-e', '0'],
  version: ['--version'],
};

const PEERS = [NDJSON, TIMELINE, TCPTRACE, TSHARK];

function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      size: { type: 'string' },
      runs: { type: 'string' },
    },
  });
  if (!existsSync(MSNSCAN)) throw new Error('bin/msnscan.js is missing: npm run build');
  const runs = Number(values.runs ?? (values.quick ? 1 : 3));
  return runAll(planCaptures(values.quick, values.size), runs);
}

function planCaptures(quick: boolean, size: string | undefined): Capture[] {
  if (size !== undefined) return [capture('dense', Number(size), PEERS)];
  const start: Capture = { name: 'start-up (demo)', file: DEMO, tools: [NDJSON, TIMELINE, EMPTY_NODE] };
  if (quick) {
    return [
      start,
      capture('dense', 10, [NDJSON, TSHARK]),
      capture('dense', 100, [NDJSON, TIMELINE, TCPTRACE]),
    ];
  }
  return [
    start,
    capture('dense', 100, PEERS),
    capture('dense', 1000, PEERS),
    capture('one-flow', 200, PEERS),
    capture('mixed', 1000, [NDJSON, TIMELINE, TCPDUMP, TCPTRACE]),
  ];
}

/** A capture of the cache, generated when it is not there yet. */
function capture(kind: Kind, megabytes: number, tools: readonly Tool[]): Capture {
  mkdirSync(CACHE, { recursive: true });
  const name = `${kind}-${megabytes}m`;
  const file = `${CACHE}${name}-v${GENERATOR_VERSION}.pcap`;
  if (!existsSync(file)) {
    console.error(`generating ${name}`);
    generate(file, { kind, bytes: megabytes * 1e6, seed: 1 });
  }
  return { name, file, tools };
}

async function runAll(captures: readonly Capture[], runs: number): Promise<void> {
  const tools = new Set(captures.flatMap((planned) => planned.tools));
  const versions = new Map([...tools].map((tool) => [tool, firstLine(tool.command, tool.version)]));
  printMachine(versions);
  console.log('| capture | what | runs | wall s, median (min-max) | MB/s | peak RSS MiB | wall ÷ ours |');
  console.log('|---|---|--:|--:|--:|--:|--:|');
  for (const planned of captures) {
    const installed = planned.tools.filter((tool) => versions.get(tool) !== undefined);
    await readOnce(planned.file);
    printCapture(planned, await runInTurn(planned, installed, runs));
  }
}

async function runInTurn(
  planned: Capture,
  tools: readonly Tool[],
  runs: number,
): Promise<ReadonlyMap<Tool, readonly Measure[]>> {
  const results = new Map<Tool, Measure[]>(tools.map((tool) => [tool, []]));
  const megabytes = statSync(planned.file).size / 1e6;
  for (let run = 0; run < runs; run++) {
    for (const [tool, measures] of results) {
      if (run > 0 && megabytes > (tool.slowAbove ?? Infinity)) continue;
      console.error(`${planned.name}: ${tool.name}, run ${run + 1}`);
      measures.push(await measure(tool.command, tool.args(planned.file)));
    }
  }
  return results;
}

/** Puts the file into the page cache. */
async function readOnce(file: string): Promise<void> {
  const stream = createReadStream(file, { highWaterMark: 1 << 20 });
  stream.resume();
  await once(stream, 'close');
}

function printMachine(versions: ReadonlyMap<Tool, string | undefined>): void {
  const processors = cpus();
  console.log(
    `CPU: ${processors.length} x ${processors[0]?.model ?? 'unknown'}, ${process.platform} ${process.arch}`,
  );
  console.log(`node: ${process.version}, memory by ${hasGnuTime ? 'GNU time' : '/proc'}`);
  for (const [tool, version] of versions) {
    if (tool.command !== process.execPath)
      console.log(`${tool.command}: ${version ?? 'not installed, left out'}`);
  }
  console.log();
}

function printCapture(planned: Capture, results: ReadonlyMap<Tool, readonly Measure[]>): void {
  const megabytes = statSync(planned.file).size / 1e6;
  const base = median(seconds(results.get(NDJSON) ?? []));
  for (const [tool, measures] of results) {
    const walls = seconds(measures);
    const wall = median(walls);
    const range = `${fixed(wall, 3)} (${fixed(Math.min(...walls), 3)}-${fixed(Math.max(...walls), 3)})`;
    const peaks = measures.map((run) => run.peakMiB ?? NaN);
    const failed = measures.filter((run) => run.exit !== '0').map((run) => run.exit);
    const what = failed.length === 0 ? tool.name : `${tool.name} **exit ${failed.join(', ')}**`;
    const numbers = [range, fixed(megabytes / wall, 0), fixed(Math.max(...peaks), 1), fixed(wall / base, 2)];
    console.log(`| ${[planned.name, what, measures.length, ...numbers].join(' | ')} |`);
  }
}

function seconds(measures: readonly Measure[]): number[] {
  return measures.map((run) => run.seconds);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

function fixed(value: number, digits: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(digits);
}

await main();
