/** The records of some sessions for `--json`: elements of its arrays, each behind a comma. */
import type { Finding } from '../analysis/finding.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../analysis/sink.ts';
import type { Clock } from '../base/time.ts';
import type { Command } from '../msnp/command.ts';
import { type Choice, EVERYTHING } from './choice.ts';
import { RecordWriter, type Privacy } from './command-json.ts';
import { Output, type BlockSink } from './output.ts';
import type { PartReport } from './part.ts';
import { findingRecord, sessionRecord } from './records.ts';

const COMMA = 0x2c;
const NO_CLOCK: Clock = { baseSeconds: 0, digits: 6 };

export class JsonPart implements PartReport {
  readonly outputs: readonly Output[];
  readonly #privacy: Privacy;
  readonly #choice: Choice;
  readonly #findings: Output;
  readonly #sessions: Output;
  readonly #commandOutput: Output;
  readonly #transactionOutput: Output;
  #clock = NO_CLOCK;
  #several = false;
  #commands: RecordWriter;
  #transactions: RecordWriter;

  /** The channels are those of CHOICES. */
  constructor(sinkOf: (channel: number) => BlockSink, privacy: Privacy, choice: Choice = EVERYTHING) {
    this.#choice = choice;
    this.#privacy = privacy;
    this.#commandOutput = new Output(sinkOf(0));
    this.#transactionOutput = new Output(sinkOf(1));
    this.#findings = new Output(sinkOf(2));
    this.#sessions = new Output(sinkOf(3));
    this.outputs = [this.#commandOutput, this.#transactionOutput, this.#findings, this.#sessions];
    this.#commands = this.#writer(this.#commandOutput);
    this.#transactions = this.#writer(this.#transactionOutput);
  }

  begin(clock: Clock, several: boolean): void {
    this.#several = several;
    this.#clock = clock;
    this.#commands = this.#writer(this.#commandOutput);
    this.#transactions = this.#writer(this.#transactionOutput);
  }

  command(command: Command, info: CommandInfo): void {
    if (!this.#choice.commands) return;
    putComma(this.#commandOutput);
    this.#commands.command(command, info);
    this.#commandOutput.endRecord();
  }

  transaction(transaction: SettledTransaction): void {
    if (!this.#choice.transactions) return;
    putComma(this.#transactionOutput);
    this.#transactions.transaction(transaction);
    this.#transactionOutput.endRecord();
  }

  finding(finding: Finding): void {
    if (this.#choice.findings) add(this.#findings, findingRecord(finding, this.#clock));
  }

  session(session: SessionView): void {
    this.#commands.endSession(session);
    if (this.#choice.sessions) add(this.#sessions, sessionRecord(session, this.#clock, this.#several));
  }

  #writer(output: Output): RecordWriter {
    return new RecordWriter(output, this.#clock, this.#privacy, false, this.#several);
  }
}

function putComma(output: Output): void {
  const pos = output.reserve(1);
  output.bytes[pos] = COMMA;
  output.length = pos + 1;
}

function add(output: Output, record: object): void {
  putComma(output);
  output.text(JSON.stringify(record));
  output.endRecord();
}
