/** The flags: one row each. The parser, the help texts and the checks are made from this table. */

import { MAX_FLOWS } from '../base/limits.ts';

import { FILTER_FLAGS } from './filter-flags.ts';

export type CommandName =
  | 'scan'
  | 'chat'
  | 'contacts'
  | 'stats'
  | 'extract'
  | 'follow'
  | 'carve'
  | 'explain'
  | 'rules'
  | 'fields'
  | 'schema'
  | 'completion'
  | 'man';

export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** `switch` takes no value, `count` may be repeated, `value` needs one, `file` takes one only with `=`. */
  readonly kind: 'switch' | 'count' | 'value' | 'file';
  /** How the value is called in the help. */
  readonly value?: string;
  /** One line for the help. */
  readonly text: string;
  /** Commands that take it; missing: all. */
  readonly only?: readonly CommandName[];
  /** Words that the value is one of, for completion. */
  readonly values?: readonly string[];
  /** May be set for good, in the environment and in the configuration file. */
  readonly lasting?: true;
  /** Shown under a title of its own by `--help`. */
  readonly group?: 'filter';
  /** Shown by `-h`, not only by `--help`. */
  readonly common?: true;
}

const SCAN: readonly CommandName[] = ['scan'];
/** Commands that write one text or document. */
const PRODUCT: readonly CommandName[] = ['scan', 'chat', 'contacts', 'stats'];
const EXTRACT: readonly CommandName[] = ['extract'];
const FOLLOW: readonly CommandName[] = ['follow'];
const CARVE: readonly CommandName[] = ['carve'];
/** Commands that look for MSNP in a capture, and all that read one. */
const ANALYSIS: readonly CommandName[] = [...PRODUCT, ...EXTRACT, ...CARVE];
const CAPTURE: readonly CommandName[] = [...ANALYSIS, ...FOLLOW];

