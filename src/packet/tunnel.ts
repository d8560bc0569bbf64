/** Tunnels over IP: GRE and what it carries, Ethernet in IP, and the tunnels over UDP that have a port. */
import { u16be, u8 } from '../base/bytes.ts';
import { type Cursor, dropped, ETHER, ETHERNET_FRAME, IP_PACKET, lacks, PPP_FRAME, UDP } from './cursor.ts';
import { BAD_HEADER_LENGTH, NOT_IP, NOT_TCP } from './drop.ts';

// GRE -----------------------------------------------------------------------------------------------------------

const CHECKSUM = 0x8000;
const ROUTED = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGEMENT = 0x0080;
const VERSION = 0x0007;
const ERSPAN = 0x88be;

/** Version 0 (RFC 2784, 2890, 1701) carries an EtherType, version 1 PPP (PPTP, RFC 2637). */
export function gre(cursor: Cursor): number {
  const short = lacks(cursor, 4);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const flags = u16be(bytes, at);
  const type = u16be(bytes, at + 2);
  const version = flags & VERSION;
  if (version > 1) return dropped(NOT_TCP);
  const length =
    4 +
    ((flags & (CHECKSUM | ROUTED)) === 0 ? 0 : 4) +
    ((flags & KEY) === 0 ? 0 : 4) +
    ((flags & SEQUENCE) === 0 ? 0 : 4) +
    (version === 1 && (flags & ACKNOWLEDGEMENT) !== 0 ? 4 : 0);
  const cut = lacks(cursor, length);
  if (cut !== 0) return cut;
  cursor.at += length;
  // Without a sequence number there is no payload, an acknowledgement alone.
  if (version === 1) return (flags & SEQUENCE) === 0 ? dropped(NOT_IP) : PPP_FRAME;
  if ((flags & ROUTED) !== 0) {
    const routes = passRoutes(cursor);
    if (routes !== 0) return routes;
  }
  // Without a sequence number ERSPAN has no header of its own (type I).
  return type === ERSPAN && (flags & SEQUENCE) === 0 ? ETHERNET_FRAME : ETHER | type;
}

/** Source routes of RFC 1701: family, offset, length; one of zeros ends them. */
function passRoutes(cursor: Cursor): number {
  for (;;) {
    const short = lacks(cursor, 4);
    if (short !== 0) return short;
    const { bytes, at } = cursor;
    const length = u8(bytes, at + 3);
    cursor.at += 4;
    if (u16be(bytes, at) === 0 && length === 0) return 0;
    const cut = lacks(cursor, length);
    if (cut !== 0) return cut;
    cursor.at += length;
  }
}

/** A mirrored frame, ERSPAN type II. */
export function erspan2(cursor: Cursor): number {
  return ethernetBehind(cursor, 8);
}

/** Type III, with a subheader of the platform when the last bit says so. */
export function erspan3(cursor: Cursor): number {
  const short = lacks(cursor, 12);
  if (short !== 0) return short;
  return ethernetBehind(cursor, (u8(cursor.bytes, cursor.at + 11) & 1) === 0 ? 12 : 20);
}

/** Redirected requests (WCCP): version 2 has four bytes in front of the packet. */
export function wccp(cursor: Cursor): number {
  const short = lacks(cursor, 4);
  if (short !== 0) return short;
  if (u8(cursor.bytes, cursor.at) >>> 4 !== 4) cursor.at += 4;
  return IP_PACKET;
}

function ethernetBehind(cursor: Cursor, length: number): number {
  const short = lacks(cursor, length);
  if (short !== 0) return short;
  cursor.at += length;
  return ETHERNET_FRAME;
}

/** RFC 3378: version 3 and nothing else. */
export function etherIp(cursor: Cursor): number {
  const short = lacks(cursor, 2);
  if (short !== 0) return short;
  return u16be(cursor.bytes, cursor.at) === 0x3000 ? ethernetBehind(cursor, 2) : dropped(NOT_IP);
}

// UDP -----------------------------------------------------------------------------------------------------------

/** RFC 768. Its target port says whether it is a tunnel. */
export function udp(cursor: Cursor): number {
  const short = lacks(cursor, 8);
  if (short !== 0) return short;
  const port = u16be(cursor.bytes, cursor.at + 2);
  cursor.at += 8;
  return UDP | port;
}

/** RFC 7348: the bit that says that there is a network number is set, all that is reserved is not. */
export function vxlan(cursor: Cursor): number {
  const short = lacks(cursor, 8);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  if (u16be(bytes, at) !== 0x0800 || u16be(bytes, at + 2) !== 0) return dropped(NOT_TCP);
  return ethernetBehind(cursor, 8);
}

/** RFC 8926: version 0, options, EtherType. */
export function geneve(cursor: Cursor): number {
  const short = lacks(cursor, 8);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const first = u8(bytes, at);
  if (first >>> 6 !== 0) return dropped(NOT_TCP);
  const length = 8 + (first & 0x3f) * 4;
  const cut = lacks(cursor, length);
  if (cut !== 0) return cut;
  cursor.at += length;
  return ETHER | u16be(bytes, at + 2);
}

const GTP_PACKET = 255;
const GTP_EXTENSION = 4;

/** GTP-U (3GPP TS 29.281): version 1, a user's packet; extension headers count in fours and name the next. */
export function gtpUser(cursor: Cursor): number {
  const short = lacks(cursor, 8);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const flags = u8(bytes, at);
  if ((flags & 0xf0) !== 0x30 || u8(bytes, at + 1) !== GTP_PACKET) return dropped(NOT_TCP);
  const hasOptions = (flags & 7) !== 0;
  const cut = lacks(cursor, hasOptions ? 12 : 8);
  if (cut !== 0) return cut;
  cursor.at += hasOptions ? 12 : 8;
  let next = (flags & GTP_EXTENSION) === 0 ? 0 : u8(bytes, at + 11);
  while (next !== 0) {
    const gone = lacks(cursor, 4);
    if (gone !== 0) return gone;
    const length = u8(bytes, cursor.at) * 4;
    if (length === 0) return dropped(BAD_HEADER_LENGTH);
    const missing = lacks(cursor, length);
    if (missing !== 0) return missing;
    cursor.at += length;
    next = u8(bytes, cursor.at - 1);
  }
  return IP_PACKET;
}

/** L2TP version 2 (RFC 2661): a data message, its length, numbers and padding as its bits say; then PPP. */
export function l2tp(cursor: Cursor): number {
  const short = lacks(cursor, 6);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const flags = u16be(bytes, at);
  if ((flags & 0x8000) !== 0 || (flags & 0x000f) !== 2) return dropped(NOT_TCP);
  const fixed = 6 + ((flags & 0x4000) === 0 ? 0 : 2) + ((flags & 0x0800) === 0 ? 0 : 4);
  const hasPadding = (flags & 0x0200) !== 0;
  const cut = lacks(cursor, fixed + (hasPadding ? 2 : 0));
  if (cut !== 0) return cut;
  cursor.at += fixed;
  if (hasPadding) {
    const padding = 2 + u16be(bytes, cursor.at);
    const gone = lacks(cursor, padding);
    if (gone !== 0) return gone;
    cursor.at += padding;
  }
  return PPP_FRAME;
}
