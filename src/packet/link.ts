/**
 * Link layers: a table from LINKTYPE (tcpdump.org/linktypes) to a function that finds the IP header. A function
 * returns where it begins, counted from the frame's start, and its EtherType in one small integer, or the negative
 * drop reason; small, so that nothing is allocated for a frame. A new link layer is a function and a row.
 */
import { u16be, u32be, u32le, u8 } from '../base/bytes.ts';
import { MAX_HEADER_DEPTH } from '../base/limits.ts';
import { BAD_HEADER_LENGTH, type DropReason, NOT_IP, TOO_DEEP, TRUNCATED_HEADER } from './drop.ts';

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_IPV6 = 0x86dd;
const ETHERTYPE_PPPOE_SESSION = 0x8864;
/** IEEE 802.1Q, 802.1ad, and what was used before 802.1ad. */
const TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);

/** Protocol numbers of PPP (RFC 1332, RFC 5072). */
const PPP_IPV4 = 0x0021;
const PPP_IPV6 = 0x0057;

/** Address families of BSD loopback: the number of IPv6 differs by system (BSD, FreeBSD, macOS; Linux 10). */
const FAMILY_IPV4 = 2;
const FAMILIES_IPV6: ReadonlySet<number> = new Set([10, 24, 28, 30]);

const ETHERTYPE_LIMIT = 0x10000;

type LinkDecoder = (bytes: Buffer, start: number, end: number) => number;

/** A place in the frame and the EtherType of what begins there, as one integer. */
function found(offset: number, etherType: number): number {
  return offset * ETHERTYPE_LIMIT + etherType;
}

/** The parts of what a link decoder returned, when it is not negative. */
export function offsetOf(result: number): number {
  return result >>> 16;
}
export function etherTypeOf(result: number): number {
  return result & 0xffff;
}

function dropped(reason: DropReason): number {
  return -reason;
}

/** Follows tags and PPPoE from an EtherType to IP. `at` is where the bytes behind the EtherType begin. */
function etherPayload(bytes: Buffer, start: number, at: number, end: number, etherType: number): number {
  let type = etherType;
  let next = at;
  for (let depth = 0; depth < MAX_HEADER_DEPTH; depth++) {
    if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6) return found(next - start, type);
    if (type === ETHERTYPE_PPPOE_SESSION) return pppoeSession(bytes, start, next, end);
    if (!TAGS.has(type)) return dropped(NOT_IP);
    if (end - next < 4) return dropped(TRUNCATED_HEADER);
    type = u16be(bytes, next + 2);
    next += 4;
  }
  return dropped(TOO_DEEP);
}

/** PPPoE (RFC 2516) in the session stage: six bytes, then the protocol number of PPP. */
function pppoeSession(bytes: Buffer, start: number, at: number, end: number): number {
  if (end - at < 8) return dropped(TRUNCATED_HEADER);
  // Version 1, type 1, code 0; the length covers at least the protocol number.
  if (u16be(bytes, at) !== 0x1100) return dropped(NOT_IP);
  if (u16be(bytes, at + 4) < 2) return dropped(BAD_HEADER_LENGTH);
  const protocol = u16be(bytes, at + 6);
  if (protocol === PPP_IPV4) return found(at + 8 - start, ETHERTYPE_IPV4);
  if (protocol === PPP_IPV6) return found(at + 8 - start, ETHERTYPE_IPV6);
  return dropped(NOT_IP);
}

function ethernet(bytes: Buffer, start: number, end: number): number {
  if (end - start < 14) return dropped(TRUNCATED_HEADER);
  const type = u16be(bytes, start + 12);
  // Nearly every frame.
  if (type === ETHERTYPE_IPV4) return found(14, type);
  return etherPayload(bytes, start, start + 14, end, type);
}

/** Linux cooked capture v1 (SLL): the protocol is the last of 16 bytes. */
function linuxCooked(bytes: Buffer, start: number, end: number): number {
  if (end - start < 16) return dropped(TRUNCATED_HEADER);
  return etherPayload(bytes, start, start + 16, end, u16be(bytes, start + 14));
}

/** Linux cooked capture v2 (SLL2): the protocol is the first of 20 bytes. */
function linuxCooked2(bytes: Buffer, start: number, end: number): number {
  if (end - start < 20) return dropped(TRUNCATED_HEADER);
  return etherPayload(bytes, start, start + 20, end, u16be(bytes, start));
}

/** BSD loopback: an address family in the byte order of the machine that recorded, whichever that was. */
function nullLoopback(bytes: Buffer, start: number, end: number): number {
  if (end - start < 4) return dropped(TRUNCATED_HEADER);
  return family(Math.min(u32le(bytes, start), u32be(bytes, start)));
}

/** OpenBSD loopback: as above, in network order. */
function loop(bytes: Buffer, start: number, end: number): number {
  if (end - start < 4) return dropped(TRUNCATED_HEADER);
  return family(u32be(bytes, start));
}

function family(value: number): number {
  if (value === FAMILY_IPV4) return found(4, ETHERTYPE_IPV4);
  return FAMILIES_IPV6.has(value) ? found(4, ETHERTYPE_IPV6) : dropped(NOT_IP);
}

/** No link layer: the first four bits of IP tell its version. */
function rawIp(bytes: Buffer, start: number, end: number): number {
  if (end - start < 1) return dropped(TRUNCATED_HEADER);
  const version = u8(bytes, start) >>> 4;
  if (version === 4) return found(0, ETHERTYPE_IPV4);
  return version === 6 ? found(0, ETHERTYPE_IPV6) : dropped(NOT_IP);
}

const LINKS: ReadonlyMap<number, LinkDecoder> = new Map([
  [0, nullLoopback],
  [1, ethernet],
  [12, rawIp],
  [14, rawIp],
  [101, rawIp],
  [108, loop],
  [113, linuxCooked],
  [228, rawIp],
  [229, rawIp],
  [276, linuxCooked2],
]);

/** Frames of one link type come in a row: the last look-up is remembered. */
let lastType = 1;
let lastDecoder: LinkDecoder | undefined = ethernet;

/** The decoder of a link type; undefined when the table has no row for it. */
export function linkDecoder(linkType: number): LinkDecoder | undefined {
  if (linkType !== lastType) {
    lastType = linkType;
    lastDecoder = LINKS.get(linkType);
  }
  return lastDecoder;
}
