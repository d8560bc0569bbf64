/**
 * pcapng (draft-ietf-opsawg-pcapng): one little-endian section, an interface for each that frames were captured on,
 * enhanced packets with comments as options.
 */
import { MAX_INTERFACES } from '../base/limits.ts';
import type { FrameRecord, Origin } from './frame.ts';
import { OPTION_COMMENT } from './pcapng-options.ts';
import type { ByteTaker, CaptureWriter, WriterSetup } from './writer.ts';

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

const OPTION_END = 0;
const SECTION_APPLICATION = 4;
const INTERFACE_NAME = 2;
const INTERFACE_RESOLUTION = 9;

/** The length of an option has 16 bits. */
const MAX_OPTION_BYTES = 0xffff;
const PACKET_HEAD_BYTES = 28;
const TRAILER_BYTES = 4;
const NANOS_PER_SECOND = 1e9;
const NO_BYTES = Buffer.alloc(0);

type OptionEntry = readonly [code: number, value: Buffer];

export class PcapngWriter implements CaptureWriter {
  readonly #out: ByteTaker;
  readonly #setup: WriterSetup;
  /** Numbers of the interfaces by what tells them apart. */
  readonly #interfaces = new Map<string, number>();
  readonly #head = Buffer.alloc(PACKET_HEAD_BYTES);
  #isBegun = false;

  constructor(out: ByteTaker, setup: WriterSetup) {
    this.#out = out;
    this.#setup = setup;
  }

  frame(frame: FrameRecord, file: string, comments: readonly string[]): void {
    this.#begin();
    const { bytes, start, end, originalLength, linkType, time, origin } = frame;
    const { baseSeconds, digits } = this.#setup.clock;
    const seconds = Math.floor(time / NANOS_PER_SECOND);
    const nanos = Math.floor(time - seconds * NANOS_PER_SECOND);
    // Interfaces may resolve finer than the clock shows: nothing of a time is given up.
    const isFine = digits === 9 || nanos % 1000 !== 0;
    const id = this.#interfaceOf(linkType, origin, isFine, file);
    const length = end - start;
    const padding = -length & 3;
    const options = encodeOptions(
      [...frame.comments, ...comments].map((text): OptionEntry => [OPTION_COMMENT, cut(text)]),
    );
    const total = PACKET_HEAD_BYTES + length + padding + options.length + TRAILER_BYTES;
    const [perSecond, part] = isFine ? [1_000_000_000n, nanos] : [1_000_000n, nanos / 1000];
    const ticks = BigInt.asUintN(64, BigInt(baseSeconds + seconds) * perSecond + BigInt(part));
    const head = this.#head;
    head.writeUInt32LE(ENHANCED_PACKET, 0);
    head.writeUInt32LE(total, 4);
    head.writeUInt32LE(id, 8);
    head.writeUInt32LE(Number(ticks >> 32n), 12);
    head.writeUInt32LE(Number(ticks & 0xffff_ffffn), 16);
    head.writeUInt32LE(length, 20);
    head.writeUInt32LE(originalLength, 24);
    this.#out.raw(head);
    this.#out.raw(bytes.subarray(start, end));
    const tail = Buffer.alloc(padding + options.length + TRAILER_BYTES);
    options.copy(tail, padding);
    tail.writeUInt32LE(total, tail.length - TRAILER_BYTES);
    this.#out.raw(tail);
  }

  #begin(): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    const body = Buffer.alloc(16);
    body.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
    body.writeUInt16LE(1, 4);
    // The section's length is not known.
    body.fill(0xff, 8);
    this.#block(SECTION, body, [[SECTION_APPLICATION, cut(this.#setup.application)]]);
  }

  /** The number of an interface, which is described when it is new. */
  #interfaceOf(linkType: number, { snapLength, name }: Origin, isFine: boolean, file: string): number {
    const isFull = this.#interfaces.size >= MAX_INTERFACES;
    // Beyond what readers take interfaces lose their names, and share one of their link type.
    const shownName = isFull ? '' : name === '' ? file : name;
    const shownLength = isFull ? 0 : snapLength;
    const key = [linkType, shownLength, isFine, isFull ? '' : file, shownName].join('\0');
    const known = this.#interfaces.get(key);
    if (known !== undefined) return known;
    const id = this.#interfaces.size;
    this.#interfaces.set(key, id);
    const body = Buffer.alloc(8);
    body.writeUInt16LE(linkType, 0);
    body.writeUInt32LE(shownLength, 4);
    this.#block(INTERFACE, body, [
      ...(shownName === '' ? [] : [[INTERFACE_NAME, cut(shownName)] as const]),
      [INTERFACE_RESOLUTION, Buffer.of(isFine ? 9 : 6)],
    ]);
    return id;
  }

  #block(type: number, body: Buffer, options: readonly OptionEntry[]): void {
    const encoded = encodeOptions(options);
    const total = 8 + body.length + encoded.length + TRAILER_BYTES;
    const ends = Buffer.alloc(8);
    ends.writeUInt32LE(type, 0);
    ends.writeUInt32LE(total, 4);
    this.#out.raw(Buffer.concat([ends, body, encoded, ends.subarray(4)]));
  }
}

/** Options with their end mark; nothing without any. */
function encodeOptions(options: readonly OptionEntry[]): Buffer {
  if (options.length === 0) return NO_BYTES;
  const parts: Buffer[] = [];
  for (const [code, value] of [...options, [OPTION_END, NO_BYTES] as const]) {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(code, 0);
    head.writeUInt16LE(value.length, 2);
    parts.push(head, value, Buffer.alloc(-value.length & 3));
  }
  return Buffer.concat(parts);
}

/** As UTF-8, as long as an option may be; no character is cut in two. */
function cut(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_OPTION_BYTES) return bytes;
  let end = MAX_OPTION_BYTES;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
