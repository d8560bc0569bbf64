/**
 * The way back into step: skips to the next place where a plausible line starts, and counts what it skips. Candidates
 * are the first byte, each byte behind an LF, the first byte of each segment (official software flushes whole
 * commands), and a `MSG ` inside a line, since chat texts end without a newline.
 */
import { NO_BYTES } from '../base/bytes.ts';
import { MAX_PLAUSIBLE_LINE_BYTES } from '../base/limits.ts';
import { CLIENT } from '../tcp/handler.ts';
import type { Side } from '../tcp/handler.ts';
import type { SkipReason } from './fault.ts';
import { isWholeLine } from './fragment.ts';
import { findLineFeed } from './line.ts';
import { announcedLength, isPlausibleAt, isPlausibleUpTo, isStrongLine, MORE, NO, YES } from './plausible.ts';
import type { Answer } from './plausible.ts';
import type { Window } from './window.ts';

const MIME_HEAD = Buffer.from('MIME-Version:');
const MESSAGE = Buffer.from('MSG ');

/** Whether the bytes at `start` are those of `text`; MORE when they may still become them. */
function startsWith(bytes: Buffer, start: number, limit: number, text: Buffer, final: boolean): Answer {
  const length = Math.min(text.length, limit - start);
  for (let i = 0; i < length; i++) if (bytes[start + i] !== text[i]) return NO;
  if (length === text.length) return YES;
  return final ? NO : MORE;
}

export class Resync {
  readonly reason: SkipReason;
  skipped = 0;
  /** Of the first skipped byte. */
  frame = 0;
  time = 0;
  private readonly from: Side;
  /** How `pos` came to be looked at. */
  private candidate: 'start' | 'inside' | 'none' = 'start';
  /** A client's MIME head was skipped: chat text follows, in which weak lines mean nothing. */
  private inMime = false;
  /** Last search for an LF: where, and what it found; candidates in one line share it. */
  private searched: Buffer = NO_BYTES;
  private searchedTo = 0;
  private found = -1;

  constructor(from: Side, reason: SkipReason) {
    this.from = from;
    this.reason = reason;
  }

  /** A segment begins at `pos`. */
  beginSegment(): void {
    this.candidate = 'start';
  }

  /** Moves to the next plausible line; YES when `window.pos` is there, MORE when the bytes do not suffice. */
  find(window: Window, final: boolean): Answer {
    const answer = this.search(window, final);
    this.searched = NO_BYTES;
    return answer;
  }

  private search(window: Window, final: boolean): Answer {
    while (window.pos < window.limit) {
      const answer = this.candidate === 'none' ? NO : this.judge(window, final);
      if (answer !== NO) return answer;
      if (!this.next(window, final)) return MORE;
      window.settle();
    }
    return MORE;
  }

  /** Offset of the first LF from `pos` on, or -1; each byte is looked at once a call. */
  private lineFeed(window: Window): number {
    const { bytes, pos, limit } = window;
    if (this.searched !== bytes || pos > this.searchedTo) {
      this.searched = bytes;
      this.found = findLineFeed(bytes, pos, limit);
      this.searchedTo = this.found < 0 ? limit : this.found;
    }
    return this.found;
  }

  /** Passes over the bytes up to `end`. */
  skipTo(window: Window, end: number): void {
    if (end <= window.pos) return;
    if (this.skipped === 0) {
      this.frame = window.frameAt(window.pos);
      this.time = window.timeAt(window.pos);
    }
    this.skipped += end - window.pos;
    window.pos = end;
  }

  /** Whether the candidate at `pos` is a line to go on with. */
  private judge(window: Window, final: boolean): Answer {
    const { bytes, pos, limit } = window;
    const { from } = this;
    const isMime = startsWith(bytes, pos, limit, MIME_HEAD, final);
    if (isMime === MORE) return MORE;
    if (isMime === YES && from === CLIENT) this.inMime = true;
    const lineFeed = this.lineFeed(window);
    const plausible = isPlausibleUpTo(bytes, pos, limit, lineFeed, from, final);
    if (plausible !== YES) return plausible;
    if (!isWholeLine(bytes, pos, lineFeed, from)) return NO;
    if (this.skipped === 0 && this.candidate === 'start') return YES;
    if (startsWith(bytes, pos, limit, MESSAGE, final) === YES) {
      const head = startsWith(bytes, lineFeed + 1, limit, MIME_HEAD, final);
      if (head !== NO) return head;
    }
    if (this.candidate === 'inside') return NO;
    if (isStrongLine(bytes, pos, lineFeed, from)) return YES;
    if (this.inMime) return NO;
    const second = lineFeed + 1 + announcedLength(bytes, pos, lineFeed, from);
    if (second >= limit) return final ? NO : MORE;
    return isPlausibleAt(bytes, second, limit, from, final);
  }

  /** Moves `pos` to the next candidate; false when there is none in the window. */
  private next(window: Window, final: boolean): boolean {
    const { bytes, pos, limit } = window;
    const lineLimit = Math.min(limit, pos + MAX_PLAUSIBLE_LINE_BYTES);
    const anyLineFeed = this.lineFeed(window);
    const lineFeed = anyLineFeed < lineLimit ? anyLineFeed : -1;
    const lineEnd = lineFeed < 0 ? lineLimit : lineFeed + 1;
    const boundary = window.boundaryAfter(pos);
    const isBoundary = boundary > pos && boundary < lineEnd;
    const nextStart = isBoundary ? boundary : lineEnd;
    const message = bytes.subarray(pos + 1, Math.min(limit, nextStart + MESSAGE.length)).indexOf(MESSAGE);
    if (message >= 0 && pos + 1 + message < nextStart) {
      this.skipTo(window, pos + 1 + message);
      this.candidate = 'inside';
      return true;
    }
    if (isBoundary || lineFeed >= 0) {
      this.skipTo(window, nextStart);
      this.candidate = 'start';
      return true;
    }
    // No candidate, but the last bytes may be the beginning of a `MSG `.
    this.candidate = 'none';
    const keep = final ? 0 : MESSAGE.length - 1;
    this.skipTo(window, Math.max(pos + (lineEnd < limit ? 1 : 0), lineEnd - keep));
    return lineEnd < limit;
  }
}
