/** The benchmark's figures as Markdown tables. */
import { cpus } from 'node:os';
import { hasGnuTime, type Measure } from './measure.ts';
import { ALONE, DENSE, MOST_MIB, TARGETS } from './targets.ts';
import { NDJSON, type Tool, versionOf } from './tools.ts';

type Results = ReadonlyMap<Tool, readonly Measure[]>;

export function printMachine(tools: readonly Tool[]): void {
  const processors = cpus();
  const model = processors[0]?.model ?? 'unknown';
  console.log(`CPU: ${processors.length} x ${model}, ${process.platform} ${process.arch}`);
  console.log(`node: ${process.version}, memory by ${hasGnuTime ? 'GNU time' : '/proc'}`);
  const others = new Map(tools.map((tool) => [tool.command, versionOf(tool)]));
  others.delete(process.execPath);
  for (const [command, version] of others) console.log(`${command}: ${version ?? 'not installed, left out'}`);
  row();
  row('capture', 'what', 'runs', 'wall s, median (min-max)', 'MB/s', 'peak RSS MiB', 'wall ÷ ours');
  row('---', '---', '--:', '--:', '--:', '--:', '--:');
}

export function printRows(name: string, megabytes: number, results: Results): void {
  const base = wallOf(results, NDJSON);
  for (const [tool, measures] of results) {
    const walls = seconds(measures);
    const wall = median(walls);
    const range = `${fixed(wall, 3)} (${fixed(Math.min(...walls), 3)}-${fixed(Math.max(...walls), 3)})`;
    const peak = Math.max(...measures.map((run) => run.peakMiB ?? NaN));
    const failed = measures.filter((run) => run.exit !== '0').map((run) => run.exit);
    const what = failed.length === 0 ? tool.name : `${tool.name} **exit ${failed.join(', ')}**`;
    const rate = fixed(megabytes / wall, 0);
    row(name, what, String(measures.length), range, rate, fixed(peak, 1), fixed(wall / base, 2));
  }
}

/** Each target with the ratio that was measured; `-` where a tool is not installed. */
export function printTargets(all: ReadonlyMap<string, Results>): void {
  row();
  row('capture', 'what', 'beside', 'ratio', 'at most', 'met');
  row('---', '---', '---', '--:', '--:', '---');
  for (const { capture, what, than, atMost } of TARGETS) {
    const results = all.get(capture) ?? new Map<Tool, readonly Measure[]>();
    target(capture, what.name, than.name, wallOf(results, what) / wallOf(results, than), atMost);
  }
  const perMegabyte = (capture: string, megabytes: number): number =>
    wallOf(all.get(capture) ?? new Map<Tool, readonly Measure[]>(), NDJSON) / megabytes;
  target(ALONE, NDJSON.name, `${DENSE}, per MB`, perMegabyte(ALONE, 200) / perMegabyte(DENSE, 1000), 1);
}

function target(capture: string, what: string, than: string, ratio: number, atMost: number): void {
  const isMet = Number.isNaN(ratio) ? '-' : ratio <= atMost ? 'yes' : '**no**';
  row(capture, what, than, fixed(ratio, 3), fixed(atMost, 3), isMet);
}

export interface GrowthRow {
  readonly megabytes: number;
  readonly connections?: number;
  readonly depth?: number;
  readonly wall: number;
}

export function printGrowth(name: string, rows: readonly GrowthRow[]): void {
  row();
  row(name, 'MB', 'wall s', 'ms a MB');
  row('---', '--:', '--:', '--:');
  for (const { megabytes, connections, depth, wall } of rows) {
    const step = connections ?? depth ?? megabytes;
    row(String(step), String(megabytes), fixed(wall, 3), fixed((wall / megabytes) * 1e3, 1));
  }
}

export function printMemory(
  rows: readonly { readonly megabytes: number; readonly tool: Tool; readonly peakMiB: number }[],
): void {
  row();
  row('what', 'MB', 'peak RSS MiB', `under ${MOST_MIB}`);
  row('---', '--:', '--:', '---');
  for (const { tool, megabytes, peakMiB } of rows) {
    row(tool.name, String(megabytes), fixed(peakMiB, 1), peakMiB < MOST_MIB ? 'yes' : '**no**');
  }
}

/** Median wall of a tool; NaN when it was not run. */
export function wallOf(results: Results, tool: Tool): number {
  return median(seconds(results.get(tool) ?? []));
}

function row(...cells: readonly string[]): void {
  console.log(cells.length === 0 ? '' : `| ${cells.join(' | ')} |`);
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
