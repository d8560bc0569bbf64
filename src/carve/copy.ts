/** Copies the frames of chosen connections from captures to one. */
import { basename } from 'node:path';
import { BitSet } from '../base/bit-set.ts';
import { captureOf } from '../base/frame-id.ts';
import { Interruption } from '../base/interruption.ts';
import { Captures, type FrameTaker } from '../capture/captures.ts';
import type { CaptureInput } from '../capture/found.ts';
import { type ByteTaker, type CaptureFormat, createWriter } from '../capture/writer.ts';
import { Selector } from './selector.ts';
import type { Stretch } from './stretch.ts';

export interface CopyWish {
  readonly format: CaptureFormat;
  /** Which program writes. */
  readonly application: string;
  readonly stretches: readonly Stretch[];
  /** Frames that there were when the connections were found; a file may have grown. */
  readonly frames: number;
  /** Whether some of them were fragments: then the capture is read once more to know whose. */
  readonly hasFragments: boolean;
  /** What is to be said of a frame, an id. */
  readonly commentsOf: (frame: number) => readonly string[];
}

/** Frames and comments that were written. */
export interface Copied {
  readonly frames: number;
  readonly comments: number;
}

/**
 * Copies to `out`, in the order of the capture; undefined when the signal came first. Throws LinkTypeRefused when the
 * format cannot have all frames, and what `scan` throws.
 */
export async function copyFrames(
  inputs: readonly CaptureInput[],
  wish: CopyWish,
  out: ByteTaker,
  signal: AbortSignal,
): Promise<Copied | undefined> {
  const datagrams = new BitSet();
  if (wish.hasFragments) {
    const isWhole = await readAgain(inputs, wish, datagrams, () => () => undefined, signal);
    if (!isWhole) return undefined;
  }
  const copied = { frames: 0, comments: 0 };
  const isWhole = await readAgain(
    inputs,
    wish,
    datagrams,
    ({ infos, clock }) => {
      const [only] = infos;
      const hasOneOrigin = infos.length === 1 && only?.format === 'pcap';
      const writer = createWriter(wish.format, out, { clock, application: wish.application, hasOneOrigin });
      const files = infos.map(({ file }) => basename(file));
      return (frame, record) => {
        const comments = wish.commentsOf(frame);
        copied.frames++;
        copied.comments += comments.length;
        writer.frame(record, files[captureOf(frame) - 1] ?? '', comments);
      };
    },
    signal,
  );
  return isWhole ? copied : undefined;
}

type Take = (frame: number, record: Parameters<FrameTaker['frame']>[6]) => void;

/** Hands the frames that belong to what `begin` makes; false when the signal came first. */
async function readAgain(
  inputs: readonly CaptureInput[],
  { stretches, frames }: CopyWish,
  datagrams: BitSet,
  begin: (captures: Captures) => Take,
  signal: AbortSignal,
): Promise<boolean> {
  const selector = new Selector(stretches, datagrams);
  const captures = await Captures.open(inputs, new Interruption(signal));
  try {
    const take = begin(captures);
    let left = frames;
    return await captures.read({
      frame: (bytes, start, end, linkType, frame, time, record) => {
        if (selector.wants(bytes, start, end, linkType, frame, time)) take(frame, record);
        return --left > 0;
      },
      captureNotice: () => undefined,
      turn: () => undefined,
    });
  } finally {
    captures.close();
  }
}
