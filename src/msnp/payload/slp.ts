/** MSNSLP, the invitations of P2P: a start line, headers and a body of `Name: value` lines (messages.md 8). */
import { u32le, u64le } from '../../base/bytes.ts';
import { MAX_SLP_CHARACTERS, MAX_SLP_LINES } from '../../base/limits.ts';
import type { SlpContent } from './decoded.ts';
import { parseMsnObject } from './msn-object.ts';
import { APP_IDS, EUF_GUIDS } from './p2p-tables.ts';

type Fields = ReadonlyMap<string, string>;

/** Fields of the body that have a place of their own in the content. */
const PLACED = new Set(['euf-guid', 'sessionid', 'appid']);

/** Offsets in the context of a file offer: size and name behind its length and version, all little-endian. */
const FILE_SIZE_OFFSET = 8;
const FILE_NAME_OFFSET = 20;
const FILE_NAME_BYTES = 520;
/** Length and version are small numbers, or it is no such context. */
const MAX_CONTEXT_LENGTH = 0x10000;
const MAX_CONTEXT_VERSION = 16;

function fieldsOf(lines: readonly string[]): Map<string, readonly [name: string, value: string]> {
  const fields = new Map<string, readonly [string, string]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim();
    const key = name.toLowerCase();
    if (!fields.has(key)) fields.set(key, [name, line.slice(colon + 1).trim()]);
  }
  return fields;
}

function valuesOf(lines: readonly string[]): Fields {
  return new Map([...fieldsOf(lines)].map(([key, [, value]]) => [key, value]));
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^[0-9]{1,10}$/.test(text) ? Number(text) : null;
}

/** The account of `<msnmsgr:account>`, endpoint id included. */
function accountOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  return /^<?msnmsgr:([^>]*)>?$/i.exec(text)?.[1] ?? text;
}

function withoutBraces(guid: string | undefined): string | null {
  return guid === undefined ? null : guid.replace(/^\{|\}$/g, '').toUpperCase();
}

/** Name and size of the file that a context offers. */
function fileOf(context: Buffer): SlpContent['file'] {
  if (context.length < FILE_NAME_OFFSET + 2) return null;
  if (u32le(context, 0) > MAX_CONTEXT_LENGTH || u32le(context, 4) > MAX_CONTEXT_VERSION) return null;
  const name = context.toString('utf16le', FILE_NAME_OFFSET, FILE_NAME_OFFSET + FILE_NAME_BYTES);
  return { name: name.split('\0', 1)[0] ?? '', size: String(u64le(context, FILE_SIZE_OFFSET)) };
}

interface Start {
  readonly method: string | null;
  readonly status: number | null;
  readonly reason: string | null;
}

function startOf(line: string): Start | undefined {
  const reply = /^MSNSLP\/\d\.\d (\d{3})(?: (.*))?$/i.exec(line);
  if (reply !== null) return { method: null, status: Number(reply[1]), reason: reply[2] ?? null };
  const request = /^([A-Za-z]{1,16}) \S+ MSNSLP\/\d\.\d$/i.exec(line);
  return request === null ? undefined : { method: request[1] ?? null, status: null, reason: null };
}

/** What the EUF-GUID says, else the application id. */
function purposeOf(eufGuid: string | null, appId: number | null): string | null {
  const byGuid = eufGuid === null ? undefined : EUF_GUIDS.get(eufGuid);
  return byGuid ?? (appId === null ? null : (APP_IDS.get(appId) ?? null));
}

/**
 * Reads a whole MSNSLP message, the NUL at its end included or not. Undefined when it does not begin with a start line
 * of MSNSLP; fields that are missing or malformed are null. A context that was understood is not among `fields`.
 */
export function decodeSlp(text: string): SlpContent | undefined {
  const lines = text.slice(0, MAX_SLP_CHARACTERS).split('\0', 1)[0]?.split(/\r?\n/, MAX_SLP_LINES) ?? [];
  const start = startOf(lines[0] ?? '');
  if (start === undefined) return undefined;
  const empty = lines.indexOf('');
  const headers = valuesOf(lines.slice(1, empty < 0 ? undefined : empty));
  const body = fieldsOf(empty < 0 ? [] : lines.slice(empty + 1));
  const eufGuid = withoutBraces(body.get('euf-guid')?.[1]);
  const appId = numberOf(body.get('appid')?.[1]);
  const purpose = purposeOf(eufGuid, appId);
  const context = Buffer.from(body.get('context')?.[1] ?? '', 'base64');
  const object = parseMsnObject(context.toString('utf8')) ?? null;
  const file = object === null && purpose === 'file' ? fileOf(context) : null;
  const isUnderstood = object !== null || file !== null;
  const rest = [...body].filter(([key]) => !PLACED.has(key) && !(isUnderstood && key === 'context'));
  return {
    kind: 'slp',
    ...start,
    to: accountOf(headers.get('to')),
    from: accountOf(headers.get('from')),
    callId: withoutBraces(headers.get('call-id')),
    branch: withoutBraces(/branch=(\{?[^;\s]*)/i.exec(headers.get('via') ?? '')?.[1]),
    cseq: numberOf(headers.get('cseq')),
    contentType: headers.get('content-type')?.toLowerCase() ?? null,
    sessionId: numberOf(body.get('sessionid')?.[1]),
    appId,
    eufGuid,
    purpose,
    object,
    file,
    fields: Object.fromEntries(rest.map(([, pair]) => pair)),
  };
}
