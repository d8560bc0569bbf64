/**
 * Several inputs as one capture in order of time. The first frame of each is looked at to begin with; a file is opened
 * again when its time has come, and closed at its end, so that thousands of rotated files are read one after another.
 * The order of frames inside a file is never changed: a frame that goes back in time is taken at once.
 */
import type { Interruption } from '../base/interruption.ts';
import {
  FRAME_COPY_WINDOW_NANOS,
  MAX_CAPTURES_AT_ONCE,
  MAX_OPEN_CAPTURES,
  MAX_REMEMBERED_FRAMES,
  MIN_CHUNK_BYTES,
  READ_CHUNK_BYTES,
  SHARED_CHUNK_BYTES,
} from '../base/limits.ts';
import type { Details, NoticeCode } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import { Copies } from './copies.ts';
import { compareFound, distinct, findOne, findOnly, type CaptureInput, type Found } from './found.ts';
import { FRAME, type FrameRecord, NEED_MORE, NO_LINK } from './frame.ts';
import { InputError } from './input-error.ts';
import { type CaptureNoticeListener, OpenCapture } from './open-capture.ts';
import { openSource } from './source.ts';

/** A capture as reports are told of it. */
export interface CaptureInfo {
  /** Counts from 1, in order of the first frames, then of names. */
  readonly index: number;
  /** How many captures there are. */
  readonly of: number;
  /** As given. */
  readonly file: string;
  readonly format: 'pcap' | 'pcapng';
  readonly compression: 'gzip' | 'zstd' | null;
  /** Link types of the interfaces known at the first frame, in order, each once. */
  readonly linkTypes: readonly number[];
  /** `10^-6` for microseconds. */
  readonly timeResolution: string;
  /** Time of the first frame, nanoseconds (base/time.ts); 0 without frames. */
  readonly firstTime: number;
}

/** Takes the frames of all captures in order. */
export interface FrameTaker {
  /**
   * `frame` is an id (base/frame-id.ts). The bytes are the taker's only during the call, and so is `record`, all that
   * the file says of the frame. False: that was enough.
   */
  frame(
    bytes: Buffer,
    start: number,
    end: number,
    linkType: number,
    frame: number,
    time: number,
    record: FrameRecord,
  ): boolean;
  readonly captureNotice: CaptureNoticeListener;
  /**
   * Called now and then; `isIdle`: a pipe has nothing more at the moment; `bytes` are those read so far, as stored.
   * Resolves when more can be taken.
   */
  turn(isIdle: boolean, bytes: number): Promise<void> | undefined;
}

/** A capture whose time has not come. */
interface Pending {
  readonly index: number;
  readonly found: Found;
  /** Of its first frame, on the common clock; one without a time comes before all. */
  readonly due: number;
}

/** A capture at a frame. */
interface Waiting {
  readonly capture: OpenCapture;
  readonly time: number;
}

