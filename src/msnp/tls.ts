/** The header of a TLS handshake record where a command is expected: it stands for a line. */
import { u8 } from '../base/bytes.ts';
import { LINE } from './command.ts';
import type { Line } from './line.ts';
import { type Answer, MORE, NO, YES } from './plausible.ts';

/** Records of a handshake: type, version 3.x, length. */
export const TLS_HANDSHAKE = 0x16;
const MAJOR = 0x03;
const LAST_MINOR = 4;
const HEADER_BYTES = 5;

/** Whether such a header begins at `pos`; then `line` is it. `final`: no more bytes come. */
export function scanTls(line: Line, bytes: Buffer, pos: number, limit: number, final: boolean): Answer {
  if (limit - pos < HEADER_BYTES) return final ? NO : MORE;
  if (u8(bytes, pos + 1) !== MAJOR || u8(bytes, pos + 2) > LAST_MINOR) return NO;
  line.start = line.firstStart = line.firstEnd = pos;
  line.end = line.next = pos + HEADER_BYTES;
  line.crlf = true;
  line.words = 1;
  line.flags = LINE.controlByte;
  return YES;
}
