/** What the readers of both formats share: the input window, the frame's fields, the clock, and how a capture ends. */
import { u16be, u16le, u32be, u32le } from '../base/bytes.ts';
import type { Details, NoticeListener } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import { CaptureError } from './capture-error.ts';
import { type CaptureInfo, END, type FrameFields, NEED_MORE, type Step } from './frame.ts';
import type { Input } from './input.ts';

/** Reads the records of one format; the input stands behind the magic's sniffing, at the first byte of the file. */
export interface FormatReader {
  next(): Step;
}

export class CaptureContext {
  readonly input: Input;
  readonly frame: FrameFields;
  readonly clock: Clock;
  readonly info: CaptureInfo;
  readonly notice: NoticeListener;
  /** Byte order of the file or section. */
  littleEndian = false;
  readonly #linkTypes = new Set<number>();
  #started = false;

  constructor(input: Input, frame: FrameFields, clock: Clock, info: CaptureInfo, notice: NoticeListener) {
    this.input = input;
    this.frame = frame;
    this.clock = clock;
    this.info = info;
    this.notice = notice;
  }

  /** Four bytes of the record at hand, `offset` from its start, in the file's byte order. */
  u32(offset: number): number {
    const { bytes, position } = this.input;
    return this.littleEndian ? u32le(bytes, position + offset) : u32be(bytes, position + offset);
  }

  /** Two bytes, as `u32`. */
  u16(offset: number): number {
    const { bytes, position } = this.input;
    return this.littleEndian ? u16le(bytes, position + offset) : u16be(bytes, position + offset);
  }

  addLinkType(linkType: number): void {
    if (this.#linkTypes.has(linkType)) return;
    this.#linkTypes.add(linkType);
    this.info.linkTypes.push(linkType);
  }

  /** Whether a frame with a time was seen: the clock's base and digits are fixed then. */
  get started(): boolean {
    return this.#started;
  }

  /** Makes the clock tell times as `clock` does, for all frames to come and the one at hand. */
  rebase({ baseSeconds, digits }: Clock): void {
    if (this.#started) this.frame.time += (this.clock.baseSeconds - baseSeconds) * 1e9;
    this.#started = true;
    this.clock.baseSeconds = baseSeconds;
    this.clock.digits = digits;
  }

  /** Sets the frame's time; the first one gives the clock its base. */
  stamp(seconds: number, nanos: number): void {
    if (!this.#started) {
      this.#started = true;
      this.clock.baseSeconds = seconds;
    }
    this.frame.time = (seconds - this.clock.baseSeconds) * 1e9 + nanos;
  }

  /** `needed` bytes of a record are not all there: wait, or at the end of the input say that it was cut. */
  starved(needed: number, frame: number): Step {
    const { finished, present, offset } = this.input;
    if (!finished) return NEED_MORE;
    if (present > 0) {
      this.notice(
        'capture-cut',
        `the capture ends within a record: ${present} of ${needed} bytes are there`,
        frame,
        {
          fileOffset: offset,
          needed,
          present,
        },
      );
    }
    return END;
  }

  /** As `starved`, for the header that comes before any frame: without it there is no capture. */
  headerStarved(needed: number): typeof NEED_MORE {
    const { finished, present, offset } = this.input;
    if (!finished) return NEED_MORE;
    const format = this.info.format ?? 'pcap or pcapng';
    throw new CaptureError(
      'header-cut',
      `the ${format} header is cut: ${needed} bytes expected, ${present} found`,
      offset,
      'copy or record the capture again: nothing of it can be read',
    );
  }

  /** The record at hand cannot be true, so nothing behind it can be found: what came before is kept. */
  damaged(message: string, details: Details): typeof END {
    const fileOffset = this.input.offset;
    this.notice('capture-damaged', `${message}; reading stops there`, this.frame.frame + 1, {
      fileOffset,
      ...details,
    });
    return END;
  }
}
