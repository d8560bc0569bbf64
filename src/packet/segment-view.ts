/**
 * One TCP segment, decoded in place into one object that is used again for every frame. Numbers only, and a window
 * into the frame's bytes: what a stage wants to keep it copies before the next frame.
 */
import { NO_BYTES } from '../base/bytes.ts';

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const ACK = 0x10;

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
}