export const FLAGS = [
  {
    name: 'read',
    short: 'r',
    kind: 'value',
    value: 'FILE',
    text: 'A capture to read, as an option; - is standard input',
    only: CAPTURE,
  },
  { name: 'recursive', kind: 'switch', text: 'Read the captures in folders too', only: CAPTURE },
  {
    name: 'separate',
    kind: 'switch',
    text: 'A report for each capture; without it several are one in order of time',
    only: PRODUCT,
  },
  {
    name: 'json',
    kind: 'file',
    value: 'FILE',
    text: 'One JSON document instead of the text, to FILE or stdout',
    only: PRODUCT,
    common: true,
  },
  {
    name: 'out',
    kind: 'value',
    value: 'DIR',
    text: 'The folder that extract writes to; what is there stays',
    only: EXTRACT,
  },
  {
    name: 'write',
    short: 'w',
    kind: 'value',
    value: 'FILE',
    text: 'What carve writes, FILE.pcapng or FILE.pcap; - is pcapng to stdout. Packets hold passwords as they were sent',
    only: CARVE,
  },
  {
    name: 'ndjson',
    kind: 'file',
    value: 'FILE',
    text: 'One JSON record a line instead of the timeline, to FILE or stdout',
    only: SCAN,
  },
  {
    name: 'csv',
    kind: 'file',
    value: 'FILE',
    text: 'A table with commas instead of the timeline, to FILE or stdout',
    only: SCAN,
  },
  { name: 'tsv', kind: 'file', value: 'FILE', text: 'The same with tabs', only: SCAN },
  {
    name: 'table',
    values: ['command', 'transaction', 'finding', 'session', 'notice'],
    kind: 'value',
    value: 'NAME',
    text: 'Rows of a table: command (the default), transaction, finding, session or notice',
    only: SCAN,
  },
  {
    name: 'fields',
    kind: 'value',
    value: 'LIST',
    text: 'Columns of a table: time,session,verb,payload.length; msnscan fields lists all',
    only: SCAN,
  },
  {
    name: 'html',
    kind: 'file',
    value: 'FILE',
    text: 'One self-contained page for a browser, to FILE or stdout',
    only: SCAN,
    common: true,
  },
  {
    name: 'format',
    values: ['eve', 'zeek', 'parquet'],
    kind: 'value',
    value: 'NAME',
    text: 'For other programs: eve (Suricata), zeek or parquet, to --output or stdout',
    only: SCAN,
  },
  {
    name: 'output',
    short: 'o',
    kind: 'value',
    value: 'FILE',
    text: 'Where --format writes to: a file, a folder for the logs of zeek, or - for stdout',
    only: SCAN,
  },
  { name: 'force', kind: 'switch', text: 'Overwrite output files that exist', only: [...PRODUCT, ...CARVE] },
  {
    name: 'port',
    lasting: true,
    kind: 'value',
    value: 'LIST',
    text: 'TCP ports of MSNP, plain or over HTTP (default 1863, and 80, 443, 8080 for HTTP); any to follow all',
    only: CAPTURE,
  },
  { name: 'from', kind: 'value', value: 'SIDE', text: 'Only what client or server sent', only: FOLLOW },
  {
    name: 'raw',
    kind: 'switch',
    text: 'The bytes of one flow as they are, tickets and passwords too',
    only: FOLLOW,
  },
  {
    name: 'digest',
    kind: 'switch',
    text: 'A line a direction: CLIENT SERVER FROM LENGTH SHA256 GAPS',
    only: FOLLOW,
  },
  {
    name: 'jobs',
    lasting: true,
    kind: 'value',
    value: 'N',
    text: 'Threads that analyse the capture (default: all cores for large files)',
    only: SCAN,
  },
  {
    name: 'any-port',
    lasting: true,
    kind: 'switch',
    text: 'Look for MSNP on all other ports too',
    only: ANALYSIS,
  },
  {
    name: 'checksum',
    lasting: true,
    values: ['off', 'warn', 'strict'],
    kind: 'value',
    value: 'MODE',
    text: 'off, warn of bad ones, or strict: leave segments with a bad one out (default off)',
    only: CAPTURE,
  },
  {
    name: 'max-flows',
    lasting: true,
    kind: 'value',
    value: 'N',
    text: `Flows open at one time; those without data make room first (default ${MAX_FLOWS})`,
    only: ANALYSIS,
  },
  {
    name: 'max-memory-per-flow',
    lasting: true,
    kind: 'value',
    value: 'SIZE',
    text: 'Bytes, KiB or MiB that a flow holds back while it waits for missing segments (default 2MiB)',
    only: ANALYSIS,
  },
  {
    name: 'max-packets',
    kind: 'value',
    value: 'N',
    text: 'Read the first N frames only',
    only: CAPTURE,
  },
  {
    name: 'enable',
    lasting: true,
    kind: 'value',
    value: 'LIST',
    text: 'Switch rules on that are off by default',
    only: [...SCAN, ...CARVE],
  },
  {
    name: 'disable',
    lasting: true,
    kind: 'value',
    value: 'LIST',
    text: 'Switch rules off',
    only: [...SCAN, ...CARVE],
  },
  {
    name: 'fail-on',
    values: ['note', 'warning', 'error'],
    kind: 'value',
    value: 'LEVEL',
    text: 'Exit with 1 on a finding as bad: note, warning or error',
    only: SCAN,
    common: true,
  },
  ...FILTER_FLAGS,
  {
    name: 'records',
    values: ['commands', 'transactions', 'findings', 'sessions'],
    kind: 'value',
    value: 'LIST',
    text: 'Only these in --json and --ndjson: commands, transactions, findings, sessions (default all)',
    only: SCAN,
  },
  {
    name: 'no-payload',
    lasting: true,
    kind: 'switch',
    text: 'Leave out what is in payloads: chat texts, profiles, files',
    only: SCAN,
  },
  {
    name: 'show-secrets',
    kind: 'switch',
    text: 'Show tickets, passwords and cookies, which are masked otherwise',
    only: [...SCAN, ...FOLLOW],
  },
  {
    name: 'redact',
    values: ['content', 'accounts'],
    kind: 'value',
    value: 'LIST',
    text: 'content: what people wrote as its length; accounts: accounts and names as pseudonyms',
    only: PRODUCT,
  },
  {
    name: 'time',
    lasting: true,
    values: ['relative', 'delta', 'iso', 'epoch'],
    kind: 'value',
    value: 'STYLE',
    text: 'Times of the timeline: relative, delta (to the row before), iso or epoch',
    only: SCAN,
  },
  {
    name: 'tz',
    lasting: true,
    values: ['utc', 'local'],
    kind: 'value',
    value: 'ZONE',
    text: 'Zone of --time iso: utc or local (default utc)',
    only: SCAN,
  },
  {
    name: 'group',
    lasting: true,
    values: ['session', 'conversation'],
    kind: 'value',
    value: 'KIND',
    text: 'Rows of the timeline together, at the end: by session, or by conversation',
    only: SCAN,
  },
  {
    name: 'full',
    lasting: true,
    kind: 'switch',
    text: 'Cut nothing in the timeline, however long it is',
    only: SCAN,
  },
  {
    name: 'color',
    lasting: true,
    values: ['auto', 'always', 'never'],
    kind: 'value',
    value: 'WHEN',
    text: 'auto, always or never (default auto)',
  },
  {
    name: 'progress',
    lasting: true,
    values: ['auto', 'always', 'never'],
    kind: 'value',
    value: 'WHEN',
    text: 'How far a long run is, on stderr: auto (on a terminal), always or never',
    only: SCAN,
  },
  { name: 'ascii', lasting: true, kind: 'switch', text: 'Nothing but ASCII in the text', only: CAPTURE },
  {
    name: 'quiet',
    lasting: true,
    short: 'q',
    kind: 'switch',
    text: 'No summary and no warnings on stderr',
    only: CAPTURE,
  },
  {
    name: 'verbose',
    short: 'v',
    kind: 'count',
    text: 'More about the input on stderr; in chats also typing and frames',
    only: PRODUCT,
  },
  {
    name: 'paging',
    kind: 'value',
    value: 'WHEN',
    text: 'Page the timeline and the help: auto (on a terminal), always or never (default auto)',
    values: ['auto', 'always', 'never'],
    lasting: true,
  },
  {
    name: 'config',
    kind: 'value',
    value: 'FILE',
    text: 'Settings from FILE, not from $XDG_CONFIG_HOME/msnscan/config.json',
  },
  { name: 'debug', kind: 'switch', text: 'Stack traces of errors' },
  { name: 'help', short: 'h', kind: 'switch', text: 'This help; -h is the short one', common: true },
  { name: 'version', short: 'V', kind: 'switch', text: 'Version of the program' },
] as const satisfies readonly Flag[];

