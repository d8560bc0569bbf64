/**
 * Bytes of one direction to commands. Lines and payloads that lie whole in a pushed segment are handed on in place,
 * what is cut is put together first.
 *
 *     line -----------> line          command, payload whole
 *      |  \-----------> payload       payload cut: wait until it is complete
 *      |  \-----------> undecided     error or unknown code: what follows says whether there is a payload
 *      |  \-----------> shifted       no line where the payload ends: look for one a few bytes on or back
 *      \--------------> resync        hole, bad length, no code: skip to the next plausible line
 */
import { MAX_LINE_BYTES, MAX_PAYLOAD_SHIFT_BYTES } from '../base/limits.ts';
import { NO_BYTES } from '../base/bytes.ts';
import { CLIENT } from '../tcp/handler.ts';
import type { EndReason, Side } from '../tcp/handler.ts';
import { Command, LINE } from './command.ts';
import { ASK_UNKNOWN, describeLine, NO_PAYLOAD, OUT_OF_STEP, withoutTrid } from './describe.ts';
import type { DecodeContext } from './describe.ts';
import type { DecoderSink, SkipReason } from './fault.ts';
import { Holes } from './holes.ts';
import { findLineFeed, Line, readDecimal, scanLine } from './line.ts';
import { readErrorWord, readUnknownWord } from './lookahead.ts';
import type { Following } from './lookahead.ts';
import { isPlausibleLine, NO, YES } from './plausible.ts';
import type { Answer } from './plausible.ts';
import { Resync } from './resync.ts';
import { findShift } from './shift.ts';
import { scanTls, TLS_HANDSHAKE } from './tls.ts';
import type { Tail } from './tail.ts';
import { type Kept, Window } from './window.ts';

const NO_HOLES: readonly number[] = [];

type State = 'line' | 'payload' | 'undecided' | 'shifted' | 'resync' | 'ended';

// Decoding is synchronous and a command is gone after the call, so one of each serves all streams.
const command = new Command();
const line = new Line();
const window = new Window();
const following: Following = { bytes: NO_BYTES, start: 0, end: 0, final: false, from: CLIENT };

/** Decodes one direction of one connection. Never throws on traffic, whatever it is. */
export class Decoder implements Kept {
  tail: Tail | undefined = undefined;
  behind = -1;
  behindHigh = 0;
  behindLow = 0;
  behindFrame = 0;
  behindTime = 0;
  private readonly from: Side;
  private readonly context: DecodeContext;
  private readonly sink: DecoderSink;
  private state: State = 'line';
  /** No more bytes follow without a hole. */
  private final = false;
  /** Bytes from `pos` on that are known to hold no LF. */
  private scanned = 0;
  /** Length of the line at `pos` with its newline (payload, undecided). */
  private lineBytes = 0;
  /** Declared payload length (payload), or the number that may be one (undecided). */
  private declared = 0;
  private asksUnknown = false;
  /** Of the payload at hand; made with the first one. */
  private holes: Holes | undefined = undefined;
  /** The next command is the first after a hole or after skipped bytes. */
  private afterHole = false;
  private resync: Resync | undefined = undefined;

  constructor(from: Side, context: DecodeContext, sink: DecoderSink) {
    this.from = from;
    this.context = context;
    this.sink = sink;
  }

  /** Whether a whole line is held back because what follows has to say how it is read. */
  get isUndecided(): boolean {
    return this.state === 'undecided' || (this.state === 'resync' && this.tail !== undefined);
  }

  /** Bytes that the decoder holds back, for the caller's books. */
  get held(): number {
    return this.tail?.length ?? 0;
  }

  /** The next bytes of the stream, `start` to `end`; they are looked at during the call only. */
  push(bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    if (start >= end || this.state === 'ended') return;
    const rest = this.held > 0 ? this.completeHeld(bytes, start, end, frame, time) : start;
    if (rest < end) this.pushPart(bytes, rest, end, frame, time);
  }

  private pushPart(bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    const inside = this.state === 'payload' || (this.state === 'line' && this.behind < 0);
    if (this.tail === undefined) this.resync?.beginSegment();
    window.enter(this, bytes, start, end, frame, time, inside);
    this.run();
    window.leave();
  }

  /** Pushes what the kept line or payload still needs, so that no more is copied; gives where the rest begins. */
  private completeHeld(bytes: Buffer, start: number, end: number, frame: number, time: number): number {
    let pos = start;
    while (pos < end && this.held > 0) {
      let next = end;
      if (this.state === 'payload') {
        next = pos + this.lineBytes + this.declared - (this.holes?.missing ?? 0) - this.held;
      } else if (this.state === 'line') {
        next = findLineFeed(bytes, pos, end) + 1;
      }
      if (next <= pos || next > end) next = end;
      this.pushPart(bytes, pos, next, frame, time);
      pos = next;
    }
    return pos;
  }

