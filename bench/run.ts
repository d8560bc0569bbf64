/**
 * `npm run bench`: ourselves beside other tools on the same generated captures, in turn (A B A B), as Markdown tables:
 * times and ratios, the targets, how cost and memory grow. Tools that are not installed are left out. Build first:
 * bin/msnscan.js is what is measured. It fails when the answers are not those that were recorded (answers.json).
 *
 *     npm run bench                     everything; twenty minutes, and 10 GB in bench/.cache/
 *     npm run bench -- --quick          small captures, one run; under a minute
 *     npm run bench -- --runs 5
 *     npm run bench -- --record         records the answers anew
 *
 * Output goes to /dev/null; files are in the page cache (one unmeasured read).
 */
import { once } from 'node:events';
import { createReadStream, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkAnswers } from './answers.ts';
import { generate, GENERATOR_VERSION, type Plan } from './generate.ts';
import { type Measure, measure } from './measure.ts';
import { printGrowth, printMachine, printMemory, printRows, printTargets, wallOf } from './tables.ts';
import { type CapturePlan, CAPTURES, GROWTHS, MEMORY_MEGABYTES, MEMORY_TOOLS, QUICK } from './targets.ts';
import { MSNSCAN, NDJSON, type Tool, versionOf } from './tools.ts';

/** Of one capture: the measures of each tool. */
type Results = ReadonlyMap<Tool, readonly Measure[]>;

const CACHE = fileURLToPath(new URL('.cache/', import.meta.url));
const DEMO = fileURLToPath(new URL('../fixtures/demo.pcap', import.meta.url));
const TEN_PACKETS = 10;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      runs: { type: 'string' },
    },
  });
  if (!existsSync(MSNSCAN)) throw new Error('bin/msnscan.js is missing: npm run build');
  const runs = Number(values.runs ?? (values.quick ? 1 : 3));
  const plans = values.quick ? QUICK : CAPTURES;
  mkdirSync(CACHE, { recursive: true });
  printMachine([...new Set(plans.flatMap(({ tools }) => tools))]);
  const results = await compare(plans, runs);
  if (!values.quick) {
    printTargets(results);
    await growth(runs);
    await memory();
  }
  const files = plans.filter(({ kind }) => kind !== undefined).map(fileOf);
  const complaints = checkAnswers(NDJSON, files, values.record);
  for (const complaint of complaints) console.log(`OTHER ANSWER  ${complaint}`);
  console.log(complaints.length === 0 ? '\nanswers: as recorded' : '\nanswers: NOT as recorded');
  if (complaints.length > 0) process.exitCode = 1;
}

/** The file of a plan, generated when it is not there yet. */
function fileOf({ kind, megabytes }: CapturePlan): string {
  return kind === undefined ? tenPackets() : generated({ kind, bytes: megabytes * 1e6, seed: 1 });
}

function generated(plan: Plan): string {
  const { kind, bytes, connections, depth } = plan;
  const parts = [
    `${kind}-${bytes / 1e6}m`,
    ...(connections === undefined ? [] : [`${connections}c`]),
    ...(depth === undefined ? [] : [`${depth}d`]),
  ];
  const file = `${CACHE}${parts.join('-')}-v${GENERATOR_VERSION}.pcap`;
  if (!existsSync(file)) {
    console.error(`generating ${parts.join('-')}`);
    generate(file, plan);
  }
  return file;
}

/** The first frames of the demo. */
function tenPackets(): string {
  const bytes = readFileSync(DEMO);
  let end = 24;
  for (let frame = 0; frame < TEN_PACKETS; frame++) end += 16 + bytes.readUInt32LE(end + 8);
  const file = `${CACHE}ten-packets.pcap`;
  writeFileSync(file, bytes.subarray(0, end));
  return file;
}

async function compare(plans: readonly CapturePlan[], runs: number): Promise<ReadonlyMap<string, Results>> {
  const all = new Map<string, Results>();
  for (const plan of plans) {
    const file = fileOf(plan);
    const tools = plan.tools.filter((tool) => versionOf(tool) !== undefined);
    await readOnce(file);
    const results = await inTurn(file, tools, runs);
    printRows(plan.name, statSync(file).size / 1e6, results);
    all.set(plan.name, results);
  }
  return all;
}

async function inTurn(file: string, tools: readonly Tool[], runs: number): Promise<Results> {
  const results = new Map<Tool, Measure[]>(tools.map((tool) => [tool, []]));
  const megabytes = statSync(file).size / 1e6;
  for (let run = 0; run < runs; run++) {
    for (const tool of tools) {
      if (run > 0 && megabytes > (tool.slowAbove ?? Infinity)) continue;
      results.get(tool)?.push(await measure(tool.command, tool.args(file)));
    }
  }
  return results;
}

/** What a unit costs while one thing grows. */
async function growth(runs: number): Promise<void> {
  for (const { name, kind, steps } of GROWTHS) {
    const rows = [];
    for (const { megabytes, ...rest } of steps) {
      const file = generated({ kind, bytes: megabytes * 1e6, seed: 1, ...rest });
      await readOnce(file);
      const results = await inTurn(file, [NDJSON], runs);
      rows.push({ ...rest, megabytes, wall: wallOf(results, NDJSON) });
    }
    printGrowth(name, rows);
  }
}

async function memory(): Promise<void> {
  const rows = [];
  for (const megabytes of MEMORY_MEGABYTES) {
    const file = generated({ kind: 'dense', bytes: megabytes * 1e6, seed: 1 });
    for (const tool of MEMORY_TOOLS) {
      const { peakMiB } = await measure(tool.command, tool.args(file));
      rows.push({ megabytes, tool, peakMiB: peakMiB ?? NaN });
    }
  }
  printMemory(rows);
}

/** Puts the file into the page cache. */
async function readOnce(file: string): Promise<void> {
  const stream = createReadStream(file, { highWaterMark: 1 << 20 });
  stream.resume();
  await once(stream, 'close');
}

await main();
