/** Heads of MSG payloads: `Name: value` lines up to an empty line. Tolerant, and bounded against hostile heads. */
import { MAX_MIME_HEADERS } from '../../base/limits.ts';

const LF = 0x0a;
const CR = 0x0d;

/** How nearly every message begins; its type follows at once. */
export const USUAL_HEAD = Buffer.from('MIME-Version: 1.0\r\nContent-Type: ', 'latin1');

/** A head that was read; its strings are copies. */
export interface MimeHead {
  /** Names in small letters; the first of several with one name stays. */
  readonly headers: ReadonlyMap<string, string>;
  /** Content-Type in small letters without parameters, '' when there is none. */
  readonly contentType: string;
  /** Where the body starts: behind the empty line, or `end` when there is none. */
  readonly bodyStart: number;
  /** Whether the empty line is there. */
  readonly complete: boolean;
}

/** One header line; undefined for lines without a name. */
function splitHeader(text: string): readonly [name: string, value: string] | undefined {
  const colon = text.indexOf(':');
  if (colon <= 0) return undefined;
  return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()];
}

/** Type without parameters, in small letters. */
function plainType(value: string | undefined): string {
  return (value ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * Reads the head in `bytes` from `start` to `end`. Lines end at LF, a CR before it is stripped. Behind
 * MAX_MIME_HEADERS lines nothing is read any more, and the head counts as not complete.
 */
export function readMimeHead(bytes: Buffer, start: number, end: number): MimeHead {
  const headers = new Map<string, string>();
  const view = bytes.subarray(0, end);
  let pos = start;
  for (let lines = 0; lines < MAX_MIME_HEADERS && pos < end; lines++) {
    const lineFeed = view.indexOf(LF, pos);
    const next = lineFeed < 0 ? end : lineFeed + 1;
    const last = lineFeed < 0 ? end : lineFeed;
    const lineEnd = last > pos && view[last - 1] === CR ? last - 1 : last;
    if (lineEnd === pos && lineFeed >= 0) return finish(headers, next, true);
    const header = splitHeader(bytes.toString('utf8', pos, lineEnd));
    if (header !== undefined && !headers.has(header[0])) headers.set(header[0], header[1]);
    pos = next;
  }
  return finish(headers, end, false);
}

function finish(headers: ReadonlyMap<string, string>, bodyStart: number, complete: boolean): MimeHead {
  return { headers, contentType: plainType(headers.get('content-type')), bodyStart, complete };
}
