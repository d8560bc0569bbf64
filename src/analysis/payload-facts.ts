/**
 * Facts about payloads that rules judge: the head of a message, the sizes of a P2P part, a QRY answer, contents that
 * are malformed or of no known type. What a normal message says is never made into text here.
 */
import { isUtf8 } from 'node:buffer';
import { hasHighByte, startsWith, u32le, u8 } from '../base/bytes.ts';
import { MAX_SWITCHBOARD_MESSAGE_BYTES } from '../base/limits.ts';
import { type Command, LINE } from '../msnp/command.ts';
import { ERROR_ROW } from '../msnp/lookup.ts';
import { USUAL_HEAD } from '../msnp/payload/mime.ts';
import { payloadProblem, unknownType } from '../msnp/payload/problems.ts';
import { CLIENT } from '../tcp/handler.ts';
import { FORM } from './facts.ts';
import type { Knowledge } from './version.ts';

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;
/** Makes an ASCII letter small. */
const SMALL = 0x20;

const P2P_HEADER_BYTES = 48;
const P2P_FOOTER_BYTES = 4;
const QUERY_BYTES = 32;

const INCOMPLETE = LINE.payloadHoled | LINE.payloadTruncated;

type Check = (command: Command, knowledge: Knowledge) => number;

/** Payloads that are rare enough to be read. */
const readWhole: Check = (command) => malformed(command);

/** Checks by verb; each gives FORM bits. Called for commands with a payload. */
const CHECKS: Readonly<Record<string, Check>> = {
  MSG: checkMessage,
  UUM: checkRelayed,
  UBM: checkRelayed,
  QRY: (command) => (command.from === CLIENT && command.payloadLength !== QUERY_BYTES ? FORM.queryLength : 0),
  ADL: readWhole,
  RML: readWhole,
  FQY: readWhole,
  UUX: readWhole,
  UBX: readWhole,
  NOT: readWhole,
  GCF: readWhole,
  IPG: readWhole,
  PUT: readWhole,
  NFY: readWhole,
  DEL: readWhole,
  SDG: readWhole,
};

/** FORM bits of the payload. */
export function payloadFacts(command: Command, knowledge: Knowledge): number {
  const check = CHECKS[command.verb];
  if (check !== undefined) return check(command, knowledge);
  return command.row === ERROR_ROW ? malformed(command) : 0;
}

/** Whether all bytes of the payload are there, and there are any. */
function isWhole(command: Command): boolean {
  const size = command.payloadEnd - command.payloadStart;
  return size > 0 && size === command.payloadLength && (command.flags & INCOMPLETE) === 0;
}

function malformed(command: Command): number {
  return isWhole(command) && payloadProblem(command) !== undefined ? FORM.payloadMalformed : 0;
}

/** Type and contents of a message that is none of the usual ones. */
function contentFacts(command: Command): number {
  return malformed(command) | (unknownType(command) === '' ? 0 : FORM.unknownType);
}

function checkRelayed(command: Command): number {
  return isWhole(command) ? contentFacts(command) : 0;
}

/** Whether a switchboard closes because of the payload's size. */
function isTooLong(command: Command, knowledge: Knowledge): boolean {
  return command.payloadLength > MAX_SWITCHBOARD_MESSAGE_BYTES && knowledge.role === 'SB';
}

function checkMessage(command: Command, knowledge: Knowledge): number {
  const facts = isTooLong(command, knowledge) ? FORM.messageTooLong : 0;
  if (!isWhole(command)) return facts;
  const { bytes, payloadStart, payloadEnd } = command;
  if (isUsualText(bytes, payloadStart, payloadEnd)) return facts;
  readHead(bytes, payloadStart, payloadEnd);
  if (!head.isComplete || !(head.hasType || head.isChunk)) return facts | FORM.mimeHead;
  if (head.isP2p && !head.isVersion2) {
    if (!isP2pPart(bytes, head.bodyStart, payloadEnd)) return facts | FORM.p2pSize;
    if (!isNegotiation(bytes, head.bodyStart, payloadEnd)) return facts;
  }
  // Between endpoints the parts have the header of the second version, which is not checked.
  return head.isP2p && head.isVersion2 ? facts : facts | contentFacts(command);
}

/** Whether a P2P part can hold MSNSLP: it belongs to no session, and has data. */
function isNegotiation(bytes: Buffer, start: number, end: number): boolean {
  return u32le(bytes, start) === 0 && end - start > P2P_HEADER_BYTES + P2P_FOOTER_BYTES;
}

const USUAL_TEXTS = ['text/plain; charset=UTF-8\r\n', 'text/x-msmsgscontrol\r\n'].map((type) =>
  Buffer.concat([USUAL_HEAD, Buffer.from(type)]),
);

