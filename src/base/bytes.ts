/**
 * Reading numbers and text out of byte arrays: the only place that indexes one. Callers have checked that the
 * offset lies inside; past the end a read gives 0, never an exception, so that damage cannot throw.
 */

/** The byte at `offset`. */
export function u8(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}

/** Two bytes, most significant first (network order). */
export function u16be(bytes: Uint8Array, offset: number): number {
  return (u8(bytes, offset) << 8) | u8(bytes, offset + 1);
}

/** Two bytes, least significant first. */
export function u16le(bytes: Uint8Array, offset: number): number {
  return u8(bytes, offset) | (u8(bytes, offset + 1) << 8);
}

/** Four bytes in network order as a signed 32-bit integer: the form of addresses and sequence numbers inside. */
export function i32be(bytes: Uint8Array, offset: number): number {
  return (u16be(bytes, offset) << 16) | u16be(bytes, offset + 2);
}

/** Four bytes in network order, 0 .. 4294967295. */
export function u32be(bytes: Uint8Array, offset: number): number {
  return i32be(bytes, offset) >>> 0;
}

/** Four bytes, least significant first, 0 .. 4294967295. */
export function u32le(bytes: Uint8Array, offset: number): number {
  return ((u16le(bytes, offset + 2) << 16) | u16le(bytes, offset)) >>> 0;
}

/** Eight bytes, most significant first: the numbers of P2P are as wide, and 2^53 is not enough to show them. */
export function u64be(bytes: Uint8Array, offset: number): bigint {
  return (BigInt(u32be(bytes, offset)) << 32n) | BigInt(u32be(bytes, offset + 4));
}

/** Eight bytes, least significant first. */
export function u64le(bytes: Uint8Array, offset: number): bigint {
  return (BigInt(u32le(bytes, offset + 4)) << 32n) | BigInt(u32le(bytes, offset));
}

/** An empty buffer to point at when there are no bytes. */
export const NO_BYTES: Buffer = Buffer.alloc(0);

/** The same memory as a Buffer; no copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether `length` bytes of two arrays are the same. */
export function sameBytes(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
  length: number,
): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}

/** Whether `bytes` from `start` to `end` begin with `text`. */
export function startsWith(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  return end - start >= text.length && sameBytes(bytes, start, text, 0, text.length);
}

/** The array that `view` is for: mostly the chunk that is read, again and again. */
let viewed: Uint8Array = NO_BYTES;
let view = new DataView(NO_BYTES.buffer);

const HIGH_BITS = 0x80808080 | 0;
/** Below this a view is not worth making. */
const WORTH_A_VIEW = 32;

/** Whether a byte from `start` to `end` is above 0x7f. Words at a time: texts are long. */
export function hasHighByte(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  let all = 0;
  if (end - start >= WORTH_A_VIEW && end <= bytes.length) {
    if (viewed !== bytes) {
      viewed = bytes;
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    for (; at + 16 <= end; at += 16) {
      all |= view.getInt32(at) | view.getInt32(at + 4) | view.getInt32(at + 8) | view.getInt32(at + 12);
    }
  }
  let rest = 0;
  for (; at < end; at++) rest |= u8(bytes, at);
  return (all & HIGH_BITS) !== 0 || rest > 0x7f;
}
