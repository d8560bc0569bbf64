/** Packets that a program brings itself: from a capture library, a socket, a test. */
import { asBuffer } from './base/bytes.ts';
import { InputError } from './capture/input-error.ts';
import type { CapturedPacket, PacketSource } from './capture/pcap-parser.ts';

/** A packet as it was captured, whole or cut. Its bytes may be used again as soon as the next packet is asked for. */
export interface Packet {
  /** Nanoseconds since 1970. As a number it is exact to a quarter of a microsecond, as a bigint altogether. */
  readonly time: bigint | number;
  /** LINKTYPE value: 1 is Ethernet, 101 raw IP, 113 Linux "any" device. */
  readonly linkType: number;
  readonly data: Uint8Array;
}

/** Packets in the order of capture. */
export interface PacketInput {
  readonly packets: Iterable<Packet> | AsyncIterable<Packet>;
  /** What records call it: `packets` without a name. */
  readonly name?: string | undefined;
  /** Digits of a second that times in records have: 6, or 9 for packets with nanoseconds. */
  readonly digits?: 6 | 9 | undefined;
}

const SECOND = 1_000_000_000n;
const MAX_LINK_TYPE = 0xffff;
const DIGITS: readonly number[] = [6, 9];

/**
 * Turns them into what a scan takes. An error of theirs, or a packet that is none, ends the iteration with an InputError.
 */
export function packetSource({ packets, name = 'packets', digits = 6 }: PacketInput): PacketSource {
  if (!DIGITS.includes(digits)) throw new RangeError(`\`digits\` takes 6 or 9, not ${String(digits)}`);
  return { name, digits, packets: () => ({ [Symbol.asyncIterator]: () => iterate(packets, name) }) };
}

/** By hand and not as a generator: those keep `return` waiting behind a packet that never comes. */
function iterate(packets: PacketInput['packets'], name: string): AsyncIterator<CapturedPacket, undefined> {
  const isAsync = Symbol.asyncIterator in packets;
  const iterator = isAsync ? packets[Symbol.asyncIterator]() : packets[Symbol.iterator]();
  let count = 0;
  return {
    next: async () => {
      try {
        const next = await iterator.next();
        if (next.done === true) return { done: true, value: undefined };
        const packet = captured(next.value, count + 1);
        count++;
        return { done: false, value: packet };
      } catch (error) {
        throw new InputError(name, error, count === 0 ? null : count);
      }
    },
    return: async () => {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
}

function captured(packet: Packet, count: number): CapturedPacket {
  const { time, linkType, data } = packet;
  const refuse = (field: keyof Packet, expected: string): never => {
    const found = packet[field];
    const what = typeof found === 'number' ? String(found) : typeof found;
    throw new TypeError(`packet ${count}: \`${field}\` has to be ${expected}, and is ${what}`);
  };
  if (typeof time !== 'bigint' && !Number.isFinite(time)) refuse('time', 'nanoseconds as a bigint or number');
  if (!Number.isInteger(linkType) || linkType < 0 || linkType > MAX_LINK_TYPE) {
    refuse('linkType', `an integer from 0 to ${MAX_LINK_TYPE}`);
  }
  if (!(data instanceof Uint8Array)) refuse('data', 'a Uint8Array');
  const nanos = typeof time === 'bigint' ? time : BigInt(Math.round(time));
  const rest = ((nanos % SECOND) + SECOND) % SECOND;
  return {
    linkType,
    seconds: Number((nanos - rest) / SECOND),
    nanoseconds: Number(rest),
    bytes: asBuffer(data),
    originalLength: data.length,
  };
}
