/** Captured text of any length, harmless and wrapped to the columns of a terminal. */
import { escapeLong } from './escape.ts';
import type { Columns } from './width.ts';

const LINE_ENDS = /\r\n|\n|\r/;
/** A word longer than a line is cut wherever it must be. */
const WORDS = /\s*\S+|\s+/g;

/** Lines of at most `width` columns; line breaks of the text stay. */
export function wrapText(text: string, width: number, columns: Columns, asciiOnly: boolean): string[] {
  return text
    .split(LINE_ENDS)
    .flatMap((line) => (line === '' ? [''] : wrapWords(escapeLong(line, asciiOnly), width, columns)));
}

/** One line of escaped text as lines of at most `width` columns. */
export function wrapWords(line: string, width: number, columns: Columns): string[] {
  const lines: string[] = [];
  let current = '';
  let used = 0;
  for (const [word] of line.matchAll(WORDS)) {
    const length = columns.of(word);
    if (used + length <= width) {
      current += word;
      used += length;
      continue;
    }
    if (used > 0) lines.push(current);
    const rest = used > 0 ? word.trimStart() : word;
    const pieces = columns.of(rest) <= width ? [rest] : cutWord(rest, width, columns);
    for (const piece of pieces.slice(0, -1)) lines.push(piece);
    current = pieces.at(-1) ?? '';
    used = columns.of(current);
  }
  if (used > 0 || lines.length === 0) lines.push(current);
  return lines;
}

function cutWord(word: string, width: number, columns: Columns): string[] {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    const length = columns.of(character);
    if (used + length > width && piece !== '') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += length;
  }
  pieces.push(piece);
  return pieces;
}
