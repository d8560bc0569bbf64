/**
 * pcapng (draft-ietf-opsawg-pcapng): sections of either byte order, each with its own interfaces; packets in
 * enhanced, simple and obsolete blocks. Blocks are counted as frames exactly where Wireshark does so, that the frame
 * numbers agree.
 */
import { u32be, u32le } from '../base/bytes.ts';
import { MAX_BLOCK_BYTES, MAX_FRAME_BYTES, MAX_INTERFACES } from '../base/limits.ts';
import { CaptureError } from './capture-error.ts';
import type { CaptureContext, FormatReader } from './context.ts';
import { END, FRAME, NO_LINK, type Step } from './frame.ts';
import { type Interface, readInterface } from './pcapng-interface.ts';

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

/** Blocks that Wireshark numbers although they hold no packet: journal entry, sysdig events, custom blocks. */
const NUMBERED: ReadonlySet<number> = new Set([9, 0x204, 0x216, 0x221, 0xbad, 0x40000bad]);
const PACKETS: ReadonlySet<number> = new Set([OBSOLETE_PACKET, SIMPLE_PACKET, ENHANCED_PACKET]);

/** Bytes of a block up to its data or options, by type; the trailing length (4 bytes) comes on top. */
const HEAD_BYTES: ReadonlyMap<number, number> = new Map([
  [SECTION, 24],
  [INTERFACE, 16],
  [OBSOLETE_PACKET, 28],
  [SIMPLE_PACKET, 12],
  [ENHANCED_PACKET, 28],
]);
const BARE_HEAD_BYTES = 8;
const TRAILER_BYTES = 4;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Whether a section header block may begin at `offset`: its type reads the same in both byte orders. */
export function isPcapng(bytes: Buffer, offset: number): boolean {
  return u32be(bytes, offset) === SECTION;
}

export class PcapngReader implements FormatReader {
  readonly #context: CaptureContext;
  #interfaces: Interface[] = [];
  #sections = 0;
  #unknownInterfaceTold = false;
  #lateInterfaceTold = false;

  constructor(context: CaptureContext) {
    this.#context = context;
    context.info.format = 'pcapng';
  }

  next(): Step {
    for (;;) {
      const step = this.#nextBlock();
      if (step !== undefined) return step;
    }
  }