/** Whether this is a chat text or a typing notice as nearly all are: a complete head, and UTF-8 throughout. */
function isUsualText(bytes: Buffer, start: number, end: number): boolean {
  for (const usual of USUAL_TEXTS) {
    if (!startsWith(bytes, start, end, usual)) continue;
    // From the line end of the type on: the empty line may be the next.
    const behind = start + usual.length - 2;
    readUsual(bytes, behind, end);
    if (!seen.isComplete || seen.isOdd) return false;
    return !seen.hasHighByte || isUtf8(bytes.subarray(behind, end));
  }
  return false;
}

/** What `readUsual` saw; used again for each message. */
const seen = { isComplete: false, hasHighByte: false, isOdd: false };

/** Small letters that `Message-ID`, `Chunks` and another `Content-Type` begin with. */
const LETTER_M = 0x6d;
const LETTER_C = 0x63;

/** Looks at all bytes once: for the empty line, for bytes above 0x7f, and for headers that ask for a closer look. */
function readUsual(bytes: Buffer, start: number, end: number): void {
  let all = 0;
  seen.isComplete = seen.isOdd = false;
  let at = start;
  while (at < end && !seen.isComplete) {
    const byte = u8(bytes, at++);
    all |= byte;
    if (byte !== LF || at >= end) continue;
    const next = u8(bytes, at);
    seen.isComplete = next === LF || (next === CR && at + 1 < end && u8(bytes, at + 1) === LF);
    const letter = next | SMALL;
    if (letter === LETTER_M || letter === LETTER_C) seen.isOdd = true;
  }
  seen.hasHighByte = all > 0x7f || hasHighByte(bytes, at, end);
}

/** What the head of a message shows; used again for each. */
const head = {
  isComplete: false,
  hasType: false,
  isChunk: false,
  isP2p: false,
  isVersion2: false,
  bodyStart: 0,
};

const CONTENT_TYPE = Buffer.from('content-type');
const CHUNK = Buffer.from('chunk');
const P2P_SOURCE = Buffer.from('p2p-src');
const P2P_TARGET = Buffer.from('p2p-dest');
/** `account;{guid}`: one endpoint of an account. */
const ENDPOINT = Buffer.from(';{');
const P2P_TYPE = 'application/x-msnmsgrp2p';

/** Reads header names up to the empty line. */
function readHead(bytes: Buffer, start: number, end: number): void {
  head.isComplete = head.hasType = head.isChunk = head.isP2p = head.isVersion2 = false;
  let lineStart = start;
  for (let i = start; i < end; i++) {
    if (u8(bytes, i) !== LF) continue;
    const lineEnd = i > lineStart && u8(bytes, i - 1) === CR ? i - 1 : i;
    if (lineEnd === lineStart) {
      head.isComplete = true;
      head.bodyStart = i + 1;
      break;
    }
    if (isNamed(bytes, lineStart, lineEnd, CONTENT_TYPE)) {
      head.hasType = true;
      head.isP2p = isP2pType(bytes, lineStart + CONTENT_TYPE.length + 1, lineEnd);
    } else if (isNamed(bytes, lineStart, lineEnd, CHUNK)) head.isChunk = true;
    else if (isNamed(bytes, lineStart, lineEnd, P2P_SOURCE)) head.isVersion2 = true;
    else if (isNamed(bytes, lineStart, lineEnd, P2P_TARGET)) {
      head.isVersion2 ||= bytes.subarray(lineStart, lineEnd).includes(ENDPOINT);
    }
    lineStart = i + 1;
  }
}

function isNamed(bytes: Buffer, start: number, end: number, name: Buffer): boolean {
  if (end - start <= name.length || u8(bytes, start + name.length) !== COLON) return false;
  for (let i = 0; i < name.length; i++) {
    const wanted = u8(name, i);
    const byte = u8(bytes, start + i);
    if (byte !== wanted && (byte | SMALL) !== wanted) return false;
  }
  return true;
}

function isP2pType(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && u8(bytes, at) <= SPACE) at++;
  if (end - at < P2P_TYPE.length || (u8(bytes, at) | SMALL) !== P2P_TYPE.charCodeAt(0)) return false;
  return bytes.toString('latin1', at, at + P2P_TYPE.length).toLowerCase() === P2P_TYPE;
}

/** Whether the sizes that the header of a part gives are those of the part (messages.md 6). */
function isP2pPart(bytes: Buffer, start: number, end: number): boolean {
  const size = end - start;
  if (size < P2P_HEADER_BYTES) return false;
  const offset = u64le(bytes, start + 8);
  const total = u64le(bytes, start + 16);
  const length = u32le(bytes, start + 24);
  const isWhole = size === P2P_HEADER_BYTES + length + P2P_FOOTER_BYTES || size === P2P_HEADER_BYTES + length;
  return isWhole && offset + length <= total;
}

/** Exact up to 2^53, and above that large enough to compare. */
function u64le(bytes: Buffer, offset: number): number {
  return u32le(bytes, offset + 4) * 0x100000000 + u32le(bytes, offset);
}
