/** Facts of findings and notices: captured words among them are redacted, and the sentence is made anew. */
import type { Finding } from '../../analysis/finding.ts';
import { RULES } from '../../analysis/registry.ts';
import type { Details, Notice } from '../../base/notice.ts';
import type { Filtered } from '../../scan.ts';
import { redactVerb } from './line.ts';
import { marker, type Redactor } from './redactor.ts';

type Value = Details[string];
type Replace = (redactor: Redactor, text: string) => string;

const keep: Replace = (redactor, text) => redactor.piece('keep', text);
const shaped =
  (shape: RegExp): Replace =>
  (_, text) =>
    shape.test(text) ? text : marker(text);
const verb: Replace = (_, text) => (text === '' ? '' : redactVerb(text));
const NUMBER = /^(?:[+-]?(?:0x)?[0-9a-f]{1,20})?$/i;
/** The word in the place of a TrID, which is an account where there is none. */
const number: Replace = (redactor, text) => (NUMBER.test(text) ? text : redactor.piece('unknown', text));
const person: Replace = (redactor, text) =>
  text === '' || text === 'client' || text === 'server' ? text : redactor.address(text);

/** By name of the fact; others are replaced unless they are numbers. */
const REPLACE: Readonly<Record<string, Replace>> = {
  verb,
  requestVerb: verb,
  waitingVerb: verb,
  trid: number,
  requestTrid: number,
  previous: number,
  word: shaped(/^[A-Z0-9]{0,8}$/),
  from: person,
  account: person,
  contentType: shaped(/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/),
  // A parser quotes what it met behind the colon.
  problem: (_, text) => text.split(':', 1)[0] ?? '',
  ...Object.fromEntries(
    (
      'what code name meaning end set reason letter product allowed version side part role request status host ' +
      'expected kind phrase'
    )
      .split(' ')
      .map((key) => [key, keep]),
  ),
};

/** Facts of notices that are words of the program itself. */
const NOTICE_WORDS = new Set(['side', 'reason', 'protocol', 'limit', 'kind']);

function replaced(value: Value, replace: (text: string) => string): Value {
  if (typeof value === 'string') return replace(value);
  return Array.isArray(value)
    ? value.map((one: string | number) => (typeof one === 'string' ? replace(one) : one))
    : value;
}

/** A finding whose message and details may be shown. */
export function redactFinding(redactor: Redactor, finding: Finding): Finding {
  const entries = Object.entries(finding.details).map(([key, value]) => {
    const replace = REPLACE[key];
    return [key, replaced(value, (text) => replace?.(redactor, text) ?? marker(text))] as const;
  });
  const details = Object.fromEntries(entries);
  const message = RULES.get(finding.id)?.rule.message(details) ?? marker(finding.message);
  return { ...finding, details, message };
}

/** A notice without captured bytes. */
export function redactNotice(redactor: Redactor, notice: Notice): Notice {
  const entries = Object.entries(notice.details).map(([key, value]) => {
    const isOwn = NOTICE_WORDS.has(key);
    return [key, replaced(value, (text) => (isOwn ? redactor.piece('keep', text) : marker(text)))] as const;
  });
  return { ...notice, message: redactor.scrub(notice.message), details: Object.fromEntries(entries) };
}

/** The filters that chose what is shown: they may name accounts. */
export function redactFilter(redactor: Redactor, filter: Filtered['filter']): Filtered['filter'] {
  const entries = Object.entries(filter).map(([name, value]) => {
    const replace = (text: string): string =>
      name === 'account' ? redactor.address(text) : redactor.piece('keep', text);
    if (typeof value === 'number') return [name, value] as const;
    if (typeof value === 'string') return [name, replace(value)] as const;
    return [name, value.map((one) => (typeof one === 'string' ? replace(one) : one))] as const;
  });
  return Object.fromEntries<Filtered['filter'][string]>(entries);
}
