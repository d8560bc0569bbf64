/**
 * Arithmetic of TCP sequence numbers, kept as signed 32-bit integers (RFC 9293 3.4): order is a signed difference,
 * so that it holds across the wrap at 2^32. Nowhere else are sequence numbers compared.
 */

/** Bytes from `from` forward to `to`; negative when `to` lies before. Right for distances below 2^31. */
export function distance(from: number, to: number): number {
  return (to - from) | 0;
}

/** The sequence number `count` bytes after `sequence`. */
export function advance(sequence: number, count: number): number {
  return (sequence + count) | 0;
}
