/** Words and text of a command, made on demand: most commands are never turned into strings. */
import { isUtf8 as isUtf8Bytes } from 'node:buffer';
import { u8 } from '../base/bytes.ts';
import { LINE } from './command.ts';
import type { Command } from './command.ts';

const SPACE = 0x20;
const TAB = 0x09;

/** Flags with which one blank does not stand between two words everywhere. */
const UNEVEN = LINE.tab | LINE.multipleBlanks | LINE.trailingBlank | LINE.leadingBlank;

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** Offsets into `command.bytes`: start and end of each word, one after the other. */
export function wordSpans(command: Command): number[] {
  const { bytes, lineEnd } = command;
  const spans: number[] = [];
  let i = command.lineStart;
  while (i < lineEnd) {
    while (i < lineEnd && isBlank(u8(bytes, i))) i++;
    if (i === lineEnd) break;
    spans.push(i);
    while (i < lineEnd && !isBlank(u8(bytes, i))) i++;
    spans.push(i);
  }
  return spans;
}

/** All words, the code first, decoded as UTF-8 (bytes that are none become U+FFFD). */
export function words(command: Command): string[] {
  if ((command.flags & UNEVEN) === 0) return lineText(command).split(' ');
  return lineText(command)
    .split(/[ \t]+/)
    .filter((word) => word !== '');
}

/** Word `index` (0 is the code), undefined when there are fewer. */
export function word(command: Command, index: number): string | undefined {
  const { bytes, lineEnd } = command;
  let i = command.lineStart;
  for (let at = 0; ; at++) {
    while (i < lineEnd && isBlank(u8(bytes, i))) i++;
    if (i === lineEnd) return undefined;
    const start = i;
    while (i < lineEnd && !isBlank(u8(bytes, i))) i++;
    if (at === index) return bytes.toString('utf8', start, i);
  }
}

/** Index of the first argument among the words. */
export function firstArg(command: Command): number {
  return command.hasTridWord ? 2 : 1;
}

/** The words after the TrID, or after the code where there is none; the payload length is among them. */
export function args(command: Command): string[] {
  return words(command).slice(firstArg(command));
}

/** The line without its newline, decoded as UTF-8. Holds secrets: for reports see secrets.ts. */
export function lineText(command: Command): string {
  const encoding = (command.flags & LINE.highByte) === 0 ? 'latin1' : 'utf8';
  return command.bytes.toString(encoding, command.lineStart, command.lineEnd);
}

/** Whether the line is valid UTF-8. */
export function isUtf8(command: Command): boolean {
  return (
    (command.flags & LINE.highByte) === 0 ||
    isUtf8Bytes(command.bytes.subarray(command.lineStart, command.lineEnd))
  );
}
