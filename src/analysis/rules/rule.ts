/** Shape of a rule: one row, its family is the name of its file. */
import type { Details } from '../../base/notice.ts';
import type { Contexts, Subject } from '../facts.ts';
import type { Severity } from '../finding.ts';

/** Nanoseconds to milliseconds as reports show them. */
export type Millis = (nanos: number) => number;

/** A rule about one subject. */
export interface RuleOf<S extends Subject> {
  /** The usual severity. */
  readonly severity: Severity;
  /** The severity of one case, where it differs. */
  readonly severityOf?: (context: Contexts[S]) => Severity;
  readonly subject: S;
  /** Facts of the subject that wake it, as bits. */
  readonly on: number;
  readonly title: string;
  /** What it means and what follows, one or two sentences. */
  readonly why: string;
  /** Sources as named in docs/rules.md. */
  readonly source: string;
  /** `off`: only when asked for; `client`: for lines of the server only when asked for. */
  readonly byDefault?: 'off' | 'client';
  /** Facts behind the finding, undefined when the case is an exemption. Pure. */
  readonly find: (context: Contexts[S], millis: Millis) => Details | undefined;
  /** One sentence from those facts. */
  readonly message: (details: Details) => string;
}

export type Rule = { readonly [S in Subject]: RuleOf<S> }[Subject];

/** Rules of one family by id. */
export type RuleTable = Readonly<Record<string, Rule>>;
