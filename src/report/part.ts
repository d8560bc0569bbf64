/** Reports that are written in parts: the records by several threads, in order by one that joins them. */
import type { Finding } from '../analysis/finding.ts';
import type { CommandInfo, SessionView, SettledTransaction } from '../analysis/sink.ts';
import type { Clock } from '../base/time.ts';
import type { Command } from '../msnp/command.ts';
import type { Output } from './output.ts';

/** Writes the records of some sessions; what belongs to the whole capture is written by who joins them. */
export interface PartReport {
  /** What records are written to, whole ones only. */
  readonly outputs: readonly Output[];
  /** Before everything else; `several`: there are several captures. */
  begin(clock: Clock, several: boolean): void;
  command(command: Command, info: CommandInfo): void;
  transaction(transaction: SettledTransaction): void;
  finding(finding: Finding): void;
  session(session: SessionView): void;
}

/** Takes the records that parts have written. */
export interface JoiningReport {
  /** How many outputs a part has. */
  readonly channels: number;
  /** Records of the output `channel` of a part. The bytes are gone after the call. */
  join(channel: number, bytes: Uint8Array): void;
}