  /** `length` bytes are missing here; -1 when nobody knows how many (mid-stream start). */
  gap(length: number, frame: number, time: number): void {
    if (this.state === 'ended' || length === 0) return;
    this.runOut(frame, time);
    const bridged = this.state === 'payload' && this.bridgeGap(length);
    if (!bridged) this.giveUpRest();
    window.leave();
    if (bridged) return;
    this.loseStep(length < 0 ? 'mid-stream' : 'gap');
    this.afterHole = true;
  }

  /** The stream ends here; what is pushed afterwards is ignored. */
  end(reason: EndReason, frame: number, time: number): void {
    if (this.state === 'ended') return;
    this.runOut(frame, time);
    const closed = reason === 'fin' || reason === 'rst';
    if (this.state === 'payload') this.cutPayload(closed ? LINE.payloadTruncated : 0);
    this.giveUpRest();
    window.leave();
    this.state = 'ended';
  }

  /** Decides everything that waits for bytes which will not come. */
  private runOut(frame: number, time: number): void {
    window.enterHeld(this, frame, time);
    this.final = true;
    this.run();
    this.final = false;
  }

  /** Reports what is left behind the last command. */
  private giveUpRest(): void {
    const { from, resync } = this;
    const { pos, limit } = window;
    if (resync !== undefined) {
      resync.skipTo(window, limit);
      this.reportSkipped(resync);
    } else if (pos < limit) {
      const frame = window.frameAt(pos);
      this.sink.fault({ kind: 'unfinished-line', bytes: limit - pos, from, frame, time: window.timeAt(pos) });
    }
    window.pos = limit;
    window.behind = -1;
    this.scanned = 0;
  }

  private run(): void {
    do window.settle();
    while (this.step());
  }

  /** One step of the state; false when it needs more bytes. */
  private step(): boolean {
    switch (this.state) {
      case 'line':
        return this.readLine();
      case 'payload':
        return this.readPayload();
      case 'undecided':
        return this.decide();
      case 'shifted':
        return this.findShift();
      case 'resync':
        return this.findLine();
      case 'ended':
        return false;
    }
  }

  // Lines -----------------------------------------------------------------------------------------------------

  private readLine(): boolean {
    const { bytes, pos, limit } = window;
    if (pos >= limit) return false;
    if (bytes[pos] === TLS_HANDSHAKE) {
      const tls = this.readTls();
      if (tls !== NO) return tls === YES;
    }
    if (this.scanned > 0 && findLineFeed(bytes, pos + this.scanned, limit) < 0) return this.waitForLine();
    if (!scanLine(line, bytes, pos, limit)) return this.waitForLine();
    this.scanned = 0;
    if (line.next - pos > MAX_LINE_BYTES) return this.loseStep('line-too-long');
    if (window.behind >= 0 && !isPlausibleLine(bytes, pos, line.next - 1, this.from)) {
      window.reachBehind();
      this.state = 'shifted';
      return true;
    }
    window.behind = -1;
    this.takeLine();
    return true;
  }

  private waitForLine(): boolean {
    this.scanned = window.limit - window.pos;
    return this.scanned > MAX_LINE_BYTES && this.loseStep('line-too-long');
  }

  private readTls(): Answer {
    const { bytes, pos, limit } = window;
    const answer = scanTls(line, bytes, pos, limit, this.final);
    if (answer !== YES) return answer;
    command.bytes = bytes;
    describeLine(command, line, this.from, this.context);
    command.flags = LINE.controlByte | LINE.notMsnp;
    this.emit(NO_PAYLOAD, line.next);
    this.loseStep('malformed');
    return YES;
  }

  /** The line at `pos` is scanned and to be taken. */
  private takeLine(): void {
    const { from } = this;
    const { bytes, pos } = window;
    if (line.words === 0) {
      const frame = window.frameAt(pos);
      this.sink.fault({ kind: 'blank-line', from, frame, time: window.timeAt(pos) });
      window.pos = line.next;
      return;
    }
    command.bytes = bytes;
    const length = describeLine(command, line, from, this.context);
    if (length >= 0) this.takePayload(length);
    else if (length === NO_PAYLOAD) this.emit(NO_PAYLOAD, line.next);
    else if (length === OUT_OF_STEP) this.takeOutOfStep();
    else {
      this.asksUnknown = length === ASK_UNKNOWN;
      this.declared = readDecimal(bytes, line.lastStart, line.lastEnd);
      this.lineBytes = line.next - pos;
      this.state = 'undecided';
    }
  }

  private takeOutOfStep(): void {
    const noCode = (command.flags & (LINE.codeMalformed | LINE.notMsnp)) !== 0;
    this.emit(command.payloadLength, line.next);
    this.loseStep(noCode ? 'malformed' : 'length-unusable');
  }

