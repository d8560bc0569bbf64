/**
 * gzip (RFC 1952) as a stream, several members one behind the other. Damage ends the stream, but all that was decoded
 * before it is handed on; input goes in by small pieces, so that a little input never becomes much memory.
 */
import { createGunzip, type Gunzip } from 'node:zlib';
import { u16be } from '../base/bytes.ts';
import { GUNZIP_INPUT_BYTES, GUNZIP_OUTPUT_BYTES } from '../base/limits.ts';
import type { NoticeListener } from '../base/notice.ts';

const GZIP_MAGIC = 0x1f8b;

/** Whether the bytes begin a gzip stream. */
export function isGzip(bytes: Buffer): boolean {
  return bytes.length >= 2 && u16be(bytes, 0) === GZIP_MAGIC;
}

/**
 * Decodes `input`, whose chunks are used before the next one is asked for. The buffers handed out are new ones.
 * Damage or a cut is one notice compressed-input-damaged; errors of `input` itself go through. `again` gives the same
 * input once more, from its start; without it a second decoder follows the first, in case it will be needed.
 */
export async function* gunzip(
  input: AsyncIterable<Buffer>,
  onNotice: NoticeListener,
  again?: () => AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let decoder = new Decoder();
  let follower = again === undefined ? new Decoder() : undefined;
  try {
    for await (const piece of pieces(input)) {
      const { compressed, decoded } = decoder;
      await decoder.write(piece);
      yield* decoder.take();
      if (decoder.failure !== '') {
        const given = decoder.decoded - decoded;
        decoder.destroy();
        decoder = follower ?? (await replayed(again?.() ?? input, compressed));
        follower = undefined;
        yield* bytewise(decoder, piece, given);
      }
      // Behind the last member there may be padding, which ends the stream before its input (gzip ignores it too).
      if (decoder.isOver) break;
      await follower?.write(piece);
      follower?.take();
    }
    await decoder.finish();
    yield* decoder.take();
  } finally {
    decoder.destroy();
    follower?.destroy();
  }
  if (decoder.failure === '') return;
  onNotice('compressed-input-damaged', `the gzip stream is damaged or cut: ${decoder.failure}`, 0, {
    compressedBytes: decoder.compressed,
    decodedBytes: decoder.decoded,
    error: decoder.failure,
  });
}

async function* pieces(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of input) {
    for (let at = 0; at < chunk.length; at += GUNZIP_INPUT_BYTES) {
      yield chunk.subarray(at, at + GUNZIP_INPUT_BYTES);
    }
  }
}

/** A decoder that has read the first `count` bytes of the input, and handed out what was in them. */
async function replayed(input: AsyncIterable<Buffer>, count: number): Promise<Decoder> {
  const decoder = new Decoder();
  for await (const piece of pieces(input)) {
    const left = count - decoder.compressed;
    if (left > 0) await decoder.write(piece.subarray(0, left));
    decoder.take();
    if (decoder.compressed >= count || decoder.isOver) break;
  }
  return decoder;
}

/**
 * Reads a piece with damage in it: zlib gives nothing of a write that fails, so that bytes go in one by one. The first
 * `given` bytes that come out were handed out before.
 */
async function* bytewise(decoder: Decoder, piece: Buffer, given: number): AsyncGenerator<Buffer> {
  let skipped = given;
  for (let at = 0; at < piece.length && !decoder.isOver; at++) {
    await decoder.write(piece.subarray(at, at + 1));
    for (const bytes of decoder.take()) {
      const skip = Math.min(skipped, bytes.length);
      skipped -= skip;
      if (skip < bytes.length) yield bytes.subarray(skip);
    }
  }
}

/** Node's decoder, piece by piece: its events as facts. */
class Decoder {
  /** Bytes read without a failure, and bytes that came of them. */
  compressed = 0;
  decoded = 0;
  failure = '';
  readonly #stream: Gunzip = createGunzip({ chunkSize: GUNZIP_OUTPUT_BYTES });
  #ready: Buffer[] = [];
  #ended = false;

  constructor() {
    this.#stream.on('data', (bytes: Buffer) => {
      this.decoded += bytes.length;
      this.#ready.push(bytes);
    });
    this.#stream.on('end', () => (this.#ended = true));
    this.#stream.on('error', (error: Error) => (this.failure = error.message));
  }

  /** Whether nothing more can be decoded: its end was read, or damage. */
  get isOver(): boolean {
    return this.#ended || this.failure !== '';
  }

  /** Resolves when the piece is decoded or nothing can be decoded any more. */
  async write(piece: Buffer): Promise<void> {
    await this.#settled((done) => this.#stream.write(piece, done));
    if (this.failure === '') this.compressed += piece.length;
  }

  async finish(): Promise<void> {
    if (this.#stream.destroyed || this.#stream.readableEnded) return;
    await this.#settled(() => this.#stream.end());
  }

  /** What was decoded since the last time. */
  take(): Buffer[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  destroy(): void {
    this.#stream.destroy();
  }

  /** Padding behind the last member ends the stream without an answer to the write that brought it. */
  #settled(act: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const stream = this.#stream;
      const done = (): void => {
        stream.off('end', done).off('close', done);
        resolve();
      };
      stream.on('end', done).on('close', done);
      act(done);
    });
  }
}
