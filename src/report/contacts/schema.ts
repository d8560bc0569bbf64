/**
 * Shapes of `msnscan contacts --json`, version 1: the source of their types, of the JSON Schema that `msnscan schema
 * contacts` prints and of the checks in tests. Unknown things are null, never left out. Loaded only for these; the view
 * imports nothing but the types.
 */
import { z } from 'zod';
import { viewHead } from '../schema.ts';

const id = z.int().min(1);
const isoTime = z.iso.datetime();

export const listName = z.enum(['FL', 'AL', 'BL', 'RL', 'PL']);

const states = z
  .array(
    z.strictObject({
      state: z.string().describe('Code: NLN, BSY, IDL, BRB, AWY, PHN, LUN, HDN, FLN'),
      from: isoTime,
      to: isoTime.nullable().describe('Null when it lasted to the end of what was captured'),
    }),
  )
  .describe('As the client was told; between them nobody knows');

const phones = z
  .record(z.string(), z.string())
  .describe('By type: PHH home, PHW work, PHM mobile, MOB pages allowed');

export const missing = z.strictObject({
  what: z.enum([
    'beginning',
    'one-side',
    'bytes',
    'list',
    'web-service',
    'confirmation',
    'account',
    'payload',
    'limit',
  ]),
  session: id.nullable(),
  message: z.string().describe('One sentence'),
});

export const contact = z.strictObject({
  account: z.string(),
  network: z.int().nullable().describe('1 Windows Live, 4 telephone, 32 Yahoo'),
  id: z.string().nullable().describe('Number of the contact in the address book'),
  name: z.string().nullable(),
  lists: z.array(listName).describe('FL forward, AL allow, BL block, RL reverse, PL pending'),
  groups: z.array(z.string()).describe('Ids of groups'),
  phones,
  capabilities: z.string().nullable(),
  message: z.string().nullable().describe('Personal message'),
  media: z.string().nullable(),
  picture: z.string().nullable().describe('SHA1D of the display picture'),
  states,
});

export const change = z.strictObject({
  time: isoTime,
  frame: id,
  capture: id.optional().describe('Number of the capture that the frame counts in; only with several'),
  session: id,
  by: z.enum(['client', 'server']).describe('Who began it'),
  action: z.enum(['add', 'remove', 'rename', 'add-group', 'remove-group', 'rename-group']),
  account: z.string().nullable(),
  list: listName.nullable(),
  group: z.string().nullable(),
  name: z.string().nullable(),
  error: z
    .strictObject({ code: z.string(), name: z.string().nullable(), meaning: z.string().nullable() })
    .nullable(),
});

export const account = z.strictObject({
  account: z.string().nullable(),
  name: z.string().nullable(),
  sessions: z.array(id),
  versions: z.array(z.string()),
  settings: z.strictObject({
    privacy: z.string().nullable().describe('BLP: AL everybody not blocked, BL only who is allowed'),
    prompt: z.string().nullable().describe('GTC: A ask when somebody adds the client, N do not'),
  }),
  message: z.string().nullable(),
  phones,
  states,
  groups: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  contacts: z.array(contact),
  changes: z.array(change),
  missing: z.array(missing),
});

export const contactsDocument = z.strictObject({
  ...viewHead,
  accounts: z.array(account),
  complete: z.boolean(),
});

export type ListName = z.infer<typeof listName>;
export type Missing = z.infer<typeof missing>;
export type AccountRecord = z.infer<typeof account>;
export type ContactRecord = z.infer<typeof contact>;
export type ChangeRecord = z.infer<typeof change>;
