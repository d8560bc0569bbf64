/** All rules by id, and which of them are in force. Ids are published and never reused. */
import type { Family } from './finding.ts';
import { ERROR_RULES } from './rules/error.ts';
import { FRAMING_RULES } from './rules/framing.ts';
import { GATEWAY_RULES } from './rules/gateway.ts';
import { PAIRING_RULES } from './rules/pairing.ts';
import type { Rule, RuleTable } from './rules/rule.ts';
import { SECURITY_RULES } from './rules/security.ts';
import { STATE_RULES } from './rules/state.ts';
import { TRID_RULES } from './rules/trid.ts';

export interface RegisteredRule {
  readonly family: Family;
  readonly rule: Rule;
}

const FAMILIES: readonly (readonly [Family, RuleTable])[] = [
  ['trid', TRID_RULES],
  ['pairing', PAIRING_RULES],
  ['error', ERROR_RULES],
  ['framing', FRAMING_RULES],
  ['state', GATEWAY_RULES],
  ['state', STATE_RULES],
  ['security', SECURITY_RULES],
];

export const RULES: ReadonlyMap<string, RegisteredRule> = new Map(
  FAMILIES.flatMap(([family, table]) =>
    Object.entries(table).map(([id, rule]): [string, RegisteredRule] => [id, { family, rule }]),
  ),
);

/** Suffix of an id that asks for the lines of the server, where those are off by default. */
const SERVER_SUFFIX = ':server';

/** Id under which the lines of the server are switched on for a rule that leaves them out by default. */
export function serverPart(id: string): string {
  return id + SERVER_SUFFIX;
}

/**
 * Whether a rule is in force: by its default, unless its id is in `enable` or `disable` (which wins). An id made by
 * `serverPart` asks about a rule's server lines.
 */
export function isEnabled(id: string, enable: readonly string[], disable: readonly string[]): boolean {
  const isServerPart = id.endsWith(SERVER_SUFFIX);
  const base = isServerPart ? id.slice(0, -SERVER_SUFFIX.length) : id;
  const byDefault = RULES.get(base)?.rule.byDefault;
  if (disable.includes(base)) return false;
  if (enable.includes(base)) return true;
  return isServerPart ? byDefault === undefined : byDefault !== 'off';
}
