/**
 * P2P on a connection between two clients (messages.md 6): 4 bytes of length, then a header with data and without
 * footer. The first packet holds `foo` NUL, the second the nonce of the invitation.
 */
import { u16be, u32le, u8 } from '../base/bytes.ts';
import { KiB, MAX_DIRECT_PACKET_BYTES } from '../base/limits.ts';
import { P2P_HEADER_BYTES, readP2p, type P2pPart } from '../msnp/payload/p2p.ts';
import { readP2pV2, type P2pV2Packet } from '../msnp/payload/p2p-v2.ts';
import { CLIENT, SERVER, type Side, type StreamHandler } from '../tcp/handler.ts';
import type { P2pTransfers } from './p2p-transfers.ts';
import type { Range } from './ranges.ts';
import { SlpJoiner } from './slp-joiner.ts';
import { stretchesOf } from './stretches.ts';
import type { Place } from './transfer.ts';

const LENGTH_BYTES = 4;
const BUFFER_BYTES = LENGTH_BYTES + MAX_DIRECT_PACKET_BYTES;
const HEAD_BYTES = LENGTH_BYTES + P2P_HEADER_BYTES;
/** Session id and identifier, at the start of a header of version 1. */
const ID_BYTES = 8;
const V2_HEADER_BYTES = 8;
/** A buffer grows with what comes. */
const FIRST_BYTES = 2 * KiB;
/** Bytes that are looked through at once for the next packet. */
const SEARCH_BYTES = 4 * KiB;

/** Takes a packet: `end` is how far it came, `wireEnd` where it ends. */
type TakePacket = (
  bytes: Buffer,
  end: number,
  wireEnd: number,
  holes: readonly Range[],
  place: Place,
) => void;

/** One direction: the packet at hand, its length in front. */
class Direction {
  readonly #take: TakePacket;
  #packet = Buffer.alloc(FIRST_BYTES);
  #length = 0;
  #holes: Range[] = [];
  /** Where packets begin is hidden by a hole: one of the message at hand is looked for. */
  #isLost = false;
  /** Session id and identifier of the latest packet with data. */
  #last: Buffer | undefined;
  #firstFrame = 0;
  #place: Place = { session: 0, firstFrame: 0, lastFrame: 0, time: 0 };

  constructor(take: TakePacket) {
    this.#take = take;
  }

