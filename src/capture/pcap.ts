/**
 * Classic pcap (draft-ietf-opsawg-pcap): microseconds or nanoseconds, both byte orders, and the modified format
 * 0xa1b2cd34 of old Linux patches, whose record header is eight bytes longer.
 */
import { u32be, u32le } from '../base/bytes.ts';
import { MAX_BLOCK_BYTES, MAX_FRAME_BYTES } from '../base/limits.ts';
import { CaptureError } from './capture-error.ts';
import type { CaptureContext, FormatReader } from './context.ts';
import { FRAME, type Step } from './frame.ts';

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const MODIFIED_RECORD_HEADER_BYTES = 24;

const MICROS = 0xa1b2c3d4;
const NANOS = 0xa1b23c4d;
const MODIFIED = 0xa1b2cd34;

/** The link type proper: above it the field holds the length of the frame check sequence (libpcap LT_LINKTYPE). */
const LINK_TYPE_MASK = 0x03ffffff;
/** Before this minor version of 2 the two lengths of a record could be the other way round. */
const ORDERED_MINOR = 4;

function isMagic(value: number): boolean {
  return value === MICROS || value === NANOS || value === MODIFIED;
}

/** Whether the four bytes at `offset` are a pcap magic in either byte order. */
export function isPcap(bytes: Buffer, offset: number): boolean {
  return isMagic(u32be(bytes, offset)) || isMagic(u32le(bytes, offset));
}

export class PcapReader implements FormatReader {
  readonly #context: CaptureContext;
  #headerRead = false;
  #recordHeaderBytes = RECORD_HEADER_BYTES;
  #nanosPerTick = 1000;
  #linkType = 0;
  #maxLength = MAX_FRAME_BYTES;
  #lengthsMaySwap = false;

  constructor(context: CaptureContext) {
    this.#context = context;
    context.info.format = 'pcap';
  }

  next(): Step {
    const context = this.#context;
    const { input, frame } = context;
    if (!this.#headerRead) {
      if (!input.need(FILE_HEADER_BYTES)) return context.headerStarved(FILE_HEADER_BYTES);
      this.#readHeader();
    }
    const headerBytes = this.#recordHeaderBytes;
    frame.fileOffset = input.offset;
    if (!input.need(headerBytes)) return context.starved(headerBytes, frame.frame + 1);
    let length = context.u32(8);
    let originalLength = context.u32(12);
    if (this.#lengthsMaySwap && length > originalLength) [length, originalLength] = [originalLength, length];
    if (length > this.#maxLength) return this.#impossible(length);
    if (!input.need(headerBytes + length)) return context.starved(headerBytes + length, frame.frame + 1);

    context.stamp(context.u32(0), context.u32(4) * this.#nanosPerTick);
    frame.bytes = input.bytes;
    frame.start = input.position + headerBytes;
    frame.end = frame.start + length;
    frame.originalLength = originalLength;
    frame.linkType = this.#linkType;
    frame.frame++;
    input.take(headerBytes + length);
    return FRAME;
  }

  #readHeader(): void {
    const context = this.#context;
    const { input, info, clock } = context;
    context.littleEndian = isMagic(u32le(input.bytes, input.position));
    const magic = context.u32(0);
    this.#checkVersion();
    if (magic === MODIFIED) this.#recordHeaderBytes = MODIFIED_RECORD_HEADER_BYTES;
    if (magic === NANOS) {
      this.#nanosPerTick = 1;
      clock.digits = 9;
    }
    info.timeResolution = magic === NANOS ? '10^-9' : '10^-6';
    context.frame.origin = { snapLength: context.u32(16), name: '' };
    this.#maxLength = Math.min(MAX_BLOCK_BYTES, Math.max(MAX_FRAME_BYTES, context.u32(16)));
    this.#linkType = context.u32(20) & LINK_TYPE_MASK;
    context.addLinkType(this.#linkType);
    input.take(FILE_HEADER_BYTES);
    this.#headerRead = true;
  }

  #checkVersion(): void {
    const major = this.#context.u16(4);
    const minor = this.#context.u16(6);
    this.#lengthsMaySwap = minor < ORDERED_MINOR;
    if (major === 2) return;
    throw new CaptureError(
      'unsupported-version',
      `this is pcap version ${major}.${minor}; 2.4 was expected`,
      this.#context.input.offset + 4,
      'record it again, or open it with the program that wrote it and save it as pcap',
    );
  }

  #impossible(length: number): Step {
    const { frame } = this.#context.frame;
    return this.#context.damaged(`the record of frame ${frame + 1} claims ${length} bytes`, {
      claimed: length,
      limit: this.#maxLength,
    });
  }
}
