/**
 * Records of REPORT version 1 from what the analysis hands on. Command and transaction records are written by
 * command-json.ts, from bytes; `commandRecord` and `transactionRecord` say what that has to be equal to.
 */
import { isUtf8 } from 'node:buffer';
import type { Finding } from '../analysis/finding.ts';
import type { CommandInfo, SessionView, SettledTransaction, TransactionState } from '../analysis/sink.ts';
import { captureAt, captureOf, frameOf } from '../base/frame-id.ts';
import type { Notice } from '../base/notice.ts';
import { isoTime, millisBetween, type Clock } from '../base/time.ts';
import type { Command } from '../msnp/command.ts';
import type { Decoded } from '../msnp/payload/decoded.ts';
import { maskedLine, maskedVerb } from '../msnp/secrets.ts';
import type { CaptureInfo } from '../scan.ts';
import { CLIENT } from '../tcp/handler.ts';
import type { Endpoint } from '../tcp/flow.ts';
import { addressText, communityId, displayFilter } from './address.ts';
import type { Privacy } from './command-json.ts';
import { contentTypeOf, shownPayload } from './content.ts';
import { errorOf } from './error-record.ts';
import type {
  CaptureRecord,
  CommandRecord,
  FindingRecord,
  NoticeRecord,
  SessionRecord,
  TransactionRecord,
} from './schema.ts';

/** 0 stands for "none" in the objects of the analysis. */
const orNull = (value: number): number | null => (value === 0 ? null : value);

export function captureRecord(info: CaptureInfo): CaptureRecord {
  const { index, file, format, compression, linkTypes, timeResolution } = info;
  return { index, file, format, compression, linkTypes: [...linkTypes], timeResolution };
}

/** Counts by state under the names of the records. */
export function statesRecord(
  states: Readonly<Record<TransactionState, number>>,
): SessionRecord['transactions'] {
  const { answered, error, unanswered, unknown } = states;
  return { answered, error, unanswered, noReplyExpected: states['no-reply-expected'], unknown };
}

const endpointRecord = (end: Endpoint): SessionRecord['client'] => ({
  address: addressText(end),
  port: end.port,
});

/** A session at its end; `several`: there are several captures. */
export function sessionRecord(session: SessionView, clock: Clock, several: boolean): SessionRecord {
  const { flow } = session;
  const [client, server] = flow.stats;
  const latency = session.latencySummary();
  const millis = (nanos: number): number => millisBetween(clock, 0, nanos);
  return {
    id: session.id,
    capture: session.capture,
    conversation: session.conversation,
    transport: flow.transport,
    client: endpointRecord(flow.client),
    server: endpointRecord(flow.server),
    communityId: communityId(flow.client, flow.server),
    displayFilter: displayFilter(flow, clock),
    role: session.role,
    version: session.version,
    versionSource: session.versionSource,
    account: session.account,
    friendlyName: session.friendlyName,
    endpoints: session.endpoints.map(({ id, name, capabilities }) => ({ id, name, capabilities })),
    participants: session.participants.map(({ account, joined, left }) => ({
      account,
      joined: joined === null ? null : isoTime(clock, joined),
      left: left === null ? null : isoTime(clock, left),
    })),
    challenges: session.challenges.map(({ chl, qry, verdict }) => ({ chl, qry, verdict })),
    firstFrame: frameOf(flow.firstFrame),
    lastFrame: frameOf(flow.lastFrame),
    ...(several ? { lastCapture: captureOf(flow.lastFrame) } : {}),
    start: isoTime(clock, flow.firstTime),
    end: isoTime(clock, flow.lastTime),
    startedMidStream: flow.startedMidStream,
    oneSided: session.oneSided,
    endReason: session.endReason ?? 'capture-end',
    commands: { client: session.commands[0], server: session.commands[1] },
    bytes: { client: client.bytes, server: server.bytes },
    gaps: {
      client: { count: client.gaps, bytes: client.gapBytes },
      server: { count: server.gaps, bytes: server.gapBytes },
    },
    retransmissions: flow.retransmissions,
    outOfOrder: flow.outOfOrder,
    overlapConflicts: flow.overlapConflicts,
    transactions: statesRecord(session.transactions),
    latencyMs:
      latency === null
        ? null
        : {
            min: millis(latency.min),
            median: millis(latency.median),
            p95: millis(latency.p95),
            max: millis(latency.max),
          },
    invitedBy: session.invitedBy,
  };
}

