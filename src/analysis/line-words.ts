/** Blanks of one line that the decoder's facts leave open: TABs inside it, and words that are empty. */
import { u8 } from '../base/bytes.ts';
import { type Command, LINE } from '../msnp/command.ts';
import { firstArg } from '../msnp/words.ts';

const TAB = 0x09;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
/** Bytes of code and blank in front of the first word. */
const FIRST_WORD_OFFSET = 4;

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;

/** Start and end of the line without blanks at its ends. */
function trimmed({ bytes, lineStart, lineEnd }: Command): readonly [start: number, end: number] {
  let start = lineStart;
  let end = lineEnd;
  while (start < end && isBlank(u8(bytes, start))) start++;
  while (end > start && isBlank(u8(bytes, end - 1))) end--;
  return [start, end];
}

/** Whether a TAB stands between two words. */
export function hasInnerTab(command: Command): boolean {
  const [start, end] = trimmed(command);
  return command.bytes.subarray(start, end).includes(TAB);
}

/** Word `index` (0 is the code) when it is one byte long, else -1. Makes no string. */
export function singleByteWord(command: Command, index: number): number {
  const { bytes, lineEnd } = command;
  let i = command.lineStart;
  for (let at = 0; ; at++) {
    while (i < lineEnd && isBlank(u8(bytes, i))) i++;
    const start = i;
    while (i < lineEnd && !isBlank(u8(bytes, i))) i++;
    if (at === index || i >= lineEnd) return at === index && i === start + 1 ? u8(bytes, start) : -1;
  }
}

/** Words after the TrID if each blank ends one: blanks that follow each other enclose empty words. */
export function countWithEmptyWords(command: Command): number {
  if ((command.flags & LINE.multipleBlanks) === 0) return command.wordCount - firstArg(command);
  const [start, end] = trimmed(command);
  let words = 1;
  for (let i = start; i < end; i++) if (isBlank(u8(command.bytes, i))) words++;
  return words - firstArg(command);
}

/** Whether the byte behind code and blank is a digit: cheap, and true for the usual form of a numbered line. */
export function startsWithDigit({ bytes, lineStart, lineEnd }: Command): boolean {
  const at = lineStart + FIRST_WORD_OFFSET;
  if (at >= lineEnd) return false;
  const byte = u8(bytes, at);
  return byte >= ZERO && byte <= NINE;
}
