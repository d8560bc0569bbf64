/** Conversations as they are written: events read back from where they were held, with what became known later. */
import { isoTime } from '../../base/time.ts';
import { addressText } from '../address.ts';
import type { Chat } from './chat.ts';
import type { Conversation, StoredEvent } from './conversation.ts';
import type { ChatEvent, ConversationRecord } from './schema.ts';

/** A conversation without its events. */
export type ConversationHead = Omit<ConversationRecord, 'events'>;

/** `id` counts from 1 in order of start. */
export function headOf(conversation: Conversation, id: number, { clock, directory }: Chat): ConversationHead {
  const { server, participants } = conversation;
  const stays = participants.stays.map(({ account, joined, left }) => ({
    account,
    name: participants.nameOf(account) ?? directory.nameOf(account),
    joined: joined === null ? null : isoTime(clock, joined),
    left: left === null ? null : isoTime(clock, left),
  }));
  return {
    id,
    kind: conversation.kind,
    server: { address: addressText(server), port: server.port },
    sessions: [...conversation.sessions].sort((a, b) => a - b),
    transport: conversation.isHttp ? 'http' : 'tcp',
    start: isoTime(clock, conversation.start),
    end: isoTime(clock, conversation.end),
    participants: stays,
    missing: [...conversation.missing, ...unnamed(stays)],
  };
}

/** Names come with the lines of a switchboard or by the notification server; without either nobody knows them. */
function unnamed(stays: readonly { account: string; name: string | null }[]): ConversationHead['missing'] {
  const accounts = new Set(stays.filter(({ name }) => name === null).map(({ account }) => account));
  if (accounts.size === 0) return [];
  const message = `the names of ${accounts.size} of the participants are not in the capture`;
  return [{ what: 'names', session: null, message }];
}

/** The events in order, one at a time. */
export function* eventsOf(conversation: Conversation, { clock, directory }: Chat): Generator<ChatEvent> {
  for (const line of conversation.shelf.lines()) {
    const { p, f, from, name, own, c } = JSON.parse(line) as StoredEvent;
    const sender = from ?? (own ? (conversation.clients.get(p.session) ?? null) : null);
    const known =
      sender === null ? null : (conversation.participants.nameOf(sender) ?? directory.nameOf(sender));
    const { type, ...facts } = f;
    const event = {
      type,
      time: isoTime(clock, p.time),
      frame: p.frame,
      session: p.session,
      command: p.command,
      from: sender,
      name: name ?? known,
      ...facts,
      alsoIn: c.map(({ session, frame }) => ({ session, frame })),
    };
    yield event as ChatEvent;
  }
}

/** Events whose sender nobody could tell. */
export function lacksSender(event: ChatEvent): boolean {
  return event.from === null && event.type !== 'gap' && event.type !== 'offline-note';
}
