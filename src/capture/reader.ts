/**
 * Captures, read from chunks in place: pcap and pcapng, told apart by their magic. Does no I/O; unpacking gzip comes
 * before (source.ts).
 *
 *     reader.feed(chunk); while (reader.next() === FRAME) use(reader.bytes, reader.start, reader.end, ...)
 */
import { NO_BYTES } from '../base/bytes.ts';
import type { NoticeListener } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import { CaptureContext, type FormatReader } from './context.ts';
import { type CaptureInfo, END, type FrameRecord, NEED_MORE, NO_ORIGIN, type Step } from './frame.ts';
import { Input } from './input.ts';
import { PcapReader } from './pcap.ts';
import { readComments } from './pcapng-options.ts';
import { PcapngReader } from './pcapng.ts';
import { MAGIC_BYTES, SNIFF_BYTES, sniffFormat, unknownFormat } from './sniff.ts';

export { END, FRAME, NEED_MORE } from './frame.ts';

const NO_COMMENTS: readonly string[] = [];

export class CaptureReader implements FrameRecord {
  // The frame: valid after FRAME until the following next() or feed().
  bytes: Buffer = NO_BYTES;
  start = 0;
  end = 0;
  originalLength = 0;
  frame = 0;
  time = 0;
  linkType = 0;
  origin = NO_ORIGIN;
  optionsEnd = 0;
  fileOffset = 0;
  /** Base and digits of the times, final with the first frame. */
  readonly clock: Clock = { baseSeconds: 0, digits: 6 };
  readonly info: CaptureInfo = { format: undefined, linkTypes: [], timeResolution: '' };
  readonly #input = new Input();
  readonly #context: CaptureContext;
  #format: FormatReader | undefined;
  #ended = false;

  constructor(onNotice: NoticeListener) {
    this.#context = new CaptureContext(this.#input, this, this.clock, this.info, onNotice);
  }

  /** Takes the next chunk, to be used in place: it has to stay as it is until next() has returned NEED_MORE. */
  feed(chunk: Buffer): void {
    if (!this.#ended) this.#input.feed(chunk);
  }

  /** No chunk follows: next() gives the frames that are left, then END. */
  finish(): void {
    this.#input.finished = true;
  }

  /**
   * Goes to the next frame. A frame without a time of its own has the time of the frame before, the first one 0.
   * After END it stays END. Throws CaptureError, before any frame, when the input is no capture that is read.
   */
  next(): Step {
    if (this.#ended) return END;
    this.#format ??= this.#sniff();
    if (this.#format === undefined) return NEED_MORE;
    const step = this.#format.next();
    if (step === END) this.#ended = true;
    return step;
  }

  /** What was said of the frame where it was captured or looked at; read when it is asked for. */
  get comments(): readonly string[] {
    const { bytes, start, end, optionsEnd } = this;
    if (optionsEnd === 0) return NO_COMMENTS;
    return readComments(bytes, end + ((start - end) & 3), optionsEnd, this.#context.littleEndian);
  }

  /** Whether a frame with a time was read: the clock has its base. */
  get hasTime(): boolean {
    return this.#context.started;
  }

  /** Makes times count from the base of `clock`, with its digits; to be called at the first frame. */
  rebase(clock: Clock): void {
    this.#context.rebase(clock);
  }

  #sniff(): FormatReader | undefined {
    const input = this.#input;
    if (input.need(MAGIC_BYTES)) {
      const format = sniffFormat(input.bytes, input.position);
      if (format === 'pcap') return new PcapReader(this.#context);
      if (format === 'pcapng') return new PcapngReader(this.#context);
    }
    if (!input.need(SNIFF_BYTES) && !input.finished) return undefined;
    throw unknownFormat(input.bytes, input.position, Math.min(input.limit, input.position + SNIFF_BYTES));
  }
}
