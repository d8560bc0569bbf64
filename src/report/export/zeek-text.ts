/** Values as the logs of Zeek have them: tabs between columns, what would confuse a reader as `\xNN`. */

export type ZeekType =
  'time' | 'string' | 'addr' | 'port' | 'count' | 'interval' | 'bool' | 'enum' | 'vector[string]';

export type ZeekValue = string | number | boolean | null | undefined | readonly string[];

const UNSET = '-';
const EMPTY = '(empty)';
/** Characters that cannot be seen, or that a terminal obeys; and what escapes begin with. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\\]/gu;
const SEPARATOR_OF_SETS = /,/g;

function hex(text: string): string {
  return [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** Text in a column; one that looks like an unset or empty value has its first character escaped. */
function textOf(text: string, inSet: boolean): string {
  if (text === '') return EMPTY;
  const plain = text.replace(UNSEEN, hex);
  const separate = inSet ? plain.replace(SEPARATOR_OF_SETS, hex) : plain;
  return text === UNSET || text === EMPTY ? hex(text.charAt(0)) + separate.slice(1) : separate;
}

/** One value; a time is an ISO text, an interval milliseconds. */
export function zeekText(value: ZeekValue, type: ZeekType): string {
  if (value === null || value === undefined) return UNSET;
  if (typeof value === 'object')
    return value.length === 0 ? EMPTY : value.map((one) => textOf(one, true)).join(',');
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (type === 'interval') return (Number(value) / 1000).toFixed(6);
  if (type === 'time') return unixText(String(value));
  return typeof value === 'number' ? String(value) : textOf(value, false);
}

/** `1100000000.123456` for an ISO text. */
function unixText(iso: string): string {
  const seconds = Date.parse(`${iso.slice(0, 19)}Z`) / 1000;
  return `${seconds}.${iso.slice(20, 26)}`;
}
