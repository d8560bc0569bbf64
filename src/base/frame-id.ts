/**
 * A frame of one of several captures as one number, so that frames are plain numbers everywhere. In the first capture
 * it is the frame's number itself. Ids of different captures say nothing about which frame came first.
 */

/** Frame numbers have 32 bits, as Wireshark's. */
const FRAMES = 2 ** 32;

/** What frame numbers of a capture (from 1) become ids with, by addition. */
export function frameIdOffset(capture: number): number {
  return (capture - 1) * FRAMES;
}

/** The capture, from 1, that a frame belongs to. */
export function captureOf(id: number): number {
  return id < FRAMES ? 1 : Math.floor(id / FRAMES) + 1;
}

/** The frame's number in its capture; 0 when no frame can be named. */
export function frameOf(id: number): number {
  return id < FRAMES ? id : id % FRAMES;
}

/** A frame with its time, nanoseconds (base/time.ts). */
export interface FramePlace {
  readonly frame: number;
  readonly time: number;
}

/** Below 0 when `one` comes before `other`: by number in a capture, else by time. */
export function compareFrames(one: FramePlace, other: FramePlace): number {
  const isSameCapture = captureOf(one.frame) === captureOf(other.frame);
  return isSameCapture || one.time === other.time ? one.frame - other.frame : one.time - other.time;
}

/** The capture of a place that may have no frame; 0 when it is not known. */
export function captureAt(id: number): number {
  return frameOf(id) === 0 ? 0 : captureOf(id);
}
