/** npm `pcap-parser` as a source of packets: for programs that already read their captures with it. */
import { MAX_QUEUED_PACKETS } from '../base/limits.ts';

/** A packet that comes from outside, with its own bytes. */
export interface CapturedPacket {
  /** LINKTYPE value (1 is Ethernet). */
  readonly linkType: number;
  /** Unix time. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** The captured bytes; they are the consumer's to keep. */
  readonly bytes: Buffer;
  /** Length on the wire. */
  readonly originalLength: number;
}

/** Gives packets in capture order, once. Errors of the origin are thrown out of the iteration. */
export interface PacketSource {
  /** What reports call it; `packets` without one. */
  readonly name?: string | undefined;
  /** Digits of a second that its times have: 6 without it. */
  readonly digits?: 6 | 9 | undefined;
  packets(): AsyncIterable<CapturedPacket>;
}

interface ParserHeader {
  readonly linkLayerType: number;
}

interface ParserPacket {
  readonly header: {
    readonly timestampSeconds: number;
    readonly timestampMicroseconds: number;
    readonly originalLength: number;
  };
  readonly data: Buffer;
}

/** What is used of a parser: its events and, to hold it back, the stream that it reads. */
export interface PcapParser {
  on(event: 'globalHeader', listener: (header: ParserHeader) => void): unknown;
  on(event: 'packet', listener: (packet: ParserPacket) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  readonly stream?: { pause(): unknown; resume(): unknown };
}

/** The field's upper bits describe the frame check sequence (libpcap LT_LINKTYPE). */
const LINK_TYPE_MASK = 0x03ffffff;

/**
 * Wraps a parser; call it before the parser has read anything. While MAX_QUEUED_PACKETS wait, the parser's stream is
 * paused, so that the queue stays below that and one chunk of the stream. The parser itself believes every record
 * length and reads microseconds only; for input of unknown origin the own reader is the better source.
 */
export function fromPcapParser(parser: PcapParser): PacketSource {
  const queue = new PacketQueue(parser);
  return { packets: () => queue.packets() };
}

class PacketQueue {
  readonly #parser: PcapParser;
  #linkType = 0;
  #packets: CapturedPacket[] = [];
  #ended = false;
  #error: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(parser: PcapParser) {
    this.#parser = parser;
    parser.on('globalHeader', (header) => {
      this.#linkType = header.linkLayerType & LINK_TYPE_MASK;
    });
    parser.on('packet', (packet) => {
      this.#add(packet);
    });
    // The parser sends `end` after `error` as well: what was asked first stays.
    parser.on('end', () => {
      this.#stop(undefined);
    });
    parser.on('error', (error) => {
      this.#stop(error);
    });
  }

  async *packets(): AsyncGenerator<CapturedPacket> {
    try {
      for (;;) {
        const packets = this.#packets;
        this.#packets = [];
        yield* packets;
        if (this.#packets.length > 0) continue;
        if (this.#error !== undefined) throw this.#error;
        if (this.#ended) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          this.#parser.stream?.resume();
        });
      }
    } finally {
      this.#parser.stream?.pause();
    }
  }

  #add({ header, data }: ParserPacket): void {
    this.#packets.push({
      linkType: this.#linkType,
      seconds: header.timestampSeconds,
      nanoseconds: header.timestampMicroseconds * 1000,
      bytes: data,
      originalLength: header.originalLength,
    });
    if (this.#packets.length >= MAX_QUEUED_PACKETS) this.#parser.stream?.pause();
    this.#wake();
  }

  #stop(error: Error | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }
}