  /** Hands on the described command; its captured payload ends at `end`. */
  private emit(length: number, end: number): void {
    command.payloadLength = length;
    command.payloadStart = line.next;
    command.payloadEnd = end;
    command.payloadHoles = this.holes?.take() ?? NO_HOLES;
    command.firstFrame = window.frameAt(window.pos);
    command.firstTime = window.timeAt(window.pos);
    command.lastFrame = window.frameAt(end - 1);
    command.lastTime = window.timeAt(end - 1);
    if (this.afterHole) command.flags |= LINE.afterHole;
    this.afterHole = false;
    window.pos = end;
    this.sink.command(command);
  }

  // Payloads --------------------------------------------------------------------------------------------------

  private takePayload(length: number): void {
    const end = line.next + length;
    if (end > window.limit) {
      this.lineBytes = line.next - window.pos;
      this.declared = length;
      this.state = 'payload';
      return;
    }
    this.emit(length, end);
    window.behind = Math.min(length, MAX_PAYLOAD_SHIFT_BYTES);
  }

  private readPayload(): boolean {
    const captured = this.declared - (this.holes?.missing ?? 0);
    if (window.limit - window.pos < this.lineBytes + captured) return false;
    this.finishPayload(captured, 0);
    return true;
  }

  private finishPayload(captured: number, flags: number): void {
    const { holes, declared } = this;
    this.rescan();
    if (line.words === 2 && (command.flags & LINE.unknown) !== 0) withoutTrid(command);
    command.flags |= flags | (holes?.any === true ? LINE.payloadHoled : 0);
    const lastHole = holes?.end ?? 0;
    this.state = 'line';
    this.emit(declared, line.next + captured);
    window.behind = Math.min(captured, declared - lastHole, MAX_PAYLOAD_SHIFT_BYTES);
  }

  /** Scans and describes the line at `pos` again, after a wait. */
  private rescan(): void {
    const { bytes, pos } = window;
    scanLine(line, bytes, pos, pos + this.lineBytes);
    command.bytes = bytes;
    describeLine(command, line, this.from, this.context);
  }

  /** Hands on a payload of which nothing more comes. */
  private cutPayload(flags: number): void {
    this.finishPayload(window.limit - window.pos - this.lineBytes, flags);
    window.behind = -1;
  }

  /** A hole in the payload; false when it reaches to its end or beyond. */
  private bridgeGap(length: number): boolean {
    const offset = window.limit - window.pos - this.lineBytes + (this.holes?.missing ?? 0);
    const rest = this.declared - offset;
    const hole = length < 0 ? rest : Math.min(length, rest);
    this.holes ??= new Holes();
    this.holes.add(offset, hole);
    if (hole < rest) return true;
    this.cutPayload(0);
    return false;
  }

  // Decisions by what follows ---------------------------------------------------------------------------------

  private decide(): boolean {
    following.bytes = window.bytes;
    following.start = window.pos + this.lineBytes;
    following.end = window.limit;
    following.final = this.final;
    following.from = this.from;
    const reading = this.asksUnknown
      ? readUnknownWord(following, this.declared)
      : readErrorWord(following, this.declared, this.context.minVersion);
    if (reading === 'more') return false;
    this.state = reading === 'payload' ? 'payload' : 'line';
    if (reading === 'payload') return true;
    this.rescan();
    this.emit(NO_PAYLOAD, line.next);
    if (reading === 'lost') this.loseStep('unknown-payload');
    return true;
  }

  /** No line where the payload ends: a line a few bytes on or back, or this one as it stands. */
  private findShift(): boolean {
    const { bytes, pos, limit, behind } = window;
    const shift = findShift(bytes, pos, limit, behind, this.from, this.final);
    if (Number.isNaN(shift)) return false;
    this.state = 'line';
    window.behind = -1;
    if (shift === 0) scanLine(line, bytes, pos, limit);
    if (shift === 0) this.takeLine();
    else this.goOnAt(pos, shift);
    return true;
  }

  private goOnAt(pos: number, shift: number): void {
    const { from } = this;
    const { bytes, limit } = window;
    const frame = window.frameAt(pos);
    const time = window.timeAt(pos);
    const blank = shift === 2 && bytes[pos] === 0x0d && bytes[pos + 1] === 0x0a;
    if (blank) this.sink.fault({ kind: 'blank-line', from, frame, time });
    else this.sink.fault({ kind: 'payload-shift', shift, from, frame, time });
    window.pos = Math.min(limit, pos + shift);
  }

  // Out of step -----------------------------------------------------------------------------------------------

  private loseStep(reason: SkipReason): true {
    this.state = 'resync';
    this.resync = new Resync(this.from, reason);
    window.behind = -1;
    this.behind = -1;
    this.scanned = 0;
    return true;
  }

  private findLine(): boolean {
    const { resync } = this;
    if (resync?.find(window, this.final) !== YES) return false;
    this.reportSkipped(resync);
    this.resync = undefined;
    this.state = 'line';
    return true;
  }

  private reportSkipped(resync: Resync): void {
    const { skipped: bytes, reason, frame, time } = resync;
    if (bytes === 0) return;
    this.sink.fault({ kind: 'skipped', bytes, reason, from: this.from, frame, time });
    this.afterHole = true;
  }
}
