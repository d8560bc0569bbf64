/** Facts about payloads that the framing rules judge: the head of a message, the sizes of a P2P part, a QRY answer. */
import { startsWith, u32le, u8 } from '../base/bytes.ts';
import { MAX_SWITCHBOARD_MESSAGE_BYTES } from '../base/limits.ts';
import { type Command, LINE } from '../msnp/command.ts';
import { USUAL_HEAD } from '../msnp/payload/mime.ts';
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

/** Checks by verb; each gives FORM bits. Called for commands with a payload of the captured length. */
const CHECKS: Readonly<Record<string, (command: Command, knowledge: Knowledge) => number>> = {
  MSG: checkMessage,
  QRY: (command) => (command.from === CLIENT && command.payloadLength !== QUERY_BYTES ? FORM.queryLength : 0),
};

/** FORM bits of the payload. */
export function payloadFacts(command: Command, knowledge: Knowledge): number {
  return CHECKS[command.verb]?.(command, knowledge) ?? 0;
}

/** Whether a switchboard closes because of the payload's size. */
function isTooLong(command: Command, knowledge: Knowledge): boolean {
  return command.payloadLength > MAX_SWITCHBOARD_MESSAGE_BYTES && knowledge.role === 'SB';
}

function checkMessage(command: Command, knowledge: Knowledge): number {
  const facts = isTooLong(command, knowledge) ? FORM.messageTooLong : 0;
  const size = command.payloadEnd - command.payloadStart;
  if (size === 0 || size !== command.payloadLength || (command.flags & INCOMPLETE) !== 0) return facts;
  readHead(command.bytes, command.payloadStart, command.payloadEnd);
  if (!head.isComplete || !(head.hasType || head.isChunk)) return facts | FORM.mimeHead;
  return head.isP2p && !isP2pPart(command.bytes, head.bodyStart, command.payloadEnd)
    ? facts | FORM.p2pSize
    : facts;
}

/** What the head of a message shows; used again for each. */
const head = { isComplete: false, hasType: false, isChunk: false, isP2p: false, bodyStart: 0 };

const CONTENT_TYPE = Buffer.from('content-type');
const CHUNK = Buffer.from('chunk');
const P2P_SOURCE = Buffer.from('p2p-src');
const P2P_TARGET = Buffer.from('p2p-dest');
/** `account;{guid}`: one endpoint of an account. */
const ENDPOINT = Buffer.from(';{');
const P2P_TYPE = 'application/x-msnmsgrp2p';

/** Whether an empty line follows behind `start`. */
function hasEmptyLine(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end - 1; i++) {
    if (u8(bytes, i) !== LF) continue;
    const next = u8(bytes, i + 1);
    if (next === LF || (next === CR && i + 2 < end && u8(bytes, i + 2) === LF)) return true;
  }
  return false;
}

/** Reads header names up to the empty line. */
function readHead(bytes: Buffer, start: number, end: number): void {
  head.isComplete = head.hasType = head.isChunk = head.isP2p = false;
  const type = start + USUAL_HEAD.length;
  if (startsWith(bytes, start, end, USUAL_HEAD) && !isP2pType(bytes, type, end)) {
    head.hasType = true;
    head.isComplete = hasEmptyLine(bytes, type, end);
    return;
  }
  let isVersion2 = false;
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
    else if (isNamed(bytes, lineStart, lineEnd, P2P_SOURCE)) isVersion2 = true;
    else if (isNamed(bytes, lineStart, lineEnd, P2P_TARGET)) {
      isVersion2 ||= bytes.subarray(lineStart, lineEnd).includes(ENDPOINT);
    }
    lineStart = i + 1;
  }
  // Between endpoints the parts have the header of the second version, which is not checked.
  if (isVersion2) head.isP2p = false;
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
