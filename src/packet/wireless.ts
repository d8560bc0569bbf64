/** IEEE 802.11 data frames, and the headers that recorders put in front of them. Other frames carry no packet. */
import { u16be, u16le, u32be, u32le, u8 } from '../base/bytes.ts';
import { type Cursor, dropped, lacks, LINK, LLC_FRAME } from './cursor.ts';
import { BAD_HEADER_LENGTH, DAMAGED_FRAME, ENCRYPTED, LINK_FRAGMENT, NOT_IP } from './drop.ts';

const WLAN_FRAME = LINK | 105;

const RADIOTAP_TSFT = 1;
const RADIOTAP_FLAGS = 2;
const RADIOTAP_MORE = 0x80000000;
const FLAG_PADDED = 0x20;
const FLAG_BAD_FCS = 0x40;

/** Frame control: first byte version, type, subtype; second byte flags. */
const TYPE_DATA = 2;
const SUBTYPE_QOS = 8;
const SUBTYPE_NO_DATA = 4;
const TO_DS = 1;
const FROM_DS = 2;
const MORE_FRAGMENTS = 4;
const PROTECTED = 0x40;
const ORDER = 0x80;
const QOS_AGGREGATE = 0x80;
/** LLC with SNAP, which begins nearly every packet that is not encrypted. */
const SNAP_WORD = 0xaaaa;

/**
 * radiotap.org: length, presence bits, fields; of these only the flags matter, and of them not the one that says that
 * the check sequence is there: lengths come from IP.
 */
export function radiotap(cursor: Cursor): number {
  const short = lacks(cursor, 8);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const length = u16le(bytes, at + 2);
  if (u8(bytes, at) !== 0 || length < 8) return dropped(BAD_HEADER_LENGTH);
  const cut = lacks(cursor, length);
  if (cut !== 0) return cut;
  const flags = radiotapFlags(bytes, at, length);
  if ((flags & FLAG_BAD_FCS) !== 0) return dropped(DAMAGED_FRAME);
  cursor.at += length;
  return dataFrame(cursor, (flags & FLAG_PADDED) !== 0);
}

function radiotapFlags(bytes: Buffer, start: number, length: number): number {
  const present = u32le(bytes, start + 4);
  if ((present & RADIOTAP_FLAGS) === 0) return 0;
  let at = 4;
  while (at + 4 <= length && (u32le(bytes, start + at) & RADIOTAP_MORE) !== 0) at += 4;
  at += 4;
  // The time stamp stands before the flags, at a multiple of its length.
  if ((present & RADIOTAP_TSFT) !== 0) at = ((at + 7) & ~7) + 8;
  return at < length ? u8(bytes, start + at) : 0;
}

const AVS_MAGIC = 0x80211000;
const PRISM_BYTES = 144;

/** Prism's header, of the length that it says in the byte order of the machine; drivers put AVS in its place. */
export function prism(cursor: Cursor): number {
  const short = lacks(cursor, 8);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  if (isAvs(bytes, at)) return avs(cursor);
  const length = Math.min(u32le(bytes, at + 4), u32be(bytes, at + 4));
  if (length < 8 || length > PRISM_BYTES * 8) return dropped(BAD_HEADER_LENGTH);
  return wlanBehind(cursor, length);
}

/** AVS: version and length, most significant byte first. */
export function avs(cursor: Cursor): number {
  const short = lacks(cursor, 8);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const length = u32be(bytes, at + 4);
  return isAvs(bytes, at) && length >= 8 ? wlanBehind(cursor, length) : dropped(BAD_HEADER_LENGTH);
}

function isAvs(bytes: Buffer, at: number): boolean {
  return ((u32be(bytes, at) ^ AVS_MAGIC) & ~0xff) === 0;
}

function wlanBehind(cursor: Cursor, length: number): number {
  const short = lacks(cursor, length);
  if (short !== 0) return short;
  cursor.at += length;
  return WLAN_FRAME;
}

export function wlan(cursor: Cursor): number {
  return dataFrame(cursor, false);
}

/** A frame from its frame control on; `padded`: the header fills a multiple of four bytes. */
function dataFrame(cursor: Cursor, padded: boolean): number {
  const short = lacks(cursor, 2);
  if (short !== 0) return short;
  const { bytes, at } = cursor;
  const control = u8(bytes, at);
  const flags = u8(bytes, at + 1);
  const subtype = control >>> 4;
  if ((control & 3) !== 0 || ((control >>> 2) & 3) !== TYPE_DATA) return dropped(NOT_IP);
  if ((subtype & SUBTYPE_NO_DATA) !== 0) return dropped(NOT_IP);
  const isQos = (subtype & SUBTYPE_QOS) !== 0;
  const length = headerBytes(flags, isQos);
  const cut = lacks(cursor, length);
  if (cut !== 0) return cut;
  const fragmentNumber = u16le(bytes, at + 22) & 0x0f;
  const qosAt = at + headerBytes(flags & ~ORDER, false);
  const isAggregate = isQos && (u8(bytes, qosAt) & QOS_AGGREGATE) !== 0;
  cursor.at += padded ? (length + 3) & ~3 : length;
  // Recorders that decrypt leave the bit as it was.
  if ((flags & PROTECTED) !== 0 && !looksPlain(cursor, isAggregate)) return dropped(ENCRYPTED);
  if ((flags & MORE_FRAGMENTS) !== 0 || fragmentNumber !== 0) return dropped(LINK_FRAGMENT);
  return isAggregate ? aggregate(cursor) : LLC_FRAME;
}

function headerBytes(flags: number, isQos: boolean): number {
  const isFourAddress = (flags & (TO_DS | FROM_DS)) === (TO_DS | FROM_DS);
  const qos = isQos ? 2 + ((flags & ORDER) === 0 ? 0 : 4) : 0;
  return 24 + (isFourAddress ? 6 : 0) + qos;
}

function looksPlain({ bytes, at, end }: Cursor, isAggregate: boolean): boolean {
  const llc = isAggregate ? at + SUBFRAME_HEADER_BYTES : at;
  return end - llc >= 3 && u16be(bytes, llc) === SNAP_WORD && u8(bytes, llc + 2) === 3;
}

// Several packets in one frame ----------------------------------------------------------------------------------

/** Addresses of both ends and the length; the next one begins at a multiple of four bytes. */
const SUBFRAME_HEADER_BYTES = 14;

/** An A-MSDU: what is behind its first packet stays in `rest`. */
function aggregate(cursor: Cursor): number {
  cursor.rest = cursor.bytes;
  cursor.restAt = cursor.at;
  cursor.restEnd = cursor.end;
  return nextSubframe(cursor);
}

/** Enters the next packet of `rest`. */
export function nextSubframe(cursor: Cursor): number {
  const { rest, restAt, restEnd } = cursor;
  cursor.bytes = rest;
  cursor.at = restAt;
  cursor.end = restEnd;
  cursor.wireEnd = Infinity;
  cursor.restAt = restEnd;
  const short = lacks(cursor, SUBFRAME_HEADER_BYTES);
  if (short !== 0) return short;
  const length = u16be(rest, restAt + 12);
  cursor.restAt = Math.min(restEnd, restAt + ((SUBFRAME_HEADER_BYTES + length + 3) & ~3));
  cursor.at += SUBFRAME_HEADER_BYTES;
  cursor.narrow(length);
  return LLC_FRAME;
}
