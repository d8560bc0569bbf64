/**
 * Writes TCP segments as a pcap file (Ethernet, IPv4, microseconds, right checksums), fast: every frame is composed
 * in one reused buffer that goes to the file, or to who else takes it, when it is full.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

/** One direction of a connection: where its next segment starts and what it has seen of the other. */
export interface Stream {
  readonly sourceAddress: number;
  readonly targetAddress: number;
  readonly sourcePort: number;
  readonly targetPort: number;
  sequence: number;
}

const BUFFER_BYTES = 1024 * 1024;
const RECORD_BYTES = 16;
const HEADER_BYTES = 14 + 20 + 20;
/** Record and frame of a full segment. */
const MAX_RECORD_BYTES = RECORD_BYTES + HEADER_BYTES + 1500;

export class FrameWriter {
  readonly #write: (bytes: Buffer) => void;
  readonly #close: () => void;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  #used = 0;
  #written = 0;
  #identification = 0;
  frames = 0;

  /** Writes to the file of this path, or hands blocks on that are good during the call. */
  constructor(target: string | ((bytes: Buffer) => void)) {
    if (typeof target === 'string') {
      const file = openSync(target, 'w');
      this.#write = (bytes) => {
        for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
      };
      this.#close = () => {
        closeSync(file);
      };
    } else {
      this.#write = target;
      this.#close = () => undefined;
    }
    const head = this.#buffer;
    head.writeUInt32LE(0xa1b2c3d4, 0);
    head.writeUInt16LE(2, 4);
    head.writeUInt16LE(4, 6);
    head.fill(0, 8, 16);
    head.writeUInt32LE(65535, 16);
    head.writeUInt32LE(1, 20);
    this.#used = 24;
  }

  /** Bytes of the file so far. */
  get bytes(): number {
    return this.#written + this.#used;
  }

  close(): void {
    this.#flush();
    this.#close();
  }

  /** A frame that is there already, at most as long as a full segment. */
  frame(time: number, bytes: Buffer): void {
    if (this.#used + MAX_RECORD_BYTES > BUFFER_BYTES) this.#flush();
    const at = this.#record(time, bytes.length);
    bytes.copy(this.#buffer, at);
    this.#used = at + bytes.length;
  }

  /**
   * One segment of `stream` with payload `bytes[start, end)`, at most 1460 bytes, which is copied. `time` is Unix
   * time in microseconds. The stream's own sequence number is left to the caller.
   */
  segment(
    time: number,
    stream: Stream,
    sequence: number,
    acknowledgement: number,
    flags: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    if (this.#used + MAX_RECORD_BYTES > BUFFER_BYTES) this.#flush();
    const out = this.#buffer;
    const length = HEADER_BYTES + end - start;
    let at = this.#record(time, length);
    at = this.#ethernetAndIp(at, stream, 6, 20 + 20 + end - start);
    const tcp = at;
    put16(out, at, stream.sourcePort);
    put16(out, at + 2, stream.targetPort);
    put32(out, at + 4, sequence);
    put32(out, at + 8, acknowledgement);
    put16(out, at + 12, 0x5000 | flags);
    put16(out, at + 14, 0xfaf0);
    put32(out, at + 16, 0);
    bytes.copy(out, at + 20, start, end);
    at += 20 + end - start;
    const pseudo = addressSum(stream) + 6 + (at - tcp);
    put16(out, tcp + 16, fold(pseudo + sum16(out, tcp, at)));
    this.#used = at;
  }

  /** A UDP datagram, for traffic beside MSNP; without checksum, which IPv4 allows. */
  datagram(time: number, stream: Stream, bytes: Buffer, start: number, end: number): void {
    if (this.#used + MAX_RECORD_BYTES > BUFFER_BYTES) this.#flush();
    const out = this.#buffer;
    const length = 8 + end - start;
    let at = this.#record(time, 34 + length);
    at = this.#ethernetAndIp(at, stream, 17, 20 + length);
    put16(out, at, stream.sourcePort);
    put16(out, at + 2, stream.targetPort);
    put16(out, at + 4, length);
    put16(out, at + 6, 0);
    bytes.copy(out, at + 8, start, end);
    this.#used = at + length;
  }

  #record(time: number, length: number): number {
    const out = this.#buffer;
    const at = this.#used;
    const seconds = Math.floor(time / 1e6);
    put32le(out, at, seconds);
    put32le(out, at + 4, Math.round(time - seconds * 1e6));
    put32le(out, at + 8, length);
    put32le(out, at + 12, length);
    this.frames++;
    return at + RECORD_BYTES;
  }

  #ethernetAndIp(start: number, stream: Stream, protocol: number, ipLength: number): number {
    const out = this.#buffer;
    put32(out, start, 0x02000000);
    put16(out, start + 4, 0x0001);
    put32(out, start + 6, 0x02000000);
    put16(out, start + 10, 0x0002);
    put16(out, start + 12, 0x0800);
    const ip = start + 14;
    put16(out, ip, 0x4500);
    put16(out, ip + 2, ipLength);
    put16(out, ip + 4, this.#identification++);
    put16(out, ip + 6, 0x4000);
    put16(out, ip + 8, 0x4000 | protocol);
    put16(out, ip + 10, 0);
    put32(out, ip + 12, stream.sourceAddress);
    put32(out, ip + 16, stream.targetAddress);
    put16(out, ip + 10, fold(sum16(out, ip, ip + 20)));
    return ip + 20;
  }

  #flush(): void {
    this.#write(this.#buffer.subarray(0, this.#used));
    this.#written += this.#used;
    this.#used = 0;
  }
}

function put16(out: Buffer, at: number, value: number): void {
  out[at] = value >>> 8;
  out[at + 1] = value;
}

function put32(out: Buffer, at: number, value: number): void {
  put16(out, at, value >>> 16);
  put16(out, at + 2, value);
}

function put32le(out: Buffer, at: number, value: number): void {
  out[at] = value;
  out[at + 1] = value >>> 8;
  out[at + 2] = value >>> 16;
  out[at + 3] = value >>> 24;
}

function addressSum({ sourceAddress, targetAddress }: Stream): number {
  return (
    (sourceAddress >>> 16) + (sourceAddress & 0xffff) + (targetAddress >>> 16) + (targetAddress & 0xffff)
  );
}

/** Sum of 16-bit words in network order; an odd last byte counts as a high one. */
function sum16(bytes: Buffer, start: number, end: number): number {
  let sum = 0;
  const even = end - ((end - start) & 1);
  for (let i = start; i < even; i += 2) sum += (bytes[i]! << 8) | bytes[i + 1]!;
  return even < end ? sum + (bytes[even]! << 8) : sum;
}

function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return ~folded & 0xffff;
}
