/**
 * `--html`: one page that holds everything it shows. Commands come from the same masked records as JSON, cut to what a
 * browser can bear; they wait in temporary files until the end, so memory stays flat.
 */
import type { Finding } from '../../analysis/finding.ts';
import { RULES } from '../../analysis/registry.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../../analysis/sink.ts';
import {
  MAX_PAGE_FINDINGS,
  MAX_PAGE_NOTICES,
  MAX_PAGE_PRESENCE,
  MAX_PAGE_SESSIONS,
  MAX_PAGE_STATES,
  PAGE_RECORDS_PER_BLOCK,
} from '../../base/limits.ts';
import type { Notice } from '../../base/notice.ts';
import type { Clock } from '../../base/time.ts';
import type { Command } from '../../msnp/command.ts';
import { ERROR_ROW } from '../../msnp/lookup.ts';
import type { CaptureInfo, Report, Totals } from '../../scan.ts';
import { RecordWriter, type Privacy } from '../command-json.ts';
import { errorOf } from '../error-record.ts';
import { frameText } from '../frame-text.ts';
import { Output, type BlockSink } from '../output.ts';
import { captureRecord, findingRecord, noticeRecord, sessionRecord } from '../records.ts';
import type { CaptureRecord, CommandRecord } from '../schema.ts';
import { summarise } from '../speech.ts';
import type { Tally } from '../tally.ts';
import { blockElement, BlockSeries, inertJson } from './blocks.ts';
import { bounded } from './bounded.ts';
import { CommandIndex } from './command-index.ts';
import { pageFrame } from './document.ts';
import type { PageMeta, PageRule } from './page-data.ts';
import { presenceOf } from './presence.ts';

const NO_CLOCK: Clock = { baseSeconds: 0, digits: 6 };

/** A list with a limit. */
class Limited {
  readonly #series: BlockSeries;
  readonly #limit: number;
  count = 0;
  leftOut = 0;

  constructor(name: string, limit: number) {
    this.#series = new BlockSeries(name, PAGE_RECORDS_PER_BLOCK);
    this.#limit = limit;
  }

  add(value: unknown): void {
    if (this.count >= this.#limit) {
      this.leftOut++;
      return;
    }
    this.count++;
    this.#series.add(value);
  }

  drain(sink: BlockSink): void {
    this.#series.drain(sink);
  }

  close(): void {
    this.#series.close();
  }
}

export interface HtmlOptions {
  readonly privacy: Privacy;
  readonly version: string;
}

