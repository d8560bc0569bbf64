/**
 * Writes large captures of dense MSNP8 traffic for the benchmark, always the same for the same kind, size and seed:
 *
 *     npx tsx bench/generate.ts FILE [--size MB] [--kind KIND] [--seed N] [--connections N] [--depth N]
 *
 * `dense`: 4000 connections at a time, notification servers and switchboards, handshakes and FINs. `one-flow`: a
 * single switchboard connection. `mixed`: one frame in twenty is MSNP, the rest is 1400 bytes of other TCP and UDP.
 * `short`: as dense, but who has logged in leaves. `findings`: one connection, each message a finding. `reordered`: one
 * connection whose segments are captured the wrong way round, `--depth` at a time. But in the last one 6 % of the sends are split at a random byte, 1 % of the segments are captured behind what follows them, 1 % twice.
 */
import { renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ACK, FIN, PSH, SYN } from '../fixtures/build/packet.ts';
import { createRandom } from '../fixtures/build/mutate.ts';
import { FrameWriter } from './frame-writer.ts';
import type { Stream } from './frame-writer.ts';
import { createPool, NotificationChatter, SwitchboardChatter } from './traffic.ts';
import type { Chatter, Flight, Random, Talk } from './traffic.ts';

const KINDS = ['dense', 'one-flow', 'mixed', 'short', 'findings', 'reordered'] as const;
export type Kind = (typeof KINDS)[number];

export interface Plan {
  readonly kind: Kind;
  /** The file ends at the first frame behind this. */
  readonly bytes: number;
  readonly seed: number;
  /** Connections open at one time; MAX_CONNECTIONS without it. */
  readonly connections?: number;
  /** Segments that are captured the wrong way round together, of the kind `reordered`. */
  readonly depth?: number;
}

/** Part of a cached file's name; raise it whenever the same plan gives other bytes. */
export const GENERATOR_VERSION = 1;

/** What is said on the only connection of a kind; the other kinds have many. */
const ALONE: Partial<Record<Kind, Talk>> = {
  'one-flow': 'usual',
  findings: 'numbers-repeat',
  reordered: 'monologue',
};
const MAX_CONNECTIONS = 4000;
/** Exchanges of a login, and the one behind it. */
const LOGIN_EXCHANGES = 7;
/** New users a round, as a share of the connections, so that not all log in at once. */
const ARRIVALS = 0.1;
/** Every connection sends one flight a round: an answer takes this long. */
const ROUND_MICROS = 500_000;
const START_MICROS = 1_100_000_000_000_000;
const SPLIT_SHARE = 0.06;
const REORDER_SHARE = 0.01;
const RETRANSMIT_SHARE = 0.01;
const MAX_SEGMENT_BYTES = 1460;
const FILLER_BYTES = 1400;
/** Frames of other traffic for one of MSNP in a mixed capture. */
const FILLERS = 19;
const SERVER_ADDRESS = 0xc0000214; // 192.0.2.20
const SWITCHBOARD_ADDRESS = 0xc000021e; // 192.0.2.30
const CLIENT_NETWORK = 0x0a000000; // 10.0.0.0/8
const FILLER_ADDRESS = 0xc6336401; // 198.51.100.1
const MSN_PORT = 1863;
/** Of clients; above the server's, or both ends of a connection would look alike. */
const FIRST_PORT = 2048;

interface Connection {
  readonly chatter: Chatter;
  readonly client: Stream;
  readonly server: Stream;
  readonly queue: Flight[];
  /** Flights of the queue already sent. */
  sent: number;
  open: boolean;
}

interface Piece {
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
}

/** A segment that is captured late. */
interface Held {
  readonly from: Stream;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly bytes: Buffer;
}

/** Writes the capture of a plan; the file appears under its name only when it is whole. */
export function generate(path: string, plan: Plan): { frames: number; bytes: number; connections: number } {
  const partial = `${path}.${process.pid}.part`;
  const world = new World(partial, plan);
  const result = world.run();
  renameSync(partial, path);
  return result;
}

class World {
  readonly #plan: Plan;
  readonly #out: FrameWriter;
  readonly #random: Random;
  readonly #scratch = Buffer.alloc(8192);
  readonly #pool: Buffer;
  readonly #filler: Stream;
  #connections: Connection[] = [];
  #held: Held[] = [];
  #users = 0;
  #ports = 0;
  #opened = 0;
  #time = START_MICROS;

