/** The command table compiled for pairing and for the checks of every line: numbers and bit masks, made once. */
import { SLOW_REPLY_NANOS } from '../base/limits.ts';
import { COMMAND_ROWS, ERROR_ROW } from '../msnp/lookup.ts';
import type { CommandRow, Expectation, Role } from '../msnp/row.ts';
import { CLIENT, type Side } from '../tcp/handler.ts';
import {
  LIST_SET,
  LIST_SET_LINES,
  PATIENT_NANOS,
  SETTING_COMMANDS,
  SIDE_REPLIES,
  STAND_IN_REPLIES,
  STRAY_NUMBER,
} from './strategies.ts';
import { NEWEST_VERSION, OLDEST_VERSION, versionMask } from './version.ts';

const ROLE_BITS: Readonly<Record<Role, number>> = { DS: 1, NS: 2, SB: 4 };
export const NS_ONLY = ROLE_BITS.NS;
export const SB_ONLY = ROLE_BITS.SB;
export const NS_OR_DS = ROLE_BITS.NS | ROLE_BITS.DS;

/** How a server line stands to a request: not at all, its answer, or a line beside the answer. */
export const CANNOT = 0;
export const MAIN = 1;
export const ITEM = 2;
/** An item of the SYN set where the set carries TrIDs. */
export const OLD_ITEM = 3;
export type Relation = typeof CANNOT | typeof MAIN | typeof ITEM | typeof OLD_ITEM;

/** Counts from this one on share a mask. */
const MOST_WORDS = 16;

export interface Traits {
  readonly row: CommandRow;
  /** Place in ALL_TRAITS. */
  readonly index: number;
  /** Versions in which any row of this code and direction exists, one bit each. */
  readonly versions: number;
  /** For each number of words after the TrID the versions that allow it, one bit each. */
  readonly words: Int32Array;
  readonly roles: number;
  readonly expects: Expectation | undefined;
  readonly slowNanos: number;
  /** Client rows: changes lists or settings. */
  readonly isSetting: boolean;
  /** Server rows: never an answer, never numbered. */
  readonly isUnasked: boolean;
  /** Client rows: a line of its own ends the answer (ANS OK). */
  readonly hasEndLine: boolean;
  /** Server rows: relation to requests by their verb. */
  readonly relations: ReadonlyMap<string, Relation>;
}

function versionsOf(row: CommandRow): number {
  return versionMask(row.since ?? OLDEST_VERSION, row.until ?? NEWEST_VERSION);
}

function wordMasks(row: CommandRow): Int32Array {
  const masks = new Int32Array(MOST_WORDS + 1);
  if (row.words.length === 0) return masks.fill(-1);
  for (const words of row.words) {
    const versions = versionMask(words.since ?? OLDEST_VERSION, words.until ?? NEWEST_VERSION);
    for (const count of masks.keys()) {
      if (count < words.min || count > words.max || words.except?.includes(count) === true) continue;
      masks[count] = (masks[count] ?? 0) | versions;
    }
  }
  return masks;
}

function relationTo(row: CommandRow, request: string): Relation {
  if (SIDE_REPLIES[row.verb] === request) return ITEM;
  if (request === LIST_SET && LIST_SET_LINES.has(row.verb)) return OLD_ITEM;
  if (row.part === 'item') return ITEM;
  return request === row.verb || STAND_IN_REPLIES[row.verb] === request ? MAIN : ITEM;
}

function compile(row: CommandRow, index: number): Traits {
  const siblings = COMMAND_ROWS.filter((other) => other.verb === row.verb && other.from === row.from);
  const answers = row.from === 'server' ? (row.answers ?? []) : [];
  return {
    row,
    index,
    versions: siblings.reduce((mask, other) => mask | versionsOf(other), 0),
    words: wordMasks(row),
    roles: row.on.reduce((mask, role) => mask | ROLE_BITS[role], 0),
    expects: row.expects,
    slowNanos: PATIENT_NANOS[row.verb] ?? SLOW_REPLY_NANOS,
    isSetting: row.from === 'client' && SETTING_COMMANDS.has(row.verb),
    isUnasked: row.from === 'server' && STRAY_NUMBER[row.verb] !== undefined,
    hasEndLine: COMMAND_ROWS.some(
      (other) => other.part === 'end' && other.answers?.includes(row.verb) === true,
    ),
    relations: new Map(answers.map((verb) => [verb, relationTo(row, verb)])),
  };
}

export const ALL_TRAITS: readonly Traits[] = COMMAND_ROWS.map(compile);
const BY_ROW: ReadonlyMap<CommandRow, Traits> = new Map(ALL_TRAITS.map((traits) => [traits.row, traits]));

/** Undefined for rows of commands without known syntax. */
export function traitsOf(row: CommandRow): Traits | undefined {
  return row.known === false ? undefined : BY_ROW.get(row);
}

/** Whether versions `judged` and roles allow the number of words after the TrID. */
export function allowsWords(traits: Traits, count: number, judged: number): boolean {
  return ((traits.words[Math.min(count, MOST_WORDS)] ?? 0) & judged) !== 0;
}

/** What a server line is to a request; errors answer everything. */
export function relation(traits: Traits | undefined, verb: string, request: string): Relation {
  if (traits === undefined) return verb === request ? MAIN : CANNOT;
  if (traits.row === ERROR_ROW) return MAIN;
  return traits.relations.get(request) ?? (verb === request ? MAIN : CANNOT);
}

/** Servers that know a code in one direction, as bits. */
const ROLES_BY_VERB: readonly ReadonlyMap<string, number>[] = (['client', 'server'] as const).map((from) => {
  const roles = new Map<string, number>();
  for (const { row, roles: bits } of ALL_TRAITS) {
    if (row.from === from && row.known !== false) roles.set(row.verb, (roles.get(row.verb) ?? 0) | bits);
  }
  return roles;
});

export function rolesOf(verb: string, from: Side): number {
  return ROLES_BY_VERB[from === CLIENT ? 0 : 1]?.get(verb) ?? 0;
}

export function hasRole(traits: Traits, role: Role): boolean {
  return (traits.roles & ROLE_BITS[role]) !== 0;
}
