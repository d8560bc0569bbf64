/** The command table compiled once: from code and direction to rows, and from a row set to the row of a server. */
import { suspiciousWords } from './commands/secret-words.ts';
import { SERVER } from '../tcp/handler.ts';
import type { Side } from '../tcp/handler.ts';
import { LISTS_ROWS } from './commands/lists.ts';
import { LOGIN_ROWS } from './commands/login.ts';
import { MESSAGES_ROWS } from './commands/messages.ts';
import { PRESENCE_ROWS } from './commands/presence.ts';
import { SWITCHBOARD_ROWS } from './commands/switchboard.ts';
import type { CommandRow, From, Role } from './row.ts';

/** Every numeric error, from any server. */
export const ERROR_ROW: CommandRow = {
  verb: 'nnn',
  from: 'server',
  on: ['DS', 'NS', 'SB'],
  since: 2,
  trid: 'yes',
  params: '[length or text...]',
  words: [{ min: 0, max: Infinity }],
  payload: 'probe',
  // A server may echo what it refuses.
  secrets: suspiciousWords,
  meaning: 'The command with this transaction ID failed.',
  sources: 'DRAFT HYP PURPLE PAP BIT SHARP5 LAB',
};

/** All rows, the one of the errors last. */
export const COMMAND_ROWS: readonly CommandRow[] = [
  ...LOGIN_ROWS,
  ...LISTS_ROWS,
  ...PRESENCE_ROWS,
  ...MESSAGES_ROWS,
  ...SWITCHBOARD_ROWS,
  ERROR_ROW,
];

/** The rows of one code in one direction. */
interface RowSet {
  readonly first: CommandRow;
  readonly byRole: Readonly<Record<Role, CommandRow>>;
}

/** One code: its interned text and its rows by direction. */
export interface VerbEntry {
  readonly verb: string;
  readonly client: RowSet | undefined;
  readonly server: RowSet | undefined;
}

/** Three characters as one number, the first in the highest byte. */
export function verbNumber(verb: string): number {
  return (verb.charCodeAt(0) << 16) | (verb.charCodeAt(1) << 8) | verb.charCodeAt(2);
}

function rowSet(verb: string, from: From): RowSet | undefined {
  const rows = COMMAND_ROWS.filter((row) => row.verb === verb && row.from === from);
  const first = rows[0];
  if (first === undefined) return undefined;
  const of = (role: Role): CommandRow => rows.find((row) => row.on.includes(role)) ?? first;
  return { first, byRole: { DS: of('DS'), NS: of('NS'), SB: of('SB') } };
}

const ENTRIES: ReadonlyMap<number, VerbEntry> = new Map(
  [...new Set(COMMAND_ROWS.map((row) => row.verb))]
    .filter((verb) => verb !== ERROR_ROW.verb)
    .map((verb) => [
      verbNumber(verb),
      { verb, client: rowSet(verb, 'client'), server: rowSet(verb, 'server') },
    ]),
);

/** The entry of a code by its number, undefined when the table does not have it. */
export function entryFor(number: number): VerbEntry | undefined {
  return ENTRIES.get(number);
}

/** The row of an entry for one side and server; when the role is unknown or has no row, the first there is. */
export function rowOf(entry: VerbEntry, from: Side, role: Role | undefined): CommandRow | undefined {
  const rows = from === SERVER ? entry.server : entry.client;
  if (rows === undefined || role === undefined) return rows?.first;
  return rows.byRole[role];
}

/** The row of `verb` (`USR`, `217`) sent by `from`; undefined when that side never sends it. */
export function rowFor(verb: string, from: Side, role: Role | undefined): CommandRow | undefined {
  if (/^[0-9]{3}$/.test(verb)) return from === SERVER ? ERROR_ROW : undefined;
  const entry = verb.length === 3 ? ENTRIES.get(verbNumber(verb)) : undefined;
  return entry && rowOf(entry, from, role);
}
