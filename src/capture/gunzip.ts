/**
 * gzip (RFC 1952) as a stream, several members one behind the other. Damage ends the stream, but what was decoded
 * before is handed on; input goes in by small pieces, so that a little input never becomes much memory.
 */
import { createGunzip, type Gunzip } from 'node:zlib';
import { u16be } from '../base/bytes.ts';
import { GUNZIP_INPUT_BYTES } from '../base/limits.ts';
import type { NoticeListener } from '../base/notice.ts';

const GZIP_MAGIC = 0x1f8b;

/** Whether the bytes begin a gzip stream. */
export function isGzip(bytes: Buffer): boolean {
  return bytes.length >= 2 && u16be(bytes, 0) === GZIP_MAGIC;
}

/**
 * Decodes `input`, whose chunks are used before the next one is asked for. The buffers handed out are new ones.
 * Damage or a cut is one notice compressed-input-damaged; errors of `input` itself go through.
 */
export async function* gunzip(
  input: AsyncIterable<Buffer>,
  onNotice: NoticeListener,
): AsyncGenerator<Buffer> {
  const decoder = createGunzip();
  const ready: Buffer[] = [];
  const state = { compressed: 0, decoded: 0, ended: false, failure: '' };
  decoder.on('data', (bytes: Buffer) => {
    state.decoded += bytes.length;
    ready.push(bytes);
  });
  decoder.on('end', () => (state.ended = true));
  decoder.on('error', (error: Error) => (state.failure = error.message));
  try {
    for await (const chunk of input) {
      for (let at = 0; at < chunk.length && !state.ended && state.failure === ''; at += GUNZIP_INPUT_BYTES) {
        const piece = chunk.subarray(at, at + GUNZIP_INPUT_BYTES);
        await write(decoder, piece);
        state.compressed += piece.length;
        yield* ready.splice(0);
      }
      // Behind the last member there may be padding, which ends the stream before its input (gzip ignores it too).
      if (state.ended || state.failure !== '') break;
    }
    await finish(decoder);
    yield* ready.splice(0);
  } finally {
    decoder.destroy();
  }
  if (state.failure === '') return;
  onNotice('compressed-input-damaged', `the gzip stream is damaged or cut: ${state.failure}`, 0, {
    compressedBytes: state.compressed,
    decodedBytes: state.decoded,
    error: state.failure,
  });
}

/** Resolves when the piece is decoded or nothing can be decoded any more; the decoder's events tell which. */
function write(decoder: Gunzip, piece: Buffer): Promise<void> {
  return settled(decoder, (done) => decoder.write(piece, done));
}

function finish(decoder: Gunzip): Promise<void> {
  if (decoder.destroyed || decoder.readableEnded) return Promise.resolve();
  return settled(decoder, () => decoder.end());
}

/** Padding behind the last member ends the decoder without an answer to the write that brought it. */
function settled(decoder: Gunzip, act: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      decoder.off('end', done).off('close', done);
      resolve();
    };
    decoder.on('end', done).on('close', done);
    act(done);
  });
}