  /** Reads one block; undefined when it brought nothing to hand out. */
  #nextBlock(): Step | undefined {
    const context = this.#context;
    const { input, frame } = context;
    frame.fileOffset = input.offset;
    if (!input.need(BARE_HEAD_BYTES)) return this.#starved(BARE_HEAD_BYTES);
    const type = context.u32(0);
    if (type === SECTION) {
      if (!input.need(BARE_HEAD_BYTES + 4)) return this.#starved(BARE_HEAD_BYTES + 4);
      if (!this.#readByteOrder()) return this.#bad('a section header has no byte-order magic');
    }
    const claimed = context.u32(4);
    const least = (HEAD_BYTES.get(type) ?? BARE_HEAD_BYTES) + TRAILER_BYTES;
    if (claimed < least || claimed > MAX_BLOCK_BYTES) {
      return this.#bad(`a block of type ${type} claims ${claimed} bytes`, {
        claimed,
        limit: MAX_BLOCK_BYTES,
      });
    }
    // The length has to be a multiple of 4; some writers leave the padding out of it, and Wireshark reads those too.
    const length = (claimed + 3) & ~3;
    if (!input.need(length)) return this.#starved(length);
    const trailing = context.u32(length - TRAILER_BYTES);
    if (trailing !== claimed) {
      return this.#bad(`the two lengths of a block differ: ${claimed} and ${trailing}`, {
        claimed,
        trailing,
      });
    }
    const step = this.#readBlock(type, length);
    input.take(length);
    return step;
  }

  #readBlock(type: number, length: number): Step | undefined {
    switch (type) {
      case ENHANCED_PACKET:
        return this.#readPacket(this.#context.u32(8), length);
      case OBSOLETE_PACKET:
        return this.#readPacket(this.#context.u16(8), length);
      case SIMPLE_PACKET:
        return this.#readSimplePacket(length);
      case INTERFACE:
        return this.#addInterface(length);
      case SECTION:
        return this.#beginSection();
      default:
        return NUMBERED.has(type) ? this.#frame(NO_LINK, 0, 0, 0) : undefined;
    }
  }

  /** An enhanced or an obsolete packet block: they differ in the field of the interface only. */
  #readPacket(id: number, length: number): Step {
    const context = this.#context;
    const captured = context.u32(20);
    const described = this.#interfaces[id];
    const limit = Math.min(
      length - TRAILER_BYTES - 28,
      Math.max(MAX_FRAME_BYTES, described?.snapLength ?? 0),
    );
    if (captured > limit) {
      return this.#bad(`a packet claims ${captured} bytes where ${limit} are possible`, {
        claimed: captured,
        limit,
      });
    }
    if (described === undefined) return this.#unknownInterface(id, context.u32(24));
    const { unit } = described;
    unit.convert(context.u32(12), context.u32(16));
    context.stamp(unit.seconds, unit.nanos);
    context.frame.origin = described;
    const step = this.#frame(described.linkType, 28, captured, context.u32(24));
    context.frame.optionsEnd = context.input.position + length - TRAILER_BYTES;
    return step;
  }

  /** A packet of the first interface, without a time: it keeps the time of the frame before. */
  #readSimplePacket(length: number): Step {
    const context = this.#context;
    const originalLength = context.u32(8);
    const described = this.#interfaces[0];
    if (described === undefined) return this.#unknownInterface(0, originalLength);
    const limit = described.snapLength === 0 ? originalLength : described.snapLength;
    const captured = Math.min(originalLength, limit, length - TRAILER_BYTES - 12);
    context.frame.origin = described;
    return this.#frame(described.linkType, 12, captured, originalLength);
  }

  #frame(linkType: number, head: number, captured: number, originalLength: number): typeof FRAME {
    const { input, frame } = this.#context;
    frame.bytes = input.bytes;
    frame.start = input.position + head;
    frame.end = frame.start + captured;
    frame.optionsEnd = 0;
    frame.originalLength = originalLength;
    frame.linkType = linkType;
    frame.frame++;
    return FRAME;
  }

  #unknownInterface(id: number, originalLength: number): typeof FRAME {
    const { frame, notice } = this.#context;
    const step = this.#frame(NO_LINK, 0, 0, originalLength);
    if (!this.#unknownInterfaceTold) {
      this.#unknownInterfaceTold = true;
      const count = this.#interfaces.length;
      notice(
        'capture-damaged',
        `frame ${frame.frame} names interface ${id} of ${count}; such frames are left out`,
        frame.frame,
        { fileOffset: frame.fileOffset, interface: id, interfaces: count },
      );
    }
    return step;
  }

  #addInterface(length: number): Step | undefined {
    const context = this.#context;
    const { clock, info, frame, started } = context;
    if (this.#interfaces.length >= MAX_INTERFACES) {
      return this.#bad(`a section describes more than ${MAX_INTERFACES} interfaces`, {
        limit: MAX_INTERFACES,
      });
    }
    const described = readInterface(context, length);
    this.#interfaces.push(described);
    context.addLinkType(described.linkType);
    if (info.timeResolution === '') info.timeResolution = described.unit.text;
    if (!described.unit.finerThanMicros || clock.digits === 9) return undefined;
    if (!started) clock.digits = 9;
    else if (!this.#lateInterfaceTold) {
      this.#lateInterfaceTold = true;
      context.notice(
        'late-interface',
        `an interface that resolves ${described.unit.text} s appears after the first frame; times keep 6 digits`,
        frame.frame,
        { fileOffset: frame.fileOffset, timeResolution: described.unit.text },
      );
    }
    return undefined;
  }

  /** Learns the byte order of the section at hand; false when there is none. */
  #readByteOrder(): boolean {
    const { bytes, position } = this.#context.input;
    const little = u32le(bytes, position + 8) === BYTE_ORDER_MAGIC;
    if (!little && u32be(bytes, position + 8) !== BYTE_ORDER_MAGIC) return false;
    this.#context.littleEndian = little;
    return true;
  }

  #beginSection(): Step | undefined {
    const context = this.#context;
    const { frame, notice } = context;
    const major = context.u16(12);
    const minor = context.u16(14);
    // 1.2 is 1.0 by another name (draft-ietf-opsawg-pcapng 4.1).
    if (major === 1 && (minor === 0 || minor === 2)) {
      this.#sections++;
      this.#interfaces = [];
      return undefined;
    }
    const text = `a pcapng section of version ${major}.${minor}; 1.0 was expected`;
    if (this.#sections === 0) {
      throw new CaptureError(
        'unsupported-version',
        `this is ${text}`,
        frame.fileOffset + 12,
        'convert it with a program that knows this version: editcap -F pcap IN OUT',
      );
    }
    notice('capture-unsupported-section', `${text}; reading stops there`, frame.frame + 1, {
      fileOffset: frame.fileOffset,
      version: `${major}.${minor}`,
    });
    return END;
  }

  #starved(needed: number): Step {
    const context = this.#context;
    if (this.#sections === 0) return context.headerStarved(needed);
    const type = context.input.present >= 4 ? context.u32(0) : ENHANCED_PACKET;
    const counts = PACKETS.has(type) || NUMBERED.has(type);
    return context.starved(needed, counts ? context.frame.frame + 1 : 0);
  }

  /** A block that cannot be true; in front of the first section it means that this is no capture. */
  #bad(message: string, details: Record<string, number> = {}): typeof END {
    const context = this.#context;
    if (this.#sections > 0) return context.damaged(message, details);
    throw new CaptureError(
      'header-damaged',
      `the pcapng header is damaged: ${message}`,
      context.frame.fileOffset,
      'copy or record the capture again: nothing of it can be read',
    );
  }
}
