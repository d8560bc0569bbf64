/**
 * Shapes of the typed contents in `decoded` (src/msnp/payload/decoded.ts), for the published schema and tests. Within
 * a schema version kinds and fields are only added.
 */
import { z } from 'zod';

const count = z.int().min(0);
const text = z.string().nullable();
const number = z.int().nullable();
const fields = z.record(z.string(), z.string());
const bigCount = z.string().regex(/^\d+$/).describe('A number of up to 64 bits');

const chunk = z
  .strictObject({
    id: z.string().describe('`Message-ID`'),
    index: count,
    total: count
      .nullable()
      .describe('Null in all chunks but the first and the one that completes the message'),
  })
  .optional()
  .describe('Place of a chunk; the one that completes the message carries the whole of it');

const format = z.strictObject({
  font: text,
  bold: z.boolean(),
  italic: z.boolean(),
  underline: z.boolean(),
  strike: z.boolean(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .nullable(),
  rightToLeft: z.boolean(),
});

const msnObject = z
  .strictObject({
    creator: text,
    type: number,
    typeName: text,
    size: number,
    location: text,
    friendly: text,
    sha1d: text,
    sha1c: text,
  })
  .meta({ id: 'msnObject', description: 'A picture or another object that a client offers' });

const chatText = z.strictObject({
  kind: z.literal('text'),
  text: z.string(),
  charset: z.string().describe('As decoded; `utf-8`'),
  format: format.nullable(),
  displayName: text,
  userAgent: text,
  offline: z.boolean().describe('To be kept for somebody who is not on line'),
  chunk,
});
const typing = z.strictObject({ kind: z.literal('typing'), account: text, chunk });
const headers = z.strictObject({
  kind: z.enum(['profile', 'mail', 'system', 'client-caps', 'headers']),
  fields: fields.describe('Headers by name as sent'),
  chunk,
});
const mailData = z.strictObject({
  kind: z.literal('mail-data'),
  tooLarge: z.boolean(),
  inboxUnread: number,
  notes: z.array(z.strictObject({ id: text, from: text, name: text, time: text, folder: text })),
  chunk,
});
const invitation = z.strictObject({
  kind: z.literal('invitation'),
  command: text,
  cookie: text,
  application: text,
  applicationId: text,
  file: text,
  fileSize: number,
  cancelCode: text,
  address: text,
  port: number,
  fields,
  chunk,
});
const datacast = z.strictObject({
  kind: z.literal('datacast'),
  id: number,
  name: z.enum(['nudge', 'wink', 'voice-clip', 'action']).nullable(),
  data: text,
  chunk,
});
const emoticons = z.strictObject({
  kind: z.literal('emoticons'),
  animated: z.boolean(),
  emoticons: z.array(z.strictObject({ shortcut: z.string(), object: msnObject.nullable() })),
  chunk,
});
const ink = z.strictObject({ kind: z.literal('ink'), type: z.string(), bytes: count, chunk });

/** Ids of commands count from 1 within the session. */
const commandId = z.int().min(1).nullable().optional();

const slpFields = {
  kind: z.literal('slp'),
  method: text,
  status: number,
  reason: text,
  to: text,
  from: text,
  callId: text,
  branch: text,
  cseq: number,
  contentType: text,
  sessionId: number,
  appId: number,
  eufGuid: text,
  purpose: text,
  object: msnObject.nullable(),
  file: z.strictObject({ name: z.string(), size: bigCount }).nullable(),
  fields,
  answers: commandId.describe('Only in replies: id of the command with the request, null when not captured'),
};
const acknowledges = commandId.describe(
  'Only in acknowledgements: id of the command with the message, null when not captured',
);
const slpOfP2p = 'Whole, in the part that completes it';
const slp = z.strictObject({ ...slpFields, chunk });
const slpInside = z
  .strictObject(slpFields)
  .meta({ id: 'slp', description: 'A request or reply of MSNSLP' })
  .nullable();

const p2pFirst = z.strictObject({
  kind: z.literal('p2p'),
  version: z.literal(1),
  to: text,
  sessionId: count,
  identifier: count,
  offset: bigCount,
  total: bigCount,
  length: count,
  flags: count,
  flagNames: z.array(z.string()),
  ackIdentifier: count,
  ackUniqueId: count,
  ackTotal: bigCount,
  appId: number,
  dataBytes: count,
  slp: slpInside.describe(slpOfP2p),
  acknowledges,
  chunk,
});
const p2pSecond = z.strictObject({
  kind: z.literal('p2p'),
  version: z.literal(2),
  to: text,
  from: text,
  opcode: count,
  opcodeNames: z.array(z.string()),
  baseId: count,
  messageLength: count,
  ack: number,
  nak: number,
  data: z
    .strictObject({
      flags: count,
      packageNumber: count,
      sessionId: count,
      remaining: bigCount,
      bytes: count,
    })
    .nullable(),
  appId: number,
  slp: slpInside.describe(slpOfP2p),
  acknowledges,
  chunk,
});
const contacts = z.strictObject({
  kind: z.literal('contacts'),
  initial: z.boolean(),
  contacts: z.array(z.strictObject({ account: z.string(), lists: number, network: number, name: text })),
  chunk,
});
const personal = z.strictObject({
  kind: z.literal('personal'),
  message: text,
  media: text,
  machineGuid: text,
  endpoints: z.array(z.strictObject({ id: z.string(), capabilities: text, name: text })),
  fields,
  chunk,
});
const xml = z.strictObject({
  kind: z.literal('xml'),
  root: z.string(),
  fields: fields.describe('Texts and attributes by path: `NOTIFICATION/TO/@pid`'),
  chunk,
});
const answer = z.strictObject({ kind: z.literal('challenge-answer'), answer: z.string(), chunk });
const plain = z.strictObject({ kind: z.literal('plain'), text: z.string(), chunk });

/** Everything but blocks, which hold one of the others. */
const kinds = [
  chatText,
  typing,
  headers,
  mailData,
  invitation,
  datacast,
  emoticons,
  ink,
  slp,
  z.discriminatedUnion('version', [p2pFirst, p2pSecond]),
  contacts,
  personal,
  xml,
  answer,
  plain,
] as const;
const body = z
  .discriminatedUnion('kind', kinds)
  .meta({ id: 'body', description: 'What the body of a block message holds, by kind' });
const blocks = z.strictObject({
  kind: z.literal('blocks'),
  routing: fields,
  reliability: fields,
  section: z.enum(['publication', 'notification', 'messaging']).nullable(),
  headers: fields,
  from: text,
  to: text,
  body: body.nullable(),
  chunk,
});

export const decoded = z
  .discriminatedUnion('kind', [...kinds, blocks])
  .meta({ id: 'decoded', description: 'What a payload holds, by kind' });
