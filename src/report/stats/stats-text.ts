/** The numbers for people. */
import { countText, durationText } from '../units.ts';
import { escapeText } from '../escape.ts';
import { Output, type BlockSink } from '../output.ts';
import type { Paint } from '../paint.ts';
import { fittedTable, table } from '../tables.ts';
import { Columns, type MeasureText } from '../width.ts';
import { titled, wrapHanging } from '../wrap.ts';
import { bars } from './bars.ts';
import type { Stats } from './stats.ts';
import { halved, type Bin } from './traffic.ts';

export interface StatsTextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Lines keep to it. */
  readonly wraps?: boolean;
  readonly paint: Paint;
  readonly measure: MeasureText;
  readonly asciiOnly: boolean;
}

const lineWidth = ({ wraps = false, width }: StatsTextOptions): number => (wraps ? width : Infinity);

const OTHERS = '(others)';
const MAX_NAME_CHARACTERS = 24;
/** Columns before the bars of the traffic. */
const TRAFFIC_LABEL = 10;

export function writeStatsText(stats: Stats, sink: BlockSink, options: StatsTextOptions): void {
  const output = new Output(sink);
  const { paint, asciiOnly } = options;
  const name = escapeText(nameText(stats), asciiOnly);
  const start = stats.start === null ? '' : `, from ${stats.start.slice(0, 19).replace('T', ' ')}Z`;
  const columns = new Columns(options.measure, asciiOnly);
  const title = { title: name, rest: headText(stats) + start, paint: paint.title };
  const parts = [
    `${titled(title, lineWidth(options), columns)}\n`,
    traffic(stats, options),
    section('Commands', commands(stats, options), options),
    section('Latency', latency(stats, options), options),
    section('Errors', errors(stats, options), options),
    section('Sessions', sessions(stats, options), options),
    `${wrapHanging(closing(stats), lineWidth(options), columns)}\n`,
  ];
  output.text(parts.filter((part) => part !== '').join('\n'));
  output.flush();
}

function headText({ totals }: Stats): string {
  const { frames, sessions, commands, filtered } = totals;
  return [
    countText(frames, 'frame'),
    countText(sessions, 'session', filtered?.sessions),
    countText(commands, 'command', filtered?.commands),
  ].join(', ');
}

function section(title: string, body: string, { paint }: StatsTextOptions): string {
  return body === '' ? '' : `${paint.title(title)}\n${body}`;
}

function traffic({ traffic: { bins, binSeconds } }: Stats, options: StatsTextOptions): string {
  if (bins.length === 0) return '';
  const { asciiOnly, paint, width } = options;
  let shown: readonly Bin[] = bins;
  let seconds = binSeconds;
  while (shown.length > width - TRAFFIC_LABEL) {
    shown = halved(shown);
    seconds *= 2;
  }
  const row = (label: string, values: readonly number[], paintBars: (text: string) => string): string =>
    `  ${label}  ${paintBars(bars(values, asciiOnly))}`.trimEnd() + '\n';
  const head = `${paint.title('Commands over time')}  a column is ${seconds < 60 ? `${seconds} s` : durationText(seconds * 1e9)}\n`;
  const client = shown.map((bin) => bin.client);
  const server = shown.map((bin) => bin.server);
  return head + row('client', client, paint.client) + row('server', server, paint.server);
}

const named = (name: string | null, { asciiOnly }: StatsTextOptions): string =>
  name === null ? OTHERS : Array.from(escapeText(name, asciiOnly)).slice(0, MAX_NAME_CHARACTERS).join('');

function commands(stats: Stats, options: StatsTextOptions): string {
  const rows = stats.commands.map(({ verb, client, server, bytes }) => [
    named(verb, options),
    String(client),
    String(server),
    String(bytes),
  ]);
  const head = ['verb', 'client', 'server', 'bytes'];
  return rows.length === 0 ? '' : table(head, ['left', 'right', 'right', 'right'], rows, options.paint);
}

function latency({ latency: all, latencyBoundsMs }: Stats, options: StatsTextOptions): string {
  const time = (millis: number): string => durationText(millis * 1e6);
  const rows = all.map(({ verb, count, min, median, p95, max, buckets }) => [
    named(verb, options),
    String(count),
    time(min),
    time(median),
    time(p95),
    time(max),
    bars(buckets, options.asciiOnly),
  ]);
  if (rows.length === 0) return '';
  const [first = 0] = latencyBoundsMs;
  const scale = `${first} ms to ${(latencyBoundsMs.at(-1) ?? 0) / 1e3} s`;
  const head = ['verb', 'replies', 'min', 'median', 'p95', 'max', scale];
  const aligns = ['left', 'right', 'right', 'right', 'right', 'right', 'left'] as const;
  return fittedTable({ head, aligns, rows, dispensable: ['min', 'p95'] }, options.paint, lineWidth(options));
}

function errors(stats: Stats, options: StatsTextOptions): string {
  const rows = stats.errors.map(({ code, name, count, about }) => [
    named(code, options),
    name ?? '-',
    String(count),
    escapeText(about.join(' '), options.asciiOnly),
  ]);
  const head = ['code', 'name', 'count', 'answers'];
  return rows.length === 0 ? '' : table(head, ['left', 'left', 'right', 'left'], rows, options.paint);
}

function sessions(stats: Stats, options: StatsTextOptions): string {
  const rows = stats.sessions.map(({ role, version, sessions: count, commands: sum }) => [
    role,
    version ?? '-',
    String(count),
    String(sum),
  ]);
  const head = ['role', 'version', 'sessions', 'commands'];
  return rows.length === 0 ? '' : table(head, ['left', 'left', 'right', 'right'], rows, options.paint);
}

function closing({ transactions, findings, complete }: Stats): string {
  const { answered, error, unanswered, noReplyExpected, unknown } = transactions;
  const states = [
    `${answered} answered`,
    `${error} with an error`,
    `${unanswered} unanswered`,
    `${noReplyExpected} without reply by design`,
    `${unknown} unknown`,
  ];
  const found = [
    countText(findings.error, 'error'),
    countText(findings.warning, 'warning'),
    countText(findings.note, 'note'),
  ];
  const partial = complete ? '' : '\nPARTIAL: not everything of the capture is in this report';
  return `Transactions: ${states.join(', ')}\nFindings: ${found.join(', ')}${partial}`;
}

function nameText({ file, files }: Stats): string {
  return files === undefined ? (file ?? '') : countText(files.length, 'capture');
}
