/** Classic pcap (draft-ietf-opsawg-pcap), little-endian, microseconds or nanoseconds as the clock resolves. */
import { MAX_FRAME_BYTES } from '../base/limits.ts';
import type { FrameFields } from './frame.ts';
import type { ByteTaker, CaptureWriter, WriterSetup } from './writer.ts';

const MICROS = 0xa1b2c3d4;
const NANOS = 0xa1b23c4d;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const NANOS_PER_SECOND = 1e9;

/** The format has one link type for all frames, and these have more. */
export class LinkTypeRefused extends Error {
  override readonly name = 'LinkTypeRefused';
  readonly linkTypes: readonly [first: number, other: number];

  constructor(first: number, other: number) {
    super(`frames of link types ${first} and ${other} do not fit into one pcap file`);
    this.linkTypes = [first, other];
  }
}

export class PcapWriter implements CaptureWriter {
  readonly #out: ByteTaker;
  readonly #setup: WriterSetup;
  readonly #head = Buffer.alloc(RECORD_HEADER_BYTES);
  #linkType: number | undefined = undefined;

  constructor(out: ByteTaker, setup: WriterSetup) {
    this.#out = out;
    this.#setup = setup;
  }

  frame({ bytes, start, end, originalLength, linkType, time, origin }: FrameFields): void {
    if (this.#linkType === undefined) this.#begin(linkType, origin.snapLength);
    else if (linkType !== this.#linkType) throw new LinkTypeRefused(this.#linkType, linkType);
    const { baseSeconds, digits } = this.#setup.clock;
    const seconds = Math.floor(time / NANOS_PER_SECOND);
    const nanos = Math.floor(time - seconds * NANOS_PER_SECOND);
    const head = this.#head;
    head.writeUInt32LE((baseSeconds + seconds) >>> 0, 0);
    head.writeUInt32LE(digits === 9 ? nanos : Math.floor(nanos / 1000), 4);
    head.writeUInt32LE(end - start, 8);
    head.writeUInt32LE(originalLength, 12);
    this.#out.raw(head);
    this.#out.raw(bytes.subarray(start, end));
  }

  #begin(linkType: number, snapLength: number): void {
    this.#linkType = linkType;
    const { clock, hasOneOrigin } = this.#setup;
    // Readers may cut what is longer than the header says.
    const limit = hasOneOrigin && snapLength > 0 ? snapLength : Math.max(snapLength, MAX_FRAME_BYTES);
    const head = Buffer.alloc(FILE_HEADER_BYTES);
    head.writeUInt32LE(clock.digits === 9 ? NANOS : MICROS, 0);
    head.writeUInt16LE(2, 4);
    head.writeUInt16LE(4, 6);
    head.writeUInt32LE(limit, 16);
    head.writeUInt32LE(linkType, 20);
    this.#out.raw(head);
  }
}
