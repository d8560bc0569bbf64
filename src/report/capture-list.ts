/** The captures of a report, as views name them. */
import { MAX_LISTED_CAPTURES } from '../base/limits.ts';
import { isoTime, type Clock } from '../base/time.ts';
import type { CaptureInfo } from '../scan.ts';
import { countText, linkTypeText } from './units.ts';

const NUMBER_WIDTH = 3;

/** What documents say of the captures. */
export interface CaptureNames {
  /** Null when there are several. */
  readonly file: string | null;
  /** Only when there are several: in the order of their numbers. */
  readonly files?: string[];
}

export class CaptureList {
  readonly #infos: CaptureInfo[] = [];

  add(info: CaptureInfo): void {
    this.#infos.push(info);
  }

  get first(): CaptureInfo | undefined {
    return this.#infos[0];
  }

  get several(): boolean {
    return this.#infos.length > 1;
  }

  get names(): CaptureNames {
    const files = this.#infos.map(({ file }) => file);
    return this.several ? { file: null, files } : { file: files[0] ?? null };
  }

  /** One line for each, up to MAX_LISTED_CAPTURES of them. */
  lines(clock: Clock, layout: CaptureLayout): string[] {
    const shown = this.#infos.slice(0, MAX_LISTED_CAPTURES).map((info) => captureLine(info, clock, layout));
    const hidden = this.#infos.length - shown.length;
    return hidden > 0 ? [...shown, `and ${countText(hidden, 'capture')} more`] : shown;
  }
}

/** Puts the name of a file, which it escapes and paints, and what is known of the file together. */
export type CaptureLayout = (file: string, facts: string) => string;

/** What kind of capture it is and when it begins. With several its number comes first. */
export function captureLine(info: CaptureInfo, clock: Clock, layout: CaptureLayout): string {
  const number = info.of > 1 ? `${String(info.index).padStart(NUMBER_WIDTH)}  ` : '';
  const links = info.linkTypes.map(linkTypeText).join(', ') || 'no interface';
  const compression = info.compression === null ? '' : `, ${info.compression}`;
  const start = `${isoTime(clock, info.firstTime).slice(0, 19).replace('T', ' ')}Z`;
  return number + layout(info.file, `${info.format}${compression}, ${links}, from ${start}`);
}
