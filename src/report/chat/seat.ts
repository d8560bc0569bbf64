/** One captured session's side of its conversations: who speaks there, and what still waits for its answer. */
import { captureOf, frameOf } from '../../base/frame-id.ts';
import type { CommandInfo } from '../../analysis/sink.ts';
import { keptText } from '../../base/kept-text.ts';
import { MAX_QUOTED_CHARACTERS, MAX_UNANSWERED_CALLS } from '../../base/limits.ts';
import { dropOldest } from '../../base/oldest.ts';
import type { Command } from '../../msnp/command.ts';
import { decodePayload } from '../../msnp/payload/decode.ts';
import type { Decoded } from '../../msnp/payload/decoded.ts';
import { readMimeHead } from '../../msnp/payload/mime.ts';
import { SlpJoiner } from '../../transfer/slp-joiner.ts';
import { contentTypeOf } from '../content.ts';
import { ChunkedMessages, joinedContent, type ChunkedMessage } from '../decoded/chunks.ts';
import type { ErrorRecord } from '../error-record.ts';
import { bareAccount } from './accounts.ts';
import { P2P, readContent } from './contents.ts';
import type { Conversation, NewEvent } from './conversation.ts';
import type { Directory } from './directory.ts';
import type { Place } from './open-events.ts';
import type { EventFacts } from './schema.ts';

/** Who says something, and where. */
export interface Speaker {
  readonly from: string | null;
  readonly name: string | null;
  /** The client of this session itself. */
  readonly isOwn: boolean;
}

/** A message in chunks: of its first captured one. */
interface Begin extends Speaker {
  readonly place: Place;
  readonly trid: number;
}

interface Call {
  readonly who: string;
  readonly place: Place;
}

export class Seat {
  readonly session: number;
  /** Account of the client, when known. */
  account: string | null = null;
  /** Conversations this session has to do with; a switchboard has one. */
  readonly conversations = new Set<Conversation>();
  readonly #directory: Directory;
  // Most sessions need none of these.
  #calls: Map<number, Call> | undefined;
  #chunks: ChunkedMessages<Begin> | undefined;
  #slp: SlpJoiner | undefined;

  constructor(session: number, directory: Directory) {
    this.session = session;
    this.#directory = directory;
  }

  /** The switchboard of this session, undefined before its first line. */
  get switchboard(): Conversation | undefined {
    for (const conversation of this.conversations) return this.#directory.current(conversation);
    return undefined;
  }

  /** Takes part in `conversation` from now on. */
  enter(conversation: Conversation): Conversation {
    this.conversations.add(conversation);
    conversation.sessions.add(this.session);
    conversation.live.add(this.session);
    if (this.account !== null) conversation.clients.set(this.session, this.account);
    return conversation;
  }

  /** Learns who the client is. */
  isClient(account: string): void {
    this.account = account;
    for (const one of this.conversations) this.#directory.current(one).clients.set(this.session, account);
  }

  /** An event without a payload. */
  tell(conversation: Conversation, facts: EventFacts, place: Place, speaker: Speaker): void {
    const now = this.#directory.current(conversation);
    now.add({ ...speaker, place, facts, length: 0 }, false);
  }

  /** What a command's payload says. `content` is what is decoded already. */
  say(
    conversation: Conversation,
    command: Command,
    info: CommandInfo,
    speaker: Speaker,
    content?: Decoded | null,
  ): void {
    const payload = command.bytes.subarray(command.payloadStart, command.payloadEnd);
    const place = placeOf(command, info);
    const missingBytes = Math.max(0, command.payloadLength - payload.length);
    const decoded = content === undefined ? decodePayload(command, payload) : content;
    if (decoded?.kind === 'typing' && speaker.isOwn && this.account === null && decoded.account !== null) {
      this.isClient(bareAccount(decoded.account));
    }
    if (missingBytes > 0) {
      conversation.lacks(
        'payload',
        this.session,
        `parts of messages in session ${this.session} were not captured`,
      );
    }
    if (decoded?.chunk !== undefined) {
      const begin = { ...speaker, place, trid: command.trid };
      this.#chunks ??= new ChunkedMessages(this.#directory.chunkRoom);
      const done = this.#chunks.add(speaker.from ?? '', decoded.chunk, payload, missingBytes, begin);
      for (const message of done) this.#tellChunked(conversation, message);
      return;
    }
    const contentType = contentTypeOf(command);
    const spoken = contentType === P2P ? this.#slpOf(decoded, payload, speaker.from) : decoded;
    if (spoken === undefined) return;
    const facts = readContent(spoken, {
      from: speaker.from,
      offers: conversation.offers,
      missingBytes,
      missingChunks: 0,
      contentType,
      payloadBytes: command.payloadLength,
    });
    if (facts !== undefined) {
      this.#tellSaid(conversation, { ...speaker, place, facts, length: command.payloadLength }, command.trid);
    }
  }

