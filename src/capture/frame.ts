/** What a capture reader hands out: the outcome of a step and the fields of one frame. */

/** Outcome of `next()`: a frame is there, more input is needed, or nothing comes any more. */
export const NEED_MORE = 0;
export const FRAME = 1;
export const END = 2;
export type Step = typeof NEED_MORE | typeof FRAME | typeof END;

/** Link type of a frame that holds no packet (a custom block, a block of an unknown interface). */
export const NO_LINK = -1;

/** What a frame was captured on, as far as its file says: the interface of a pcapng section, or the whole of a pcap. */
export interface Origin {
  /** Bytes after which frames were cut; 0: no limit. */
  readonly snapLength: number;
  /** Of the interface; empty when the file does not say. */
  readonly name: string;
}

/** Of frames that nothing is known of. */
export const NO_ORIGIN: Origin = { snapLength: 0, name: '' };

/** Fields of the frame read last; the bytes are gone after the following step. */
export interface FrameFields {
  /** The captured bytes: `bytes` from `start` to `end`, half open. */
  bytes: Buffer;
  start: number;
  end: number;
  /** Length on the wire, as the capture says. */
  originalLength: number;
  /** Number of the frame, from 1, as Wireshark's frame.number. */
  frame: number;
  /** Nanoseconds after the clock's base (base/time.ts). */
  time: number;
  /** LINKTYPE value of the frame, or NO_LINK. */
  linkType: number;
  /** One object for all frames of an interface. */
  origin: Origin;
  /** Where options of the packet end in `bytes`, which begin behind its padding; 0 where there can be none. */
  optionsEnd: number;
  /** Where the record begins that was looked at last; in the decoded bytes when the input is compressed. */
  fileOffset: number;
}

/** A frame with what is read of it on demand, as long as the frame is there. */
export interface FrameRecord extends FrameFields {
  readonly comments: readonly string[];
}

/** Facts about the capture, known once its header was read; they grow while pcapng describes interfaces. */
export interface CaptureInfo {
  format: 'pcap' | 'pcapng' | undefined;
  /** Distinct link types in order of appearance. */
  linkTypes: number[];
  /** `10^-6`, `10^-9`, `2^-10` ...: of the first interface; empty while none is known. */
  timeResolution: string;
}
