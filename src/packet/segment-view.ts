/**
 * One TCP segment, decoded in place into one object that is used again for every frame. Numbers only, and a window
 * into the frame's bytes: what a stage wants to keep it copies before the next frame.
 */
import { NO_BYTES } from '../base/bytes.ts';

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const ACK = 0x10;

/** What is done about checksums: nothing, they are looked at, or segments with a bad one are left out too. */
export const CHECKS_OFF = 0;
export const CHECKS_WARN = 1;
export const CHECKS_STRICT = 2;
/** By the names that people give them. */
export const CHECKS = { off: CHECKS_OFF, warn: CHECKS_WARN, strict: CHECKS_STRICT } as const;
export type ChecksumMode = keyof typeof CHECKS;
export const CHECKSUM_MODES = Object.keys(CHECKS) as readonly ChecksumMode[];
export type Checks = 0 | 1 | 2;

/** What a checksum turned out to be; of several the larger one counts. */
export const SUM_UNKNOWN = 0;
export const SUM_GOOD = 1;
/** Not there yet: segmentation or checksum offload fills it in on the way out, or has merged what came in. */
export const SUM_OFFLOADED = 2;
export const SUM_BAD = 3;
export type Sum = 0 | 1 | 2 | 3;

/** The reused view. Addresses are four signed 32-bit words; an IPv4 address is (0, 0, 0xffff, address). */
export class SegmentView {
  /** 4 or 6: how the addresses are written for people. */
  ipVersion: 4 | 6 = 4;
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  target0 = 0;
  target1 = 0;
  target2 = 0;
  target3 = 0;
  sourcePort = 0;
  targetPort = 0;
  /** Sequence and acknowledgement number as signed 32-bit integers. */
  sequence = 0;
  acknowledgement = 0;
  /** FIN, SYN, RST, ACK ... as in the header. */
  flags = 0;
  /** The captured payload: `bytes` from `start` to `end`, half open. */
  bytes: Buffer = NO_BYTES;
  start = 0;
  end = 0;
  /** Payload length by the IP header; more than `end - start` when the frame was cut by the snap length. */
  length = 0;
  /** Set by whoever owns the view: whether the sums below are made out. They cost a pass over the bytes. */
  checks: Checks = CHECKS_OFF;
  /** Of the IPv4 headers around the segment, the worst. */
  ipSum: Sum = SUM_UNKNOWN;
  /** Of the segment; unknown also when the frame was cut. */
  tcpSum: Sum = SUM_UNKNOWN;

  /** Another view with the same values and bytes of its own. */
  copy(): SegmentView {
    const { bytes, start, end } = this;
    return Object.assign(new SegmentView(), this, {
      bytes: Buffer.from(bytes.subarray(start, end)),
      start: 0,
      end: end - start,
    });
  }
}