  /** Remembers an invitation until its answer. */
  calls(trid: number, who: string, place: Place): void {
    this.#calls ??= new Map();
    if (this.#calls.size >= MAX_UNANSWERED_CALLS) dropOldest(this.#calls);
    this.#calls.set(trid, { who, place });
  }

  /** The invitation with this TrID, which is settled then. */
  called(trid: number): Call | undefined {
    const call = this.#calls?.get(trid);
    this.#calls?.delete(trid);
    return call;
  }

  /** Invitations that nobody answered. */
  get openCalls(): readonly Call[] {
    return [...(this.#calls?.values() ?? [])];
  }

  /** A message of the client arrived: nothing more will be said about it. */
  delivered(trid: number): void {
    this.#directory.unsettled.forget(this.session, trid);
  }

  /** A message of the client did not arrive. */
  undelivered(
    trid: number,
    place: Place,
    error: ErrorRecord | null,
    fallback: Conversation | undefined,
  ): void {
    const sent = this.#directory.unsettled.find(this.session, trid);
    const conversation = sent?.conversation ?? fallback;
    if (conversation === undefined) return;
    const facts: EventFacts = {
      type: 'undelivered',
      of: sent === undefined ? null : frameOf(sent.frame),
      ...(sent !== undefined && this.#directory.several ? { ofCapture: captureOf(sent.frame) } : {}),
      excerpt: sent?.excerpt ?? null,
      error,
    };
    this.tell(conversation, facts, place, { from: this.account, name: null, isOwn: true });
  }

  /** Tells what never became complete. */
  finish(): void {
    const [conversation] = this.conversations;
    if (conversation === undefined) return;
    for (const message of this.#chunks?.rest() ?? []) this.#tellChunked(conversation, message);
  }

  #slpOf(decoded: Decoded | null, payload: Buffer, from: string | null): Decoded | undefined {
    if (decoded?.kind === 'p2p' && decoded.slp !== null) return decoded.slp;
    const { headers, bodyStart } = readMimeHead(payload, 0, payload.length);
    this.#slp ??= new SlpJoiner();
    return this.#slp.add(from ?? '', payload, bodyStart, payload.length, headers);
  }

  #tellSaid(conversation: Conversation, said: NewEvent, trid: number): void {
    const { facts, place, isOwn } = said;
    const now = this.#directory.current(conversation);
    const stands = now.add(said, true);
    if (facts.type === 'typing') return;
    if (isOwn && trid > 0) {
      const excerpt = facts.type === 'text' ? keptText(facts.text, MAX_QUOTED_CHARACTERS) : null;
      this.#directory.unsettled.remember(this.session, trid, {
        conversation: now,
        frame: place.frame,
        excerpt,
      });
    }
    if (now.kind === 'switchboard') this.#directory.relay(now, stands);
  }

  #tellChunked(conversation: Conversation, message: ChunkedMessage<Begin>): void {
    const { content, missing } = joinedContent(message);
    const { missingBytes, bytes } = message;
    const { from, name, isOwn, place, trid } = message.begin;
    if (missing > 0) {
      conversation.lacks(
        'chunks',
        this.session,
        `session ${this.session} has messages in chunks that never became complete`,
      );
    }
    const facts = readContent(content, {
      from,
      offers: conversation.offers,
      missingBytes,
      missingChunks: missing,
      contentType: 'a message without its first chunk',
      payloadBytes: bytes,
    });
    if (facts !== undefined) {
      this.#tellSaid(conversation, { from, name, isOwn, place, facts, length: 0 }, trid);
    }
  }
}

export function placeOf(command: Command, info: CommandInfo): Place {
  return {
    session: info.session.id,
    frame: command.lastFrame,
    command: info.id,
    time: command.lastTime,
  };
}
