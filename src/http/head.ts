/** Heads of HTTP/1.x messages (RFC 9112): start line, header fields, and how the body is delimited. */

/** How a body ends: by a length, by its last chunk, by the end of the connection; `none`: there is no body. */
export type BodyForm = 'none' | 'length' | 'chunked' | 'close';

export interface Head {
  /** Method and target of a request; '' in an answer. */
  readonly method: string;
  readonly target: string;
  /** Status of an answer, 0 in a request. */
  readonly status: number;
  /** Values by name in small letters, each field once; the first of several stays. */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: BodyForm;
  /** Content-Length, 0 unless `body` is `length`. */
  readonly length: number;
  /** Content-Length is no number, or said twice with different values. */
  readonly hasBadLength: boolean;
}

const REQUEST_LINE = /^([A-Z]{1,16}) (\S{1,8192}) HTTP\/1\.[0-9]$/;
const STATUS_LINE = /^HTTP\/1\.[0-9] ([1-5][0-9]{2})(?: |$)/;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}):[ \t]*(.*)$/;
const MAX_LENGTH_DIGITS = 10;

/** Whether a line begins a message of the client or of the server. */
export function isStartLine(line: string, isRequest: boolean): boolean {
  return (isRequest ? REQUEST_LINE : STATUS_LINE).test(line);
}

/** Reads the lines of a head, newlines taken off; undefined when the first is no start line. */
export function readHead(lines: readonly string[], isRequest: boolean): Head | undefined {
  const [first = '', ...rest] = lines;
  const start = (isRequest ? REQUEST_LINE : STATUS_LINE).exec(first);
  if (start === null) return undefined;
  const fields = new Map<string, string>();
  let hasBadLength = false;
  for (const line of rest) {
    const [, name = '', value = ''] = FIELD.exec(line) ?? [];
    const key = name.toLowerCase();
    if (key === '') continue;
    const before = fields.get(key);
    if (before === undefined) fields.set(key, value.trim());
    else if (key === 'content-length' && before !== value.trim()) hasBadLength = true;
  }
  const status = isRequest ? 0 : Number(start[1]);
  const framing = bodyOf(fields, status, isRequest);
  return {
    method: isRequest ? (start[1] ?? '') : '',
    target: isRequest ? (start[2] ?? '') : '',
    status,
    fields,
    ...framing,
    hasBadLength: hasBadLength || framing.hasBadLength,
  };
}

/** RFC 9112 6.3: Transfer-Encoding wins over Content-Length; a request without either has no body. */
function bodyOf(
  fields: ReadonlyMap<string, string>,
  status: number,
  isRequest: boolean,
): Pick<Head, 'body' | 'length' | 'hasBadLength'> {
  const isEmpty = !isRequest && (status < 200 || status === 204 || status === 304);
  if (isEmpty) return { body: 'none', length: 0, hasBadLength: false };
  const coding = fields.get('transfer-encoding')?.toLowerCase() ?? '';
  if (/(?:^|[, \t])chunked$/.test(coding)) return { body: 'chunked', length: 0, hasBadLength: false };
  const text = fields.get('content-length');
  const other = isRequest ? 'none' : 'close';
  if (text === undefined) return { body: other, length: 0, hasBadLength: false };
  const isNumber = /^[0-9]+$/.test(text) && text.length <= MAX_LENGTH_DIGITS;
  if (!isNumber) return { body: other, length: 0, hasBadLength: true };
  return { body: 'length', length: Number(text), hasBadLength: false };
}