  data(bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    for (let at = start; at < end;) {
      if (this.#length === 0) this.#firstFrame = frame;
      this.#place = { session: 0, firstFrame: this.#firstFrame, lastFrame: frame, time };
      const count = Math.min(end - at, (this.#isLost ? SEARCH_BYTES : this.#wanted()) - this.#length);
      this.#reserve(this.#length + count);
      bytes.copy(this.#packet, this.#length, at, at + count);
      this.#length += count;
      at += count;
      this.#proceed();
    }
  }

  gap(length: number): void {
    const isKnown = length >= 0 && !this.#isLost && this.#length >= HEAD_BYTES;
    if (isKnown && this.#length + length <= this.#wanted()) {
      this.#reserve(this.#length + length);
      this.#holes.push([this.#length, this.#length + length]);
      this.#length += length;
      this.#proceed();
      return;
    }
    this.finish();
    this.#isLost = true;
  }

  /** Hands over what came of the packet at hand. */
  finish(): void {
    if (!this.#isLost && this.#length > HEAD_BYTES) this.#deliver();
    this.#clear();
  }

  #reserve(length: number): void {
    if (length <= this.#packet.length) return;
    const larger = Buffer.alloc(Math.min(BUFFER_BYTES, Math.max(length, 2 * this.#packet.length)));
    this.#packet.copy(larger, 0, 0, this.#length);
    this.#packet = larger;
  }

  #wanted(): number {
    return this.#length < LENGTH_BYTES ? LENGTH_BYTES : LENGTH_BYTES + u32le(this.#packet, 0);
  }

  #proceed(): void {
    if (this.#isLost) {
      this.#search();
      return;
    }
    if (this.#length < LENGTH_BYTES) return;
    if (this.#wanted() > BUFFER_BYTES) {
      this.#clear();
      this.#isLost = true;
    } else if (this.#length === this.#wanted()) {
      this.#deliver();
      this.#clear();
    }
  }

  #deliver(): void {
    const packet = this.#packet;
    this.#take(packet, this.#length, this.#wanted(), this.#holes, this.#place);
    const hasData = this.#wanted() > HEAD_BYTES && this.#holes.length === 0;
    if (hasData) this.#last = Buffer.from(packet.subarray(LENGTH_BYTES, LENGTH_BYTES + ID_BYTES));
  }

  #clear(): void {
    this.#length = 0;
    this.#holes = [];
  }

  /** Looks for a packet of the same message as the last one, and goes on there. */
  #search(): void {
    const bytes = this.#packet.subarray(0, this.#length);
    const last = this.#last;
    if (last === undefined) {
      this.#clear();
      return;
    }
    for (let at = bytes.indexOf(last, LENGTH_BYTES); at >= 0; at = bytes.indexOf(last, at + 1)) {
      const start = at - LENGTH_BYTES;
      if (this.#length - start < HEAD_BYTES) {
        this.#moveFront(start);
        return;
      }
      if (isPacket(bytes, start)) {
        this.#resume(Buffer.from(bytes.subarray(start)));
        return;
      }
    }
    this.#moveFront(Math.max(0, this.#length - HEAD_BYTES + 1));
  }

  #resume(rest: Buffer): void {
    this.#clear();
    this.#isLost = false;
    this.data(rest, 0, rest.length, this.#place.lastFrame, this.#place.time);
  }

  #moveFront(start: number): void {
    this.#packet.copy(this.#packet, 0, start, this.#length);
    this.#length -= start;
  }
}

/** Whether length and header at `start` agree. */
function isPacket(bytes: Buffer, start: number): boolean {
  const length = u32le(bytes, start);
  return (
    length <= MAX_DIRECT_PACKET_BYTES && length === P2P_HEADER_BYTES + u32le(bytes, start + LENGTH_BYTES + 24)
  );
}

/** The part in a packet, of whichever version it fits; `wireEnd` is where it would end without holes. */
function readPart(bytes: Buffer, end: number, wireEnd: number): P2pPart | P2pV2Packet | undefined {
  const length = wireEnd - LENGTH_BYTES;
  const isVersion1 = length >= P2P_HEADER_BYTES && isPacket(bytes, 0);
  const headers = u8(bytes, LENGTH_BYTES) + u16be(bytes, LENGTH_BYTES + 2);
  const isVersion2 = !isVersion1 && u8(bytes, LENGTH_BYTES) >= V2_HEADER_BYTES && headers === length;
  if (isVersion2) return readP2pV2(bytes, LENGTH_BYTES, end);
  return readP2p(bytes, LENGTH_BYTES, end, false);
}

/** The flow of a direct connection. */
export class DirectStream implements StreamHandler {
  readonly #transfers: P2pTransfers;
  readonly #joiner = new SlpJoiner();
  readonly #directions: readonly [Direction, Direction];

  constructor(transfers: P2pTransfers) {
    this.#transfers = transfers;
    const direction = (side: Side): Direction =>
      new Direction((bytes, end, wireEnd, holes, place) => {
        this.#packet(side, bytes, end, wireEnd, holes, place);
      });
    this.#directions = [direction(CLIENT), direction(SERVER)];
  }

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    this.#directions[side].data(bytes, start, end, frame, time);
  }

  gap(side: Side, length: number): void {
    this.#directions[side].gap(length);
  }

  fin(): void {
    // A packet that is not whole is told by its length.
  }

  reset(): void {
    // The same.
  }

  close(): void {
    for (const direction of this.#directions) direction.finish();
  }

  #packet(
    from: Side,
    bytes: Buffer,
    end: number,
    wireEnd: number,
    holes: readonly Range[],
    place: Place,
  ): void {
    const part = readPart(bytes, end, wireEnd);
    const data = part?.version === 2 ? part.data : part;
    if (part === undefined || data === null || data === undefined) return;
    const isWhole = end === wireEnd && holes.length === 0;
    this.#transfers.arrive({
      part,
      from,
      bytes,
      place,
      route: 'direct',
      joiner: this.#joiner,
      stretches: isWhole ? null : stretchesOf(data.dataStart, end, holes),
      dataLength: wireEnd - data.dataStart,
    });
  }
}
