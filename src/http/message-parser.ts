/**
 * One direction of an HTTP/1.x connection with holes: finds the messages, takes chunks apart, and says what is
 * missing. Bodies are handed on in place as they come; nothing but an unfinished line is kept.
 *
 *     head -> body | chunk-size -> chunk-data -> chunk-end -> ... -> trailer | until-close -> head
 *     any state, a hole whose end is not known -> resync -> head
 */
import { NO_BYTES } from '../base/bytes.ts';
import { MAX_HTTP_FIELDS, MAX_HTTP_HEAD_BYTES } from '../base/limits.ts';
import { type Head, isStartLine, readHead } from './head.ts';

/** Hears one direction. Bytes are gone after the call; `frame` and `time` are those of the bytes at hand. */
export interface MessageListener {
  /** A head is complete; `frame` and `time` are those of its first byte. Returns whether a body may follow it. */
  head(head: Head, frame: number, time: number): boolean;
  body(bytes: Buffer, start: number, end: number, frame: number, time: number): void;
  /** Bytes of the body are missing, -1 when nobody knows how many. */
  bodyGap(length: number, frame: number, time: number): void;
  /** The message is over; not `isWhole` when its end was not seen. */
  end(isWhole: boolean, frame: number, time: number): void;
  /** The message before has another length than it says. */
  misfit(frame: number, time: number): void;
  /** From here to the next message nothing can be read: whole messages may be missing. */
  lost(frame: number, time: number): void;
}

