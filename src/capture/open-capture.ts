/** One input while it is read: a source, its reader, and what was noticed before the report could be told. */
import { frameIdOffset } from '../base/frame-id.ts';
import type { Interruption } from '../base/interruption.ts';
import { MAX_NAMED_OWNERS } from '../base/limits.ts';
import type { Details, NoticeCode } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import { NEED_MORE, type Step } from './frame.ts';
import { CaptureReader } from './reader.ts';
import type { Source } from './source.ts';

/** Told of a notice about a capture; `frame` is an id (base/frame-id.ts), of frame 0 when no frame can be named. */
export type CaptureNoticeListener = (
  code: NoticeCode,
  message: string,
  frame: number,
  details: Details,
  capture?: number,
) => void;

type HeldNotice = readonly [code: NoticeCode, message: string, frame: number, details: Details];

export class OpenCapture {
  readonly source: Source;
  readonly reader: CaptureReader;
  /** Counts from 1, in order of time; 0 before `begin`. */
  index = 0;
  /** What its frame numbers become ids with. */
  idOffset = 0;
  /** Where the reader stands: at a frame, at the end, or where the input must go on. */
  step: Step = NEED_MORE;
  readonly #chunks: AsyncIterator<Buffer>;
  /** Frames that other captures had too, and that were left out here. */
  #copies = 0;
  readonly #owners = new Set<number>();
  #listener: CaptureNoticeListener | undefined = undefined;
  /** At most those of a header. */
  #held: HeldNotice[] = [];

  constructor(source: Source) {
    this.source = source;
    this.reader = new CaptureReader(this.#notice);
    this.#chunks = source.chunks(this.#notice)[Symbol.asyncIterator]();
  }

  /** Feeds the reader the next chunk, or tells it that none follows; false when the interruption came first. */
  async more(interruption: Interruption): Promise<boolean> {
    const next = await interruption.wait(this.#chunks.next());
    if (interruption.isAborted || next === undefined) return false;
    if (next.done === true) this.reader.finish();
    else this.reader.feed(next.value);
    return true;
  }

  /**
   * Reads on to a frame or the end; false when the interruption comes first. Throws CaptureError when the input is no
   * capture.
   */
  async advance(interruption: Interruption): Promise<boolean> {
    while (this.step === NEED_MORE) {
      this.step = this.reader.next();
      if (this.step === NEED_MORE && !(await this.more(interruption))) return false;
    }
    return true;
  }

  /** Joins the captures that are read together; `clock` is theirs, undefined when it is the only one. */
  begin(index: number, clock: Clock | undefined, listener: CaptureNoticeListener): void {
    this.index = index;
    this.idOffset = frameIdOffset(index);
    if (clock !== undefined) this.reader.rebase(clock);
    this.#listener = listener;
    for (const notice of this.#held) this.#notice(...notice);
    this.#held = [];
  }

  /** The frame at hand was left out: `owner` had it too. */
  noteCopy(owner: number): void {
    this.#copies++;
    if (this.#owners.size < MAX_NAMED_OWNERS) this.#owners.add(owner);
  }

  /** At the end: says what was left out. */
  tellCopies(): void {
    const frames = this.#copies;
    if (frames === 0) return;
    const captures = [...this.#owners].sort((a, b) => a - b);
    const what = frames === 1 ? '1 frame is' : `${frames} frames are`;
    const message = `${what} in another capture too and counted there`;
    this.#notice('overlapping-captures', message, 0, { frames, captures });
  }

  close(): void {
    // Not awaited: a read that an interruption left behind ends only when the source is closed.
    this.#chunks.return?.().catch(() => undefined);
    this.source.close();
  }

  readonly #notice = (code: NoticeCode, message: string, frame: number, details: Details): void => {
    if (this.#listener === undefined) this.#held.push([code, message, frame, details]);
    else this.#listener(code, message, frame + this.idOffset, details, this.index);
  };
}
