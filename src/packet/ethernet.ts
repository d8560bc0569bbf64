/** What EtherTypes name apart from IP: tags, label stacks, LLC and SNAP, frames in frames. */
import { u16be, u8 } from '../base/bytes.ts';
import {
  type Cursor,
  dropped,
  ETHER,
  ETHERNET_FRAME,
  IP_PACKET,
  lacks,
  LLC_FRAME,
  MPLS_STACK,
  PPP,
  PPP_FRAME,
} from './cursor.ts';
import { BAD_HEADER_LENGTH, ENCRYPTED, NOT_IP } from './drop.ts';
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './protocols.ts';

const MAX_ETHERNET_LENGTH = 1500;

/** Four bits that begin the control word of a pseudowire (RFC 4385); 4 and 6 begin IP. */
const CONTROL_WORD = 0;
const CONTROL_BYTES = 4;
/** Types that show that a frame of a pseudowire has no control word. */
const FRAME_TYPES: ReadonlySet<number> = new Set([
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  0x8100,
  0x8847,
  0x8864,
  0x88a8,
]);

/** A tag of four bytes, of which the last two are the next EtherType, or a length in front of LLC. */
export function tag(cursor: Cursor): number {
  return tagOf(cursor, 4);
}

/** Cisco's VN-tag. */
export function vnTag(cursor: Cursor): number {
  return tagOf(cursor, 6);
}

/** The E-tag of IEEE 802.1BR. */
export function eTag(cursor: Cursor): number {
  return tagOf(cursor, 8);
}

function tagOf(cursor: Cursor, bytes: number): number {
  const short = lacks(cursor, bytes);
  if (short !== 0) return short;
  cursor.at += bytes;
  const type = u16be(cursor.bytes, cursor.at - 2);
  return type <= MAX_ETHERNET_LENGTH ? LLC_FRAME : ETHER | type;
}

/** One label of a stack (RFC 3032). Behind the last one nothing says what follows but its first four bits. */
export function mpls(cursor: Cursor): number {
  const short = lacks(cursor, 5);
  if (short !== 0) return short;
  const isBottom = (u8(cursor.bytes, cursor.at + 2) & 1) !== 0;
  cursor.at += 4;
  if (!isBottom) return MPLS_STACK;
  const first = u8(cursor.bytes, cursor.at) >>> 4;
  if (first === 4 || first === 6) return IP_PACKET;
  const hasControlWord = first === CONTROL_WORD && !isFrame(cursor) && cursor.end - cursor.at > CONTROL_BYTES;
  if (hasControlWord) cursor.at += CONTROL_BYTES;
  return ETHERNET_FRAME;
}

/** Whether a frame begins here: many addresses begin as a control word does. */
function isFrame({ bytes, at, end }: Cursor): boolean {
  return end - at >= 14 && FRAME_TYPES.has(u16be(bytes, at + 12));
}

/** PPPoE (RFC 2516) in the session stage: six bytes, then PPP without its framing. */
export function pppoeSession(cursor: Cursor): number {
  const short = lacks(cursor, 8);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  // Version 1, type 1, code 0; the length covers at least the protocol number.
  if (u16be(bytes, at) !== 0x1100) return dropped(NOT_IP);
  if (u16be(bytes, at + 4) < 2) return dropped(BAD_HEADER_LENGTH);
  cursor.at += 6;
  return PPP_FRAME;
}

/** IEEE 802.1AE: readable when it was only signed. */
export function macsec(cursor: Cursor): number {
  const short = lacks(cursor, 8);
  if (short !== 0) return short;
  const control = u8(cursor.bytes, cursor.at);
  if ((control & 0x0c) !== 0) return dropped(ENCRYPTED);
  return tagOf(cursor, (control & 0x20) === 0 ? 8 : 16);
}

// LLC -----------------------------------------------------------------------------------------------------------

const SAP_IP = 0x06;
const SAP_SNAP = 0xaa;
const SAP_NETWORK = 0xfe;
const UNNUMBERED = 0x03;
/** Organisations whose protocol numbers are EtherTypes: none (RFC 1042), and IEEE 802.1H. */
const ORGANISATION_ETHERTYPE = 0x000000;
const ORGANISATION_8021H = 0x0000f8;
const ORGANISATION_BRIDGED = 0x0080c2;
/** Ethernet with and without its check sequence, behind two bytes of padding (RFC 2684 5.2). */
const BRIDGED_ETHERNET: ReadonlySet<number> = new Set([0x0001, 0x0007]);
const NLPID_IPV4 = 0xcc;
const NLPID_IPV6 = 0x8e;
const NLPID_PPP = 0xcf;
const NLPID_SNAP = 0x80;

