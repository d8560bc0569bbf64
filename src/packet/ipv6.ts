/** IPv6 (RFC 8200): header, extension headers, fragments handed to the defragmenter. */
import { i32be, u16be, u32be, u8 } from '../base/bytes.ts';
import { sumWords } from './checksum.ts';
import { type Cursor, dropped, IP, lacks } from './cursor.ts';
import { BAD_HEADER_LENGTH, NOT_IP, NOT_TCP } from './drop.ts';
import { HOP_BY_HOP, REASSEMBLED } from './protocols.ts';
import { CHECKS_OFF } from './segment-view.ts';

const HEADER_BYTES = 40;
const EXTENSION_BYTES = 8;
const FRAGMENT_MASK = 0xfff9;
const MAX_PAYLOAD = 0xffff;
const OPTION_PAD1 = 0;
const OPTION_JUMBO = 0xc2;
/** Routing headers whose last address (RFC 8200, 6275) or first one (RFC 8754) is where the packet goes. */
const ROUTES_TO_LAST: ReadonlySet<number> = new Set([0, 2]);
const ROUTES_TO_FIRST = 4;
const ADDRESS_BYTES = 16;

/**
 * The packet at the cursor. A payload length of 0 stands for a jumbogram (RFC 2675), whose length is an option, or
 * for segmentation offload on the recording machine: then the captured bytes are all.
 */
export function ipv6(cursor: Cursor): number {
  const short = lacks(cursor, HEADER_BYTES);
  if (short !== 0) return short;
  const { bytes, at, view } = cursor;
  if (u8(bytes, at) >>> 4 !== 6) return dropped(NOT_IP);
  view.ipVersion = 6;
  view.source0 = i32be(bytes, at + 8);
  view.source1 = i32be(bytes, at + 12);
  view.source2 = i32be(bytes, at + 16);
  view.source3 = i32be(bytes, at + 20);
  view.target0 = i32be(bytes, at + 24);
  view.target1 = i32be(bytes, at + 28);
  view.target2 = i32be(bytes, at + 32);
  view.target3 = i32be(bytes, at + 36);
  if (view.checks !== CHECKS_OFF) cursor.addressSum = sumWords(bytes, at + 8, at + HEADER_BYTES);
  const payloadLength = u16be(bytes, at + 4);
  const next = u8(bytes, at + 6);
  if (payloadLength !== 0 && !cursor.narrow(HEADER_BYTES + payloadLength)) return dropped(BAD_HEADER_LENGTH);
  cursor.at += HEADER_BYTES;
  if (payloadLength === 0 && next === HOP_BY_HOP && !narrowToJumbo(cursor)) return dropped(BAD_HEADER_LENGTH);
  return IP | next;
}

/** False when a length above 65535 stands in the options at the cursor and cannot be. */
function narrowToJumbo(cursor: Cursor): boolean {
  const { bytes, at, end } = cursor;
  const optionsEnd = Math.min(end, at + (u8(bytes, at + 1) + 1) * EXTENSION_BYTES);
  for (let option = at + 2; option + 6 <= optionsEnd;) {
    const type = u8(bytes, option);
    if (type === OPTION_JUMBO) {
      const length = u32be(bytes, option + 2);
      return length > MAX_PAYLOAD && cursor.narrow(length);
    }
    option += type === OPTION_PAD1 ? 1 : 2 + u8(bytes, option + 1);
  }
  return true;
}

// Extension headers ---------------------------------------------------------------------------------------------

/** Options for hops or for the target. */
export function options(cursor: Cursor): number {
  return cursor.view.ipVersion === 6 ? passExtension(cursor, 8, 1) : dropped(NOT_TCP);
}

export function routing(cursor: Cursor): number {
  const { bytes, at, view } = cursor;
  const next = options(cursor);
  if (next > 0 && view.checks !== CHECKS_OFF) routeSum(cursor, bytes, at, cursor.at);
  return next;
}

/** RFC 4302; of IPv4 too. */
export function authentication(cursor: Cursor): number {
  return passExtension(cursor, 4, 2);
}

/** The next header's number, then the length in units of `unit` bytes without the first `without` of them. */
function passExtension(cursor: Cursor, unit: number, without: number): number {
  const short = lacks(cursor, EXTENSION_BYTES);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const length = (u8(bytes, at + 1) + without) * unit;
  const cut = lacks(cursor, length);
  if (cut !== 0) return cut;
  cursor.at += length;
  return IP | u8(bytes, at);
}

/** TCP's checksum is made for the last stop of the route. */
function routeSum(cursor: Cursor, bytes: Buffer, start: number, end: number): void {
  const type = u8(bytes, start + 2);
  if (u8(bytes, start + 3) === 0) return;
  const first = start + EXTENSION_BYTES;
  const last = first + Math.floor((end - first) / ADDRESS_BYTES - 1) * ADDRESS_BYTES;
  const isKnown = last >= first && (ROUTES_TO_LAST.has(type) || type === ROUTES_TO_FIRST);
  if (!isKnown || cursor.addressSum < 0) {
    cursor.addressSum = -1;
    return;
  }
  const final = type === ROUTES_TO_FIRST ? first : last;
  const { target0, target1, target2, target3 } = cursor.view;
  for (const word of [target0, target1, target2, target3]) {
    cursor.addressSum -= (word >>> 16) + (word & 0xffff);
  }
  cursor.addressSum += sumWords(bytes, final, final + ADDRESS_BYTES);
}

/** An atomic fragment (RFC 6946), offset 0 and nothing more to come, is a header like the others. */
export function fragment(cursor: Cursor): number {
  const { view, defrag } = cursor;
  if (view.ipVersion !== 6 || defrag === undefined) return dropped(NOT_TCP);
  const short = lacks(cursor, EXTENSION_BYTES);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const protocol = u8(bytes, at);
  const place = u16be(bytes, at + 2);
  cursor.at += EXTENSION_BYTES;
  if ((place & FRAGMENT_MASK) === 0) return IP | protocol;
  if (!REASSEMBLED.has(protocol)) return dropped(NOT_TCP);
  const reason = defrag.add(view, {
    identification: u32be(bytes, at + 4),
    protocol,
    offset: place & 0xfff8,
    more: (place & 1) !== 0,
    bytes,
    start: cursor.at,
    end: cursor.end,
    wireEnd: cursor.contentEnd,
    frame: cursor.frame,
    time: cursor.time,
  });
  if (reason !== 0) return dropped(reason);
  cursor.enter(defrag.datagram);
  return IP | defrag.protocol;
}
