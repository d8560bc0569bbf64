/**
 * What is malformed in a payload, for the rule `payload-malformed`: one row a verb and a content type. Asks of complete
 * payloads only; bytes are read, never changed.
 */
import { CLIENT } from '../../tcp/handler.ts';
import type { Command } from '../command.ts';
import { readBlocks } from './blocks.ts';
import type { Body } from './body.ts';
import { charsetOf, decodeText } from './charset.ts';
import { CONTENT_TYPES } from './content-types.ts';
import { isTooLarge, mailDataOf } from './mail-data.ts';
import { chunkPlaceOf, isChunk } from './message.ts';
import { type MimeHead, readMimeHead } from './mime.ts';
import { decodeP2p } from './p2p.ts';
import { BASE64_MARK } from './simple-types.ts';
import { xmlBytesProblem, xmlProblem } from './xml.ts';

/** What is wrong and with which part of the payload. */
export interface PayloadProblem {
  readonly part: string;
  readonly problem: string;
}

type Judge = (payload: Buffer, command: Command) => PayloadProblem | undefined;

function problemOf(part: string, problem: string): PayloadProblem | undefined {
  return problem === '' ? undefined : { part, problem };
}

const xml: Judge = (payload) => problemOf('the XML document', xmlBytesProblem(payload));

const LESS_THAN = 0x3c;

/** Payloads of errors may be anything; some are XML. */
const maybeXml: Judge = (payload, command) => (payload[0] === LESS_THAN ? xml(payload, command) : undefined);

function judgeCharset({ head, bytes, start, end }: Body): PayloadProblem | undefined {
  const declared = charsetOf(head.headers.get('content-type'));
  if (declared === '') return undefined;
  return problemOf('the text', decodeText(bytes.subarray(start, end), declared).problem);
}

const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/;
const INNER_PADDING = /=[^=\s]/;

function judgeInk({ bytes, start, end }: Body): PayloadProblem | undefined {
  const text = bytes.toString('latin1', start, end);
  if (!text.startsWith(BASE64_MARK)) return undefined;
  const digits = text.slice(BASE64_MARK.length);
  const isBad = NOT_BASE64.test(digits) || INNER_PADDING.test(digits);
  return problemOf('the drawing', isBad ? 'is not valid base64' : '');
}

function judgeMailData({ bytes, start, end }: Body): PayloadProblem | undefined {
  const mailData = mailDataOf(bytes.toString('utf8', start, end));
  if (mailData === null || isTooLarge(mailData)) return undefined;
  return problemOf('Mail-Data', xmlProblem(mailData));
}

const SLP_MARK = 'MSNSLP/';
/** The mark stands in the first line. */
const SLP_LINE_BYTES = 200;

/** A negotiation that says it is MSNSLP and cannot be read. */
function judgeP2p({ head, bytes, start, end }: Body): PayloadProblem | undefined {
  const content = decodeP2p(bytes, start, end, head.headers);
  const isWhole =
    content?.version === 1 && content.sessionId === 0 && content.total === String(content.dataBytes);
  if (!isWhole || content.offset !== '0' || content.slp !== null) return undefined;
  const firstLine = bytes.toString('latin1', end - content.dataBytes - 4, end).slice(0, SLP_LINE_BYTES);
  return problemOf('MSNSLP', firstLine.includes(SLP_MARK) ? 'has no start line' : '');
}

/** By content type; types without a row have no form to keep. */
const TYPES: ReadonlyMap<string, (body: Body) => PayloadProblem | undefined> = new Map([
  ['text/plain', judgeCharset],
  ['image/gif', judgeInk],
  ['application/x-ms-ink', judgeInk],
  ['text/x-msmsgsinitialmdatanotification', judgeMailData],
  ['text/x-msmsgsoimnotification', judgeMailData],
  ['application/x-msnmsgrp2p', judgeP2p],
]);

function judgeBody(head: MimeHead, bytes: Buffer): PayloadProblem | undefined {
  return TYPES.get(head.contentType)?.({
    head,
    bytes,
    start: head.bodyStart,
    end: bytes.length,
    isWhole: true,
  });
}

const message: Judge = (payload) => {
  const head = readMimeHead(payload, 0, payload.length);
  if (!head.complete) return undefined;
  // A character or a digit group may lie in two chunks.
  if (!isChunk(head.headers)) return judgeBody(head, payload);
  const isPlaced = !head.headers.has('message-id') || chunkPlaceOf(head.headers) !== undefined;
  return problemOf('the number of the chunk', isPlaced ? '' : 'is out of range');
};

const XML_SUFFIX = '+xml';

/** Blocks of clients, and those that servers send unasked; answers may hold anything. */
const blocks: Judge = (payload, command) => {
  if (command.from !== CLIENT && command.verb !== 'NFY' && command.hasTridWord && command.trid > 0)
    return undefined;
  const found = readBlocks(payload);
  if (found?.section === undefined)
    return problemOf('the blocks', 'are not routing, reliability and a section');
  const { section, bodyStart } = found;
  if (!section.complete || bodyStart >= payload.length) return undefined;
  if (!section.contentType.endsWith(XML_SUFFIX)) return judgeBody(section, payload);
  return problemOf('the XML document', xmlBytesProblem(payload.subarray(bodyStart)));
};

const VERBS: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['MSG', message],
  ['UUM', message],
  ['UBM', message],
  ['ADL', xml],
  ['RML', xml],
  ['FQY', xml],
  ['UUX', xml],
  ['UBX', xml],
  ['NOT', xml],
  ['GCF', xml],
  ['IPG', xml],
  ['PUT', blocks],
  ['NFY', blocks],
  ['DEL', blocks],
  ['SDG', blocks],
]);

/** What is malformed; undefined when nothing is. The payload has to be complete. */
export function payloadProblem(command: Command): PayloadProblem | undefined {
  const payload = command.bytes.subarray(command.payloadStart, command.payloadEnd);
  if (payload.length === 0) return undefined;
  const judge = VERBS.get(command.verb) ?? (/^\d{3}$/.test(command.verb) ? maybeXml : undefined);
  return judge?.(payload, command);
}

/** The content type of a message when it is none of those that are known, else ''. */
export function unknownType(command: Command): string {
  const { contentType } = readMimeHead(command.bytes, command.payloadStart, command.payloadEnd);
  return CONTENT_TYPES.has(contentType) ? '' : contentType;
}
