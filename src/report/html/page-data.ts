/**
 * What the page is given: blocks of JSON in script elements, one class each. The writer (html.ts) and the page's own
 * code (page/) agree on these shapes. Times are ticks since the capture's first second: micro- or nanoseconds.
 */
import type { Severity } from '../../analysis/finding.ts';
import type { TransactionState } from '../../analysis/sink.ts';
import type {
  CaptureRecord,
  CommandRecord,
  FindingRecord,
  NoticeRecord,
  SessionRecord,
  SummaryRecord,
} from '../schema.ts';

/** What a command is about: the table its row stands in. */
export const KINDS = ['login', 'lists', 'presence', 'messages', 'switchboard', 'error', 'unknown'] as const;
export type Kind = (typeof KINDS)[number];

/** Bits of `PageCommands.bits`. */
export const BIT = { server: 1, trid: 2, speech: 4, partial: 8, lineFeed: 16, cutLine: 32 } as const;

/** Commands in the order of the capture, by columns: a block has up to some thousand. */
export interface PageCommands {
  readonly session: number[];
  readonly id: number[];
  readonly bits: number[];
  readonly time: number[];
  readonly frame: number[];
  /** Last frame minus first; in several captures that of the last frame's capture may be below. */
  readonly frames: number[];
  /** Captures of the first and of the last frame; empty when there is only one. */
  readonly capture: number[];
  readonly lastCapture: number[];
  readonly verb: string[];
  /** -1 for none. */
  readonly trid: number[];
  /** Id of the command it answers, 0 for none. */
  readonly answers: number[];
  /** Milliseconds, -1 for none. */
  readonly latency: number[];
  /** Payload length as declared, -1 without payload. */
  readonly length: number[];
  /** Place in `PageMeta.rows`, -1 for a command that is not in the table. */
  readonly row: number[];
  /** The line, or its beginning. */
  readonly line: string[];
  /** What the payload says, in a few words. */
  readonly summary: string[];
}

/** What only the details of a command show; 0 stands for a command without. Missing members are null or false. */
export interface PageDetails {
  /** The line, when the index has only its beginning. */
  readonly raw?: string;
  readonly rawBase64?: string;
  readonly text?: string;
  readonly base64?: string;
  /** Bytes of the payload, or characters of the line, that the page leaves out. */
  readonly more?: number;
  readonly moreLine?: number;
  /** Captured bytes of a payload that has a hole or an end missing. */
  readonly captured?: number;
  readonly contentType?: string;
  readonly decoded?: CommandRecord['decoded'];
}

/** A row of the command table. */
export interface PageRow {
  readonly verb: string;
  readonly from: 'client' | 'server';
  readonly kind: Kind;
  readonly params: string;
  readonly meaning: string;
}

export interface PageRule {
  readonly title: string;
  readonly why: string;
  readonly source: string;
  readonly severity: Severity;
  readonly family: string;
}

export interface PageSession extends SessionRecord {
  readonly from: number;
  readonly to: number;
}

/** `at`: how many commands of the page come before it. */
export interface PageFinding extends FindingRecord {
  readonly at: number;
  readonly ticks: number;
}

export interface PageNotice extends NoticeRecord {
  readonly at: number;
}

/** How a transaction ended, where it was not simply answered. */
export type PageState = readonly [session: number, request: number, state: TransactionState];

/** Somebody's presence from here on; account null: of the session's own. */
export type PagePresence = readonly [ticks: number, session: number, account: string | null, state: string];

/** What the page leaves out, 0 each when it has everything. */
export interface PageLeftOut {
  readonly commands: number;
  readonly sessions: number;
  readonly findings: number;
  readonly notices: number;
  /** Frame of the first command that is left out, with several captures `2:59`. */
  readonly frame: string | null;
}

export interface PageMeta {
  readonly generator: { readonly name: string; readonly version: string };
  readonly captures: readonly CaptureRecord[];
  readonly summary: SummaryRecord;
  readonly baseSeconds: number;
  readonly digits: 6 | 9;
  /** Ticks of the first frame. */
  readonly start: number;
  readonly rows: readonly PageRow[];
  readonly rules: Readonly<Record<string, PageRule>>;
  readonly errors: Readonly<
    Record<string, { readonly name: string | null; readonly meaning: string | null }>
  >;
  readonly leftOut: PageLeftOut;
  /** False when the contents of payloads were not asked for. */
  readonly payloads: boolean;
}
