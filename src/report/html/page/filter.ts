/** What is in view: the sessions chosen in the tree, and the filters above the list. */
import { KINDS, type Kind, type PageDetails } from '../page-data.ts';
import { rankOf, type Model } from './model.ts';

export interface Filter {
  readonly text: string;
  readonly side: 'both' | 'client' | 'server';
  readonly kinds: ReadonlySet<Kind>;
  readonly findings: 'any' | 'some' | 'warning' | 'error';
  readonly state: 'any' | 'answered' | 'error' | 'unanswered';
}

export const NO_FILTER: Filter = {
  text: '',
  side: 'both',
  kinds: new Set(KINDS),
  findings: 'any',
  state: 'any',
};

/** Worst rank that each choice lets through. */
const WORST: Readonly<Record<Filter['findings'], number>> = { any: Infinity, some: 2, warning: 1, error: 0 };

export function isFiltering(filter: Filter): boolean {
  const { text, side, kinds, findings, state } = filter;
  return text !== '' || side !== 'both' || kinds.size < KINDS.length || findings !== 'any' || state !== 'any';
}

/** Whether a command passes everything but the text. */
function passes(model: Model, filter: Filter, command: number): boolean {
  if (filter.side !== 'both' && model.isServer(command) !== (filter.side === 'server')) return false;
  if (filter.kinds.size < KINDS.length && !filter.kinds.has(model.kindOf(command))) return false;
  if (filter.findings !== 'any') {
    const [worst] = model.findingsOf(command);
    if (worst === undefined || rankOf(worst.severity) > WORST[filter.findings]) return false;
  }
  return filter.state === 'any' || hasState(model, filter.state, command);
}

/** A transaction is its request and its replies. */
function hasState(model: Model, state: Filter['state'], command: number): boolean {
  const request = model.requestOf(command) ?? command;
  const found = model.stateOf(request);
  return state === 'unanswered' ? found === 'unanswered' || found === 'unknown' : found === state;
}

/** Whether the line, its summary or its findings say `text`, in small letters. */
function says(model: Model, command: number, text: string): boolean {
  return (
    (model.line[command] ?? '').toLowerCase().includes(text) ||
    (model.summary[command] ?? '').toLowerCase().includes(text) ||
    model.findingsOf(command).some(({ id, message }) => `${id} ${message}`.toLowerCase().includes(text))
  );
}

function detailsSay({ raw = '', text = '', decoded }: PageDetails, wanted: string): boolean {
  return (
    text.toLowerCase().includes(wanted) ||
    raw.toLowerCase().includes(wanted) ||
    (decoded !== undefined && JSON.stringify(decoded).toLowerCase().includes(wanted))
  );
}

function extraPasses(model: Model, filter: Filter, index: number): boolean {
  const extra = model.extras[index];
  if (extra === undefined || filter.side !== 'both' || filter.state !== 'any') return false;
  if (extra.type === 'notice') {
    if (filter.findings !== 'any') return false;
    const { code, message } = extra.notice;
    return filter.text === '' || `${code} ${message}`.toLowerCase().includes(filter.text.toLowerCase());
  }
  const { id, message, severity } = extra.finding;
  if (rankOf(severity) > WORST[filter.findings]) return false;
  return filter.text === '' || `${id} ${message}`.toLowerCase().includes(filter.text.toLowerCase());
}

function sessionOfExtra(model: Model, index: number): number {
  const extra = model.extras[index];
  return (extra?.type === 'notice' ? extra.notice.session : extra?.finding.session) ?? 0;
}

/** Items of the sessions in `scope` (undefined: all) that pass; records of no session belong to every scope. */
export function itemsInView(
  model: Model,
  filter: Filter,
  scope: ReadonlySet<number> | undefined,
): Int32Array {
  const text = filter.text.trim().toLowerCase();
  const isPlain = !isFiltering(filter);
  return model.items.filter((item) => {
    if (item < 0) {
      const session = sessionOfExtra(model, -1 - item);
      const isInScope = scope === undefined || session === 0 || scope.has(session);
      return isInScope && (isPlain || extraPasses(model, { ...filter, text }, -1 - item));
    }
    if (scope?.has(model.session[item] ?? 0) === false) return false;
    return isPlain || (passes(model, filter, item) && (text === '' || says(model, item, text)));
  });
}

/** Commands of one block of details whose payload, and not their line, says the text. */
export function deepMatches(
  model: Model,
  filter: Filter,
  scope: ReadonlySet<number> | undefined,
  block: number,
): number[] {
  const text = filter.text.trim().toLowerCase();
  const first = model.firstOf(block);
  return model.parsedDetails(block).flatMap((details, offset) => {
    const command = first + offset;
    if (details === 0 || scope?.has(model.session[command] ?? 0) === false) return [];
    if (!detailsSay(details, text) || says(model, command, text) || !passes(model, filter, command))
      return [];
    return [command];
  });
}