/** IEEE 802.2, unnumbered information only. */
export function llc(cursor: Cursor): number {
  const short = lacks(cursor, 3);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const sap = u8(bytes, at);
  if (u8(bytes, at + 1) !== sap || u8(bytes, at + 2) !== UNNUMBERED) return dropped(NOT_IP);
  cursor.at += 3;
  if (sap === SAP_SNAP) return snap(cursor);
  if (sap === SAP_NETWORK) return networkLayer(cursor);
  return sap === SAP_IP ? ETHER | ETHERTYPE_IPV4 : dropped(NOT_IP);
}

function snap(cursor: Cursor): number {
  const short = lacks(cursor, 5);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const organisation = (u8(bytes, at) << 16) | u16be(bytes, at + 1);
  const protocol = u16be(bytes, at + 3);
  cursor.at += 5;
  if (organisation === ORGANISATION_ETHERTYPE || organisation === ORGANISATION_8021H) return ETHER | protocol;
  if (organisation !== ORGANISATION_BRIDGED || !BRIDGED_ETHERNET.has(protocol)) return dropped(NOT_IP);
  const cut = lacks(cursor, 2);
  if (cut !== 0) return cut;
  cursor.at += 2;
  return ETHERNET_FRAME;
}

/** A protocol number of ISO's network layer (RFC 2427), perhaps behind a byte of padding. */
function networkLayer(cursor: Cursor): number {
  for (let padding = 0; padding < 2; padding++) {
    const short = lacks(cursor, 1);
    if (short !== 0) return short;
    const protocol = u8(cursor.bytes, cursor.at);
    cursor.at += 1;
    if (protocol === NLPID_IPV4) return ETHER | ETHERTYPE_IPV4;
    if (protocol === NLPID_IPV6) return ETHER | ETHERTYPE_IPV6;
    if (protocol === NLPID_PPP) return PPP_FRAME;
    if (protocol === NLPID_SNAP) return snap(cursor);
    if (protocol !== 0) break;
  }
  return dropped(NOT_IP);
}

/** Frame relay: an address of two to four bytes, then a network layer protocol, or Cisco's way an EtherType. */
export function frameRelay(cursor: Cursor): number {
  const short = lacks(cursor, 4);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  let length = 1;
  while (length < 4 && (u8(bytes, at + length - 1) & 1) === 0) length++;
  const cut = lacks(cursor, length + 2);
  if (cut !== 0) return cut;
  cursor.at += length;
  if (u8(bytes, cursor.at) !== UNNUMBERED) return tagOf(cursor, 2);
  cursor.at += 1;
  return networkLayer(cursor);
}

// PPP -----------------------------------------------------------------------------------------------------------

const PPP_ADDRESS_CONTROL = 0xff03;
/** Cisco's HDLC on a link said to be PPP in HDLC: to one station, to all. */
const CISCO_ADDRESSES: ReadonlySet<number> = new Set([0x0f, 0x8f]);

/** PPP (RFC 1661), with the address and control of HDLC (RFC 1662) or without; the protocol may be one byte. */
export function ppp(cursor: Cursor): number {
  const short = lacks(cursor, 1);
  if (short !== 0) return short;
  const { bytes } = cursor;
  if (u8(bytes, cursor.at) === PPP_ADDRESS_CONTROL >>> 8) {
    const cut = lacks(cursor, 3);
    if (cut !== 0) return cut;
    if (u16be(bytes, cursor.at) === PPP_ADDRESS_CONTROL) cursor.at += 2;
  }
  const first = u8(bytes, cursor.at);
  if ((first & 1) !== 0) {
    cursor.at += 1;
    return PPP | first;
  }
  const cut = lacks(cursor, 2);
  if (cut !== 0) return cut;
  cursor.at += 2;
  return PPP | (first << 8) | u8(bytes, cursor.at - 1);
}

/** PPP in HDLC, or what Cisco has in its place. */
export function hdlc(cursor: Cursor): number {
  const short = lacks(cursor, 4);
  if (short !== 0) return short;
  return CISCO_ADDRESSES.has(u8(cursor.bytes, cursor.at)) ? ciscoHdlc(cursor) : ppp(cursor);
}

/** Cisco's HDLC: address, control, EtherType. */
export function ciscoHdlc(cursor: Cursor): number {
  return tagOf(cursor, 4);
}
