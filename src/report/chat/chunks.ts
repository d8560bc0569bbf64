/** Messages that come in chunks (messages.md 4): the bodies joined behind the head of the first. */
import { isUtf8 } from 'node:buffer';
import { MAX_CHUNKED_BYTES, MAX_CHUNKED_MESSAGES, MAX_CHUNKS } from '../../base/limits.ts';
import { readMimeHead } from '../../msnp/payload/mime.ts';
import type { ChunkPlace, Decoded } from '../../msnp/payload/decoded.ts';
import type { Place } from './conversation.ts';

/** One message; bytes are copies. */
export interface ChunkedMessage {
  /** Of its first captured chunk. */
  readonly place: Place;
  readonly from: string | null;
  readonly name: string | null;
  readonly isOwn: boolean;
  /** TrID of the client's first captured chunk. */
  readonly trid: number;
  /** What the first chunk says it is; null while it was not captured. */
  content: Decoded | null;
  /** Known from the first chunk. */
  total: number | null;
  /** Payloads by index. */
  readonly parts: Map<number, Buffer>;
  bytes: number;
  missingBytes: number;
}

type Begin = Pick<ChunkedMessage, 'place' | 'from' | 'name' | 'isOwn' | 'trid'>;

/** Chunked messages of one session that are not complete. */
export class Chunks {
  readonly #messages = new Map<string, ChunkedMessage>();

  /**
   * Takes a copy of a chunk; `done` are the messages that get no more of it: the one that is complete now, or one
   * that had to make room.
   */
  add(
    { id, index, total }: ChunkPlace,
    content: Decoded,
    payload: Buffer,
    missingBytes: number,
    begin: Begin,
  ): readonly ChunkedMessage[] {
    const key = `${begin.from ?? ''} ${id}`;
    const message = this.#messages.get(key) ?? {
      ...begin,
      content: null,
      total: null,
      parts: new Map<number, Buffer>(),
      bytes: 0,
      missingBytes: 0,
    };
    this.#messages.set(key, message);
    message.total ??= total;
    if (index === 0) message.content = content;
    message.missingBytes += missingBytes;
    const isTooMuch = index >= MAX_CHUNKS || message.bytes + payload.length > MAX_CHUNKED_BYTES;
    if (!message.parts.has(index) && !isTooMuch) {
      message.parts.set(index, Buffer.from(payload));
      message.bytes += payload.length;
    }
    if (isTooMuch || message.parts.size >= (message.total ?? Infinity)) {
      this.#messages.delete(key);
      return [message];
    }
    return this.#messages.size > MAX_CHUNKED_MESSAGES ? this.#dropOldest() : [];
  }

  /** What never became complete. */
  rest(): readonly ChunkedMessage[] {
    const all = [...this.#messages.values()];
    this.#messages.clear();
    return all;
  }

  #dropOldest(): readonly ChunkedMessage[] {
    for (const [key, oldest] of this.#messages) {
      this.#messages.delete(key);
      return [oldest];
    }
    return [];
  }
}

/** The body as far as it came; `missing` chunks are left out. */
function joinBodies(message: ChunkedMessage): { body: Buffer; missing: number } {
  const indexes = [...message.parts.keys()].sort((a, b) => a - b);
  const bodies = indexes.map((index) => {
    const part = message.parts.get(index) ?? Buffer.alloc(0);
    return part.subarray(readMimeHead(part, 0, part.length).bodyStart);
  });
  const expected = message.total ?? (indexes.at(-1) ?? 0) + 1;
  return { body: Buffer.concat(bodies), missing: Math.max(0, expected - indexes.length) };
}

/** A text that is base64 throughout: a drawing without its beginning, nothing to read. */
const BASE64 = /^[A-Za-z0-9+/=\s]{40,}$/;
const INK_MARK = 'base64:';

/** The content of the whole message, as far as it came; null when nobody can say what it is. */
export function joinedContent(message: ChunkedMessage): { content: Decoded | null; missing: number } {
  const { body, missing } = joinBodies(message);
  const { content } = message;
  if (content === null) return { content: headless(body), missing };
  if (content.kind === 'text')
    return { content: { ...content, text: decodeText(body, content.charset) }, missing };
  if (content.kind !== 'ink') return { content, missing };
  const text = body.toString('latin1');
  const isBase64 = text.startsWith(INK_MARK);
  const bytes = isBase64 ? Buffer.from(text.slice(INK_MARK.length), 'base64').length : body.length;
  return { content: { ...content, bytes }, missing };
}

function decodeText(body: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset, { ignoreBOM: true }).decode(body);
  } catch {
    return body.toString('utf8');
  }
}

/** Without its first chunk a message has no type; what reads as text is one. */
function headless(body: Buffer): Decoded | null {
  const text = body.toString('utf8');
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
