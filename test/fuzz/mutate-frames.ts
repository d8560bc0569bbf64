/** Mutations of captured frames, as `editcap -E` and bad capture programs make them, and the files they go to. */
import { pcapFile, pcapngFile, type PcapFrame } from '../../fixtures/build/pcap.ts';
import type { Dice } from './dice.ts';
import type { Records } from './frames.ts';

type FrameMutation = (frames: PcapFrame[], dice: Dice, others: readonly PcapFrame[]) => PcapFrame[];

const LINK_TYPES = [0, 1, 9, 50, 51, 101, 104, 105, 108, 113, 127, 228, 229, 239, 276, 999];
/** Where the headers of IP and TCP lie in an Ethernet frame. */
const HEADER_BYTES = 60;

function changed(frames: PcapFrame[], dice: Dice, change: (frame: PcapFrame) => PcapFrame): PcapFrame[] {
  const share = dice.chance(0.5) ? 0 : 0.1 * dice.below(5);
  const one = dice.below(frames.length);
  return frames.map((frame, i) => (i === one || dice.chance(share) ? change(frame) : frame));
}

/** Each byte from `from` to `to` goes wrong with the probability `share`, in the way of `editcap -E`. */
function withErrors(bytes: Uint8Array, dice: Dice, share: number, from = 0, to = bytes.length): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = from; i < Math.min(to, copy.length); i++) {
    if (dice.chance(share))
      copy[i] = dice.chance(0.5) ? dice.below(256) : copy.readUInt8(i) ^ (1 << dice.below(8));
  }
  return copy;
}

export const FRAME_MUTATIONS: Readonly<Record<string, FrameMutation>> = {
  errors: (frames, dice) => {
    const share = dice.pick([0.001, 0.005, 0.02, 0.2]);
    return frames.map((frame) => ({ ...frame, bytes: withErrors(frame.bytes, dice, share) }));
  },
  headerErrors: (frames, dice) =>
    changed(frames, dice, (frame) => ({
      ...frame,
      bytes: withErrors(frame.bytes, dice, 0.03, 12, HEADER_BYTES),
    })),
  drop: (frames, dice) => {
    const share = dice.pick([0.02, 0.1, 0.5]);
    return frames.filter(() => !dice.chance(share));
  },
  duplicate: (frames, dice) => frames.flatMap((frame) => (dice.chance(0.1) ? [frame, frame] : [frame])),
  exchange: (frames, dice) => {
    const copy = [...frames];
    for (let i = dice.below(8); i >= 0; i--) {
      const [a, b] = [dice.below(copy.length), dice.below(copy.length)];
      [copy[a], copy[b]] = [copy[b]!, copy[a]!];
    }
    return copy;
  },
  reverse: (frames, dice) => {
    const start = dice.below(frames.length);
    const end = start + dice.size(frames.length);
    return [...frames.slice(0, start), ...frames.slice(start, end).reverse(), ...frames.slice(end)];
  },
  snap: (frames, dice) => {
    const length = dice.below(120);
    return changed(frames, dice, (frame) => ({
      ...frame,
      bytes: frame.bytes.subarray(0, length),
      originalLength: frame.originalLength ?? frame.bytes.length,
    }));
  },
  lengths: (frames, dice) => changed(frames, dice, (frame) => ({ ...frame, originalLength: dice.edge() })),
  times: (frames, dice) =>
    changed(frames, dice, (frame) => ({ ...frame, time: [dice.edge(), dice.edge() % 1_000_000_000] })),
  cut: (frames, dice) => frames.slice(dice.below(frames.length), 1 + dice.below(frames.length)),
  mix: (frames, dice, others) => {
    const all = [...frames, ...others];
    return all.sort((a, b) => a.time[0] - b.time[0] || a.time[1] - b.time[1] || (dice.chance(0.5) ? 1 : -1));
  },
  behind: (frames, _, others) => [...frames, ...others],
};

/** Writes frames as a file of some format. */
export function written({ frames, options }: Records, dice: Dice): Buffer {
  const linkType = dice.chance(0.02) ? dice.pick(LINK_TYPES) : (options.linkType ?? 1);
  const forms: (() => Buffer)[] = [
    () => pcapFile(frames, { bigEndian: true, linkType }),
    () => pcapFile(frames, { nanoseconds: true, linkType }),
    () => pcapFile(frames, { modified: true, linkType }),
    () => pcapngFile(frames, { linkType }),
    () => pcapngFile(frames, { linkType, bigEndian: true, tsresol: 9 }),
  ];
  return dice.chance(0.8) ? pcapFile(frames, { linkType }) : dice.pick(forms)();
}
