/**
 * One command as the decoder hands it on: numbers and a window into bytes, used again for every command of a
 * stream. Whoever keeps something copies it before the call returns.
 */
import { NO_BYTES } from '../base/bytes.ts';
import type { Side } from '../tcp/handler.ts';
import type { CommandRow } from './row.ts';

/** What the second word is, as a TrID. */
export const TRID_NONE = 0; // the command has none by its row, or there is no such word
export const TRID_OK = 1;
export const TRID_MISSING = 2;
export const TRID_NEGATIVE = 3;
export const TRID_PLUS = 4;
export const TRID_HEX = 5;
export const TRID_OUT_OF_RANGE = 6;
export const TRID_NOT_INTEGER = 7;

/** Facts about the line's form, one bit each; rules of the framing family wake on them. */
export const LINE = {
  bareLf: 1 << 0,
  bareCr: 1 << 1,
  blank: 1 << 2,
  tab: 1 << 3,
  multipleBlanks: 1 << 4,
  trailingBlank: 1 << 5,
  leadingBlank: 1 << 6,
  controlByte: 1 << 7,
  highByte: 1 << 8,
  long: 1 << 9,
  codeLowercase: 1 << 10,
  codeDigits: 1 << 11,
  codeMalformed: 1 << 12,
  unknown: 1 << 13,
  lengthMissing: 1 << 14,
  lengthNegative: 1 << 15,
  lengthHuge: 1 << 16,
  payloadHoled: 1 << 17,
  payloadTruncated: 1 << 18,
  wrongDirection: 1 << 19,
  notMsnp: 1 << 20,
  /** First line after bytes that are missing or were skipped. */
  afterHole: 1 << 21,
} as const;

export class Command {
  from: Side = 0;
  /** Line and payload lie in `bytes`; the line is `lineStart` to `lineEnd`, newline left out. */
  bytes: Buffer = NO_BYTES;
  lineStart = 0;
  lineEnd = 0;
  newline: 'crlf' | 'lf' = 'crlf';
  /** LINE bits. */
  flags = 0;
  /** First word; three letters or digits unless a code* flag is set. */
  verb = '';
  /**
   * Row of the table, undefined for codes that are not in it. With `wrongDirection` the row of the other side; of an
   * error from a client the row of errors, without that flag.
   */
  row: CommandRow | undefined = undefined;
  /** 0..4294967295, or -1. */
  trid = -1;
  tridKind = TRID_NONE;
  /** True when the second word stands where the TrID stands (it is then not an argument). */
  hasTridWord = false;
  /** Words of the line, first word included; split on demand by `words()`. */
  wordCount = 0;
  /**
   * Declared payload length, -1 when the command has no payload or its length is unusable; one above the limit stays
   * as sent (`lengthHuge`), with no payload bytes.
   */
  payloadLength = -1;
  /** The captured payload bytes; several pieces when holed are joined without filling. */
  payloadStart = 0;
  payloadEnd = 0;
  /** Holes in the payload: offset, length pairs. */
  payloadHoles: readonly number[] = [];
  firstFrame = 0;
  lastFrame = 0;
  /** Of the first and of the last byte, nanoseconds (base/time.ts). */
  firstTime = 0;
  lastTime = 0;

  /** Payload bytes that were captured; a redacted copy shows others. */
  get captured(): number {
    return this.payloadEnd - this.payloadStart;
  }
}
