/** `--ndjson`: one record a line, in the order in which the analysis settles them. */
import type { Finding } from '../analysis/finding.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../analysis/sink.ts';
import type { Notice } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import type { Command } from '../msnp/command.ts';
import type { CaptureInfo, Report, Totals } from '../scan.ts';
import { type Choice, EVERYTHING } from './choice.ts';
import { RecordWriter, type Privacy } from './command-json.ts';
import { Output, type BlockSink } from './output.ts';
import type { JoiningReport, PartReport } from './part.ts';
import { captureRecord, findingRecord, noticeRecord, sessionRecord } from './records.ts';
import type { Tally } from './tally.ts';

const NEWLINE = 0x0a;
const NO_CLOCK: Clock = { baseSeconds: 0, digits: 6 };

/** Writes lines to `sink`; `tally` counts beside it and has the totals at the end. */
export class NdjsonReport implements Report, PartReport, JoiningReport {
  readonly channels = 1;
  readonly #output: Output;
  readonly #privacy: Privacy;
  readonly #tally: Tally;
  readonly #choice: Choice;
  #clock = NO_CLOCK;
  #several = false;
  #writer: RecordWriter;

  constructor(sink: BlockSink, privacy: Privacy, tally: Tally, choice = EVERYTHING) {
    this.#output = new Output(sink);
    this.#privacy = privacy;
    this.#tally = tally;
    this.#choice = choice;
    this.#writer = new RecordWriter(this.#output, NO_CLOCK, privacy, true, false);
  }

  get outputs(): readonly Output[] {
    return [this.#output];
  }

  capture(info: CaptureInfo, clock: Clock): void {
    if (info.index === 1) this.begin(clock, info.of > 1);
    this.#record('capture', captureRecord(info));
  }

  begin(clock: Clock, several: boolean): void {
    this.#several = several;
    this.#clock = clock;
    this.#writer = new RecordWriter(this.#output, clock, this.#privacy, true, several);
  }

  join(_channel: number, bytes: Uint8Array): void {
    this.#output.raw(bytes);
    this.#output.endRecord();
  }

  command(command: Command, info: CommandInfo): void {
    if (!this.#choice.commands) return;
    this.#writer.command(command, info);
    this.#endLine();
  }

  transaction(transaction: SettledTransaction): void {
    if (!this.#choice.transactions) return;
    this.#writer.transaction(transaction);
    this.#endLine();
  }

  finding(finding: Finding): void {
    if (this.#choice.findings) this.#record('finding', findingRecord(finding, this.#clock));
  }

  notice(notice: Notice): void {
    this.#record('notice', noticeRecord(notice, this.#several));
  }

  session(session: SessionView): void {
    this.#writer.endSession(session);
    if (this.#choice.sessions) {
      this.#record('session', sessionRecord(session, this.#clock, this.#several));
    }
  }

  idle(): void {
    this.#output.flush();
  }

  end(totals: Totals): void {
    this.#record('summary', this.#tally.summary(totals, this.#clock));
    this.#output.flush();
  }

  #record(type: string, record: object): void {
    this.#output.text(JSON.stringify({ type, ...record }));
    this.#endLine();
  }

  #endLine(): void {
    const pos = this.#output.reserve(1);
    this.#output.bytes[pos] = NEWLINE;
    this.#output.length = pos + 1;
    this.#output.endRecord();
  }
}