  constructor(path: string, plan: Plan) {
    this.#plan = plan;
    this.#out = new FrameWriter(path);
    this.#random = createRandom(plan.seed);
    this.#pool = createPool(this.#random);
    this.#filler = createStream(FILLER_ADDRESS, SERVER_ADDRESS, 443, 50_000, 1);
  }

  run(): { frames: number; bytes: number; connections: number } {
    for (let round = 0; this.#out.bytes < this.#plan.bytes; round++) {
      this.#arrive();
      this.#playRound(START_MICROS + (round + 1) * ROUND_MICROS);
      this.#connections = this.#connections.filter((connection) => connection.open);
    }
    this.#out.close();
    return { frames: this.#out.frames, bytes: this.#out.bytes, connections: this.#opened };
  }

  /** One flight of every connection, spread over the time until `end`. */
  #playRound(end: number): void {
    const count = this.#connections.length;
    const step = (end - this.#time) / (count + 1);
    const start = this.#time;
    for (let i = 0; i < count && this.#out.bytes < this.#plan.bytes; i++) {
      this.#time = Math.max(this.#time, Math.floor(start + i * step));
      this.#playFlight(this.#connections[i]!);
    }
    this.#time = Math.max(this.#time, end);
  }

  #arrive(): void {
    const alone = ALONE[this.#plan.kind];
    if (alone !== undefined) {
      if (this.#opened > 0) return;
      this.#open(new SwitchboardChatter(1, this.#random, '1.1.4567', true, Infinity, alone));
      return;
    }
    const isShort = this.#plan.kind === 'short';
    const most = this.#plan.connections ?? MAX_CONNECTIONS;
    const room = most / 2 - this.#connections.length;
    for (let i = 0; i < Math.min(room, most * ARRIVALS); i++) {
      const maySwitchboard = (): boolean => this.#connections.length < most;
      const exchanges = isShort ? LOGIN_EXCHANGES : 20 + this.#random() * 200;
      this.#open(new NotificationChatter(++this.#users, this.#random, exchanges, maySwitchboard));
    }
  }

  #open(chatter: Chatter): void {
    const client = CLIENT_NETWORK + chatter.user;
    const server = chatter.role === 'NS' ? SERVER_ADDRESS : SWITCHBOARD_ADDRESS;
    const port = FIRST_PORT + (this.#ports++ % 60_000);
    const connection: Connection = {
      chatter,
      client: createStream(client, server, port, MSN_PORT, this.#random() * 2 ** 32),
      server: createStream(server, client, MSN_PORT, port, this.#random() * 2 ** 32),
      queue: [],
      sent: 0,
      open: true,
    };
    this.#connections.push(connection);
    this.#opened++;
    this.#segment(connection.client, connection.server, SYN);
    connection.client.sequence++;
    this.#segment(connection.server, connection.client, SYN | ACK);
    connection.server.sequence++;
    this.#segment(connection.client, connection.server, ACK);
  }

  #playFlight(connection: Connection): void {
    if (connection.sent === connection.queue.length) {
      connection.queue.length = connection.sent = 0;
      connection.chatter.next(connection.queue);
    }
    const flight = connection.queue[connection.sent++]!;
    const from = flight.fromClient ? connection.client : connection.server;
    const to = flight.fromClient ? connection.server : connection.client;
    if (flight.close === true) {
      this.#close(connection, from, to);
      return;
    }
    this.#send(flight, from, to);
    if (flight.opens !== undefined) this.#open(flight.opens);
  }

  /** The flight's segments, in a wrong order or twice now and then, and the peer's ACK. */
  #send(flight: Flight, from: Stream, to: Stream): void {
    const bytes = this.#scratch;
    const textLength = bytes.write(flight.text, 0, 'latin1');
    const poolEnd = flight.poolStart + flight.poolLength;
    const length = textLength + this.#pool.copy(bytes, textLength, flight.poolStart, poolEnd);
    if (this.#plan.depth !== undefined) {
      this.#hold(flight, from, to, length, this.#plan.depth);
      return;
    }
    const pieces = this.#cut(from, length);
    from.sequence = (from.sequence + length) >>> 0;
    const again = pieces[0]!;
    const late = this.#random() < REORDER_SHARE ? pieces.shift() : undefined;
    for (const piece of pieces) this.#data(from, to, piece);
    // Captured behind the next segment of its flight or, every other time, behind the ACK that already covers it.
    const beforeAck = this.#random() < 0.5;
    if (late !== undefined && beforeAck) this.#data(from, to, late);
    this.#segment(to, from, ACK);
    if (late !== undefined && !beforeAck) this.#data(from, to, late);
    if (this.#random() < RETRANSMIT_SHARE) this.#data(from, to, again);
  }

  /** What the client says is captured in groups, the last of a group first; nobody acknowledges it. */
  #hold(flight: Flight, from: Stream, to: Stream, length: number, depth: number): void {
    const bytes = Buffer.from(this.#scratch.subarray(0, length));
    const ready = flight.fromClient && this.#held.length + 1 < depth;
    this.#held.push({ from, sequence: from.sequence, acknowledgement: to.sequence, bytes });
    from.sequence = (from.sequence + length) >>> 0;
    if (ready) return;
    // A line of the server comes behind all that it may answer.
    if (flight.fromClient) this.#held.reverse();
    for (const { from: stream, sequence, acknowledgement, bytes: piece } of this.#held) {
      const flags = PSH | ACK;
      this.#out.segment(this.#time++, stream, sequence, acknowledgement, flags, piece, 0, piece.length);
    }
    this.#held = [];
  }

  #cut(from: Stream, length: number): Piece[] {
    const split = this.#random() < SPLIT_SHARE ? 1 + Math.floor(this.#random() * (length - 1)) : length;
    const pieces: Piece[] = [];
    for (let start = 0; start < length;) {
      const end = Math.min(start < split ? split : length, start + MAX_SEGMENT_BYTES);
      pieces.push({ sequence: (from.sequence + start) >>> 0, start, end });
      start = end;
    }
    return pieces;
  }

  #data(from: Stream, to: Stream, piece: Piece): void {
    this.#fill();
    this.#out.segment(
      this.#time++,
      from,
      piece.sequence,
      to.sequence,
      PSH | ACK,
      this.#scratch,
      piece.start,
      piece.end,
    );
  }

