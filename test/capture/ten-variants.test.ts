/** One capture of ten packets in the variants that other programs stumble over, stored plain and packed. */
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type PcapFrame, pcapFile, pcapngFile } from '../../fixtures/build/pcap.ts';
import { sourceFromBuffer, sourceFromStream } from '../../src/capture/source.ts';
import { readAll, readChunks, type ReadResult } from './read-all.ts';

const FRAMES: readonly PcapFrame[] = Array.from({ length: 10 }, (_, i) => ({
  time: [1_083_848_235 + i, 5000],
  bytes: Buffer.alloc(60, 0x41 + i),
}));

const MICROS = pcapFile(FRAMES);

/** Header of 24 bytes, then records of 16 + 60: the captured length of the fourth is at 8 of its header. */
function withGiantRecord(): Buffer {
  const bytes = Buffer.from(MICROS);
  bytes.writeUInt32LE(0x7fffffff, 24 + 3 * 76 + 8);
  return bytes;
}

interface Variant {
  readonly name: string;
  readonly bytes: Buffer;
  readonly frames: number;
  readonly codes?: readonly string[];
  readonly error?: string;
}

const VARIANTS: readonly Variant[] = [
  { name: 'microseconds, little-endian', bytes: MICROS, frames: 10 },
  { name: 'microseconds, big-endian', bytes: pcapFile(FRAMES, { bigEndian: true }), frames: 10 },
  { name: 'nanoseconds', bytes: pcapFile(FRAMES, { nanoseconds: true }), frames: 10 },
  { name: 'modified 0xa1b2cd34', bytes: pcapFile(FRAMES, { modified: true }), frames: 10 },
  { name: 'pcapng', bytes: pcapngFile(FRAMES), frames: 10 },
  { name: 'gzip', bytes: gzipSync(MICROS), frames: 10 },
  { name: 'cut in the last packet', bytes: MICROS.subarray(0, -7), frames: 9, codes: ['capture-cut'] },
  { name: 'captured length 0x7fffffff', bytes: withGiantRecord(), frames: 3, codes: ['capture-damaged'] },
  { name: 'header only', bytes: pcapFile([]), frames: 0 },
  { name: '0 bytes', bytes: Buffer.alloc(0), frames: 0, error: 'empty-input' },
];

/** A zstd frame of one raw block (RFC 8878). */
function zstdFrame(content: Buffer): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x48, 0, 0, 0]);
  header.writeUIntLE((content.length << 3) | 1, 6, 3);
  return Buffer.concat([header, content]);
}

async function read(bytes: Buffer, through: 'buffer' | 'stream'): Promise<ReadResult> {
  const split = [bytes.subarray(0, 9), bytes.subarray(9, 500), bytes.subarray(500)];
  const source = await (through === 'buffer'
    ? sourceFromBuffer(bytes)
    : sourceFromStream(Readable.from(split)));
  const chunks: Buffer[] = [];
  const damage: string[] = [];
  for await (const chunk of source.chunks((code) => damage.push(code))) chunks.push(Buffer.from(chunk));
  source.close();
  expect(damage).toEqual([]);
  return readChunks(chunks);
}

describe.each(VARIANTS)('$name', ({ name, bytes, frames, codes = [], error }) => {
  const packed =
    name === 'gzip'
      ? []
      : ([
          ['gzip', gzipSync(bytes)],
          ['zstd', zstdFrame(bytes)],
        ] as const);
  const stored = [['plain', bytes] as const, ...packed];
  test.each(stored)('%s, from a buffer and from a stream', async (_, content) => {
    for (const through of ['buffer', 'stream'] as const) {
      const result = await read(content, through);
      expect(result.error?.code).toBe(error);
      expect(result.notices.map((notice) => notice.code)).toEqual(codes);
      expect(result.frames.map(({ hex, unixNanos }) => [hex, unixNanos])).toEqual(
        readAll(MICROS)
          .frames.slice(0, frames)
          .map(({ hex, unixNanos }) => [hex, unixNanos]),
      );
    }
  });
});
