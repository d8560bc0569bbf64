/** Frames as people read them. */
import { captureOf, frameOf } from '../base/frame-id.ts';
import type { Notice } from '../base/notice.ts';

/** `59`; with several captures `2:59`, frame 59 of the second one. */
export function frameText(frame: number, several: boolean): string {
  return several ? `${captureOf(frame)}:${frameOf(frame)}` : String(frame);
}

/** Where a notice stands: `frame 59`, `capture 2`, or nothing. */
export function noticePlace(
  { frame, capture }: Pick<Notice, 'frame' | 'capture'>,
  several: boolean,
): string[] {
  if (frameOf(frame) !== 0) return [`frame ${frameText(frame, several)}`];
  return several && capture !== undefined ? [`capture ${capture}`] : [];
}