export function findingRecord(finding: Finding, clock: Clock): FindingRecord {
  const { id, severity, family, capture, message } = finding;
  return {
    id,
    severity,
    family,
    session: orNull(finding.session),
    capture,
    command: orNull(finding.command),
    frame: orNull(frameOf(finding.frame)),
    time: isoTime(clock, finding.time),
    message,
    details: finding.details as FindingRecord['details'],
  };
}

export function noticeRecord(notice: Notice, several: boolean): NoticeRecord {
  const { code, frame, session, message } = notice;
  const details = notice.details as NoticeRecord['details'];
  const capture = several ? { capture: orNull(notice.capture ?? captureAt(frame)) } : {};
  return { code, ...capture, frame: orNull(frameOf(frame)), session: orNull(session), message, details };
}

export function transactionRecord(transaction: SettledTransaction, clock: Clock): TransactionRecord {
  const { session, trid, verb, request, replies, state, latency, error } = transaction;
  return {
    session,
    trid: trid === -1 ? null : trid,
    verb,
    request,
    replies: [...replies],
    state,
    latencyMs: latency === -1 ? null : millisBetween(clock, 0, latency),
    error: error === '' ? null : errorOf(error),
  };
}

/** `decoded`: what the payload holds, null with `payload: false`. */
export function commandRecord(
  command: Command,
  info: CommandInfo,
  clock: Clock,
  privacy: Privacy,
  decoded: Decoded | null,
  several = false,
): CommandRecord {
  const { showSecrets } = privacy;
  const line = showSecrets ? command.bytes.subarray(command.lineStart, command.lineEnd) : maskedLine(command);
  const raw = line.toString('utf8');
  const words = raw.split(/[ \t]+/).filter((word) => word !== '');
  return {
    id: info.id,
    session: info.session.id,
    from: command.from === CLIENT ? 'client' : 'server',
    time: isoTime(clock, command.lastTime),
    frames: [frameOf(command.firstFrame), frameOf(command.lastFrame)],
    ...(several ? { captures: [captureOf(command.firstFrame), captureOf(command.lastFrame)] } : {}),
    verb: showSecrets ? command.verb : maskedVerb(command),
    trid: command.trid === -1 ? null : command.trid,
    tridText: command.hasTridWord ? (words[1] ?? null) : null,
    args: words.slice(command.hasTridWord ? 2 : 1),
    raw,
    ...(isUtf8(line) ? {} : { rawBase64: line.toString('base64') }),
    newline: command.newline,
    payload: payloadRecord(command, privacy),
    decoded: decoded as CommandRecord['decoded'],
    answers: orNull(info.answers),
    latencyMs: info.latency === -1 ? null : millisBetween(clock, 0, info.latency),
  };
}

function payloadRecord(command: Command, privacy: Privacy): CommandRecord['payload'] {
  if (command.payloadLength < 0) return null;
  const type = contentTypeOf(command);
  const bytes = shownPayload(command, type, privacy.showSecrets);
  const isText = isUtf8(bytes) && !bytes.includes(0);
  return {
    length: command.payloadLength,
    captured: command.captured,
    contentType: type === '' ? null : type,
    text: privacy.payload && isText ? bytes.toString('utf8') : null,
    base64: privacy.payload && !isText ? bytes.toString('base64') : null,
  };
}
