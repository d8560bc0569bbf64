/** Chat texts, `text/plain`, with their format (messages.md 2), and texts of no kind. */
import type { Body } from './body.ts';
import { charsetOf, codePageOf, decodeText } from './charset.ts';
import type { PlainContent, TextContent, TextFormat } from './decoded.ts';

type Headers = ReadonlyMap<string, string>;

/** `%XX` as bytes of UTF-8; what is no escape stays as it is, and so do bytes that are no UTF-8. */
export function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const decoded = Buffer.from(run.replaceAll('%', ''), 'hex').toString();
    return decoded.includes('\ufffd') ? run : decoded;
  });
}

function parametersOf(header: string): ReadonlyMap<string, string> {
  const pairs = header.split(';', 16).map((part): [string, string] => {
    const equals = part.indexOf('=');
    if (equals < 0) return ['', ''];
    return [part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()];
  });
  return new Map(pairs);
}

/** Hexadecimal blue, green, red without leading zeros. */
function colourOf(text: string | undefined): string | null {
  if (text === undefined || !/^[0-9a-f]{1,8}$/i.test(text)) return null;
  const [, blue, green, red] = /(..)(..)(..)$/.exec(text.toLowerCase().padStart(6, '0')) ?? [];
  return `#${red ?? ''}${green ?? ''}${blue ?? ''}`;
}

/** `X-MMS-IM-Format`: `FN=font; EF=BIUS; CO=bbggrr; CS=charset; PF=pitch[; RL=1]`. */
export function parseFormat(header: string): TextFormat {
  const parameters = parametersOf(header);
  const font = percentDecoded(parameters.get('fn') ?? '');
  const effects = (parameters.get('ef') ?? '').toUpperCase();
  return {
    font: font === '' ? null : font,
    bold: effects.includes('B'),
    italic: effects.includes('I'),
    underline: effects.includes('U'),
    strike: effects.includes('S'),
    color: colourOf(parameters.get('co')),
    rightToLeft: parameters.get('rl') === '1',
  };
}

function headerOf(headers: Headers, name: string): string | null {
  const value = headers.get(name);
  return value === undefined || value === '' ? null : value;
}

const OFFLINE_AGENT = 'client';

/** A text under headers with names in small letters. */
export function textContent(headers: Headers, bytes: Buffer, start: number, end: number): TextContent {
  const format = headerOf(headers, 'x-mms-im-format');
  const codePage = codePageOf(format === null ? '' : (parametersOf(format).get('cs') ?? ''));
  const declared = charsetOf(headers.get('content-type'));
  const { text, charset } = decodeText(bytes.subarray(start, end), declared, codePage);
  return {
    kind: 'text',
    text,
    charset,
    format: format === null ? null : parseFormat(format),
    displayName: headerOf(headers, 'p4-context') ?? headerOf(headers, 'im-display-name'),
    userAgent: headerOf(headers, 'user-agent'),
    offline: headers.get('dest-agent')?.toLowerCase() === OFFLINE_AGENT,
  };
}

export function decodeTextBody({ head, bytes, start, end }: Body): TextContent {
  return textContent(head.headers, bytes, start, end);
}

/** Bytes without a type of their own as text; null when there are none. */
export function plainContent(bytes: Buffer, start: number, end: number): PlainContent | null {
  if (end <= start) return null;
  return { kind: 'plain', text: decodeText(bytes.subarray(start, end), '').text };
}
