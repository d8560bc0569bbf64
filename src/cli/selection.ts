/** The filters of the command line checked and turned into a selection. */
import { isIP } from 'node:net';
import type { Severity } from '../analysis/finding.ts';
import { RULES } from '../analysis/registry.ts';
import { MAX_CONTEXT } from '../base/limits.ts';
import { redacting } from '../report/redact/redacting.ts';
import type { NumberRange, RoleName, Selection } from '../report/filter/selection.ts';
import type { Report, Totals } from '../scan.ts';
import { CliError } from './cli-error.ts';
import type { Arguments } from './parse.ts';
import { redaction } from './settings.ts';
import { didYouMean } from './suggest.ts';
import { timeBound } from './time-bound.ts';

const ROLES: readonly RoleName[] = ['DS', 'NS', 'SB', 'unknown'];
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];
const ADDRESS_AND_PORT = String.raw`(?:\d+(?:\.\d+){3}|\[[0-9a-f:.]+\]):\d+`;
const FLOW = new RegExp(`^(?:1:[A-Za-z0-9+/]+=*|${ADDRESS_AND_PORT}-${ADDRESS_AND_PORT})$`);
const RANGE = /^(\d{1,10})(?:-(\d{1,10}))?$/;

/** Words between commas; none may be empty. */
function words(name: string, text: string): string[] {
  const list = text.split(',').map((word) => word.trim());
  if (list.includes('')) throw new CliError(`--${name}: there is nothing between two commas`);
  return list;
}

/** `what` stands in messages for names that are too many to list. */
function oneOf<T extends string>(
  names: readonly T[],
  what = names.join(', '),
  advice = '',
): (name: string, text: string) => T[] {
  return (flag, text) =>
    words(flag, text).map((word) => {
      const found = names.find((name) => name.toLowerCase() === word.toLowerCase());
      if (found !== undefined) return found;
      throw new CliError(
        `--${flag} takes ${what}, not ${JSON.stringify(word)}`,
        didYouMean(word, names, advice),
      );
    });
}

function each(passes: (word: string) => boolean, what: string): (name: string, text: string) => string[] {
  return (flag, text) => {
    const list = words(flag, text);
    const wrong = list.find((word) => !passes(word));
    if (wrong === undefined) return list;
    throw new CliError(`--${flag} takes ${what}, not ${JSON.stringify(wrong)}`);
  };
}

export function ranges(flag: string, text: string): NumberRange[] {
  return words(flag, text).map((word) => {
    const [, from, to = from] = RANGE.exec(word) ?? [];
    if (from !== undefined && Number(from) <= Number(to)) return [Number(from), Number(to)];
    throw new CliError(`--${flag} takes numbers and ranges such as 3,5-8, not ${JSON.stringify(word)}`);
  });
}

function context(flag: string, text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (count >= 0 && count <= MAX_CONTEXT) return count;
  throw new CliError(
    `--${flag} takes a number of commands up to ${MAX_CONTEXT}, not ${JSON.stringify(text)}`,
  );
}

type Readers = {
  readonly [K in keyof Selection]-?: (flag: string, text: string) => NonNullable<Selection[K]>;
};

/** How the value of each filter is read. */
const READERS: Readers = {
  account: each((word) => word !== '', 'accounts'),
  host: each((word) => isIP(word) !== 0, 'IP addresses'),
  flow: each(
    (word) => FLOW.test(word),
    'Community IDs (1:...) or both ends of a connection (192.0.2.1:1234-192.0.2.2:1863)',
  ),
  session: ranges,
  role: oneOf(ROLES),
  command: each(
    (word) => /^[A-Za-z0-9]{1,64}$/.test(word),
    'commands such as MSG or error codes such as 205',
  ),
  trid: ranges,
  since: timeBound,
  until: timeBound,
  severity: oneOf(SEVERITIES),
  finding: oneOf([...RULES.keys()], 'rules', 'msnscan rules lists them'),
  context,
};

/** What is asked for; undefined when that is everything. */
function selectionOf(args: Arguments): Selection | undefined {
  const given = (Object.keys(READERS) as (keyof Selection)[]).flatMap((name) => {
    const text = args.value(name);
    return text === undefined ? [] : [[name, READERS[name](name, text)] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** A report that shows only what is asked for, and the totals of that. */
export interface Selected {
  readonly report: Report;
  totals(totals: Totals): Totals;
}

/** Puts the filters before a report. */
type Select = (report: Report) => Selected;

/** What puts the filters before a report. Throws CliError for values that mean nothing. */
async function withSelection(args: Arguments): Promise<Select> {
  const selection = selectionOf(args);
  if (selection === undefined) return (report) => ({ report, totals: (totals) => totals });
  const { FilterReport } = await import('../report/filter/room.ts');
  return (report) => {
    const filter = new FilterReport(report, selection);
    return { report: filter, totals: (totals) => filter.totals(totals) };
  };
}

/** Puts before a report what the command line asks for. */
export type Prepare = (report: Report) => Promise<Selected>;

/** The filters and what redacts, the filters in front. Throws CliError for values that mean nothing. */
export async function preparation(args: Arguments): Promise<Prepare> {
  const select = await withSelection(args);
  const redacted = redaction(args);
  return async (report) => select(await redacting(report, redacted));
}
