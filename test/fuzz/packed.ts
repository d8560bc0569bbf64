/** Files as they are compressed, whole or in several members. */
import { gzipSync } from 'node:zlib';
import type { Dice } from './dice.ts';

/** Of a block of zstd. */
const MAX_BLOCK_BYTES = 128 * 1024;

function gzipMembers(bytes: Buffer, dice: Dice): Buffer {
  const cut = dice.below(bytes.length + 1);
  const members = dice.chance(0.5) ? [bytes] : [bytes.subarray(0, cut), bytes.subarray(cut)];
  return Buffer.concat(members.map((member) => gzipSync(member, { level: 1 })));
}

/** A frame of zstd with blocks that are not compressed (RFC 8878, 3.1.1). */
export function zstdStored(bytes: Buffer): Buffer {
  // No content size, no checksum; a window of 128 KiB.
  const parts: Buffer[] = [Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38)];
  for (let start = 0; start === 0 || start < bytes.length; start += MAX_BLOCK_BYTES) {
    const block = bytes.subarray(start, start + MAX_BLOCK_BYTES);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (start + MAX_BLOCK_BYTES >= bytes.length ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}

/** `bytes` in gzip or zstd. */
export function packed(bytes: Buffer, dice: Dice): Buffer {
  return dice.chance(0.7) ? gzipMembers(bytes, dice) : zstdStored(bytes);
}
