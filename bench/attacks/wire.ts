/** Connections of made-up attackers, written frame by frame: enough of TCP that every byte counts. */
import { ACK, PSH, SYN } from '../../fixtures/build/packet.ts';
import { FrameWriter, type Stream } from '../frame-writer.ts';

const START_MICROS = 1_100_000_000_000_000;
const FRAME_MICROS = 10;
const CLIENT_NETWORK = 0x0a000000; // 10.0.0.0/8
const SERVER_ADDRESS = 0xc0000214; // 192.0.2.20
const FIRST_PORT = 2048;
const PORTS = 60_000;
const MAX_SEGMENT_BYTES = 1460;
const NO_BYTES: Buffer = Buffer.alloc(0);

/** Collects frames in blocks; time goes on with each. */
export class Wire {
  readonly #blocks: Buffer[] = [];
  readonly #out = new FrameWriter((bytes) => this.#blocks.push(Buffer.from(bytes)));
  #time = START_MICROS;

  segment(stream: Stream, acknowledgement: number, flags: number, bytes = NO_BYTES): void {
    this.#time += FRAME_MICROS;
    this.#out.segment(this.#time, stream, stream.sequence, acknowledgement, flags, bytes, 0, bytes.length);
  }

  frame(bytes: Buffer): void {
    this.#time += FRAME_MICROS;
    this.#out.frame(this.#time, bytes);
  }

  /** The blocks that are full. */
  take(): Buffer[] {
    return this.#blocks.splice(0);
  }

  close(): void {
    this.#out.close();
  }
}

/** One connection; each has an address and a port of its own, by its number. */
export class Talk {
  readonly #wire: Wire;
  readonly #client: Stream;
  readonly #server: Stream;

  constructor(wire: Wire, index: number, port = 1863) {
    this.#wire = wire;
    const address = CLIENT_NETWORK + 1 + Math.floor(index / PORTS);
    const source = FIRST_PORT + (index % PORTS);
    this.#client = {
      sourceAddress: address,
      targetAddress: SERVER_ADDRESS,
      sourcePort: source,
      targetPort: port,
      sequence: 1000,
    };
    this.#server = {
      sourceAddress: SERVER_ADDRESS,
      targetAddress: address,
      sourcePort: port,
      targetPort: source,
      sequence: 5000,
    };
  }

  syn(): void {
    this.#wire.segment(this.#client, 0, SYN);
    this.#client.sequence++;
  }

  open(): this {
    this.syn();
    this.#wire.segment(this.#server, this.#client.sequence, SYN | ACK);
    this.#server.sequence++;
    return this;
  }

  client(text: string | Buffer): void {
    this.#send(this.#client, this.#server, text);
  }

  server(text: string | Buffer): void {
    this.#send(this.#server, this.#client, text);
  }

  /** So many bytes of the client are not in the capture. */
  skip(bytes: number): void {
    this.#client.sequence += bytes;
  }

  /** The server acknowledges everything. */
  acknowledge(): void {
    this.#wire.segment(this.#server, this.#client.sequence, ACK);
  }

  #send(from: Stream, to: Stream, text: string | Buffer): void {
    const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
    for (let at = 0; at < bytes.length; at += MAX_SEGMENT_BYTES) {
      const piece = bytes.subarray(at, at + MAX_SEGMENT_BYTES);
      this.#wire.segment(from, to.sequence, ACK | PSH, piece);
      from.sequence += piece.length;
    }
  }
}
