/**
 * The contents that command records show: what a payload holds by itself, and what it completes. Keeps unfinished
 * messages by session, bounded, until the session ends.
 */
import type { CommandInfo } from '../../analysis/sink.ts';
import { MAX_CHUNKED_BYTES_PER_SHARD, MAX_SLP_SESSIONS_PER_SHARD } from '../../base/limits.ts';
import { dropOldest } from '../../base/oldest.ts';
import { LINE, type Command } from '../../msnp/command.ts';
import type { ChunkPlace, Decoded } from '../../msnp/payload/decoded.ts';
import { decodePayload } from '../../msnp/payload/decode.ts';
import { word } from '../../msnp/words.ts';
import { CLIENT } from '../../tcp/handler.ts';
import { ChunkedMessages, joinedContent, newChunkRoom } from './chunks.ts';
import { PeerExchange } from './peer-exchange.ts';

const INCOMPLETE = LINE.payloadHoled | LINE.payloadTruncated;

/** Kinds that are shown as a whole when they came in chunks. */
const JOINED: ReadonlySet<string> = new Set(['text', 'ink']);

/** Contents of the commands of one shard of the clients. */
export class Contents {
  readonly #room = newChunkRoom(MAX_CHUNKED_BYTES_PER_SHARD);
  readonly #chunked = new Map<number, ChunkedMessages<null>>();
  /** In order of last use. */
  readonly #exchanges = new Map<number, PeerExchange>();

  /** The content of a command with a payload; `payload` are its bytes as they may be shown. */
  of(command: Command, info: CommandInfo, payload: Buffer): Decoded | null {
    const content = decodePayload(command, payload);
    if (content === null || (command.flags & INCOMPLETE) !== 0) return content;
    const { id } = info.session;
    if (content.chunk !== undefined)
      return this.#joined(id, senderOf(command), content, content.chunk, payload);
    if (!PeerExchange.concerns(content)) return content;
    return this.#exchangeOf(id).relate(content, {
      command: info.id,
      from: command.from,
      sender: senderOf(command),
      payload,
    });
  }

  /** Gives up what a session left unfinished. */
  endSession(id: number): void {
    this.#chunked.get(id)?.rest();
    this.#chunked.delete(id);
    this.#exchanges.delete(id);
  }

  #joined(id: number, sender: string, content: Decoded, place: ChunkPlace, payload: Buffer): Decoded {
    // Of other kinds the second chunk may hold the value of a secret whose name is in the first.
    if (place.total !== null && !JOINED.has(content.kind)) return content;
    const messages = this.#chunked.get(id) ?? new ChunkedMessages<null>(this.#room);
    const given = messages.add(sender, place, payload, 0, null);
    if (messages.isEmpty) this.#chunked.delete(id);
    else this.#chunked.set(id, messages);
    const whole = given.find(({ isInOrder, parts, total }) => isInOrder && parts.size === total);
    const joined = whole === undefined ? null : joinedContent(whole).content;
    return joined === null ? content : { ...joined, chunk: { ...place, total: whole?.total ?? null } };
  }

  #exchangeOf(id: number): PeerExchange {
    const exchange = this.#exchanges.get(id) ?? new PeerExchange();
    this.#exchanges.delete(id);
    this.#exchanges.set(id, exchange);
    if (this.#exchanges.size > MAX_SLP_SESSIONS_PER_SHARD) dropOldest(this.#exchanges);
    return exchange;
  }
}

/** The client, or the account that a server line names. */
function senderOf(command: Command): string {
  return command.from === CLIENT ? '' : (word(command, 1) ?? '');
}
