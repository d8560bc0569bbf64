/**
 * Shapes of the report records, version 1: the source of their types, of the JSON Schema that `msnscan schema`
 * prints and of the checks in tests. Loaded only for these; reports import nothing but the types.
 */
import { z } from 'zod';
import { decoded } from './decoded-schema.ts';

const count = z.int().min(0);
const id = z.int().min(1);
const frame = z.int().min(1);
const isoTime = z.iso.datetime();
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const details = z
  .record(z.string(), z.union([scalar, z.array(z.union([z.string(), z.number()]))]))
  .describe('Facts behind the message; which ones depends on the rule or code');
const filterValue = z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]);
/** How every document begins. */
export const documentHead = {
  schemaVersion: z.literal(1),
  generator: z.strictObject({ name: z.literal('msnscan'), version: z.string() }),
};
/** How the documents of chat, contacts and stats begin. */
export const viewHead = {
  ...documentHead,
  file: z.string().nullable().describe('Null when there are several'),
  files: z
    .array(z.string())
    .optional()
    .describe('Only when there are several: in the order of their numbers'),
};
/** What a report shows a part of. */
export const filtered = z.strictObject({
  filter: z.record(z.string(), filterValue).describe('The filters, by the names of their options'),
  sessions: count,
  commands: count,
});
const millis = z.number().describe('Milliseconds');
const endpoint = z.strictObject({
  address: z.string().describe('RFC 5952 form, without brackets'),
  port: z.int().min(0).max(65535),
});
const perSide = z.strictObject({ client: count, server: count });
const hole = z.strictObject({ count, bytes: count });

const byState = z.strictObject({
  answered: count,
  error: count,
  unanswered: count,
  noReplyExpected: count,
  unknown: count,
});

export const capture = z
  .strictObject({
    index: id.describe('Counts from 1 in order of first frames, then of names'),
    file: z.string().describe('As given on the command line'),
    format: z.enum(['pcap', 'pcapng']),
    compression: z.enum(['gzip', 'zstd']).nullable(),
    linkTypes: z.array(z.int()).describe('LINKTYPE numbers known at the first frame'),
    timeResolution: z.string().describe('`10^-6`, `2^-10`'),
  })
  .meta({ id: 'capture', description: 'An input file' });

export const session = z
  .strictObject({
    id: id.describe('Counts from 1 in order of first frames'),
    capture: id.describe('Index of the capture that `firstFrame` counts in'),
    conversation: id.describe('Lowest id of the sessions that belong together'),
    transport: z.enum(['tcp', 'http']),
    client: endpoint,
    server: endpoint,
    communityId: z.string().describe('Community ID flow hash, version 1'),
    displayFilter: z
      .string()
      .describe(
        'Selects the frames of the session in Wireshark and tshark: by number, by time when they are in several captures',
      ),
    role: z.enum(['DS', 'NS', 'SB', 'unknown']).describe('Dispatch, notification, switchboard server'),
    version: z.string().nullable().describe('`MSNP8`, or a range when it is inferred'),
    versionSource: z.enum(['negotiated', 'inferred', 'unknown']),
    account: z.string().nullable(),
    friendlyName: z.string().nullable(),
    endpoints: z
      .array(
        z.strictObject({
          id: z.string().describe('`{guid}` in small letters'),
          name: z.string().nullable(),
          capabilities: z.string().nullable().describe('As sent, `a:b`'),
        }),
      )
      .describe('Places where the own account is signed in (MSNP16 on)'),
    participants: z
      .array(
        z.strictObject({
          account: z.string(),
          joined: isoTime.nullable().describe('When the JOI came, or the IRO that told of an earlier one'),
          left: isoTime.nullable().describe('Null while there'),
        }),
      )
      .describe('Of a switchboard, the own account left out; one entry a stay'),
    challenges: z.array(
      z.strictObject({
        chl: z.string(),
        qry: z.string().nullable(),
        verdict: z.enum(['right', 'wrong', 'unknown']),
      }),
    ),
    firstFrame: frame,
    lastFrame: frame,
    lastCapture: id.optional().describe('Of the last frame; only with several captures'),
    start: isoTime,
    end: isoTime,
    startedMidStream: z.boolean(),
    oneSided: z.boolean(),
    endReason: z.enum(['fin', 'rst', 'timeout', 'capture-end']),
    commands: perSide,
    bytes: perSide,
    gaps: z.strictObject({ client: hole, server: hole }),
    retransmissions: count,
    outOfOrder: count,
    overlapConflicts: count,
    transactions: byState,
    latencyMs: z.strictObject({ min: millis, median: millis, p95: millis, max: millis }).nullable(),
    invitedBy: id.nullable().describe('Session that handed out the cookie, or that redirected'),
  })
  .meta({ id: 'session', description: 'One connection, reported at its end' });

