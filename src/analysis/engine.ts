/**
 * Runs the rules that a fact wakes. Compiled once by subject, so that a line without facts costs one comparison.
 * Findings are held until the command they are about has been reported.
 */
import { captureOf } from '../base/frame-id.ts';
import { type Clock, millisBetween } from '../base/time.ts';
import type { Contexts, Subject } from './facts.ts';
import type { Family, Finding } from './finding.ts';
import { RULES } from './registry.ts';
import type { Millis, RuleOf } from './rules/rule.ts';
import type { Sink } from './sink.ts';

/** Where a finding points. */
export interface Place {
  readonly session: number;
  /** Command id, 0 for none. */
  readonly command: number;
  /** An id (base/frame-id.ts), as everywhere. */
  readonly frame: number;
  readonly time: number;
}

interface Compiled<S extends Subject> {
  readonly id: string;
  readonly family: Family;
  readonly rule: RuleOf<S>;
}

type Table = { readonly [S in Subject]: readonly Compiled<S>[] };

const SUBJECTS = [
  'form',
  'trid',
  'reply',
  'settled',
  'set',
  'challenge',
  'stream',
  'end',
  'gateway',
  'numbering',
  'state',
  'security',
] as const;

export class Engine {
  /** Facts that any rule in force wakes on, by subject. */
  readonly wakes: Readonly<Record<Subject, number>>;
  readonly #table: Table;
  readonly #millis: Millis;
  #pending: (Finding | (() => void))[] = [];

  constructor(enabled: (id: string) => boolean, clock: Clock) {
    this.#millis = (nanos) => millisBetween(clock, 0, nanos);
    this.#table = compile(enabled);
    const wakes = SUBJECTS.map((subject) => [
      subject,
      this.#table[subject].reduce((mask, { rule }) => mask | rule.on, 0),
    ]);
    this.wakes = Object.fromEntries(wakes) as Record<Subject, number>;
  }

  /** Runs the rules of `subject` that `facts` wake. */
  raise<S extends Subject>(subject: S, facts: number, context: Contexts[S], place: Place): void {
    if ((facts & this.wakes[subject]) === 0) return;
    const rules: readonly Compiled<S>[] = this.#table[subject];
    for (const { id, family, rule } of rules) {
      if ((facts & rule.on) === 0) continue;
      const details = rule.find(context, this.#millis);
      if (details === undefined) continue;
      const severity = rule.severityOf?.(context) ?? rule.severity;
      const message = rule.message(details);
      this.#pending.push({
        id,
        severity,
        family,
        ...place,
        capture: captureOf(place.frame),
        message,
        details,
      });
    }
  }

  /** Calls `act` between the findings made before and after it, when they are handed on. */
  postpone(act: () => void): void {
    this.#pending.push(act);
  }

  /** Hands on what was found since. */
  flush(sink: Sink): void {
    if (this.#pending.length === 0) return;
    const found = this.#pending;
    this.#pending = [];
    for (const one of found) {
      if (typeof one === 'function') one();
      else sink.finding(one);
    }
  }
}

function compile(enabled: (id: string) => boolean): Table {
  const inForce = [...RULES].filter(([id]) => enabled(id));
  const of = <S extends Subject>(subject: S): Compiled<S>[] =>
    inForce.flatMap(([id, { family, rule }]) => {
      if (rule.subject !== subject) return [];
      return [{ id, family, rule: rule as unknown as RuleOf<S> }];
    });
  return {
    form: of('form'),
    trid: of('trid'),
    reply: of('reply'),
    settled: of('settled'),
    set: of('set'),
    challenge: of('challenge'),
    stream: of('stream'),
    end: of('end'),
    gateway: of('gateway'),
    numbering: of('numbering'),
    state: of('state'),
    security: of('security'),
  };
}
