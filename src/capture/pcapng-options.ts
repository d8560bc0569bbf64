/** Options behind the fields of a pcapng block (draft-ietf-opsawg-pcapng 3.5). */
import { u16be, u16le } from '../base/bytes.ts';

const OPTION_END = 0;
export const OPTION_COMMENT = 1;

/**
 * Visits the options that lie in `bytes` from `start` to `end`, with the place and size of each value. What does not
 * fit ends them.
 */
export function eachOption(
  bytes: Buffer,
  start: number,
  end: number,
  littleEndian: boolean,
  visit: (code: number, value: number, size: number) => void,
): void {
  const u16 = littleEndian ? u16le : u16be;
  let at = start;
  while (at + 4 <= end) {
    const code = u16(bytes, at);
    const size = u16(bytes, at + 2);
    const value = at + 4;
    if (code === OPTION_END || value + size > end) break;
    visit(code, value, size);
    at = value + size + (-size & 3);
  }
}

/** The comments among the options, in order. */
export function readComments(bytes: Buffer, start: number, end: number, littleEndian: boolean): string[] {
  const comments: string[] = [];
  eachOption(bytes, start, end, littleEndian, (code, value, size) => {
    if (code === OPTION_COMMENT) comments.push(bytes.toString('utf8', value, value + size));
  });
  return comments;
}