/** Writes the page to `sink` at the end; `close` gives up the temporary files when there is no end. */
export class HtmlReport implements Report {
  readonly #sink: BlockSink;
  readonly #options: HtmlOptions;
  readonly #tally: Tally;
  readonly #frame = pageFrame();
  readonly #commands = new CommandIndex();
  readonly #lists = {
    sessions: new Limited('sessions', MAX_PAGE_SESSIONS),
    findings: new Limited('findings', MAX_PAGE_FINDINGS),
    notices: new Limited('notices', MAX_PAGE_NOTICES),
    states: new Limited('states', MAX_PAGE_STATES),
    presence: new Limited('presence', MAX_PAGE_PRESENCE),
  };
  readonly #captures: CaptureRecord[] = [];
  readonly #errors = new Set<string>();
  /** Where records are written as JSON before they are cut. */
  readonly #scratch: Output;
  #pieces: Buffer[] = [];
  #writer: RecordWriter;
  #clock = NO_CLOCK;
  #several = false;
  #firstTime = 0;
  #leftOut = 0;
  #leftOutFrom: string | null = null;

  constructor(sink: BlockSink, options: HtmlOptions, tally: Tally) {
    this.#sink = sink;
    this.#options = options;
    this.#tally = tally;
    this.#scratch = new Output((bytes) => this.#pieces.push(Buffer.from(bytes)));
    this.#writer = new RecordWriter(this.#scratch, NO_CLOCK, options.privacy, false, false);
  }

  capture(info: CaptureInfo, clock: Clock): void {
    this.#several = info.of > 1;
    if (info.index === 1) {
      this.#clock = clock;
      this.#firstTime = info.firstTime;
      this.#writer = new RecordWriter(this.#scratch, clock, this.#options.privacy, false, this.#several);
    }
    this.#captures.push(captureRecord(info));
  }

  command(command: Command, info: CommandInfo): void {
    if (this.#commands.isFull) {
      this.#leftOut++;
      this.#leftOutFrom ??= frameText(command.firstFrame, this.#several);
      return;
    }
    const record = this.#record(command, info);
    const speech = summarise(command, this.#options.privacy, false);
    const ticks = this.#ticks(command.lastTime);
    this.#commands.add({ command, info, record, speech, ticks });
    if (command.row === ERROR_ROW) this.#errors.add(command.verb);
    const told = presenceOf(record, info.session.version);
    if (told !== undefined)
      this.#lists.presence.add([ticks, record.session, told.account, bounded(told.state)]);
  }

  transaction({ session, request, state }: SettledTransaction): void {
    if (state !== 'answered') this.#lists.states.add([session, request, state]);
  }

  finding(finding: Finding): void {
    const record = findingRecord(finding, this.#clock);
    const ticks = this.#ticks(finding.time);
    this.#lists.findings.add({ ...(bounded(record) as object), at: this.#commands.count, ticks });
  }

  notice(notice: Notice): void {
    const record = bounded(noticeRecord(notice, this.#several)) as object;
    this.#lists.notices.add({ ...record, at: this.#commands.count });
  }

  session(session: SessionView): void {
    this.#writer.endSession(session);
    const { firstTime, lastTime } = session.flow;
    const record = bounded(sessionRecord(session, this.#clock, this.#several)) as object;
    this.#lists.sessions.add({ ...record, from: this.#ticks(firstTime), to: this.#ticks(lastTime) });
  }

  end(totals: Totals): void {
    const output = new Output(this.#sink);
    const raw = (bytes: Uint8Array): void => {
      output.raw(bytes);
    };
    output.text(this.#frame.head);
    output.text(blockElement('meta', inertJson(this.#meta(totals))));
    for (const list of Object.values(this.#lists)) list.drain(raw);
    this.#commands.drain(raw);
    output.text(this.#frame.tail);
    output.flush();
  }

  /** What the page had to leave out, for whoever runs the program; undefined when it has everything. */
  remark(): string | undefined {
    const { sessions, findings, notices } = this.#lists;
    const parts = [
      [this.#leftOut, 'commands'],
      [sessions.leftOut, 'sessions'],
      [findings.leftOut, 'findings'],
      [notices.leftOut, 'notices'],
    ] as const;
    const missing = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
    return missing.length === 0
      ? undefined
      : `the page leaves out ${missing.join(', ')}: too many for a browser`;
  }

  /** Gives up what is spooled. */
  close(): void {
    this.#commands.close();
    for (const list of Object.values(this.#lists)) list.close();
  }

  /** Exact for as long as the capture's clock is. */
  #ticks(time: number): number {
    return this.#clock.digits === 6 ? Math.round(time / 1000) : time;
  }

  /** The command as `--json` shows it. */
  #record(command: Command, info: CommandInfo): CommandRecord {
    this.#pieces = [];
    this.#writer.command(command, info);
    this.#scratch.flush();
    return JSON.parse(Buffer.concat(this.#pieces).toString('utf8')) as CommandRecord;
  }

  #meta(totals: Totals): PageMeta {
    const { version, privacy } = this.#options;
    const { sessions, findings, notices } = this.#lists;
    return {
      generator: { name: 'msnscan', version },
      captures: this.#captures,
      summary: this.#tally.summary(totals, this.#clock),
      baseSeconds: this.#clock.baseSeconds,
      digits: this.#clock.digits === 6 ? 6 : 9,
      start: this.#ticks(this.#firstTime),
      rows: this.#commands.rows,
      rules: this.#rules(),
      errors: Object.fromEntries([...this.#errors].sort().map((code) => [code, errorOf(code)])),
      leftOut: {
        commands: this.#leftOut,
        sessions: sessions.leftOut,
        findings: findings.leftOut,
        notices: notices.leftOut,
        frame: this.#leftOutFrom,
      },
      payloads: privacy.payload,
    };
  }

  /** Explanations of the rules that have something to say. */
  #rules(): Record<string, PageRule> {
    const ids = new Set([...this.#tally.findings.values()].map(({ id }) => id));
    return Object.fromEntries(
      [...RULES]
        .filter(([id]) => ids.has(id))
        .map(([id, { family, rule }]) => {
          const { title, why, source, severity } = rule;
          return [id, { title, why, source, severity, family }];
        }),
    );
  }
}