export class Captures {
  readonly infos: readonly CaptureInfo[];
  /** Base and digits of all times. */
  readonly clock: Clock;
  readonly #interruption: Interruption;
  readonly #isOnly: boolean;
  /** In order of time. */
  readonly #pending: readonly Pending[];
  #nextPending = 0;
  /** Open captures but the one that is being read, in order of their next frames. */
  readonly #waiting: Waiting[] = [];
  #current: OpenCapture | undefined = undefined;
  readonly #copies = new Copies(() => {
    const message = 'too many frames to look for their copies in other captures';
    this.#tellOnce('copy-limit', message, { limit: MAX_REMEMBERED_FRAMES });
  });
  readonly #told = new Set<NoticeCode>();
  #taker: FrameTaker | undefined = undefined;
  /** No more frames are wanted. */
  #hasEnough = false;
  /** Time of the last frame of a capture that ended. */
  #ended = -Infinity;
  /** Bytes of those captures. */
  #endedBytes = 0;

  /**
   * Looks at the first frame of each input. Throws CaptureError or Node's errors when an only input cannot be read,
   * InputError with that as its cause when one of several cannot; an Error when the interruption comes before there is
   * anything. A file that is named several times is read once.
   */
  static async open(inputs: readonly CaptureInput[], interruption: Interruption): Promise<Captures> {
    const [only, ...others] = distinct(inputs);
    if (only === undefined) throw new TypeError('there is no capture to read');
    if (others.length === 0) {
      const found = await findOnly(only, interruption);
      if (found === undefined) throw interrupted();
      return new Captures([found], interruption);
    }
    const all: Found[] = [];
    try {
      for (const input of [only, ...others]) {
        const found = await findOne(input, interruption);
        if (found === undefined) throw interrupted();
        all.push(found);
      }
    } catch (error) {
      for (const { open } of all) open?.close();
      throw error;
    }
    return new Captures(all.sort(compareFound), interruption);
  }

  private constructor(all: readonly Found[], interruption: Interruption) {
    this.#interruption = interruption;
    this.#isOnly = all.length === 1;
    const baseSeconds = (all.find(({ hasTime }) => hasTime) ?? all[0])?.clock.baseSeconds ?? 0;
    this.clock = { baseSeconds, digits: all.some(({ clock }) => clock.digits === 9) ? 9 : 6 };
    const timeOf = ({ clock, hasTime, firstTime }: Found): number =>
      hasTime ? firstTime + (clock.baseSeconds - baseSeconds) * 1e9 : 0;
    this.infos = all.map((found, i) => ({
      index: i + 1,
      of: all.length,
      file: found.name,
      format: found.format,
      compression: found.compression,
      linkTypes: found.linkTypes,
      timeResolution: found.timeResolution,
      firstTime: timeOf(found),
    }));
    const pending = all.map((found, i) => {
      return { index: i + 1, found, due: found.hasTime ? timeOf(found) : -Infinity };
    });
    this.#pending = pending.sort((a, b) => (a.due === b.due ? a.index - b.index : a.due - b.due));
  }

  /** Hands all frames to `taker`, in order, for as long as it wants more; false when the interruption came before the end. */
  async read(taker: FrameTaker): Promise<boolean> {
    this.#taker = taker;
    for (;;) {
      if (this.#nextDue() !== undefined && !(await this.#openDue(taker))) return false;
      const capture = this.#waiting.shift()?.capture;
      if (capture === undefined) return true;
      this.#current = capture;
      this.#sweep(capture, taker);
      if (capture.step === NEED_MORE && !(await this.#refill(capture, taker))) return false;
      this.#settle(capture);
      if (this.#hasEnough) return true;
    }
  }

  /** Gives up what is open. */
  close(): void {
    this.#current?.close();
    for (const { capture } of this.#waiting) capture.close();
    for (const { found } of this.#pending.slice(this.#nextPending)) found.open?.close();
  }

  /** The next capture to be opened, when its time has come. */
  #nextDue(): Pending | undefined {
    const next = this.#pending[this.#nextPending];
    const [first] = this.#waiting;
    if (next === undefined || (first !== undefined && next.due > first.time)) return undefined;
    if (this.#waiting.length < MAX_CAPTURES_AT_ONCE) return next;
    const message = 'too many captures lie beside each other: the last ones are read behind the others';
    this.#tellOnce('open-captures-limit', message, { limit: MAX_CAPTURES_AT_ONCE });
    return undefined;
  }

  async #openDue(taker: FrameTaker): Promise<boolean> {
    for (let next = this.#nextDue(); next !== undefined; next = this.#nextDue()) {
      this.#nextPending++;
      if (!(await this.#begin(next, taker))) return false;
    }
    return true;
  }

  /** Reads a capture to its first frame, and puts it among those that wait for their turn. */
  async #begin({ index, found }: Pending, taker: FrameTaker): Promise<boolean> {
    const capture = found.open ?? (await this.#openAgain(found.name));
    if (capture === undefined) return false;
    this.#current = capture;
    if (!(await capture.advance(this.#interruption))) return false;
    capture.begin(index, this.#isOnly ? undefined : this.clock, taker.captureNotice);
    this.#settle(capture);
    return true;
  }

  async #openAgain(name: string): Promise<OpenCapture | undefined> {
    const count = this.#waiting.length + 1;
    const share = Math.floor(SHARED_CHUNK_BYTES / count);
    const chunkBytes = Math.max(MIN_CHUNK_BYTES, Math.min(READ_CHUNK_BYTES, share));
    try {
      const opening = openSource(name, { chunkBytes, inTurns: count > MAX_OPEN_CAPTURES });
      const source = await this.#interruption.wait(opening);
      return source === undefined ? undefined : new OpenCapture(source);
    } catch (error) {
      throw new InputError(name, error);
    }
  }

  /** A capture that was read goes among those that wait, or is done. */
  #settle(capture: OpenCapture): void {
    this.#current = undefined;
    if (capture.step === FRAME) this.#wait(capture);
    else this.#end(capture);
  }

  #wait(capture: OpenCapture): void {
    const { time } = capture.reader;
    const isAfter = (other: Waiting): boolean =>
      other.time === time ? other.capture.index > capture.index : other.time > time;
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#waiting[middle];
      if (other === undefined || isAfter(other)) high = middle;
      else low = middle + 1;
    }
    this.#waiting.splice(low, 0, { capture, time });
  }

  async #refill(capture: OpenCapture, taker: FrameTaker): Promise<boolean> {
    while (capture.step === NEED_MORE) {
      const isLive = capture.source.size === undefined;
      await taker.turn(isLive, this.#bytesRead(capture));
      if (!isLive) await this.#interruption.turn();
      if (!(await this.#more(capture))) return false;
      capture.step = capture.reader.next();
    }
    return true;
  }

  async #more(capture: OpenCapture): Promise<boolean> {
    try {
      return await capture.more(this.#interruption);
    } catch (error) {
      throw this.#isOnly ? error : new InputError(capture.source.name, error, capture.reader.frame || null);
    }
  }

  /** The hot loop: hands on frames until another capture's turn comes, or input is missing. */
  #sweep(capture: OpenCapture, taker: FrameTaker): void {
    const { reader, idOffset } = capture;
    const { limit, includes, watchFrom } = this.#turnOf(capture);
    let { step } = capture;
    while (step === FRAME) {
      const { time } = reader;
      if (time > limit || (time === limit && !includes)) break;
      if (time < watchFrom || !this.#isCopy(capture)) {
        const { bytes, start, end, linkType } = reader;
        if (!taker.frame(bytes, start, end, linkType, reader.frame + idOffset, time, reader)) {
          this.#hasEnough = true;
          break;
        }
      }
      step = reader.next();
    }
    capture.step = step;
  }

  /** How long it is a capture's turn, and from when on its frames may be copies or have some. */
  #turnOf(capture: OpenCapture): Turn {
    const { limit, includes } = this.#runnerUp(capture.index);
    if (this.#waiting.length > 0) return { limit, includes, watchFrom: -Infinity };
    // Those that ended lately may have had the frames that come now.
    const remembered = this.#ended + FRAME_COPY_WINDOW_NANOS;
    if (capture.reader.time > remembered)
      return { limit, includes, watchFrom: limit - FRAME_COPY_WINDOW_NANOS };
    if (remembered >= limit) return { limit, includes, watchFrom: -Infinity };
    return { limit: remembered, includes: true, watchFrom: -Infinity };
  }

  /** The time at which another capture's turn comes, and whether a frame of just that time still goes before it. */
  #runnerUp(index: number): Pick<Turn, 'limit' | 'includes'> {
    const [first] = this.#waiting;
    const isFull = this.#waiting.length + 1 >= MAX_CAPTURES_AT_ONCE;
    const pending = isFull ? undefined : this.#pending[this.#nextPending];
    const time = first?.time ?? Infinity;
    const due = pending?.due ?? Infinity;
    const other = due < time ? pending?.index : first?.capture.index;
    return { limit: Math.min(time, due), includes: index < (other ?? Infinity) };
  }

  #isCopy(capture: OpenCapture): boolean {
    const { reader, index } = capture;
    if (reader.linkType === NO_LINK) return false;
    const owner = this.#copies.ownerOf(reader, index);
    if (owner !== 0) capture.noteCopy(owner);
    return owner !== 0;
  }

  #tellOnce(code: NoticeCode, message: string, details: Details): void {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.#taker?.captureNotice(code, message, 0, details);
  }

  #bytesRead(current: OpenCapture): number {
    let bytes = this.#endedBytes + current.source.bytesRead;
    for (const { capture } of this.#waiting) bytes += capture.source.bytesRead;
    return bytes;
  }

  #end(capture: OpenCapture): void {
    this.#endedBytes += capture.source.bytesRead;
    capture.close();
    capture.tellCopies();
    this.#ended = Math.max(this.#ended, capture.reader.time);
  }
}

/** How long it is a capture's turn: up to `limit`, or before it; frames from `watchFrom` on are compared. */
interface Turn {
  readonly limit: number;
  readonly includes: boolean;
  readonly watchFrom: number;
}

function interrupted(): Error {
  return new Error('interrupted before there was any input');
}
