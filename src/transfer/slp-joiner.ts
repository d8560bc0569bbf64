/** MSNSLP messages of one session, joined from the parts of P2P messages; bounded, the oldest is given up. */
import { MAX_OPEN_SLP, MAX_SLP_BYTES, MAX_SLP_PARTS } from '../base/limits.ts';
import { dropOldest } from '../base/oldest.ts';
import type { SlpContent } from '../msnp/payload/decoded.ts';
import { isP2pV2, readP2p, type P2pPart } from '../msnp/payload/p2p.ts';
import { P2P_ACK } from '../msnp/payload/p2p-tables.ts';
import { readP2pV2, type P2pV2Packet } from '../msnp/payload/p2p-v2.ts';
import { decodeSlp } from '../msnp/payload/slp.ts';
import { Ranges } from './ranges.ts';

/** Parts that wait for others, as they came: memory grows with what came, not with what is announced. */
interface OpenMessage {
  readonly parts: [position: number, data: Buffer][];
  readonly ranges: Ranges;
}

/** Where data of a part belong in their message. */
interface Target {
  readonly key: string;
  readonly position: number;
  readonly total: number;
}

/** Tells messages of one sender from those of another: a side, or an account where a side has several. */
type Sender = string | number;

/** One for each session (or direct connection). */
export class SlpJoiner {
  readonly #open = new Map<string, OpenMessage>();
  /** Totals of the messages of version 2, whose first part alone tells them; by key. */
  readonly #totals = new Map<string, number>();

  /**
   * Takes the body of an `application/x-msnmsgrp2p` message, as decodeP2p does. Gives the MSNSLP message that this part
   * completes, undefined when there is none.
   */
  add(
    from: Sender,
    bytes: Buffer,
    start: number,
    end: number,
    headers: ReadonlyMap<string, string>,
  ): SlpContent | undefined {
    const part = isP2pV2(headers) ? readP2pV2(bytes, start, end) : readP2p(bytes, start, end, true);
    return part === undefined ? undefined : this.part(from, part, bytes);
  }

  /** The same for a part that was read. */
  part(from: Sender, part: P2pPart | P2pV2Packet, bytes: Buffer): SlpContent | undefined {
    const data = part.version === 1 ? part : part.data;
    if (data?.sessionId !== 0 || data.dataStart === data.dataEnd) return undefined;
    const target = part.version === 1 ? targetOf(from, part) : this.#targetOfV2(from, part);
    const length = data.dataEnd - data.dataStart;
    if (target === undefined || target.position + length > target.total) return undefined;
    if (length === target.total) return decodeSlp(bytes.toString('utf8', data.dataStart, data.dataEnd));
    return this.#join(target, bytes, data.dataStart, data.dataEnd);
  }

  #join({ key, position, total }: Target, bytes: Buffer, start: number, end: number): SlpContent | undefined {
    const message = this.#open.get(key) ?? { parts: [], ranges: new Ranges() };
    const partEnd = position + end - start;
    if (message.ranges.covers(position, partEnd)) return undefined;
    if (message.parts.length >= MAX_SLP_PARTS) {
      this.#open.delete(key);
      return undefined;
    }
    this.#remember(key, message);
    message.parts.push([position, Buffer.from(bytes.subarray(start, end))]);
    message.ranges.add(position, partEnd);
    if (message.ranges.covered < total) return undefined;
    this.#open.delete(key);
    const whole = Buffer.alloc(total);
    for (const [at, data] of message.parts) data.copy(whole, at);
    return decodeSlp(whole.toString('utf8'));
  }

  #remember(key: string, message: OpenMessage): void {
    this.#open.set(key, message);
    if (this.#open.size > MAX_OPEN_SLP) dropOldest(this.#open);
  }

  #targetOfV2(from: Sender, { data }: P2pV2Packet): Target | undefined {
    if (data === null || data.remaining > MAX_SLP_BYTES) return undefined;
    const left = data.dataEnd - data.dataStart + Number(data.remaining);
    const key = `${from} 2 ${data.packageNumber}`;
    if (data.isFirst) {
      this.#open.delete(key);
      this.#totals.delete(key);
      this.#totals.set(key, left);
      if (this.#totals.size > MAX_OPEN_SLP) dropOldest(this.#totals);
    }
    const total = this.#totals.get(key);
    if (total === undefined || total > MAX_SLP_BYTES || left > total) return undefined;
    return { key, position: total - left, total };
  }
}

function targetOf(from: Sender, part: P2pPart): Target | undefined {
  if (part.total > MAX_SLP_BYTES || part.offset > part.total || (part.flags & P2P_ACK) !== 0)
    return undefined;
  const total = Number(part.total);
  return { key: `${from} 1 ${part.identifier} ${total}`, position: Number(part.offset), total };
}
