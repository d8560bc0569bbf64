/** What is in a payload, as far as reports need it: its MIME type and its bytes with secrets masked. */
import { startsWith } from '../base/bytes.ts';
import type { Command } from '../msnp/command.ts';
import { readMimeHead, USUAL_HEAD } from '../msnp/payload/mime.ts';
import { maskedPayload } from '../msnp/secret-payload.ts';

/** Commands whose payload begins with a MIME head. */
const MIME_VERBS: ReadonlySet<string> = new Set(['MSG', 'UUM', 'UBM']);

const USUAL_TYPES = [
  'text/plain',
  'text/x-msmsgscontrol',
  'application/x-msnmsgrp2p',
  'text/x-msmsgsinvite',
].map((type) => ({ type, bytes: Buffer.from(type, 'latin1') }));
const SEMICOLON = 0x3b;
const CR = 0x0d;
const LF = 0x0a;

/** The type behind the usual head; undefined when the head or the type is another. */
function usualType(bytes: Buffer, start: number, end: number): string | undefined {
  if (!startsWith(bytes, start, end, USUAL_HEAD)) return undefined;
  const at = start + USUAL_HEAD.length;
  for (const usual of USUAL_TYPES) {
    if (!startsWith(bytes, at, end, usual.bytes)) continue;
    const behind = at + usual.bytes.length;
    const next = behind < end ? bytes[behind] : 0;
    if (next === SEMICOLON || (next === CR && behind + 1 < end && bytes[behind + 1] === LF))
      return usual.type;
  }
  return undefined;
}

/** Media type of the payload in small letters without parameters, '' when it has none. */
export function contentTypeOf(command: Command): string {
  const { bytes, payloadStart, payloadEnd } = command;
  if (payloadEnd <= payloadStart) return '';
  // Making capitals is a call into native code; nearly all codes are written in them.
  if (!MIME_VERBS.has(command.verb) && !MIME_VERBS.has(command.verb.toUpperCase())) return '';
  const usual = usualType(bytes, payloadStart, payloadEnd);
  return usual ?? readMimeHead(bytes, payloadStart, payloadEnd).contentType;
}

/** Typing notices as nearly all are, up to their only field's value: they need no look for secrets. */
const TYPING = 'text/x-msmsgscontrol';
const TYPING_HEAD = Buffer.concat([USUAL_HEAD, Buffer.from(`${TYPING}\r\nTypingUser: `, 'latin1')]);
const SHORT_BYTES = 256;
/** Up to three line ends stand behind the value. */
const END_BYTES = 6;

/** Whether nothing but line ends stands behind the line that `start` lies in. */
function isLastLine(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end - END_BYTES; i++) if (bytes[i] === LF) return false;
  for (let i = Math.max(start, end - END_BYTES); i < end; i++) {
    if (bytes[i] !== LF) continue;
    for (i++; i < end; i++) if (bytes[i] !== CR && bytes[i] !== LF) return false;
  }
  return true;
}

/**
 * Whether the payload can be shown as it came, for certain and at once; `maskedPayload` decides about the others.
 * The text of a chat is the user's own.
 */
export function isPlainlyPublic(command: Command, contentType: string): boolean {
  if (contentType === 'text/plain') return true;
  const { bytes, payloadStart, payloadEnd } = command;
  const length = payloadEnd - payloadStart;
  return (
    contentType === TYPING &&
    command.payloadHoles.length === 0 &&
    length < SHORT_BYTES &&
    startsWith(bytes, payloadStart, payloadEnd, TYPING_HEAD) &&
    isLastLine(bytes, payloadStart + TYPING_HEAD.length, payloadEnd)
  );
}

/** The captured payload as it may be shown: a window into `command.bytes`, or a masked copy. */
export function shownPayload(command: Command, contentType: string, showSecrets: boolean): Buffer {
  if (showSecrets || isPlainlyPublic(command, contentType)) {
    return command.bytes.subarray(command.payloadStart, command.payloadEnd);
  }
  return maskedPayload(command);
}
