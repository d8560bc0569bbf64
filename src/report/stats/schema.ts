/**
 * Shape of `msnscan stats --json`, version 1: the source of its types, of the JSON Schema that `msnscan schema stats`
 * prints and of the checks in tests. Loaded only for these; the view imports nothing but the types.
 */
import { z } from 'zod';
import { filtered, viewHead } from '../schema.ts';

const count = z.int().min(0);
const millis = z.number().describe('Milliseconds');

const perSide = { client: count, server: count } as const;

export const statsDocument = z.strictObject({
  ...viewHead,
  start: z.iso.datetime().nullable().describe('Of the first frame'),
  sessions: z
    .array(
      z.strictObject({
        role: z.enum(['DS', 'NS', 'SB', 'unknown']),
        version: z.string().nullable(),
        sessions: count,
        commands: count,
      }),
    )
    .describe('By role and version, the most frequent first'),
  commands: z
    .array(
      z.strictObject({
        verb: z.string().nullable().describe('Null: all verbs beyond the number that is kept apart'),
        ...perSide,
        bytes: count.describe('Of lines and payloads'),
      }),
    )
    .describe('By verb, the most frequent first'),
  latencyBoundsMs: z.array(z.number()).describe('Upper bounds of the buckets, the last one is open'),
  latency: z
    .array(
      z.strictObject({
        verb: z.string().nullable(),
        count,
        min: millis,
        median: millis,
        p95: millis,
        max: millis,
        buckets: z.array(count),
      }),
    )
    .describe('From a request to its first reply, by the verb of the request'),
  transactions: z.strictObject({
    answered: count,
    error: count,
    unanswered: count,
    noReplyExpected: count,
    unknown: count,
  }),
  errors: z
    .array(
      z.strictObject({
        code: z.string().nullable(),
        name: z.string().nullable(),
        count,
        about: z.array(z.string()).describe('Verbs of the commands that failed'),
      }),
    )
    .describe('By code, the most frequent first'),
  traffic: z.strictObject({
    binSeconds: z.number(),
    bins: z
      .array(z.strictObject({ ...perSide, bytes: count }))
      .describe('Commands over time, from the first frame on'),
  }),
  findings: z.strictObject({ error: count, warning: count, note: count }),
  complete: z.boolean(),
  filtered: filtered.optional().describe('Only with filters: what they were, and the counts of everything'),
});

export type StatsDocument = z.infer<typeof statsDocument>;
