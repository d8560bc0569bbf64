/**
 * Messages that come in chunks (messages.md 4): put together for one session, the bodies joined behind the head of the
 * first.
 */
import { isUtf8 } from 'node:buffer';
import { MAX_ALL_CHUNKED_BYTES, MAX_CHUNKED_BYTES, MAX_CHUNKED_MESSAGES } from '../../base/limits.ts';
import type { ChunkPlace, Decoded } from '../../msnp/payload/decoded.ts';
import { decodeMessage } from '../../msnp/payload/message.ts';
import { readMimeHead } from '../../msnp/payload/mime.ts';
import { maskedFields } from '../../msnp/secret-payload.ts';

/** One message; bytes are copies. */
export interface ChunkedMessage<T> {
  /** What was noted at its first captured chunk. */
  readonly begin: T;
  /** Known from the first chunk. */
  total: number | null;
  /** Payloads by index. */
  readonly parts: Map<number, Buffer>;
  /** Whether each chunk came once and behind the one before it, as clients want it. */
  isInOrder: boolean;
  bytes: number;
  missingBytes: number;
  /** What was taken from the room. */
  held: number;
}

/** Room for the unfinished messages of all sessions of one report. */
export interface ChunkRoom {
  /** Bytes. */
  left: number;
}

export function newChunkRoom(left = MAX_ALL_CHUNKED_BYTES): ChunkRoom {
  return { left };
}

/** What a part weighs beside its bytes. */
const PART_BYTES = 256;

/** Messages of one session that are not complete; bounded. */
export class ChunkedMessages<T> {
  readonly #messages = new Map<string, ChunkedMessage<T>>();
  readonly #room: ChunkRoom;

  constructor(room = newChunkRoom()) {
    this.#room = room;
  }

  /** Whether nothing is kept. */
  get isEmpty(): boolean {
    return this.#messages.size === 0;
  }

  /**
   * Takes a copy of a chunk; `sender` tells messages apart. Gives the messages that get no more: the one that is
   * complete now, one whose id begins anew, and one that had to make room.
   */
  add(
    sender: string,
    place: ChunkPlace,
    payload: Buffer,
    missingBytes: number,
    begin: T,
  ): readonly ChunkedMessage<T>[] {
    const key = `${sender} ${place.id}`;
    const given: ChunkedMessage<T>[] = [];
    const known = this.#messages.get(key);
    const isAnew = known === undefined || (place.total !== null && known.parts.has(0));
    if (known !== undefined && isAnew) given.push(this.#take(key, known));
    const message = isAnew ? this.#begin(key, begin, given) : known;
    const isFull = this.#addChunk(message, place, payload, missingBytes);
    if (isFull) given.push(this.#take(key, message));
    return given;
  }

  /** What never became complete. */
  rest(): readonly ChunkedMessage<T>[] {
    return [...this.#messages].map(([key, message]) => this.#take(key, message));
  }

  #take(key: string, message: ChunkedMessage<T>): ChunkedMessage<T> {
    this.#messages.delete(key);
    this.#room.left += message.held;
    return message;
  }

  #begin(key: string, begin: T, given: ChunkedMessage<T>[]): ChunkedMessage<T> {
    for (const [oldest, message] of this.#messages) {
      if (this.#messages.size < MAX_CHUNKED_MESSAGES) break;
      given.push(this.#take(oldest, message));
    }
    const message = {
      begin,
      total: null,
      parts: new Map<number, Buffer>(),
      isInOrder: true,
      bytes: 0,
      missingBytes: 0,
      held: 0,
    };
    this.#messages.set(key, message);
    return message;
  }

  /** Adds to a message; true when it gets no more. */
  #addChunk(
    message: ChunkedMessage<T>,
    { id, index, total }: ChunkPlace,
    payload: Buffer,
    missingBytes: number,
  ): boolean {
    message.total ??= total;
    message.missingBytes += missingBytes;
    if (index !== message.parts.size) message.isInOrder = false;
    const size = payload.length + id.length + PART_BYTES;
    const isTooMuch = message.bytes + payload.length > MAX_CHUNKED_BYTES || size > this.#room.left;
    if (!message.parts.has(index) && !isTooMuch) {
      message.parts.set(index, Buffer.from(payload));
      message.bytes += payload.length;
      message.held += size;
      this.#room.left -= size;
    }
    return isTooMuch || message.parts.size >= (message.total ?? Infinity);
  }
}

/** Chunks that did not come, as far as that can be known. */
function missingOf({ parts, total }: ChunkedMessage<unknown>): number {
  const expected = total ?? Math.max(...parts.keys(), 0) + 1;
  return Math.max(0, expected - parts.size);
}

/** The content of the whole message, as far as it came; null when nobody can say what it is. */
export function joinedContent(message: ChunkedMessage<unknown>): {
  readonly content: Decoded | null;
  readonly missing: number;
} {
  const ordered = [...message.parts].sort(([a], [b]) => a - b);
  const bytes = Buffer.concat(ordered.map(([index, part]) => (index === 0 ? part : bodyOf(part))));
  const content = message.parts.has(0) ? decodeMessage(bytes, true) : headless(bytes);
  return { content, missing: missingOf(message) };
}

function bodyOf(payload: Buffer): Buffer {
  return payload.subarray(readMimeHead(payload, 0, payload.length).bodyStart);
}

/** A text that is base64 throughout: a drawing without its beginning, nothing to read. */
const BASE64 = /^[A-Za-z0-9+/=\s]{40,}$/;

/** Without its first chunk a message has no type; what reads as text is one. */
function headless(body: Buffer): Decoded | null {
  if (body.length === 0) return null;
  // It may be the rest of fields, too.
  const text = maskedFields(body).toString('utf8');
  if (!isUtf8(body) || body.includes(0) || BASE64.test(text)) return null;
  return {
    kind: 'text',
    text,
    charset: 'utf-8',
    format: null,
    displayName: null,
    userAgent: null,
    offline: false,
  };
}
