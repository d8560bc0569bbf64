/**
 * Packets of P2P version 2 (messages.md 7): a transport header, then for packets with a message a data header, the
 * payload and a footer. Everything is big-endian; both headers have TLVs up to their length.
 */
import { u16be, u32be, u64be, u8 } from '../../base/bytes.ts';
import type { P2pV2Content, SlpContent } from './decoded.ts';
import { DATA_TLV, P2P_V2_FIRST_PART, P2P_V2_OPCODES, TRANSPORT_TLV, namesOf } from './p2p-tables.ts';
import { decodeSlp } from './slp.ts';

const TRANSPORT_HEADER_BYTES = 8;
const DATA_HEADER_BYTES = 8;
const FOOTER_BYTES = 4;

/** The data header of a packet and where its payload lies. */
export interface P2pV2Data {
  readonly flags: number;
  readonly isFirst: boolean;
  readonly packageNumber: number;
  readonly sessionId: number;
  /** Bytes of the message in later packets. */
  readonly remaining: bigint;
  readonly dataStart: number;
  readonly dataEnd: number;
}

export interface P2pV2Packet {
  readonly version: 2;
  readonly opcode: number;
  readonly baseId: number;
  readonly messageLength: number;
  readonly ack: number | null;
  readonly nak: number | null;
  readonly data: P2pV2Data | null;
  readonly appId: number | null;
}

/** Start and length of the value of the first TLV of `type`; TLVs fill `start` to `end`, zero bytes pad them. */
function findTlv(
  bytes: Buffer,
  start: number,
  end: number,
  type: number,
): readonly [start: number, length: number] | undefined {
  let at = start;
  while (at + 2 <= end) {
    if (u8(bytes, at) === 0) {
      at++;
      continue;
    }
    const length = u8(bytes, at + 1);
    if (at + 2 + length > end) return undefined;
    if (u8(bytes, at) === type) return [at + 2, length];
    at += 2 + length;
  }
  return undefined;
}

function idTlv(bytes: Buffer, start: number, end: number, type: number): number | null {
  const tlv = findTlv(bytes, start, end, type);
  return tlv !== undefined && tlv[1] >= 4 ? u32be(bytes, tlv[0]) : null;
}

function readData(bytes: Buffer, start: number, end: number): P2pV2Data | null {
  if (end - start < DATA_HEADER_BYTES) return null;
  const headerEnd = start + u8(bytes, start);
  if (headerEnd < start + DATA_HEADER_BYTES || headerEnd > end) return null;
  const flags = u8(bytes, start + 1);
  const remaining = findTlv(bytes, start + DATA_HEADER_BYTES, headerEnd, DATA_TLV.remaining);
  return {
    flags,
    isFirst: (flags & P2P_V2_FIRST_PART) !== 0,
    packageNumber: u16be(bytes, start + 2),
    sessionId: u32be(bytes, start + 4),
    remaining: remaining?.[1] === 8 ? u64be(bytes, remaining[0]) : 0n,
    dataStart: headerEnd,
    dataEnd: end,
  };
}

/** Reads the packet in `bytes` from `start` to `end`. Undefined when its transport header does not fit. */
export function readP2pV2(bytes: Buffer, start: number, end: number): P2pV2Packet | undefined {
  if (end - start < TRANSPORT_HEADER_BYTES) return undefined;
  const headerEnd = start + u8(bytes, start);
  if (headerEnd < start + TRANSPORT_HEADER_BYTES || headerEnd > end) return undefined;
  const messageLength = u16be(bytes, start + 2);
  const messageEnd = Math.min(end, headerEnd + messageLength);
  const tlvs = start + TRANSPORT_HEADER_BYTES;
  return {
    version: 2,
    opcode: u8(bytes, start + 1),
    baseId: u32be(bytes, start + 4),
    messageLength,
    ack: idTlv(bytes, tlvs, headerEnd, TRANSPORT_TLV.ack),
    nak: idTlv(bytes, tlvs, headerEnd, TRANSPORT_TLV.nak),
    data: messageLength === 0 ? null : readData(bytes, headerEnd, messageEnd),
    appId: messageEnd + FOOTER_BYTES <= end ? u32be(bytes, messageEnd) : null,
  };
}

function wholeSlp(bytes: Buffer, data: P2pV2Data | null): SlpContent | null {
  if (data?.sessionId !== 0 || data.remaining !== 0n) return null;
  return decodeSlp(bytes.toString('utf8', data.dataStart, data.dataEnd)) ?? null;
}

/** The packet as records show it. */
export function p2pV2Content(
  bytes: Buffer,
  packet: P2pV2Packet,
  from: string | null,
  to: string | null,
): P2pV2Content {
  const { opcode, baseId, messageLength, ack, nak, data, appId } = packet;
  return {
    kind: 'p2p',
    version: 2,
    to,
    from,
    opcode,
    opcodeNames: namesOf(P2P_V2_OPCODES, opcode),
    baseId,
    messageLength,
    ack,
    nak,
    data: data && {
      flags: data.flags,
      packageNumber: data.packageNumber,
      sessionId: data.sessionId,
      remaining: String(data.remaining),
      bytes: data.dataEnd - data.dataStart,
    },
    appId,
    slp: wholeSlp(bytes, data),
  };
}
