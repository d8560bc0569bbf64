/**
 * A report whose records others put into words: those of NDJSON as objects, masked and shortened alike, each with the
 * connection it is about.
 */
import type { Finding } from '../../analysis/finding.ts';
import type { CommandInfo, SessionView } from '../../analysis/sink.ts';
import { MAX_EXPORTED_SESSIONS } from '../../base/limits.ts';
import type { Notice } from '../../base/notice.ts';
import type { Clock } from '../../base/time.ts';
import type { Command } from '../../msnp/command.ts';
import type { CaptureInfo, Report, Totals } from '../../scan.ts';
import { RecentMap } from '../chat/recent-map.ts';
import type { Choice } from '../choice.ts';
import type { Privacy } from '../command-json.ts';
import { NdjsonReport } from '../ndjson.ts';
import type {
  CaptureRecord,
  CommandRecord,
  FindingRecord,
  NoticeRecord,
  SessionRecord,
  SummaryRecord,
} from '../schema.ts';
import type { Tally } from '../tally.ts';
import { type Connection, connectionOf } from './identity.ts';

/** Takes records in the order of NDJSON. The connection of a finding or notice may not be known. */
export interface Exporter {
  capture?(record: CaptureRecord, firstTime: number, clock: Clock): void;
  command?(record: CommandRecord, connection: Connection): void;
  finding?(record: FindingRecord, connection: Connection | undefined): void;
  notice?(record: NoticeRecord, connection: Connection | undefined): void;
  session?(record: SessionRecord, connection: Connection): void;
  summary(record: SummaryRecord): void;
  flush?(): void;
}

const NO_CLOCK: Clock = { baseSeconds: 0, digits: 6 };

export class ExportReport implements Report {
  readonly #exporter: Exporter;
  readonly #lines: NdjsonReport;
  readonly #connections = new RecentMap<number, Connection>(MAX_EXPORTED_SESSIONS);
  #parts: Buffer[] = [];
  #clock = NO_CLOCK;

  constructor(exporter: Exporter, privacy: Privacy, tally: Tally, choice: Choice) {
    this.#exporter = exporter;
    const keep = (bytes: Uint8Array): void => {
      this.#parts.push(Buffer.from(bytes));
    };
    this.#lines = new NdjsonReport(keep, privacy, tally, choice);
  }

  capture(info: CaptureInfo, clock: Clock): void {
    this.#clock = clock;
    this.#lines.capture(info, clock);
    const record = this.#take() as CaptureRecord | undefined;
    if (record !== undefined) this.#exporter.capture?.(record, info.firstTime, clock);
  }

  command(command: Command, info: CommandInfo): void {
    const connection = this.#know(info.session);
    this.#lines.command(command, info);
    const record = this.#take() as CommandRecord | undefined;
    if (record !== undefined) this.#exporter.command?.(record, connection);
  }

  transaction(): void {
    // None of the formats has them: a reply names its request.
  }

  finding(finding: Finding): void {
    this.#lines.finding(finding);
    const record = this.#take() as FindingRecord | undefined;
    if (record !== undefined) this.#exporter.finding?.(record, this.#connections.get(finding.session));
  }

  notice(notice: Notice): void {
    this.#lines.notice(notice);
    const record = this.#take() as NoticeRecord | undefined;
    if (record !== undefined) this.#exporter.notice?.(record, this.#connections.get(notice.session));
  }

  session(session: SessionView): void {
    const connection = this.#know(session);
    this.#lines.session(session);
    const record = this.#take() as SessionRecord | undefined;
    if (record !== undefined) this.#exporter.session?.(record, connection);
  }

  idle(): void {
    this.#exporter.flush?.();
  }

  end(totals: Totals): void {
    this.#lines.end(totals);
    const record = this.#take() as SummaryRecord | undefined;
    if (record !== undefined) this.#exporter.summary(record);
  }

  /** Kept for what comes later: a finding may come behind the end of its session. */
  #know(session: SessionView): Connection {
    let connection = this.#connections.get(session.id);
    if (connection === undefined) {
      connection = connectionOf(session, this.#clock);
      this.#connections.set(session.id, connection);
    }
    return connection;
  }

  /** The record that was written just now; undefined when its kind is left out. */
  #take(): unknown {
    this.#lines.idle();
    if (this.#parts.length === 0) return undefined;
    const text = Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    return JSON.parse(text) as unknown;
  }
}
