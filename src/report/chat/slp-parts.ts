/** MSNSLP texts that come in several P2P parts (messages.md 6 to 8): joined for one session. */
import { MAX_CHUNKED_MESSAGES, MAX_SLP_CHARACTERS } from '../../base/limits.ts';
import type { SlpContent } from '../../msnp/payload/decoded.ts';
import { isP2pV2, readP2p } from '../../msnp/payload/p2p.ts';
import { readP2pV2 } from '../../msnp/payload/p2p-v2.ts';
import { decodeSlp } from '../../msnp/payload/slp.ts';
import type { MimeHead } from '../../msnp/payload/mime.ts';

interface Text {
  readonly pieces: Buffer[];
  bytes: number;
}

export class SlpParts {
  readonly #texts = new Map<string, Text>();

  /** The text that the part in `payload` completes, undefined while it is not complete or when it is none. */
  add(payload: Buffer, head: MimeHead, from: string | null): SlpContent | undefined {
    return isP2pV2(head.headers)
      ? this.#addV2(payload, head.bodyStart, from)
      : this.#addV1(payload, head.bodyStart, from);
  }

  #addV1(payload: Buffer, start: number, from: string | null): SlpContent | undefined {
    const part = readP2p(payload, start, payload.length, true);
    if (part === undefined || part.sessionId !== 0 || part.total > BigInt(MAX_SLP_CHARACTERS))
      return undefined;
    const data = payload.subarray(part.dataStart, part.dataEnd);
    const key = `${from ?? ''} ${part.identifier}`;
    return this.#append(key, data, part.offset === 0n, Number(part.total));
  }

  #addV2(payload: Buffer, start: number, from: string | null): SlpContent | undefined {
    const packet = readP2pV2(payload, start, payload.length);
    const data = packet?.data;
    if (data === undefined || data === null || data.sessionId !== 0) return undefined;
    if (data.remaining > BigInt(MAX_SLP_CHARACTERS)) return undefined;
    const bytes = payload.subarray(data.dataStart, data.dataEnd);
    const key = `${from ?? ''} v2 ${data.packageNumber}`;
    const before = data.isFirst ? 0 : (this.#texts.get(key)?.bytes ?? 0);
    return this.#append(key, bytes, data.isFirst, before + bytes.length + Number(data.remaining));
  }

  #append(key: string, data: Buffer, isFirst: boolean, total: number): SlpContent | undefined {
    if (isFirst && data.length >= total) return decodeSlp(data.toString('utf8'));
    const text = isFirst ? { pieces: [], bytes: 0 } : this.#texts.get(key);
    if (text === undefined || text.bytes + data.length > MAX_SLP_CHARACTERS) return undefined;
    text.pieces.push(Buffer.from(data));
    text.bytes += data.length;
    this.#texts.set(key, text);
    if (text.bytes >= total) {
      this.#texts.delete(key);
      return decodeSlp(Buffer.concat(text.pieces).toString('utf8'));
    }
    if (this.#texts.size > MAX_CHUNKED_MESSAGES) this.#dropOldest();
    return undefined;
  }

  #dropOldest(): void {
    for (const key of this.#texts.keys()) {
      this.#texts.delete(key);
      return;
    }
  }
}
