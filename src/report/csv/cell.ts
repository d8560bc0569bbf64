/** One value of a record as the text of a cell. */

/** What a spreadsheet takes for a formula, its full-width twins among them. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
/** Controls, and what changes the direction of text. */
// eslint-disable-next-line no-control-regex -- what must not get into a cell
const CONTROL = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escapeControl(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}

function guarded(text: string): string {
  const inert = text.replace(CONTROL, escapeControl);
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
