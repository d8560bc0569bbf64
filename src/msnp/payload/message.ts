/** MSG, UUM and UBM payloads: a MIME head and what its type makes of the body (messages.md 1 to 4). */
import { MAX_MESSAGE_CHUNKS } from '../../base/limits.ts';
import type { Body } from './body.ts';
import { CONTENT_TYPES } from './content-types.ts';
import type { ChunkPlace, Content, Decoded } from './decoded.ts';
import { wholeNumber } from './fields.ts';
import { readMimeHead } from './mime.ts';
import { headersContent } from './simple-types.ts';
import { plainContent } from './text.ts';

type Headers = ReadonlyMap<string, string>;

/** Whether the head says that the message comes in several parts. */
export function isChunk(headers: Headers): boolean {
  return headers.has('chunks') || headers.has('chunk');
}

/** The place of a chunk; undefined when the message is none, or its numbers are out of range. */
export function chunkPlaceOf(headers: Headers): ChunkPlace | undefined {
  const id = headers.get('message-id');
  if (id === undefined || id === '') return undefined;
  const total = wholeNumber(headers.get('chunks'));
  if (total !== null && total >= 1 && total <= MAX_MESSAGE_CHUNKS) return { id, index: 0, total };
  const index = wholeNumber(headers.get('chunk'));
  if (index === null || index < 1 || index >= MAX_MESSAGE_CHUNKS) return undefined;
  return { id, index, total: null };
}

/**
 * Decodes the bytes of a message. `isWhole` is false when bytes behind them are missing: then only what is certain is
 * said. Null when there is nothing to say.
 */
export function decodeMessage(bytes: Buffer, isWhole: boolean): Decoded | null {
  if (bytes.length === 0) return null;
  const head = readMimeHead(bytes, 0, bytes.length);
  if (!head.complete && !isWhole) return null;
  const content = contentOf({ head, bytes, start: head.bodyStart, end: bytes.length, isWhole });
  const chunk = chunkPlaceOf(head.headers);
  return content === null || chunk === undefined ? content : { ...content, chunk };
}

function contentOf(body: Body): Content | null {
  const { head, bytes, start, end } = body;
  const decode = CONTENT_TYPES.get(head.contentType);
  if (decode !== undefined) return decode(body);
  if (head.contentType !== '') return headersContent(body);
  if (isChunk(head.headers) || (head.complete && head.headers.size === 0)) {
    return plainContent(bytes, start, end);
  }
  return head.headers.size === 0 ? plainContent(bytes, 0, end) : headersContent(body);
}
