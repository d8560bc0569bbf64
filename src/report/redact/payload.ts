/** Payloads by what their command carries; what is not known, not whole or not well-formed is replaced as a whole. */
import { isUtf8 } from 'node:buffer';
import { type Command, LINE } from '../../msnp/command.ts';
import { readBlocks } from '../../msnp/payload/blocks.ts';
import { type MimeHead, readMimeHead } from '../../msnp/payload/mime.ts';
import { isP2pV2 } from '../../msnp/payload/p2p.ts';
import { maskedPayload } from '../../msnp/secret-payload.ts';
import { redactFields, redactSlp } from './fields.ts';
import { redactPart } from './p2p.ts';
import { marker, type Redactor } from './redactor.ts';
import { redactXml } from './xml.ts';

const INCOMPLETE = LINE.payloadHoled | LINE.payloadTruncated;
const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;
const ANSWER = /^[0-9a-f]{32}$/i;
const PLAIN_CHARSET = /^(?:utf-?8|us-ascii|)$/i;

type Reader = (redactor: Redactor, payload: Buffer) => string | Buffer;

/** `read` of a payload that is UTF-8, else its length alone. */
const ofText =
  (read: (redactor: Redactor, text: string) => string | undefined): Reader =>
  (redactor, payload) =>
    isUtf8(payload) ? (read(redactor, payload.toString('utf8')) ?? marker(payload)) : marker(payload);

const xml = ofText(redactXml);
const slpOrXml = ofText((redactor, text) => redactSlp(redactor, text) ?? redactXml(redactor, text));

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...['MSG', 'UUM', 'UBM'].map((verb): [string, Reader] => [verb, redactMessage]),
  ...['UUX', 'UBX', 'ADL', 'RML', 'FQY', 'NOT', 'GCF', 'IPG', 'PAG', 'PGD'].map((verb): [string, Reader] => [
    verb,
    xml,
  ]),
  ...['SDG', 'NFY', 'PUT', 'DEL'].map((verb): [string, Reader] => [verb, redactBlocks]),
  ['UUN', slpOrXml],
  ['UBN', slpOrXml],
  ['QRY', ofText((_, text) => (ANSWER.test(text) ? text : undefined))],
]);

/** Types of messages that are fields throughout. */
const FIELD_TYPES: ReadonlySet<string> = new Set([
  'text/x-msmsgscontrol',
  'text/x-msmsgsinvite',
  'text/x-msmsgsprofile',
  'text/x-msnmsgr-datacast',
]);

/** The captured payload, secrets masked, redacted. */
export function redactPayload(redactor: Redactor, command: Command): Buffer {
  const masked = maskedPayload(command);
  if (masked.length === 0) return masked;
  const read = READERS.get(command.verb.toUpperCase()) ?? ((_: Redactor, payload: Buffer) => marker(payload));
  const isOdd = (command.flags & (LINE.unknown | LINE.wrongDirection)) !== 0;
  if (isOdd) return Buffer.from(marker(masked));
  const isIncomplete = (command.flags & INCOMPLETE) !== 0;
  return Buffer.from(isIncomplete ? redactIncomplete(read, masked) : read(redactor, masked));
}

/** Names may be cut: only the type of a message is shown. */
function redactIncomplete(read: Reader, payload: Buffer): string {
  if (read !== redactMessage) return marker(payload);
  const { contentType, bodyStart } = readMimeHead(payload, 0, payload.length);
  if (!MEDIA_TYPE.test(contentType)) return marker(payload);
  const body = marker(payload.subarray(bodyStart));
  return `MIME-Version: 1.0\r\nContent-Type: ${contentType}\r\n\r\n${body}`;
}

function redactMessage(redactor: Redactor, payload: Buffer): string | Buffer {
  const head = readMimeHead(payload, 0, payload.length);
  if (!head.complete) return redactIncomplete(redactMessage, payload);
  const shown = redactFields(redactor, payload.toString('utf8', 0, head.bodyStart));
  return Buffer.concat([Buffer.from(shown), redactBody(redactor, head, payload.subarray(head.bodyStart))]);
}

function redactBody(redactor: Redactor, head: MimeHead, body: Buffer): Buffer {
  const { headers, contentType } = head;
  if (body.length === 0) return body;
  if (contentType === 'application/x-msnmsgrp2p') {
    return redactPart(redactor, body, isP2pV2(headers)) ?? Buffer.from(marker(body));
  }
  // A name may be cut where a chunk ends.
  const isChunk = headers.has('chunk') || headers.has('chunks');
  if (isChunk || !isUtf8(body)) return Buffer.from(marker(body));
  const text = body.toString('utf8');
  if (FIELD_TYPES.has(contentType)) return Buffer.from(redactFields(redactor, text));
  if (contentType === 'text/plain' && hasPlainCharset(headers)) return Buffer.from(redactor.text(text));
  return Buffer.from(marker(body));
}

function hasPlainCharset(headers: ReadonlyMap<string, string>): boolean {
  const charset = /charset\s*=\s*"?([^";\s]*)/i.exec(headers.get('content-type') ?? '')?.[1] ?? '';
  const encoding = headers.get('content-transfer-encoding') ?? '';
  return PLAIN_CHARSET.test(charset) && /^(?:7bit|8bit|binary|)$/i.test(encoding);
}

/** Heads of all blocks, and a body by what the section says of it. */
function redactBlocks(redactor: Redactor, payload: Buffer): string | Buffer {
  const blocks = readBlocks(payload);
  if (blocks?.section?.complete !== true || !isUtf8(payload.subarray(0, blocks.bodyStart)))
    return marker(payload);
  const heads = redactFields(redactor, payload.toString('utf8', 0, blocks.bodyStart));
  const body = payload.subarray(blocks.bodyStart);
  const { headers } = blocks.section;
  const type = headers.get('message-type')?.toLowerCase() ?? '';
  return Buffer.concat([Buffer.from(heads), redactBlockBody(redactor, type, headers, body)]);
}

function redactBlockBody(
  redactor: Redactor,
  type: string,
  headers: ReadonlyMap<string, string>,
  body: Buffer,
): Buffer {
  if (body.length === 0) return body;
  if (type === 'data') return redactPart(redactor, body, true) ?? Buffer.from(marker(body));
  if (!isUtf8(body)) return Buffer.from(marker(body));
  const text = body.toString('utf8');
  if (type === 'text' && hasPlainCharset(headers)) return Buffer.from(redactor.text(text));
  const structured = type === '' ? redactXml(redactor, text) : redactSlp(redactor, text);
  return Buffer.from(structured ?? marker(body));
}
