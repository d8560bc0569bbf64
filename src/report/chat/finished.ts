/** Conversations as they are written: events read back from where they were held, with what became known later. */
import { u8 } from '../../base/bytes.ts';
import { isoTime } from '../../base/time.ts';
import { addressText } from '../address.ts';
import { keyOf } from './accounts.ts';
import type { Chat } from './chat.ts';
import { UNSETTLED, type WrittenConversation } from './conversation.ts';
import type { ChatEvent, ConversationRecord } from './schema.ts';

/** A conversation without its events. */
export type ConversationHead = Omit<ConversationRecord, 'events'>;

const UNSETTLED_BYTE = UNSETTLED.charCodeAt(0);

/** One conversation that gets nothing more; its events are read one at a time. */
export class FinishedConversation {
  /** Nanoseconds from the first to the last of it. */
  readonly duration: number;
  readonly #written: WrittenConversation;
  readonly #chat: Chat;
  readonly #names: ReadonlyMap<string, string>;
  readonly #clients: ReadonlyMap<number, string>;

  constructor(written: WrittenConversation, chat: Chat) {
    this.duration = written.end - written.start;
    this.#written = written;
    this.#chat = chat;
    this.#names = new Map(written.names);
    this.#clients = new Map(written.clients);
  }

  /** `id` counts from 1 in order of start. */
  head(id: number): ConversationHead {
    const { clock } = this.#chat;
    const { kind, server, isHttp, sessions, start, end, missing } = this.#written;
    const participants = this.#written.stays.map(({ account, joined, left }) => ({
      account,
      name: this.#nameOf(account),
      joined: joined === null ? null : isoTime(clock, joined),
      left: left === null ? null : isoTime(clock, left),
    }));
    return {
      id,
      kind,
      server: { address: addressText(server), port: server.port },
      sessions: [...sessions],
      transport: isHttp ? 'http' : 'tcp',
      start: isoTime(clock, start),
      end: isoTime(clock, end),
      participants,
      missing: [...missing, ...unnamed(participants)],
    };
  }

  /** The events in order, in JSON, one at a time; the bytes are gone with the next. */
  *eventTexts(): Generator<Uint8Array> {
    for (const line of this.#chat.directory.store.lines(this.#written.stretches)) {
      yield u8(line, 0) === UNSETTLED_BYTE ? Buffer.from(JSON.stringify(this.#settle(line))) : line;
    }
  }

  /** The events in order, one at a time. */
  *events(): Generator<ChatEvent> {
    for (const line of this.#chat.directory.store.lines(this.#written.stretches)) {
      const isSettled = u8(line, 0) !== UNSETTLED_BYTE;
      yield isSettled ? (JSON.parse(line.toString('utf8')) as ChatEvent) : this.#settle(line);
    }
  }

  /** Who the client of a session is may have become known after its event, and names too. */
  #settle(line: Buffer): ChatEvent {
    const event = JSON.parse(line.toString('utf8', UNSETTLED.length)) as ChatEvent;
    const from = event.from ?? this.#clients.get(event.session) ?? null;
    return { ...event, from, name: event.name ?? (from === null ? null : this.#nameOf(from)) };
  }

  #nameOf(account: string): string | null {
    return this.#names.get(keyOf(account)) ?? this.#chat.directory.nameOf(account);
  }
}

/** All conversations in order of start, one at a time. */
export function* finishedConversations(chat: Chat): Generator<FinishedConversation> {
  for (const written of chat.directory.conversations()) yield new FinishedConversation(written, chat);
}

/** Names come with the lines of a switchboard or by the notification server; without either nobody knows them. */
function unnamed(stays: readonly { account: string; name: string | null }[]): ConversationHead['missing'] {
  const accounts = new Set(stays.filter(({ name }) => name === null).map(({ account }) => account));
  if (accounts.size === 0) return [];
  const message = `the names of ${accounts.size} of the participants are not in the capture`;
  return [{ what: 'names', session: null, message }];
}

/** Events whose sender nobody could tell. */
export function lacksSender(event: ChatEvent): boolean {
  return event.from === null && event.type !== 'gap' && event.type !== 'offline-note';
}
