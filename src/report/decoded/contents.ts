/**
 * The contents that command records show: what a payload holds by itself, and what it completes. Keeps unfinished
 * messages by session, bounded, until the session ends.
 */
import type { CommandInfo } from '../../analysis/sink.ts';
import { LINE, type Command } from '../../msnp/command.ts';
import type { Decoded } from '../../msnp/payload/decoded.ts';
import { decodePayload } from '../../msnp/payload/decode.ts';
import { word } from '../../msnp/words.ts';
import { CLIENT } from '../../tcp/handler.ts';
import { ChunkJoiner } from './chunks.ts';

const INCOMPLETE = LINE.payloadHoled | LINE.payloadTruncated;

/** Kinds that are shown as a whole when they came in chunks. */
const JOINED: ReadonlySet<string> = new Set(['text', 'ink']);

/** Contents of the commands of one report. */
export class Contents {
  readonly #joiners = new Map<number, ChunkJoiner>();

  /** The content of a command with a payload; `payload` are its bytes as they may be shown. */
  of(command: Command, info: CommandInfo, payload: Buffer): Decoded | null {
    const content = decodePayload(command, payload);
    if (content?.chunk === undefined || (command.flags & INCOMPLETE) !== 0) return content;
    // Of other kinds the second chunk may hold the value of a secret whose name is in the first.
    if (content.chunk.total !== null && !JOINED.has(content.kind)) return content;
    const { id } = info.session;
    const joiner = this.#joiners.get(id) ?? new ChunkJoiner();
    const whole = joiner.join(senderOf(command), content.chunk, payload);
    if (joiner.isEmpty) this.#joiners.delete(id);
    else this.#joiners.set(id, joiner);
    return whole ?? content;
  }

  /** Gives up what a session left unfinished. */
  endSession(id: number): void {
    this.#joiners.delete(id);
  }
}

/** The client, or the account that a server line names. */
function senderOf(command: Command): string {
  return command.from === CLIENT ? '' : (word(command, 1) ?? '');
}
