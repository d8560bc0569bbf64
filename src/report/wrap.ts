/** Captured text of any length, harmless and wrapped to the columns of a terminal. */
import { escapeLong } from './escape.ts';
import type { Columns } from './width.ts';

const LINE_ENDS = /\r\n|\n|\r/;
/** A word longer than a line is cut wherever it must be. */
const WORDS = /\s*\S+|\s+/g;
/** Up to the text in the last column of a line; columns are two blanks apart. */
const LAST_COLUMN = /^.* {2}(?=\S)/;
/** Columns that text needs to be readable. */
const MIN_ROOM = 24;

/** Lines of at most `width` columns; line breaks of the text stay. */
export function wrapText(text: string, width: number, columns: Columns, asciiOnly: boolean): string[] {
  return text
    .split(LINE_ENDS)
    .flatMap((line) => (line === '' ? [''] : wrapWords(escapeLong(line, asciiOnly), width, columns)));
}

/** A title and what is behind it: in one line, or the rest in lines of its own below. */
export interface Titled {
  readonly title: string;
  readonly rest: string;
  readonly paint: (title: string) => string;
}

/** Both are escaped; `paint` adds no columns. Without a line end at the end. */
export function titled({ title, rest, paint }: Titled, width: number, columns: Columns): string {
  if (columns.of(title) + 2 + columns.of(rest) <= width) return `${paint(title)}  ${rest}`;
  const lines = wrapWords(rest, Math.max(MIN_ROOM, width - 4), columns);
  return [paint(title), ...lines.map((line) => `    ${line}`)].join('\n');
}

/**
 * Lines of this program, escaped, in at most `width` columns: what is too long goes on below its last column of text, or
 * a little behind its beginning.
 */
export function wrapHanging(text: string, width: number, columns: Columns): string {
  return text
    .split('\n')
    .map((line) => (columns.of(line) <= width ? line : hanging(line, width, columns)))
    .join('\n');
}

function hanging(line: string, width: number, columns: Columns): string {
  const [start = ''] = LAST_COLUMN.exec(line) ?? [];
  const [blanks = ''] = /^ */.exec(line) ?? [];
  const isColumn = start.length > blanks.length && width - start.length >= MIN_ROOM;
  const first = isColumn ? start : blanks;
  const indent = ' '.repeat(isColumn || blanks === '' ? first.length : first.length + 2);
  const lines = wrapWords(line.slice(first.length), width - indent.length, columns);
  return lines.map((one, i) => (i === 0 ? first : indent) + one).join('\n');
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