  #segment(from: Stream, to: Stream, flags: number): void {
    this.#fill();
    const acknowledgement = (flags & ACK) === 0 ? 0 : to.sequence;
    this.#out.segment(this.#time++, from, from.sequence, acknowledgement, flags, this.#scratch, 0, 0);
  }

  #close(connection: Connection, first: Stream, second: Stream): void {
    for (const [from, to] of [[first, second] as const, [second, first] as const]) {
      this.#segment(from, to, FIN | ACK);
      from.sequence = (from.sequence + 1) >>> 0;
      this.#segment(to, from, ACK);
    }
    connection.open = false;
  }

  /** Other traffic of a mixed capture: one TCP connection under way, and UDP. */
  #fill(): void {
    if (this.#plan.kind !== 'mixed') return;
    for (let i = 0; i < FILLERS; i++) {
      const start = (i * 977) % (this.#pool.length - FILLER_BYTES);
      if (i % 2 === 1) {
        this.#out.datagram(this.#time, this.#filler, this.#pool, start, start + FILLER_BYTES);
        continue;
      }
      const { sequence } = this.#filler;
      this.#out.segment(this.#time, this.#filler, sequence, 1, ACK, this.#pool, start, start + FILLER_BYTES);
      this.#filler.sequence = (sequence + FILLER_BYTES) >>> 0;
    }
  }
}

function createStream(
  source: number,
  target: number,
  sourcePort: number,
  targetPort: number,
  sequence: number,
): Stream {
  return { sourceAddress: source, targetAddress: target, sourcePort, targetPort, sequence: sequence >>> 0 };
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      size: { type: 'string', default: '100' },
      kind: { type: 'string', default: 'dense' },
      seed: { type: 'string', default: '1' },
      connections: { type: 'string' },
      depth: { type: 'string' },
    },
  });
  const [path] = positionals;
  if (path === undefined) throw new Error('give the name of the file');
  const kind = KINDS.find((name) => name === values.kind);
  if (kind === undefined) throw new Error(`no such kind: ${values.kind}`);
  const started = process.hrtime.bigint();
  const result = generate(path, {
    kind,
    bytes: Number(values.size) * 1e6,
    seed: Number(values.seed),
    connections: Number(values.connections ?? MAX_CONNECTIONS),
    ...(values.depth === undefined ? {} : { depth: Number(values.depth) }),
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const rate = (result.bytes / 1e6 / seconds).toFixed(0);
  console.log(`${path}: ${result.frames} frames, ${result.connections} connections, ${rate} MB/s`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
