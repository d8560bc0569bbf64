/** A report that keeps everything, in copies: what the tests of whole scans look at. */
import { lineText } from '../../src/msnp/words.ts';
import { SIDE_NAMES } from '../../src/tcp/handler.ts';
import type { Command } from '../../src/msnp/command.ts';
import type { Finding } from '../../src/analysis/finding.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../../src/analysis/sink.ts';
import type { Notice } from '../../src/base/notice.ts';
import {
  type CaptureInfo,
  type Report,
  scan,
  type ScanInput,
  type ScanOptions,
  type Totals,
} from '../../src/scan.ts';

export interface CollectedCommand {
  session: number;
  id: number;
  from: 'client' | 'server';
  line: string;
  payload: string | null;
  trid: number;
  answers: number;
  frames: [number, number];
  time: number;
}

export class Collector implements Report {
  captures: CaptureInfo[] = [];
  commands: CollectedCommand[] = [];
  transactions: SettledTransaction[] = [];
  findings: Finding[] = [];
  notices: Notice[] = [];
  sessions: SessionView[] = [];
  totals: Totals | undefined;
  /** Names of the calls, to check their order. */
  calls: string[] = [];

  capture(info: CaptureInfo): void {
    this.calls.push('capture');
    this.captures.push(info);
  }
  command(command: Command, info: CommandInfo): void {
    this.calls.push('command');
    this.commands.push({
      session: info.session.id,
      id: info.id,
      from: SIDE_NAMES[command.from],
      line: lineText(command),
      payload:
        command.payloadLength < 0
          ? null
          : command.bytes.toString('latin1', command.payloadStart, command.payloadEnd),
      trid: command.trid,
      answers: info.answers,
      frames: [command.firstFrame, command.lastFrame],
      time: command.lastTime,
    });
  }
  transaction(transaction: SettledTransaction): void {
    this.calls.push('transaction');
    this.transactions.push({ ...transaction, replies: [...transaction.replies] });
  }
  finding(finding: Finding): void {
    this.calls.push('finding');
    this.findings.push(finding);
  }
  notice(notice: Notice): void {
    this.calls.push('notice');
    this.notices.push(notice);
  }
  session(session: SessionView): void {
    this.calls.push('session');
    this.sessions.push(session);
  }
  end(totals: Totals): void {
    this.calls.push('end');
    this.totals = totals;
  }
}

/** Scans with port 1863 and the rules as they are by default. */
export async function collect(input: ScanInput, options: Partial<ScanOptions> = {}): Promise<Collector> {
  const collector = new Collector();
  await scan(
    input,
    { ports: new Set([1863]), gatewayPorts: new Set([80, 8080]), enable: [], disable: [], ...options },
    collector,
  );
  return collector;
}