export const command = z
  .strictObject({
    id: id.describe('Counts from 1 within the session'),
    session: id,
    from: z.enum(['client', 'server']),
    time: isoTime.describe('Of the last byte'),
    frames: z.tuple([frame, frame]).describe('Of the first and of the last byte'),
    captures: z.tuple([id, id]).optional().describe('Of these frames; only with several captures'),
    verb: z.string(),
    trid: z.int().min(0).max(4294967295).nullable(),
    tridText: z.string().nullable().describe('The transaction ID as sent'),
    args: z.array(z.string()).describe('Words after the transaction ID, or after the verb'),
    raw: z.string().describe('The line without its newline'),
    rawBase64: z.string().optional().describe('The same bytes, only when they are no UTF-8'),
    newline: z.enum(['crlf', 'lf']),
    payload: z
      .strictObject({
        length: count.describe('As declared'),
        captured: count,
        contentType: z.string().nullable(),
        text: z.string().nullable().describe('When it is UTF-8 without NUL'),
        base64: z.string().nullable().describe('When it is not'),
      })
      .nullable(),
    decoded: decoded.nullable(),
    answers: id.nullable().describe('Id of the command it answers'),
    latencyMs: millis.nullable(),
  })
  .meta({ id: 'command', description: 'One line of the protocol with its payload' });

export const transaction = z
  .strictObject({
    session: id,
    trid: z.int().min(0).max(4294967295).nullable(),
    verb: z.string(),
    request: id.describe('Id of the client command'),
    replies: z.array(id),
    state: z.enum(['answered', 'error', 'no-reply-expected', 'unanswered', 'unknown']),
    latencyMs: millis.nullable(),
    error: z
      .strictObject({ code: z.string(), name: z.string().nullable(), meaning: z.string().nullable() })
      .nullable(),
  })
  .meta({ id: 'transaction', description: 'A client command and its replies' });

export const finding = z
  .strictObject({
    id: z.string().describe('The rule; see `msnscan rules`'),
    severity: z.enum(['error', 'warning', 'note']),
    family: z.enum(['trid', 'pairing', 'error', 'framing', 'state', 'security']),
    session: id.nullable(),
    capture: id.describe('Index of the capture that `frame` counts in'),
    command: id.nullable(),
    frame: frame.nullable(),
    time: isoTime,
    message: z.string(),
    details,
  })
  .meta({ id: 'finding', description: 'What a rule has to say' });

export const notice = z
  .strictObject({
    code: z.string(),
    capture: id.nullable().optional().describe('Only with several captures'),
    frame: frame.nullable(),
    session: id.nullable(),
    message: z.string(),
    details,
  })
  .meta({ id: 'notice', description: 'Damage of the capture, or a limit that was reached' });

const counts = z.record(z.string(), count);

export const summary = z
  .strictObject({
    frames: count,
    bytes: count,
    tcpSegments: count,
    sessions: count,
    commands: count,
    transactions: byState,
    findings: z
      .strictObject({
        severity: z.strictObject({ error: count, warning: count, note: count }),
        id: counts,
      })
      .describe('Those too that the notices `findings-folded` tell of'),
    notices: counts.describe('By code'),
    firstTime: isoTime.nullable(),
    lastTime: isoTime.nullable(),
    complete: z.boolean().describe('False when the input was cut or damaged, or something was dropped'),
    filtered: filtered.optional().describe('Only with filters: what they were, and the counts of everything'),
  })
  .meta({ id: 'summary', description: 'Totals' });

export const document = z.strictObject({
  ...documentHead,
  captures: z.array(capture),
  commands: z.array(command),
  transactions: z.array(transaction),
  findings: z.array(finding),
  notices: z.array(notice),
  sessions: z.array(session),
  summary,
});

/** The record types in the order of the documentation; the keys are the `type` of NDJSON lines. */
export const records = { capture, session, command, transaction, finding, notice, summary } as const;

export type CaptureRecord = z.infer<typeof capture>;
export type SessionRecord = z.infer<typeof session>;
export type CommandRecord = z.infer<typeof command>;
export type TransactionRecord = z.infer<typeof transaction>;
export type FindingRecord = z.infer<typeof finding>;
export type NoticeRecord = z.infer<typeof notice>;
export type SummaryRecord = z.infer<typeof summary>;
