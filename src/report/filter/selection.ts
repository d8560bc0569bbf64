/** What somebody asked to see: one field a filter, each a list of which one has to fit; all filters have to. */
import type { Severity } from '../../analysis/finding.ts';
import type { SessionView } from '../../analysis/sink.ts';
import type { Filtered } from '../../scan.ts';

export type RoleName = SessionView['role'];

/** First and last number, both included. */
export type NumberRange = readonly [from: number, to: number];

/** A place in time; `text` is what was written. */
export type TimeBound =
  | { readonly text: string; readonly kind: 'unix'; readonly seconds: number; readonly nanos: number }
  /** Since the first frame, as the timeline shows it: to the millisecond. */
  | { readonly text: string; readonly kind: 'relative'; readonly millis: number };

export interface Selection {
  readonly account?: readonly string[];
  /** Addresses; those of IPv6 in any form. */
  readonly host?: readonly string[];
  readonly flow?: readonly string[];
  readonly session?: readonly NumberRange[];
  readonly role?: readonly RoleName[];
  readonly command?: readonly string[];
  readonly trid?: readonly NumberRange[];
  readonly since?: TimeBound;
  readonly until?: TimeBound;
  readonly severity?: readonly Severity[];
  readonly finding?: readonly string[];
  /** Commands before and after each one with a finding that passes. */
  readonly context?: number;
}

/** Whether commands are shown for the findings about them. */
export function isByFinding({ severity, finding, context }: Selection): boolean {
  return severity !== undefined || finding !== undefined || context !== undefined;
}

/** The summary's `filter`: the selection as it was asked for. */
export function filterRecord(selection: Selection): Filtered['filter'] {
  return Object.fromEntries(
    Object.entries(selection).map(([name, value]: [string, Value]) => [name, plain(value)]),
  );
}

type Value = NonNullable<Selection[keyof Selection]>;

function plain(value: Value): Filtered['filter'][string] {
  if (typeof value === 'number') return value;
  if ('text' in value) return value.text;
  return value.map((one) => (typeof one === 'string' ? one : rangeText(one)));
}

function rangeText([from, to]: NumberRange): string | number {
  return from === to ? from : `${from}-${to}`;
}
