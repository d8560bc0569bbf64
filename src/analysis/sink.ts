/** What the analysis hands to the reports, as it is settled. Objects are alive only during the call. */
import type { Notice } from '../base/notice.ts';
import type { Command } from '../msnp/command.ts';
import type { Role } from '../msnp/row.ts';
import type { EndReason } from '../tcp/handler.ts';
import type { Flow } from '../tcp/flow.ts';
import type { Finding } from './finding.ts';

export type TransactionState = 'answered' | 'error' | 'no-reply-expected' | 'unanswered' | 'unknown';

/** One stay of somebody in a switchboard: who returns has another one. */
export interface Participant {
  readonly account: string;
  /** Of the JOI, or of the IRO that told of him; null when that is not in the capture. Nanoseconds. */
  readonly joined: number | null;
  /** Null while he is there. */
  left: number | null;
}

/** A challenge of the server and what the client answered. */
export interface ChallengeView {
  readonly chl: string;
  /** Null without an answer. */
  readonly qry: string | null;
  /** `unknown` without an answer, or when the product's key is not known. */
  readonly verdict: 'right' | 'wrong' | 'unknown';
}

/** A place where the account is signed in (MSNP16 on). */
export interface EndpointView {
  /** `{guid}` in small letters. */
  readonly id: string;
  readonly name: string | null;
  readonly capabilities: string | null;
}

/** One session as it stands: complete when `Sink.session` gets it, growing before. */
export interface SessionView {
  /** Equals `flow.id`. */
  readonly id: number;
  readonly flow: Flow;
  /** Index of the capture that its first frame counts in. */
  readonly capture: number;
  readonly role: Role | 'unknown';
  /** False while the role may still change (a DS looks like an NS until its XFR). */
  readonly roleSettled: boolean;
  /** `MSNP8`, or a range such as `MSNP10-12` or `MSNP13+` when inferred; null when unknown. */
  readonly version: string | null;
  readonly versionSource: 'negotiated' | 'inferred' | 'unknown';
  readonly account: string | null;
  readonly friendlyName: string | null;
  readonly oneSided: boolean;
  /** Null while open. */
  readonly endReason: EndReason | null;
  readonly commands: readonly [client: number, server: number];
  readonly transactions: Readonly<Record<TransactionState, number>>;
  /** Latencies of answered transactions in nanoseconds, sorted sample for percentiles; bounded. */
  latencySummary(): { min: number; median: number; p95: number; max: number } | null;
  /** Session that handed out the cookie this session logged in with, or null. */
  readonly invitedBy: number | null;
  /** Lowest id of the sessions that belong together. */
  readonly conversation: number;
  /** Of the own account. */
  readonly endpoints: readonly EndpointView[];
  /** Of a switchboard, the own account left out, in order of coming. */
  readonly participants: readonly Participant[];
  readonly challenges: readonly ChallengeView[];
}

/** What the analysis knows of a command beyond the decoder's view. */
export interface CommandInfo {
  readonly session: SessionView;
  /** Counts from 1 inside the session. */
  readonly id: number;
  /** Id of the client command it answers, 0 when it answers none. */
  readonly answers: number;
  /** Last byte of the request to first byte of this reply, nanoseconds; -1 unless this is a first reply. */
  readonly latency: number;
  /** Verb of the command it answers, '' when none. */
  readonly answersVerb: string;
}

/** A transaction whose state will not change any more. */
export interface SettledTransaction {
  readonly session: number;
  /** -1 when the request carries none. */
  readonly trid: number;
  readonly verb: string;
  /** Command ids. */
  readonly request: number;
  readonly replies: readonly number[];
  readonly state: TransactionState;
  /** Nanoseconds, -1 when there is no first reply. */
  readonly latency: number;
  /** Error code such as `205`, '' when none. */
  readonly error: string;
}

/** Receives everything, in the order of REPORT.md: by the frame that settled it, then session, then place. */
export interface Sink {
  command(command: Command, info: CommandInfo): void;
  transaction(transaction: SettledTransaction): void;
  finding(finding: Finding): void;
  notice(notice: Notice): void;
  session(session: SessionView): void;
}
