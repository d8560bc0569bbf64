/** `--json`: one document with an array for each kind of record. The arrays grow side by side, each in its spool. */
import type { Finding } from '../analysis/finding.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../analysis/sink.ts';
import type { Notice } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import type { Command } from '../msnp/command.ts';
import type { CaptureInfo, Report, Totals } from '../scan.ts';
import { type Choice, CHOICES, EVERYTHING } from './choice.ts';
import { RecordWriter, type Privacy } from './command-json.ts';
import { Indenter } from './indent.ts';
import { Output, type BlockSink } from './output.ts';
import type { JoiningReport } from './part.ts';
import { captureRecord, findingRecord, noticeRecord, sessionRecord } from './records.ts';
import { Spool } from './spool.ts';
import type { Tally } from './tally.ts';

const COMMA = 0x2c;
const NO_CLOCK: Clock = { baseSeconds: 0, digits: 6 };

/** One array: its elements with commas between them. */
class SpooledArray {
  readonly output: Output;
  readonly #spool = new Spool();
  #isEmpty = true;

  constructor() {
    this.output = new Output(this.#spool.write);
  }

  /** To be called before each element is written to `output`. */
  next(): void {
    if (!this.#isEmpty) {
      const pos = this.output.reserve(1);
      this.output.bytes[pos] = COMMA;
      this.output.length = pos + 1;
    }
    this.#isEmpty = false;
  }

  add(record: object): void {
    this.next();
    this.output.text(JSON.stringify(record));
    this.output.endRecord();
  }

  /** Elements that a part has written. */
  join(bytes: Uint8Array): void {
    this.output.raw(this.#isEmpty ? bytes.subarray(1) : bytes);
    this.#isEmpty = false;
    this.output.endRecord();
  }

  drain(sink: BlockSink): void {
    this.output.flush();
    this.#spool.drain(sink);
  }

  close(): void {
    this.#spool.close();
  }
}

export interface JsonOptions {
  readonly privacy: Privacy;
  /** Indented, for people. */
  readonly indent: boolean;
  readonly version: string;
  /** Arrays that are left out are empty; everything without it. */
  readonly choice?: Choice;
}

/** Writes the document to `sink` at the end; `close` gives up the temporary files when there is no end. */
export class JsonReport implements Report, JoiningReport {
  readonly channels = CHOICES.length;
  readonly #sink: BlockSink;
  readonly #options: JsonOptions;
  readonly #tally: Tally;
  readonly #choice: Choice;
  readonly #arrays = {
    captures: new SpooledArray(),
    commands: new SpooledArray(),
    transactions: new SpooledArray(),
    findings: new SpooledArray(),
    notices: new SpooledArray(),
    sessions: new SpooledArray(),
  };
  #clock = NO_CLOCK;
  #several = false;
  #commands: RecordWriter;
  #transactions: RecordWriter;

  constructor(sink: BlockSink, options: JsonOptions, tally: Tally) {
    this.#sink = sink;
    this.#options = options;
    this.#tally = tally;
    this.#choice = options.choice ?? EVERYTHING;
    this.#commands = this.#writer(this.#arrays.commands);
    this.#transactions = this.#writer(this.#arrays.transactions);
  }

  capture(info: CaptureInfo, clock: Clock): void {
    this.#clock = clock;
    this.#several = info.of > 1;
    if (info.index === 1) {
      this.#commands = this.#writer(this.#arrays.commands);
      this.#transactions = this.#writer(this.#arrays.transactions);
    }
    this.#arrays.captures.add(captureRecord(info));
  }

  command(command: Command, info: CommandInfo): void {
    if (!this.#choice.commands) return;
    const { commands } = this.#arrays;
    commands.next();
    this.#commands.command(command, info);
    commands.output.endRecord();
  }

  transaction(transaction: SettledTransaction): void {
    if (!this.#choice.transactions) return;
    const { transactions } = this.#arrays;
    transactions.next();
    this.#transactions.transaction(transaction);
    transactions.output.endRecord();
  }

  finding(finding: Finding): void {
    if (this.#choice.findings) this.#arrays.findings.add(findingRecord(finding, this.#clock));
  }

  notice(notice: Notice): void {
    this.#arrays.notices.add(noticeRecord(notice, this.#several));
  }

  session(session: SessionView): void {
    this.#commands.endSession(session);
    if (this.#choice.sessions) {
      this.#arrays.sessions.add(sessionRecord(session, this.#clock, this.#several));
    }
  }

  join(channel: number, bytes: Uint8Array): void {
    const name = CHOICES[channel];
    if (name !== undefined) this.#arrays[name].join(bytes);
  }

  end(totals: Totals): void {
    const indenter = this.#options.indent ? new Indenter(this.#sink) : undefined;
    const output = new Output(indenter?.write ?? this.#sink);
    const generator = JSON.stringify({ name: 'msnscan', version: this.#options.version });
    output.text(`{"schemaVersion":1,"generator":${generator}`);
    for (const [name, array] of Object.entries(this.#arrays)) {
      output.text(`,"${name}":[`);
      array.drain((bytes) => {
        output.raw(bytes);
      });
      output.text(']');
    }
    output.text(`,"summary":${JSON.stringify(this.#tally.summary(totals, this.#clock))}}`);
    output.flush();
    indenter?.end();
    this.#sink(Buffer.from('\n'));
  }

  /** Gives up what is spooled. */
  close(): void {
    for (const array of Object.values(this.#arrays)) array.close();
  }

  #writer(array: SpooledArray): RecordWriter {
    return new RecordWriter(array.output, this.#clock, this.#options.privacy, false, this.#several);
  }
}
