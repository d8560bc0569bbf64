/** What the benchmark runs: ourselves with several outputs, and the others. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { firstLine } from './measure.ts';

export interface Tool {
  readonly name: string;
  readonly command: string;
  readonly args: (file: string) => readonly string[];
  /** How to ask for the version; a tool that gives none is not installed. */
  readonly version: readonly string[];
  /** One run is enough above this many megabytes. */
  readonly slowAbove?: number;
}

export const MSNSCAN = fileURLToPath(new URL('../bin/msnscan.js', import.meta.url));
const FLOOR = fileURLToPath(new URL('../scripts/flow-loop.mjs', import.meta.url));

/** Until the program has it there is only one thread. */
const hasJobs = spawnSync(process.execPath, [MSNSCAN, '--help'], { encoding: 'utf8' }).stdout.includes(
  '--jobs',
);

function ours(flags: readonly string[], jobs = 1): Tool {
  const threads = hasJobs ? ['--jobs', String(jobs)] : [];
  const args = (file: string): readonly string[] => [MSNSCAN, ...flags, ...threads, file];
  const name = ['msnscan', ...(flags.length === 0 ? ['(timeline)'] : flags), ...threads].join(' ');
  return { name, command: process.execPath, args, version: ['--version'] };
}

export const NDJSON = ours(['--ndjson', '--no-payload']);
export const FINDINGS = ours(['--ndjson', '--records=findings,sessions']);
export const TIMELINE = ours([]);
export const JSON_DOCUMENT = ours(['--json', '--no-payload']);
/** With all threads; none when the program has only one. */
export const THREADED: readonly Tool[] = hasJobs ? [ours(['--ndjson', '--no-payload'], 2)] : [];

const FIELDS = 'fields -e frame.number -e msnms';
export const TSHARK: Tool = {
  name: `tshark -Y msnms -T ${FIELDS}`,
  command: 'tshark',
  args: (file) => ['-r', file, '-Y', 'msnms', '-T', ...FIELDS.split(' ')],
  version: ['-v'],
  slowAbove: 150,
};
export const TSHARK_JSON: Tool = {
  name: 'tshark -Y msnms -T json',
  command: 'tshark',
  args: (file) => ['-r', file, '-Y', 'msnms', '-T', 'json'],
  version: ['-v'],
  slowAbove: 50,
};
export const TCPTRACE: Tool = {
  name: 'tcptrace -n',
  command: 'tcptrace',
  args: (file) => ['-n', file],
  version: ['-v'],
};
export const NDPI: Tool = {
  name: 'ndpiReader',
  command: 'ndpiReader',
  args: (file) => ['-i', file],
  version: ['-h'],
};
export const SURICATA: Tool = {
  name: 'suricata -r',
  command: 'suricata',
  args: (file) => ['-r', file, '-l', '/tmp', '-k', 'none'],
  version: ['-V'],
};
export const TCPDUMP: Tool = {
  name: "tcpdump -w /dev/null 'tcp port 1863'",
  command: 'tcpdump',
  args: (file) => ['-r', file, '-w', '/dev/null', 'tcp port 1863'],
  version: ['--version'],
};
export const EMPTY_NODE: Tool = {
  name: 'node -e 0',
  command: process.execPath,
  args: () => ['-e', '0'],
  version: ['--version'],
};
export const FLOW_LOOP: Tool = {
  name: 'a loop in Node with a flow table',
  command: process.execPath,
  args: (file) => [FLOOR, file],
  version: ['--version'],
};

const versions = new Map<string, string | undefined>();

/** The first line of a tool's version; undefined when it is not installed. */
export function versionOf({ command, version }: Tool): string | undefined {
  if (!versions.has(command)) versions.set(command, firstLine(command, version));
  return versions.get(command);
}
