/**
 * `--format eve`: one JSON object a line under the names of Suricata's EVE. A command is an event `msn`, a finding an
 * `alert`, a notice an `anomaly`, a session a `flow`, the totals `stats`; what has no name there is in `msn`.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../base/time.ts';
import { isoTime } from '../../base/time.ts';
import { Output, type BlockSink } from '../output.ts';
import type {
  CaptureRecord,
  CommandRecord,
  FindingRecord,
  NoticeRecord,
  SessionRecord,
  SummaryRecord,
} from '../schema.ts';
import type { Exporter } from './exporter.ts';
import type { Connection, End } from './identity.ts';

const SEVERITIES: Readonly<Record<FindingRecord['severity'], number>> = { error: 1, warning: 2, note: 3 };
/** Signatures of one's own have numbers from here. */
const FIRST_SIGNATURE = 1_000_000;
const SIGNATURES = 900_000;
const EPOCH = '1970-01-01T00:00:00.000000Z';

type Direction = 'to_server' | 'to_client';

export class EveExporter implements Exporter {
  readonly #output: Output;
  readonly #files = new Map<number, string>();
  /** Of the latest record that has one: notices have none. */
  #time = EPOCH;

  constructor(sink: BlockSink) {
    this.#output = new Output(sink);
  }

  capture({ index, file }: CaptureRecord, firstTime: number, clock: Clock): void {
    this.#files.set(index, file);
    if (index === 1) this.#time = isoTime(clock, firstTime);
  }

  command(record: CommandRecord, connection: Connection): void {
    const { id, session, from, verb, trid, args, payload, decoded, answers, latencyMs } = record;
    this.#time = record.time;
    const direction = from === 'client' ? 'to_server' : 'to_client';
    const msn = {
      session,
      id,
      from,
      command: verb,
      trid,
      args,
      payload: payload === null ? null : snake(payload),
      decoded,
      answers,
      latency_ms: latencyMs,
    };
    const place = { frame: record.frames[1], capture: record.captures?.[1] ?? 1 };
    this.#event('msn', place, connection, direction, { direction, msn });
  }

  finding(record: FindingRecord, connection: Connection | undefined): void {
    const { id, severity, family, session, command, frame, capture, message, details } = record;
    this.#time = record.time;
    const alert = {
      action: 'allowed',
      gid: 1,
      signature_id: signatureId(id),
      rev: 1,
      signature: `MSN ${id}`,
      category: `MSN ${family}`,
      severity: SEVERITIES[severity],
    };
    const msn = { session, command, finding: id, message, details };
    this.#event('alert', { frame, capture }, connection, 'to_server', { alert, msn });
  }

  notice(
    { code, capture, frame, session, message, details }: NoticeRecord,
    connection: Connection | undefined,
  ): void {
    const anomaly = { type: session === null ? 'decode' : 'stream', event: code };
    const msn = { session, message, details };
    this.#event('anomaly', { frame, capture: capture ?? 1 }, connection, 'to_server', { anomaly, msn });
  }

  session(record: SessionRecord, connection: Connection): void {
    const { start, end, endReason, bytes, lastFrame } = record;
    this.#time = end;
    const flow = {
      bytes_toserver: bytes.client,
      bytes_toclient: bytes.server,
      start: eveTime(start),
      end: eveTime(end),
      age: Math.floor((Date.parse(end) - Date.parse(start)) / 1000),
      state: endReason === 'fin' || endReason === 'rst' ? 'closed' : 'established',
      reason: endReason === 'capture-end' ? 'shutdown' : 'timeout',
    };
    const { id, role, version, account, friendlyName, participants, conversation, invitedBy } = record;
    const msn = {
      session: id,
      role,
      version,
      account,
      friendly_name: friendlyName,
      participants,
      conversation,
      invited_by: invitedBy,
      commands: record.commands,
      gaps: record.gaps,
    };
    const place = { frame: lastFrame, capture: record.lastCapture ?? record.capture };
    this.#event('flow', place, connection, 'to_server', { flow, msn });
  }

  summary({ frames, bytes, sessions, commands, findings, complete, lastTime }: SummaryRecord): void {
    this.#time = lastTime ?? this.#time;
    const stats = {
      decoder: { pkts: frames, bytes },
      detect: { alert: Object.values(findings.id).reduce((sum, count) => sum + count, 0) },
      msn: { sessions, commands, complete },
    };
    this.#line({ timestamp: eveTime(this.#time), event_type: 'stats', stats });
    this.#output.flush();
  }

  flush(): void {
    this.#output.flush();
  }

  #event(
    type: string,
    { frame, capture }: { readonly frame: number | null; readonly capture: number },
    connection: Connection | undefined,
    direction: Direction,
    rest: object,
  ): void {
    const ends = connection === undefined ? {} : endsOf(connection, direction);
    this.#line({
      timestamp: eveTime(this.#time),
      ...(connection === undefined ? {} : { flow_id: connection.flowId }),
      ...(frame === null ? {} : { pcap_cnt: frame }),
      event_type: type,
      ...ends,
      ...(connection === undefined
        ? {}
        : { proto: 'TCP', app_proto: 'msn', community_id: connection.communityId }),
      pcap_filename: this.#files.get(capture),
      ...rest,
    });
  }

  #line(event: object): void {
    this.#output.text(`${JSON.stringify(event)}\n`);
    this.#output.endRecord();
  }
}

/** The sender is the source. */
function endsOf({ client, server }: Connection, direction: Direction): object {
  const [source, target]: readonly [End, End] =
    direction === 'to_server' ? [client, server] : [server, client];
  return {
    src_ip: source.address,
    src_port: source.port,
    dest_ip: target.address,
    dest_port: target.port,
  };
}

/** `2004-11-09T11:33:20.123456+0000`. */
function eveTime(iso: string): string {
  return `${iso.slice(0, 26).replace('Z', '')}+0000`;
}

/** By the rule's name alone, so that it stays when rules come and go. */
export function signatureId(rule: string): number {
  return FIRST_SIGNATURE + (createHash('sha1').update(rule).digest().readUInt32BE(0) % SIGNATURES);
}

function snake({
  length,
  captured,
  contentType,
  text,
  base64,
}: NonNullable<CommandRecord['payload']>): object {
  return { length, captured, content_type: contentType, text, base64 };
}
