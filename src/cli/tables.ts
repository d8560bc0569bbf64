/** What --csv, --tsv, --fields and --table ask for. */
import { fieldsOf, TABLE_NAMES, USUAL_FIELDS, type TableName } from '../report/csv/room.ts';
import type { Choice } from '../report/choice.ts';
import { CliError } from './cli-error.ts';
import type { Arguments } from './parse.ts';
import { didYouMean } from './suggest.ts';

export interface Table {
  readonly table: TableName;
  readonly fields: readonly string[];
}

/** Throws CliError for tables and fields that there are none of. */
export function tableOf(args: Arguments): Table {
  const name = args.value('table') ?? 'command';
  const table = TABLE_NAMES.find((one) => one === name);
  if (table === undefined) {
    const advice = didYouMean(name, TABLE_NAMES, `there are ${TABLE_NAMES.join(', ')}`);
    throw new CliError(`--table: there is no table ${JSON.stringify(name)}`, advice);
  }
  const text = args.value('fields');
  if (text === undefined) return { table, fields: USUAL_FIELDS[table] };
  const known = fieldsOf(table).map((field) => field.name);
  const fields = text.split(',').map((word) => word.trim());
  for (const field of fields) {
    if (known.includes(field)) continue;
    throw new CliError(
      `--fields: a ${table} has no field ${JSON.stringify(field)}`,
      didYouMean(field, known, 'msnscan fields lists them'),
    );
  }
  return { table, fields };
}

/** The records that a table is made of. */
export function recordsOf(table: TableName): Choice {
  return {
    commands: table === 'command',
    transactions: table === 'transaction',
    findings: table === 'finding',
    sessions: table === 'session',
  };
}
