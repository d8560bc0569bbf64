/**
 * Captures written: frames as they were read, in pcap or pcapng, whichever of both they come from. Does no I/O; the
 * bytes of a frame are handed on in place.
 */
import type { Clock } from '../base/time.ts';
import type { FrameRecord } from './frame.ts';
import { PcapWriter } from './pcap-writer.ts';
import { PcapngWriter } from './pcapng-writer.ts';

/** Takes what is written; the bytes are gone after the call. */
export interface ByteTaker {
  raw(bytes: Uint8Array): void;
}

export interface CaptureWriter {
  /**
   * Writes the frame at hand with its link type, time, both lengths and, where the format has them, its interface and
   * its comments, with more of them behind; `file` is what the capture is called that it comes from. Throws LinkTypeRefused.
   */
  frame(frame: FrameRecord, file: string, comments: readonly string[]): void;
}

export type CaptureFormat = 'pcap' | 'pcapng';

/** What is known before the first frame. */
export interface WriterSetup {
  /** Of all times. */
  readonly clock: Clock;
  /** Written where the format says which program wrote it. */
  readonly application: string;
  /** Whether all frames are of one interface, whose limit of lengths holds for all. */
  readonly hasOneOrigin: boolean;
}

export function createWriter(format: CaptureFormat, out: ByteTaker, setup: WriterSetup): CaptureWriter {
  return format === 'pcap' ? new PcapWriter(out, setup) : new PcapngWriter(out, setup);
}
