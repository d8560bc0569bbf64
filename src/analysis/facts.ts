/**
 * What the stages find and the rules wake on: one bit a fact, by subject, and the context that a subject's rules
 * read. Contexts are alive during the call only.
 */
import type { GatewayContext } from '../http/gateway-event.ts';
import { type Command, LINE } from '../msnp/command.ts';
import type { Role } from '../msnp/row.ts';
import type { SetTrouble } from './reply-set.ts';
import type { Knowledge } from './version.ts';

/** A line's form: the bits of LINE, and these above them. */
export const FORM = {
  ...LINE,
  errorFromClient: 1 << 24,
  parameterCount: 1 << 25,
  messageTooLong: 1 << 26,
  queryLength: 1 << 27,
  mimeHead: 1 << 28,
  p2pSize: 1 << 29,
  payloadMalformed: 1 << 30,
  unknownType: 1 << 31,
} as const;

export const TRID = {
  reuse: 1 << 0,
  missing: 1 << 1,
  notInteger: 1 << 2,
  negative: 1 << 3,
  plus: 1 << 4,
  hex: 1 << 5,
  outOfRange: 1 << 6,
  leadingZero: 1 << 7,
  zero: 1 << 8,
  gap: 1 << 9,
  backwards: 1 << 10,
  first: 1 << 11,
} as const;

export const REPLY = {
  unknownTrid: 1 << 0,
  wrongCommand: 1 << 1,
  duplicate: 1 << 2,
  outOfOrder: 1 << 3,
  slow: 1 << 4,
  ackWithoutMessage: 1 << 5,
  ackNotRequested: 1 << 6,
  ackAndNak: 1 << 7,
  nak: 1 << 8,
  pongWithoutPing: 1 << 9,
  otherText: 1 << 10,
  error: 1 << 11,
  errorParameters: 1 << 12,
  errorPayload: 1 << 13,
  errorUnknown: 1 << 14,
  errorUnsolicited: 1 << 15,
  asyncNumbered: 1 << 16,
} as const;

export const SETTLED = { unanswered: 1 << 0 } as const;
export const SET = { incomplete: 1 << 0, overrun: 1 << 1 } as const;
export const CHALLENGE = { unanswered: 1 << 0, queryWithout: 1 << 1, wrongAnswer: 1 << 2 } as const;
export const STREAM = { blankLine: 1 << 0, payloadShift: 1 << 1 } as const;
export const END = { afterBadTrid: 1 << 0, abrupt: 1 << 1 } as const;
export const NUMBERING = { gap: 1 << 0 } as const;

/** What a session's sides do and may not do. */
export const STATE = {
  wrongRole: 1 << 0,
  beforeVersion: 1 << 1,
  beforeLogin: 1 << 2,
  loginRepeated: 1 << 3,
  loginFailed: 1 << 4,
  versionMismatch: 1 << 5,
  versionRefused: 1 << 6,
  strayTrid: 1 << 7,
  uninvited: 1 << 8,
  ringUnanswered: 1 << 9,
  callUnanswered: 1 << 10,
  emptySession: 1 << 11,
  joinDuplicate: 1 << 12,
  leaveUnknown: 1 << 13,
  afterOut: 1 << 14,
  afterTransfer: 1 << 15,
  serverOut: 1 << 16,
  idle: 1 << 17,
  listsRepeated: 1 << 18,
  statusBeforeLists: 1 << 19,
  foreign: 1 << 20,
} as const;

export const SECURITY = {
  credentials: 1 << 0,
  challengeReused: 1 << 1,
  cookieReused: 1 << 2,
  flood: 1 << 3,
} as const;

export interface FormContext {
  readonly command: Command;
  readonly knowledge: Knowledge;
  /** The line was found by moving the end of a payload of wrong length. */
  readonly behindShift: boolean;
}

interface TridContext {
  readonly command: Command;
  readonly role: Role | undefined;
  /** The client's TrID before, -1 when there is none or a hole lies between. */
  readonly previous: number;
  /** An earlier use of the TrID expects an answer and is still open. */
  readonly earlierIsOpen: boolean;
  /** First line of a switchboard. */
  readonly opensSwitchboard: boolean;
}

export interface ReplyContext {
  readonly command: Command;
  readonly knowledge: Knowledge;
  /** Verb and id of the command with this TrID, '' and 0 when there is none. */
  readonly verb: string;
  readonly request: number;
  /** TrID as the client sent it. */
  readonly requestText: string;
  /** Nanoseconds, -1 unless it is the first reply. */
  readonly latency: number;
  /** The oldest command that was overtaken: verb, TrID and id. */
  readonly overtaken: string;
  readonly overtakenTrid: number;
  readonly overtakenId: number;
  /** Letter of the MSG that is acknowledged. */
  readonly letter: string;
}

/** How a wait came to its end. */
type WaitEnd = 'fin' | 'rst' | 'capture-end';

export interface SettledContext {
  readonly verb: string;
  readonly trid: number;
  /** Letter of a MSG, '' for other commands. */
  readonly letter: string;
  /** Nanoseconds from the request to the end of the wait. */
  readonly age: number;
  /** How long an answer may take. */
  readonly limit: number;
  readonly end: WaitEnd;
  /** The server closed first, or said that it would (OUT). */
  readonly serverClosed: boolean;
  readonly serverOut: boolean;
  readonly isPing: boolean;
}

export interface SetContext {
  readonly trouble: SetTrouble;
  readonly verb: string;
  readonly trid: number;
  /** Nanoseconds from the last line to the end of the connection, -1 when that is not what ended it. */
  readonly sinceLast: number;
}

interface ChallengeContext {
  /** Product id of the answer. */
  readonly product: string;
  /** Nanoseconds that the challenge has been open; -1 when a second one came. */
  readonly age: number;
}

interface StreamContext {
  readonly client: boolean;
  readonly shift: number;
}

export interface EndContext {
  readonly kind: 'fin' | 'rst';
  /** Nanoseconds since the line that matters: the bad one, or the latest that waits. */
  readonly age: number;
  /** Verb and TrID of the latest command that waits, '' and -1 when that does not matter. */
  readonly verb: string;
  readonly trid: number;
}

/** A gap in the client's numbers that nothing has explained. */
export interface NumberingContext {
  readonly verb: string;
  readonly trid: string;
  readonly previous: number;
}

export interface StateContext {
  /** Side and code of the line. */
  readonly from: string;
  readonly verb: string;
  readonly trid: string;
  readonly role: Role | undefined;
  readonly version: string | null;
  /** The word that matters: an account, a dialect, a reason. */
  readonly word: string;
  /** Nanoseconds, where time matters, else -1. */
  readonly age: number;
}

interface SecurityContext {
  readonly verb: string;
  /** What it is: a ticket, a cookie, a challenge. */
  readonly what: string;
  /** Bytes of a secret, or how often something came. */
  readonly count: number;
  /** The session that used it first, 0 when that does not matter. */
  readonly session: number;
}

/** Context of each subject. */
export interface Contexts {
  readonly form: FormContext;
  readonly trid: TridContext;
  readonly reply: ReplyContext;
  readonly settled: SettledContext;
  readonly set: SetContext;
  readonly challenge: ChallengeContext;
  readonly stream: StreamContext;
  readonly end: EndContext;
  readonly gateway: GatewayContext;
  readonly numbering: NumberingContext;
  readonly state: StateContext;
  readonly security: SecurityContext;
}

export type Subject = keyof Contexts;
