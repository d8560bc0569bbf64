/** Messages that come in chunks (messages.md 4): the chunk that completes one carries the whole of it. */
import { MAX_CHUNKED_BYTES, MAX_CHUNKED_MESSAGES } from '../../base/limits.ts';
import type { ChunkPlace, Decoded } from '../../msnp/payload/decoded.ts';
import { decodeMessage } from '../../msnp/payload/message.ts';
import { readMimeHead } from '../../msnp/payload/mime.ts';

/** A message that is not complete; the pieces are copies. */
interface Unfinished {
  readonly total: number;
  /** The first payload, then the bodies of the others in order. */
  readonly pieces: Buffer[];
  bytes: number;
}

/**
 * Chunked messages of one direction of one session. Like the clients it wants the first chunk first and the others in
 * order; a message that comes otherwise is not joined, its chunks are shown as they are.
 */
export class ChunkJoiner {
  readonly #messages = new Map<string, Unfinished>();

  /** Whether nothing is kept. */
  get isEmpty(): boolean {
    return this.#messages.size === 0;
  }

  /** The content of the whole message when `payload` completes it, else null. `sender` tells messages apart. */
  join(sender: string, place: ChunkPlace, payload: Buffer): Decoded | null {
    const key = `${sender} ${place.id}`;
    if (place.total !== null) return this.#begin(key, place.total, payload);
    const message = this.#messages.get(key);
    if (message === undefined) return null;
    const body = payload.subarray(readMimeHead(payload, 0, payload.length).bodyStart);
    const isNext = place.index === message.pieces.length && message.bytes + body.length <= MAX_CHUNKED_BYTES;
    if (!isNext) {
      this.#messages.delete(key);
      return null;
    }
    message.pieces.push(Buffer.from(body));
    message.bytes += body.length;
    if (message.pieces.length < message.total) return null;
    this.#messages.delete(key);
    const whole = decodeMessage(Buffer.concat(message.pieces), true);
    return whole === null ? null : { ...whole, chunk: { ...place, total: message.total } };
  }

  #begin(key: string, total: number, payload: Buffer): null {
    this.#messages.delete(key);
    if (total < 2 || payload.length > MAX_CHUNKED_BYTES) return null;
    for (const oldest of this.#messages.keys()) {
      if (this.#messages.size < MAX_CHUNKED_MESSAGES) break;
      this.#messages.delete(oldest);
    }
    this.#messages.set(key, { total, pieces: [Buffer.from(payload)], bytes: payload.length });
    return null;
  }
}