export type FlagName = (typeof FLAGS)[number]['name'];

export interface CommandEntry {
  readonly name: CommandName;
  readonly operand: string;
  readonly text: string;
}

export const COMMANDS: readonly CommandEntry[] = [
  { name: 'scan', operand: 'FILE...', text: 'Analyse captures (the default: msnscan FILE)' },
  { name: 'chat', operand: 'FILE...', text: 'The conversations as people read them' },
  { name: 'contacts', operand: 'FILE...', text: 'Contact lists, and who was there when' },
  { name: 'stats', operand: 'FILE...', text: 'The capture in numbers: commands, latencies, errors, traffic' },
  {
    name: 'extract',
    operand: '--out DIR FILE...',
    text: 'Pictures, files and texts as files, with an index',
  },
  { name: 'follow', operand: 'FILE...', text: 'The bytes of TCP flows: as text, --raw, or sums (--digest)' },
  {
    name: 'carve',
    operand: '-w FILE FILE...',
    text: 'The packets behind sessions, findings or conversations',
  },
  { name: 'explain', operand: 'ID|CODE|VERB', text: 'What a finding, an error code or a command means' },
  { name: 'rules', operand: '', text: 'List the rules' },
  { name: 'fields', operand: '', text: 'List the columns that tables can have' },
  {
    name: 'schema',
    operand: '[VIEW]',
    text: 'Print the JSON Schema of the report, or of chat, contacts, stats or extract',
  },
  { name: 'completion', operand: 'SHELL', text: 'Completion for bash, zsh or fish' },
  { name: 'man', operand: '', text: 'The manual page: msnscan man | man -l -' },
];
