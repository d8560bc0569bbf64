/** One value of a record as the text of a cell. */
import { escapeLong } from '../escape.ts';

/** What a spreadsheet takes for a formula, its full-width twins among them. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
function guarded(text: string): string {
  const inert = escapeLong(text);
  return FORMULA.test(text) ? `'${inert}` : inert;
}

/** Nothing for null; numbers and truths as they are; lists of words with blanks between, else JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return guarded(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const isFlat = Array.isArray(value) && value.every((one) => typeof one !== 'object');
  return guarded(isFlat ? value.join(' ') : JSON.stringify(value));
}

/** The value behind a name with dots. */
export function valueAt(record: unknown, path: readonly string[]): unknown {
  let value = record;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
