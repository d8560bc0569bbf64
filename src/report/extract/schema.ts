/**
 * Shapes of the index that `msnscan extract` writes, version 1: the source of its types, of the JSON Schema that
 * `msnscan schema extract` prints and of the checks in tests. Unknown things are null, never left out. Loaded only for
 * these; the command imports nothing but the types.
 */
import { z } from 'zod';
import { documentHead } from '../schema.ts';

const count = z.int().min(0);
const text = z.string().nullable();
const isoTime = z.iso.datetime();
const hex = z.string().regex(/^[0-9a-f]+$/);
const frames = z
  .tuple([count, count])
  .describe('First and last frame the bytes came from, or of the invitation');

const transfer = z.strictObject({
  sessions: z.array(count),
  routes: z.array(z.enum(['switchboard', 'direct', 'msnftp'])),
  from: text.describe('Account that had the bytes'),
  to: text.describe('Account that was to get them'),
  frames,
  captures: z
    .tuple([count, count])
    .optional()
    .describe('Numbers of the captures that these frames count in; only with several'),
  start: isoTime,
  end: isoTime,
  captured: count.describe('Bytes'),
  complete: z.boolean(),
  outcome: z.enum(['unknown', 'accepted', 'declined', 'cancelled']),
  acknowledged: z.boolean().describe('The receiver said that it has everything'),
});

const object = z.strictObject({
  kind: z.string().describe('`display-picture`, `emoticon`, `file` ...'),
  name: text.describe('As sent'),
  friendly: text.describe('Name the creator gave the object'),
  file: text.describe('Path inside the folder; null when nothing was written'),
  size: count.nullable().describe('Bytes of the whole'),
  captured: count.describe('Bytes that came'),
  complete: z.boolean(),
  missing: z.array(z.tuple([count, count])).describe('Ranges without bytes, half open; zeros in the file'),
  reordered: z.boolean().describe('Headers contradicted the bytes: the order of arrival was used'),
  placedFile: text.describe(
    'When reordered and no sum proves it: the bytes where their headers say, as a receiver has them that believes these',
  ),
  sha1dVerified: z.boolean().nullable().describe('Null without SHA1D, or when not everything came'),
  sha1: hex.length(40).nullable().describe('Of the file that was written'),
  sha256: hex.length(64).nullable(),
  transfers: z.array(transfer).min(1),
});

const messages = z.strictObject({
  file: z.string(),
  conversation: count.describe('As in msnscan chat'),
  sessions: z.array(count),
  participants: z.array(z.string()),
  texts: count,
  start: isoTime,
  end: isoTime,
});

export const indexSchema = z.strictObject({
  ...documentHead,
  capture: text.describe('As given; null when there are several'),
  captures: z
    .array(z.string())
    .optional()
    .describe('Only when there are several: in the order of their numbers'),
  objects: z.array(object),
  messages: z.array(messages),
  missing: z.array(z.string()).describe('What the capture misses, one sentence each'),
  complete: z.boolean().describe('False when the capture was cut or damaged, or a limit was reached'),
});

export type ExtractIndex = z.infer<typeof indexSchema>;
export type ObjectRecord = z.infer<typeof object>;
export type TransferRecord = z.infer<typeof transfer>;
export type MessagesRecord = z.infer<typeof messages>;