type State =
  'head' | 'body' | 'until-close' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailer' | 'resync' | 'over';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class MessageParser {
  readonly #isRequest: boolean;
  readonly #listener: MessageListener;
  #state: State = 'head';
  /** Bytes of the body or the chunk still to come. */
  #left = 0;
  /** The beginning of a line whose end has not come. */
  #line = NO_BYTES;
  #lines: string[] = [];
  #headBytes = 0;
  #headFrame = 0;
  #headTime = 0;
  /** A message of declared length came right before: what follows shows whether the length was right. */
  #isBehindLength = false;

  constructor(isRequest: boolean, listener: MessageListener) {
    this.#isRequest = isRequest;
    this.#listener = listener;
  }

  push(bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    let at = start;
    while (at < end) at = this.#step(bytes, at, end, frame, time);
  }

  #step(bytes: Buffer, start: number, end: number, frame: number, time: number): number {
    switch (this.#state) {
      case 'body':
      case 'chunk-data':
        return this.#counted(bytes, start, end, frame, time);
      case 'until-close':
        this.#listener.body(bytes, start, end, frame, time);
        return end;
      case 'resync':
      case 'over':
        return this.#state === 'over' ? end : this.#search(bytes, start, end, frame, time);
      default:
        return this.#text(bytes, start, end, frame, time);
    }
  }

  /** Bytes are missing, -1 for an unknown number. */
  gap(length: number, frame: number, time: number): void {
    if (this.#state === 'over') return;
    if (this.#state === 'resync') {
      this.#line = NO_BYTES;
      // Requests may have come since the hole before.
      this.#listener.lost(frame, time);
      return;
    }
    if (this.#state === 'until-close' && length > 0) {
      this.#listener.bodyGap(length, frame, time);
      return;
    }
    const isInBody = this.#state === 'body' || this.#state === 'chunk-data';
    if (isInBody && length > 0 && length <= this.#left) {
      this.#listener.bodyGap(length, frame, time);
      this.#left -= length;
      this.#finishCounted(frame, time);
      return;
    }
    this.#loseStep(frame, time);
  }

  /** The stream is over; `isClosed` when its sender closed it in good order. */
  end(isClosed: boolean, frame: number, time: number): void {
    const state = this.#state;
    if (state === 'over') return;
    const isInMessage = state !== 'head' && state !== 'resync';
    this.#state = 'over';
    if (!isInMessage) return;
    if (isClosed && state === 'body') this.#listener.misfit(frame, time);
    this.#listener.end(state === 'until-close', frame, time);
  }

  // Bodies --------------------------------------------------------------------------------------------------------

  #counted(bytes: Buffer, start: number, end: number, frame: number, time: number): number {
    const stop = Math.min(end, start + this.#left);
    this.#listener.body(bytes, start, stop, frame, time);
    this.#left -= stop - start;
    this.#finishCounted(frame, time);
    return stop;
  }

  #finishCounted(frame: number, time: number): void {
    if (this.#left > 0) return;
    if (this.#state === 'chunk-data') this.#state = 'chunk-end';
    else this.#finish(frame, time, true);
  }

  #finish(frame: number, time: number, isBehindLength: boolean): void {
    this.#state = 'head';
    this.#isBehindLength = isBehindLength;
    this.#listener.end(true, frame, time);
  }

  // Lines ---------------------------------------------------------------------------------------------------------

  /** Takes one line, or what is there of it. */
  #text(bytes: Buffer, start: number, end: number, frame: number, time: number): number {
    if (this.#headBytes === 0) {
      this.#headFrame = frame;
      this.#headTime = time;
    }
    const found = bytes.subarray(start, end).indexOf(LINE_FEED);
    const stop = found < 0 ? end : start + found + 1;
    this.#headBytes += stop - start;
    if (this.#headBytes > MAX_HTTP_HEAD_BYTES) {
      this.#outOfStep(frame, time);
      return stop;
    }
    const piece = bytes.subarray(start, stop);
    this.#line = this.#line.length === 0 ? Buffer.from(piece) : Buffer.concat([this.#line, piece]);
    if (found < 0) return stop;
    const { length } = this.#line;
    const hasCr = this.#line[length - 2] === CARRIAGE_RETURN;
    const line = this.#line.toString('latin1', 0, length - (hasCr ? 2 : 1));
    this.#line = NO_BYTES;
    this.#take(line, frame, time);
    return stop;
  }

  #take(line: string, frame: number, time: number): void {
    switch (this.#state) {
      case 'head':
        this.#takeHeadLine(line, frame, time);
        return;
      case 'chunk-size':
        this.#takeChunkSize(line, frame, time);
        return;
      case 'chunk-end':
        this.#headBytes = 0;
        if (line === '') this.#state = 'chunk-size';
        else this.#outOfStep(frame, time);
        return;
      default:
        if (line !== '') return;
        this.#headBytes = 0;
        this.#finish(frame, time, false);
    }
  }

  #takeHeadLine(line: string, frame: number, time: number): void {
    if (this.#lines.length === 0 && line === '') {
      // Empty lines before a message are skipped (RFC 9112 2.2).
      this.#headBytes = 0;
      return;
    }
    if (this.#lines.length === 0 && !isStartLine(line, this.#isRequest)) {
      this.#outOfStep(frame, time);
      return;
    }
    if (line !== '') {
      if (this.#lines.length <= MAX_HTTP_FIELDS) this.#lines.push(line);
      return;
    }
    const head = readHead(this.#lines, this.#isRequest);
    this.#lines = [];
    this.#headBytes = 0;
    this.#isBehindLength = false;
    if (head !== undefined) this.#begin(head, frame, time);
  }

  #begin(head: Head, frame: number, time: number): void {
    const hasBody = this.#listener.head(head, this.#headFrame, this.#headTime);
    if (head.hasBadLength) this.#listener.misfit(frame, time);
    const form = hasBody ? head.body : 'none';
    this.#left = head.length;
    if (form === 'chunked') this.#state = 'chunk-size';
    else if (form === 'close') this.#state = 'until-close';
    else if (form === 'length' && head.length > 0) this.#state = 'body';
    else this.#finish(frame, time, form === 'length');
  }

  /** `size[;extensions]`, in hexadecimal digits. */
  #takeChunkSize(line: string, frame: number, time: number): void {
    this.#headBytes = 0;
    const size = /^([0-9a-fA-F]{1,8})[ \t]*(?:;|$)/.exec(line)?.[1];
    if (size === undefined) {
      this.#outOfStep(frame, time);
      return;
    }
    this.#left = parseInt(size, 16);
    this.#state = this.#left === 0 ? 'trailer' : 'chunk-data';
  }

  // The way back --------------------------------------------------------------------------------------------------

  /** What is there is no HTTP, though nothing is missing. */
  #outOfStep(frame: number, time: number): void {
    if (this.#isBehindLength || this.#state !== 'head') this.#listener.misfit(frame, time);
    this.#loseStep(frame, time);
  }

  #loseStep(frame: number, time: number): void {
    const isInMessage = this.#state !== 'head';
    this.#state = 'resync';
    this.#line = NO_BYTES;
    this.#lines = [];
    this.#headBytes = 0;
    this.#left = 0;
    this.#isBehindLength = false;
    if (isInMessage) {
      this.#listener.bodyGap(-1, frame, time);
      this.#listener.end(false, frame, time);
    }
    this.#listener.lost(frame, time);
  }

  /** Looks for the start line of the next message, which may straddle pieces. */
  #search(bytes: Buffer, start: number, end: number, frame: number, time: number): number {
    const piece = bytes.subarray(start, end);
    const known = this.#line.length;
    const held = known === 0 ? piece : Buffer.concat([this.#line, piece]);
    const pattern = this.#isRequest ? GATEWAY_REQUEST : ANSWER;
    const hasLine = known === 0 || piece.includes(LINE_FEED);
    const at = hasLine ? held.toString('latin1').search(pattern) : -1;
    if (at < 0) {
      this.#line = Buffer.from(held.subarray(Math.max(0, held.length - MAX_START_LINE_BYTES)));
      return end;
    }
    this.#line = NO_BYTES;
    this.#state = 'head';
    if (at < known) this.push(held, at, known, frame, time);
    return start + Math.max(0, at - known);
  }
}

const MAX_START_LINE_BYTES = 2048;
const GATEWAY_REQUEST =
  /(?:POST|GET) [^ \r\n]{0,1024}\/gateway\/gateway\.dll(?:\?[^ \r\n]{0,1024})? HTTP\/1\.[01]\r?\n/i;
const ANSWER = /HTTP\/1\.[01] [1-5][0-9]{2}(?: [^\r\n]{0,64})?\r?\n/;
