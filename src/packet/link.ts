/** Link layers of capture files (tcpdump.org/linktypes) that are a few bytes in front of something known. */
import { u16be, u32be, u32le, u8 } from '../base/bytes.ts';
import { type Cursor, dropped, ETHER, IP_PACKET, lacks, type Layer, LINK, LLC_FRAME } from './cursor.ts';
import { BAD_HEADER_LENGTH, NOT_IP, UNKNOWN_LINK_TYPE } from './drop.ts';
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './protocols.ts';

/** The largest length of IEEE 802.3; above it the field is a type (1536 and more). */
const MAX_ETHERNET_LENGTH = 1500;

/** Address families: the number of IPv6 differs by system (Linux 10; BSD, FreeBSD, macOS 24, 28, 30). */
const FAMILY_IPV4 = 2;
const FAMILIES_IPV6: ReadonlySet<number> = new Set([10, 24, 28, 30]);

/** Header of fixed length, with an EtherType at `typeOffset`. */
export function typed(headerBytes: number, typeOffset: number): Layer {
  return (cursor) => {
    const short = lacks(cursor, headerBytes);
    if (short !== 0) return short;
    const type = u16be(cursor.bytes, cursor.at + typeOffset);
    cursor.at += headerBytes;
    return ETHER | type;
  };
}

/** Bytes that say nothing of what is behind them. */
export function prefix(headerBytes: number, next: number): Layer {
  return (cursor) => {
    const short = lacks(cursor, headerBytes);
    if (short !== 0) return short;
    cursor.at += headerBytes;
    return next;
  };
}

export function ethernet(cursor: Cursor): number {
  const short = lacks(cursor, 14);
  if (short !== 0) return short;
  const type = u16be(cursor.bytes, cursor.at + 12);
  cursor.at += 14;
  return type <= MAX_ETHERNET_LENGTH ? LLC_FRAME : ETHER | type;
}

/** IEEE 802.5: two bytes of control, addresses, and a route when the sender's first bit says so. */
export function tokenRing(cursor: Cursor): number {
  const short = lacks(cursor, 15);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const isRouted = (u8(bytes, at + 8) & 0x80) !== 0;
  cursor.at += 14 + (isRouted ? u8(bytes, at + 14) & 0x1f : 0);
  return LLC_FRAME;
}

/** BSD loopback: an address family in the byte order of the machine that recorded, whichever that was. */
export function nullLoopback(cursor: Cursor): number {
  return hostFamily(cursor, 4);
}

/** OpenBSD's enc(4): family in host order, index of the security association, flags. */
export function openBsdEnc(cursor: Cursor): number {
  return hostFamily(cursor, 12);
}

function hostFamily(cursor: Cursor, headerBytes: number): number {
  const short = lacks(cursor, headerBytes);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  cursor.at += headerBytes;
  return family(Math.min(u32le(bytes, at), u32be(bytes, at)));
}

/** OpenBSD loopback: the family in network order. */
export function loop(cursor: Cursor): number {
  const short = lacks(cursor, 4);
  if (short !== 0) return short;
  const value = u32be(cursor.bytes, cursor.at);
  cursor.at += 4;
  return family(value);
}

/** OpenBSD's pflog(4): its length without padding, then the family. */
export function packetFilterLog(cursor: Cursor): number {
  const short = lacks(cursor, 4);
  if (short !== 0) return short;
  const length = (u8(cursor.bytes, cursor.at) + 3) & ~3;
  const value = u8(cursor.bytes, cursor.at + 1);
  if (length < 4) return dropped(BAD_HEADER_LENGTH);
  const cut = lacks(cursor, length);
  if (cut !== 0) return cut;
  cursor.at += length;
  return family(value);
}

function family(value: number): number {
  if (value === FAMILY_IPV4) return ETHER | ETHERTYPE_IPV4;
  return FAMILIES_IPV6.has(value) ? ETHER | ETHERTYPE_IPV6 : dropped(NOT_IP);
}

/** No link layer: the first four bits of IP tell its version. */
export function rawIp(cursor: Cursor): number {
  const short = lacks(cursor, 1);
  if (short !== 0) return short;
  const version = u8(cursor.bytes, cursor.at) >>> 4;
  if (version === 4) return ETHER | ETHERTYPE_IPV4;
  return version === 6 ? ETHER | ETHERTYPE_IPV6 : dropped(NOT_IP);
}

const NFLOG_PAYLOAD = 9;
const MAX_NFLOG_TYPE = 0xff;

/**
 * Linux netfilter log: attributes of length and type in the byte order of the machine that recorded; one of them is
 * the packet. Types are small, which tells the order.
 */
export function nflog(cursor: Cursor): number {
  const short = lacks(cursor, 4);
  if (short !== 0) return short;
  cursor.at += 4;
  for (;;) {
    const cut = lacks(cursor, 4);
    if (cut !== 0) return cut;
    const { bytes, at } = cursor;
    const isBigEndian = u16be(bytes, at + 2) <= MAX_NFLOG_TYPE;
    const length = isBigEndian ? u16be(bytes, at) : u8(bytes, at) | (u8(bytes, at + 1) << 8);
    const type = u8(bytes, isBigEndian ? at + 3 : at + 2);
    if (length < 4) return dropped(BAD_HEADER_LENGTH);
    if (type === NFLOG_PAYLOAD) {
      cursor.at += 4;
      return IP_PACKET;
    }
    cursor.at += (length + 3) & ~3;
  }
}

/** Apple's PKTAP: length of the header, kind of record, link type of what follows, least significant byte first. */
export function pktap(cursor: Cursor): number {
  const short = lacks(cursor, 12);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const isPacket = u32le(bytes, at + 4) === 1;
  return isPacket ? behind(cursor, u32le(bytes, at), 12, u32le(bytes, at + 8)) : dropped(NOT_IP);
}

/** CACE's per-packet information: length of the header in its third byte, link type of what follows in its fifth. */
export function perPacketInformation(cursor: Cursor): number {
  const short = lacks(cursor, 8);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const length = u8(bytes, at + 2) | (u8(bytes, at + 3) << 8);
  return behind(cursor, length, 8, u32le(bytes, at + 4));
}

/** Passes a header of `length` bytes, which has to be `least` at least, to a frame of another link type. */
function behind(cursor: Cursor, length: number, least: number, linkType: number): number {
  if (length < least) return dropped(BAD_HEADER_LENGTH);
  if (linkType > 0xffff) return dropped(UNKNOWN_LINK_TYPE);
  const short = lacks(cursor, length);
  if (short !== 0) return short;
  cursor.at += length;
  return LINK | linkType;
}
