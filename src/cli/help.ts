/** Help texts from the flags table: examples first, then commands, then options. */
import { COMMANDS, FLAGS, type CommandName, type Flag } from './flags.ts';

export const EXAMPLES = [
  ['msnscan capture.pcap', 'who said what, and what is wrong with it'],
  ['msnscan --ndjson capture.pcap | jq .', 'one record a line'],
  ['msnscan --recursive folder', 'all captures in it as one'],
  ['tcpdump -U -w - port 1863 | msnscan --ndjson -', 'live'],
  ['msnscan --fail-on warning capture.pcap', 'in a test: exit 1 on a warning or an error'],
  ['msnscan explain trid-reuse', 'what a finding means'],
] as const;

export const EXIT_CODES = [
  ['0', 'done; findings alone never fail a run'],
  ['1', 'done, and --fail-on was met'],
  ['2', 'usage, unreadable input, not a capture, or output that cannot be written'],
  ['3', 'partial: the capture is cut or damaged, or a limit was reached'],
  ['130', 'interrupted'],
] as const;

function rows(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}

function flagName(flag: Flag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const value = flag.value ?? '';
  const suffix = flag.kind === 'file' ? `[=${value}]` : value === '' ? '' : ` ${value}`;
  return `${short}--${flag.name}${suffix}`;
}

function flagRows(flags: readonly Flag[]): string {
  return rows(flags.map((flag) => [flagName(flag), flag.text]));
}

/** The commands that `-h` has room for; the default is its examples' already. */
const SHORT_COMMANDS: ReadonlySet<CommandName> = new Set<CommandName>([
  'chat',
  'contacts',
  'stats',
  'extract',
  'follow',
  'carve',
  'explain',
]);

/** Of the examples, as many as `-h` has room for. */
const SHORT_EXAMPLES = 2;

const USAGE = 'Usage: msnscan [scan] [OPTIONS] FILE...\n';

/** `-h`: fits a terminal of 80 columns and 24 rows. */
export function shortHelp(): string {
  const commands = COMMANDS.filter(({ name }) => SHORT_COMMANDS.has(name));
  const flags = FLAGS.filter((flag: Flag) => flag.common === true);
  return `${USAGE}Reads packet captures and shows the MSN Messenger (MSNP) conversations in them.

Examples:
${rows(EXAMPLES.slice(0, SHORT_EXAMPLES))}
Commands (msnscan chat FILE...):
${rows(commands.map(({ name, text }) => [name, text] as const))}
Options (all of them, and filters: msnscan --help):
${flagRows(flags)}`;
}

/** `--help`. */
export function longHelp(): string {
  const commands = COMMANDS.map(({ name, operand, text }) => [`${name} ${operand}`.trim(), text] as const);
  return `${USAGE}
Reads packet captures (pcap, pcapng, also gzip or zstd; - is standard input), rebuilds the TCP conversations of MSN
Messenger, pairs commands with replies by transaction ID and reports what is wrong, with the frames to prove it.
Several files are one capture in order of time; what overlapping files have both counts once.

Examples:
${rows(EXAMPLES)}
Commands:
${rows(commands)}
Filters (one of each list has to fit, and all filters; --session 2 --command ADD,REM):
${flagRows(FLAGS.filter((flag: Flag) => flag.group === 'filter'))}
Options:
${flagRows(FLAGS.filter((flag: Flag) => flag.group === undefined))}
Exit codes:
${rows(EXIT_CODES)}`;
}
