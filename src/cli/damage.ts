/** Damage of captures as lines on stderr, while they are read. */
import { captureAt, frameOf } from '../base/frame-id.ts';
import { INCOMPLETE_CODES, type Notice } from '../base/notice.ts';
import { escapeText } from '../report/escape.ts';
import type { CaptureInfo } from '../scan.ts';
import { complain, type Io } from './io.ts';

/** Notices that are shown one by one. */
const MAX_COMPLAINTS = 10;

export class Damage {
  readonly #name: string;
  readonly #io: Io;
  readonly #files = new Map<number, string>();
  readonly #before: () => void;
  #complaints = 0;

  /** `name` is what all captures together are called; `before` is called before each line. */
  constructor(name: string, io: Io, before: () => void = () => undefined) {
    this.#before = before;
    this.#name = name;
    this.#io = io;
  }

  capture({ index, of, file }: CaptureInfo): void {
    if (of > 1) this.#files.set(index, file);
  }

  notice(notice: Notice): void {
    if (!INCOMPLETE_CODES.has(notice.code) || ++this.#complaints > MAX_COMPLAINTS) return;
    this.#before();
    const { frame, message } = notice;
    const offset = notice.details['fileOffset'];
    const places = [
      ...(frameOf(frame) === 0 ? [] : [`frame ${frameOf(frame)}`]),
      ...(typeof offset === 'number' ? [`offset ${offset}`] : []),
    ];
    const place = places.length === 0 ? '' : ` (${places.join(', ')})`;
    const file = this.#files.get(notice.capture ?? captureAt(frame)) ?? this.#name;
    complain(this.#io, `msnscan: ${escapeText(`${file}: ${message}${place}`)}\n`);
  }
}
