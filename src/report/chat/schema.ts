/**
 * Shapes of `msnscan chat --json`, version 1: the source of their types, of the JSON Schema that `msnscan schema
 * chat` prints and of the checks in tests. Unknown things are null, never left out. Loaded only for these; the view
 * imports nothing but the types.
 */
import { z } from 'zod';
import { viewHead } from '../schema.ts';

const count = z.int().min(0);
const id = z.int().min(1);
const isoTime = z.iso.datetime();
const account = z.string().nullable();
const capture = id.optional().describe('Number of the capture that the frame counts in; only with several');
const place = z.strictObject({ session: id, frame: id, capture });

const format = z.strictObject({
  font: z.string().nullable(),
  bold: z.boolean(),
  italic: z.boolean(),
  underline: z.boolean(),
  strike: z.boolean(),
  color: z.string().nullable().describe('#rrggbb'),
  rightToLeft: z.boolean(),
});

const error = z.strictObject({
  code: z.string(),
  name: z.string().nullable(),
  meaning: z.string().nullable(),
});

/** What every event has. */
const shared = {
  time: isoTime,
  frame: id.describe('Frame of the last byte'),
  capture,
  session: id,
  command: id.describe('Id of the command within the session'),
  from: account.describe('Account that did it'),
  name: z.string().nullable().describe('Its name, as it was known then'),
  alsoIn: z.array(place).describe('Other captured sessions that have the same'),
};

/** What every event made from a payload has beside. */
const said = { ...shared, missingBytes: count.describe('Bytes of the payload that were not captured') };

const subject = {
  what: z.string().describe('`file`, `display-picture`, `emoticon`, `webcam`, or the name of an activity'),
  title: z.string().nullable().describe('Name of the file or of the object'),
  size: z.string().nullable().describe('Bytes'),
  via: z.enum(['invitation', 'p2p']),
  key: z.string().nullable().describe('Cookie or Call-ID: the same in offer and answer'),
};

export const event = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('joined'), ...shared, wasThere: z.boolean() }),
  z.strictObject({ type: z.literal('left'), ...shared, idle: z.boolean() }),
  z.strictObject({
    type: z.literal('invited'),
    ...shared,
    who: z.string(),
    error: error.nullable(),
    answered: z.boolean(),
  }),
  z.strictObject({
    type: z.literal('text'),
    ...said,
    text: z.string(),
    format: format.nullable(),
    displayName: z.string().nullable().describe('Name the sender chose for this text'),
    offline: z.boolean().describe('To be kept until the receiver is there'),
    missingChunks: count.describe('Parts of the message that were not captured'),
  }),
  z.strictObject({ type: z.literal('typing'), ...said }),
  z.strictObject({
    type: z.literal('datacast'),
    ...said,
    what: z.string().nullable().describe('`nudge`, `wink`, `voice-clip`, `action`'),
    data: z.string().nullable(),
  }),
  z.strictObject({ type: z.literal('ink'), ...said, format: z.string(), bytes: count, missingChunks: count }),
  z.strictObject({
    type: z.literal('emoticons'),
    ...said,
    animated: z.boolean(),
    emoticons: z.array(z.strictObject({ shortcut: z.string(), sha1d: z.string().nullable() })),
  }),
  z.strictObject({ type: z.literal('offer'), ...said, ...subject }),
  z.strictObject({ type: z.literal('request'), ...said, ...subject, creator: z.string().nullable() }),
  z.strictObject({
    type: z.literal('answer'),
    ...said,
    ...subject,
    answer: z.enum(['accepted', 'declined', 'cancelled', 'failed', 'ended']),
    reason: z.string().nullable(),
  }),
  z.strictObject({
    type: z.literal('undelivered'),
    ...shared,
    of: id.nullable().describe('Frame of the message'),
    ofCapture: capture,
    excerpt: z.string().nullable(),
    error: error.nullable(),
  }),
  z.strictObject({ type: z.literal('page'), ...said, who: account, text: z.string() }),
  z.strictObject({
    type: z.literal('offline-note'),
    ...shared,
    sent: z.string().nullable(),
    id: z.string().nullable(),
  }),
  z.strictObject({ type: z.literal('other'), ...said, contentType: z.string().nullable(), bytes: count }),
  z.strictObject({
    type: z.literal('gap'),
    ...shared,
    side: z.enum(['client', 'server']),
    bytes: count,
  }),
]);

export const missing = z.strictObject({
  what: z.enum([
    'beginning',
    'end',
    'bytes',
    'one-side',
    'payload',
    'chunks',
    'names',
    'not-msnp',
    'sender',
    'note-texts',
    'limit',
  ]),
  session: id.nullable(),
  message: z.string().describe('One sentence'),
});

export const conversation = z.strictObject({
  id: id.describe('Counts from 1 in order of start'),
  kind: z.enum(['switchboard', 'direct', 'group', 'notes']),
  server: z.strictObject({ address: z.string(), port: count }),
  sessions: z.array(id),
  transport: z.enum(['tcp', 'http']),
  start: isoTime,
  end: isoTime,
  participants: z.array(
    z.strictObject({
      account: z.string(),
      name: z.string().nullable(),
      joined: isoTime.nullable().describe('Null when it was there before the first captured line'),
      left: isoTime.nullable().describe('Null when nothing of it was captured'),
    }),
  ),
  events: z.array(event),
  missing: z.array(missing),
});

export const chatDocument = z.strictObject({
  ...viewHead,
  conversations: z.array(conversation),
  missing: z.array(missing).describe('Of the whole capture'),
  complete: z.boolean(),
});

export type ChatEvent = z.infer<typeof event>;
export type Missing = z.infer<typeof missing>;
export type ConversationRecord = z.infer<typeof conversation>;

/** An event as it is made: without what is filled in when it is written. */
type Filled = 'time' | 'frame' | 'capture' | 'session' | 'command' | 'from' | 'name' | 'alsoIn';
export type EventFacts = ChatEvent extends infer E ? (E extends ChatEvent ? Omit<E, Filled> : never) : never;
