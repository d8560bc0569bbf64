/** The closing tables of the timeline: sessions and findings. Bounded, because the layout is more than linear. */
import Table from 'cli-table3';
import type { Severity } from '../analysis/finding.ts';
import { MAX_TABLE_ROWS } from '../base/limits.ts';
import { frameText } from './frame-text.ts';
import { SEVERITY_LETTERS, type Paint } from './paint.ts';
import type { Kind } from './tally.ts';

/** Lines between columns only; cli-table3 would colour them and take escape sequences in cells as its own. */
const CHARS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '  ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

type Align = 'left' | 'right';

/** Rows of cells as text, at most MAX_TABLE_ROWS; cells are escaped already. */
export function table(
  head: readonly string[],
  aligns: readonly Align[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const rendered = new Table({
    head: head.map((title) => paint.title(title)),
    colAligns: [...aligns],
    chars: CHARS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  for (const row of rows.slice(0, MAX_TABLE_ROWS)) rendered.push([...row]);
  const lines = rendered.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const SESSION_HEAD = [
  '#',
  'role',
  'version',
  'client',
  'server',
  'account',
  'from',
  'for',
  'commands',
  'open',
  'median',
];
const SESSION_ALIGNS: readonly Align[] = [
  'right',
  'left',
  'left',
  'left',
  'left',
  'left',
  'right',
  'right',
  'right',
  'right',
  'right',
];

/** One row of the sessions table, in the order of its head. */
export type SessionRow = readonly [
  id: string,
  role: string,
  version: string,
  client: string,
  server: string,
  account: string,
  from: string,
  duration: string,
  commands: string,
  open: string,
  median: string,
];

/** Columns that a narrow terminal does without, the first one first. */
const DISPENSABLE = ['from', 'median', 'for', 'version', 'commands', 'server'];

/** What a table is made of. */
interface Content {
  readonly head: readonly string[];
  readonly aligns: readonly Align[];
  readonly rows: readonly (readonly string[])[];
  /** Titles of columns that a narrow terminal does without, the first one first. */
  readonly dispensable: readonly string[];
}

/** A table in at most `width` columns, as far as that can be. */
export function fittedTable(
  { head, aligns, rows, dispensable }: Content,
  paint: Paint,
  width: number,
): string {
  const widths = head.map((title, at) =>
    rows.reduce((widest, row) => Math.max(widest, row[at]?.length ?? 0), title.length),
  );
  const dropped = new Set<number>();
  const taken = (): number =>
    widths.reduce((sum, columns, at) => sum + (dropped.has(at) ? 0 : columns + 2), 0);
  for (const title of dispensable) {
    if (taken() <= width) break;
    dropped.add(head.indexOf(title));
  }
  const kept = <T>(cells: readonly T[]): T[] => cells.filter((_, at) => !dropped.has(at));
  return table(kept(head), kept(aligns), rows.map(kept), paint);
}

/** The sessions in at most `width` columns, as far as that can be. */
export function sessionsTable(rows: readonly SessionRow[], paint: Paint, width: number): string {
  const content = { head: SESSION_HEAD, aligns: SESSION_ALIGNS, rows, dispensable: DISPENSABLE };
  return fittedTable(content, paint, width);
}

const ORDER: readonly Severity[] = ['error', 'warning', 'note'];

/** Findings by rule, the worst first, then the most frequent. */
export function findingsTable(
  kinds: Iterable<Kind & { readonly id: string }>,
  paint: Paint,
  several: boolean,
): string {
  const sorted = [...kinds].sort(
    (a, b) =>
      ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || b.count - a.count || (a.id < b.id ? -1 : 1),
  );
  const rows = sorted.map(({ id, severity, count, frame }) => [
    paint.severity[severity](SEVERITY_LETTERS[severity]),
    id,
    String(count),
    frame === 0 ? '' : frameText(frame, several),
  ]);
  return table(['', 'finding', 'count', 'first frame'], ['left', 'left', 'right', 'right'], rows, paint);
}
