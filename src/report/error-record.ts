/** The error of a transaction as reports show it. */
import { ERROR_ROWS } from '../msnp/errors.ts';

export interface ErrorRecord {
  /** Digits as sent. */
  readonly code: string;
  /** Null when nobody knows what the code is called. */
  readonly name: string | null;
  readonly meaning: string | null;
}

const RECORDS: ReadonlyMap<string, ErrorRecord> = new Map(
  ERROR_ROWS.map((row) => [
    row.code,
    { code: row.code, name: row.name === '?' ? null : row.name, meaning: row.meaning },
  ]),
);

/** Name and meaning of an error code. */
export function errorOf(code: string): ErrorRecord {
  return RECORDS.get(code) ?? { code, name: null, meaning: null };
}
