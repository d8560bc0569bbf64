/** A command that waits until it is known whether it is shown: an owned copy. */
import type { CommandInfo } from '../../analysis/sink.ts';
import { Command } from '../../msnp/command.ts';

/** A request and its replies: a finding about one of them shows them all. */
export interface Exchange {
  isMarked: boolean;
  /** Of those that wait. */
  members: number;
}

export interface HeldCommand {
  readonly command: Command;
  readonly info: CommandInfo;
  readonly exchange: Exchange;
  /** Counts the commands that were held, from 0. */
  readonly ordinal: number;
  /** Its transaction is not settled: findings about it may come. */
  isWaiting: boolean;
  /** Shown for a finding about another command near it. */
  isMarked: boolean;
}

/** Everything of a command, in memory of its own. */
export function copyCommand(command: Command): Command {
  const { bytes, lineStart, lineEnd, payloadStart, payloadEnd } = command;
  return Object.assign(new Command(), command, {
    bytes: Buffer.from(bytes.subarray(lineStart, Math.max(lineEnd, payloadEnd))),
    lineStart: 0,
    lineEnd: lineEnd - lineStart,
    payloadStart: payloadStart - lineStart,
    payloadEnd: payloadEnd - lineStart,
  });
}

/** The same of what is known of it; the session goes on growing. */
export function copyInfo({ session, id, answers, latency, answersVerb }: CommandInfo): CommandInfo {
  return { session, id, answers, latency, answersVerb };
}

/** The id of the request that an exchange is known by. */
export function requestOf({ id, answers }: CommandInfo): number {
  return answers === 0 ? id : answers;
}
