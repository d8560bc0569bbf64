/** Joined sessions, participants, chats and contacts of real clients, against what the server's own log says. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type {
  CaptureExpectation,
  ExpectedChat,
  ExpectedContacts,
  ExpectedEvent,
  SessionKey,
} from './expectation.ts';
import { EXPECTATIONS } from './all-expectations.ts';
import { accountsOf, conversationsOf, keysOf, labFolder, sessionsOf } from './program.ts';
import type { AccountRecord, ChatEvent, Conversation, SessionRecord } from './program.ts';

const FOLDER = labFolder();

describe.skipIf(FOLDER === undefined)('lab captures (skipped unless MSNSCAN_CAPTURES names them)', () => {
  describe.each(EXPECTATIONS)('$capture', ({ capture, sessions, chats, contacts }) => {
    const file = join(FOLDER ?? '', capture);
    const records = lazily(() => sessionsOf(file));

    test('every session has its role, account, version and inviter, and is joined to its own', () => {
      expect(sessionTable(records(), sessions)).toEqual(sessions.map((session) => [...session.slice(0, 6)]));
    });

    test.each(chats.filter(({ participants }) => participants !== undefined))(
      'participants of the switchboard of $key',
      ({ key, participants = {} }) => {
        expect(participantsOf(records(), key)).toEqual(Object.entries(participants));
      },
    );

    test('every chat has what was said, by whom, in order', () => {
      const conversations = conversationsOf(file);
      const shown = chats.map((chat) => [chat.key, eventsOf(conversations, records(), chat)]);
      expect(shown).toEqual(chats.map(({ key, events }) => [key, events]));
    });

    test.skipIf(contacts === null)('contacts as the client saw them', () => {
      const account = accountsOf(file).find((one) => one.account === contacts?.account);
      expect(toExpectedContacts(account)).toEqual({
        ...contacts,
        groups: [...(contacts?.groups ?? [])].sort(),
      });
    });
  });
});

/** Runs the program when the first test asks, and once. */
function lazily<T>(get: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= get());
}

/** The rows of the expectation, from the records, then sessions that the log does not have. */
function sessionTable(
  records: readonly SessionRecord[],
  expected: CaptureExpectation['sessions'],
): readonly unknown[] {
  const keys = keysOf(records);
  const rows = records.map((record) => {
    const key = keys.get(record.id);
    const [, , account, version, invitedBy, group, late] = expected.find((row) => row[0] === key) ?? [];
    const mayLack = late !== undefined && record.invitedBy === null;
    return [
      key,
      record.role,
      late !== undefined && record.account === null ? account : record.account,
      version === null ? null : record.version,
      mayLack ? invitedBy : (keys.get(record.invitedBy ?? 0) ?? null),
      mayLack ? group : keys.get(record.conversation),
    ];
  });
  const found = expected.map(([key]) => rows.find((row) => row[0] === key));
  const unexpected = rows.filter(([key]) => !expected.some((row) => row[0] === key));
  return [...found, ...unexpected];
}

/** Others than the user of the session, in order of joining, and whether each had left. */
function participantsOf(records: readonly SessionRecord[], key: SessionKey): [string, boolean][] {
  const keys = keysOf(records);
  const record = records.find(({ id }) => keys.get(id) === key);
  const left = new Map<string, boolean>();
  for (const one of record?.participants ?? [])
    if (one.account !== record?.account) left.set(one.account, one.left !== null);
  return [...left];
}

/** The events that the user of one session saw: those of its connection, or also of it. */
function eventsOf(
  conversations: readonly Conversation[],
  records: readonly SessionRecord[],
  { key, events }: ExpectedChat,
): ExpectedEvent[] {
  const keys = keysOf(records);
  const id = records.find((record) => keys.get(record.id) === key)?.id;
  const seen = conversations
    .filter(({ sessions }) => sessions.includes(id ?? 0))
    .flatMap((conversation) => conversation.events)
    .filter((event) => [event, ...event.alsoIn].some(({ session }) => session === id))
    .flatMap((event) => toExpected(event));
  const tolerated = events.map((event) => event[0]);
  return seen.map(([from, ...rest], i) => [from === '' ? (tolerated[i] ?? '') : from, ...rest]);
}

/** Who is on a list, and the names of the groups. */
function toExpectedContacts(account: AccountRecord | undefined): ExpectedContacts {
  const names = new Map(account?.groups.map(({ id, name }) => [id, name]));
  const rows = account?.contacts
    .filter(({ lists }) => lists.length > 0)
    .map(
      ({ account: address, lists, groups }) =>
        [address, [lists.join(' '), ...groups.map((id) => names.get(id) ?? id)]] as const,
    );
  return {
    account: account?.account ?? '',
    groups: [...names.values()].sort(),
    contacts: Object.fromEntries(rows ?? []),
  };
}

const SHOWN_CHARACTERS = 30;
const LONG_CHARACTERS = 80;

/** Events that the expectations tell; a sender that a late start hides is ''. */
function toExpected(event: ChatEvent): ExpectedEvent[] {
  const from = event.from ?? '';
  if (event.type === 'datacast') return event.what === 'nudge' ? [[from, 'nudge']] : [];
  if (event.type === 'offer') return event.what === 'file' ? [[from, 'file-offer', event.title ?? '']] : [];
  if (event.type === 'offline-note') return [[from, 'offline-note']];
  if (event.type !== 'text') return [];
  const text = event.text ?? '';
  if (text.length <= LONG_CHARACTERS) return [[from, 'text', text]];
  return [[from, 'text', Array.from(text).slice(0, SHOWN_CHARACTERS).join(''), text.length]];
}
