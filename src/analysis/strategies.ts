/**
 * What single verbs do beyond the columns of the command table: small tables keyed by verb, so that the stages know
 * no verb themselves. Sources: framing.md 2.2 to 2.4, anomalies.md.
 */
import { PING_LIMIT_NANOS, SLOW_PATIENT_REPLY_NANOS } from '../base/limits.ts';

/** How a MSG wants to be acknowledged. */
export interface AckMode {
  readonly letter: string;
  /** Whether an ACK or a NAK is expected. */
  readonly answered: boolean;
  /** Whether an ACK, a NAK is against the protocol. */
  readonly ackForbidden: boolean;
  readonly nakForbidden: boolean;
}

const mode = (letter: string, answered: boolean, ackForbidden: boolean, nakForbidden: boolean): AckMode => ({
  letter,
  answered,
  ackForbidden,
  nakForbidden,
});

/** The last is for letters without proof (`S`): nothing is expected, nothing is forbidden. */
export const ACK_MODES: readonly AckMode[] = [
  mode('U', false, true, true),
  mode('N', false, true, false),
  mode('A', true, false, false),
  mode('D', true, false, false),
  mode('', false, false, false),
];

/** Index of the letter that parts of P2P transfers come with, in numbers. */
export const DATAGRAM_MODE = 3;

/** Index into ACK_MODES for the letter after the TrID of a MSG, by its byte. */
export function ackModeOf(byte: number): number {
  for (const [index, row] of ACK_MODES.entries()) if (row.letter.charCodeAt(0) === byte) return index;
  return ACK_MODES.length - 1;
}

/** Acknowledgements: codes that answer a MSG only. */
export const ACK = 'ACK';
export const NAK = 'NAK';

/** Answers without TrID, first-in first-out: reply to request. */
export const FIFO_REPLIES: Readonly<Record<string, string>> = { QNG: 'PNG' };

/** Requests whose answers may take longer: other servers have to be asked, or the client only wants a sign of life. */
export const PATIENT_NANOS: Readonly<Record<string, number>> = {
  XFR: SLOW_PATIENT_REPLY_NANOS,
  CAL: SLOW_PATIENT_REPLY_NANOS,
  PNG: PING_LIMIT_NANOS,
};

/** Requests that get more than one line only when their first parameter is this. */
export const MORE_ONLY_FOR: Readonly<Record<string, string>> = { ADD: 'FL', ADC: 'FL' };

/** Answers of which several may come for one request, all of one kind. */
export const MANY_ANSWERS: ReadonlySet<string> = new Set(['FQY']);

/** Unasked lines with TrID 0 that belong to an answered request which waits for more. */
export const ZERO_BELONGS_TO: Readonly<Record<string, string>> = { ILN: 'CHG' };

/** Lines that may come under a request's TrID without answering it: reply to request. */
export const SIDE_REPLIES: Readonly<Record<string, string>> = { GCF: 'USR' };

/** Verb that a server may send in place of the answer of the same code: reply to request. */
export const STAND_IN_REPLIES: Readonly<Record<string, string>> = { XFR: 'USR', ACK: 'MSG', NAK: 'MSG' };

/** Lines of the SYN set, which carry no TrID from MSNP8 on (framing.md 2.2). */
export const LIST_SET = 'SYN';
export const LIST_SET_LINES: ReadonlySet<string> = new Set(['GTC', 'BLP', 'PRP', 'LSG', 'LST', 'BPR']);
/** First version whose set carries no TrIDs. */
export const BARE_SET_SINCE = 8;

/** Commands without TrID by their row that some clients number all the same. */
export const NUMBERED_BY_HABIT: ReadonlySet<string> = new Set(['OUT']);

/** Client commands that may use TrID 0: some clients send it on purpose. */
export const ZERO_TRID_HABIT: ReadonlySet<string> = new Set(['SDG']);

/** Commands that an official client numbers before it can send them (anomalies.md trid-backwards). */
export const QUEUED_COMMANDS: ReadonlySet<string> = new Set(['MSG']);

/** Commands whose lines are long without being suspicious. */
export const LONG_COMMANDS: ReadonlySet<string> = new Set(['USR', 'CHG']);

/** Server lines whose last word may be empty, with the first version in which it may (framing.md 1). */
export const EMPTY_LAST_WORD: Readonly<Record<string, number>> = { PRP: 2, BPR: 2, LST: 10 };

/** Server lines with names, which may hold any byte (framing.md 1). */
export const RAW_NAME_LINES: ReadonlySet<string> = new Set([
  'ADC',
  'ADD',
  'ADG',
  'ILN',
  'IRO',
  'JOI',
  'LSG',
  'LST',
  'MSG',
  'NLN',
  'PRP',
  'REA',
  'REG',
  'RNG',
  'USR',
]);

/** Commands before the login is through: of a notification or dispatch server, of a switchboard. */
export const BEFORE_LOGIN: Readonly<Record<'NS' | 'SB', ReadonlySet<string>>> = {
  NS: new Set(['VER', 'CVR', 'CVQ', 'INF', 'USR', 'OUT', 'PNG']),
  SB: new Set(['USR', 'ANS', 'OUT']),
};

/** Commands whose error refuses entry to a switchboard. */
export const ENTRY_COMMANDS: ReadonlySet<string> = new Set(['USR', 'ANS']);

/** Errors that refuse a login (anomalies.md login-failed). */
export const LOGIN_ERRORS: ReadonlySet<string> = new Set(['911', '917', '923', '924', '927', '928', '931']);

/** What errors.tsv says of errors behind which the server closes, or may. */
export const MAY_CLOSE: ReadonlySet<string> = new Set(['yes', 'varies', 'maybe', 'SB']);

/** Errors with which a server refuses because of too many commands. */
export const SPEED_ERRORS: ReadonlySet<string> = new Set(['713', '800']);

/** Changes of lists and settings, of which a client sends many while it logs in. */
export const SETTING_COMMANDS: ReadonlySet<string> = new Set([
  'ADC',
  'ADD',
  'ADG',
  'ADL',
  'BLP',
  'FQY',
  'GTC',
  'PRP',
  'REA',
  'REG',
  'REM',
  'RMG',
  'RML',
  'SBP',
  'SYN',
  'UUX',
]);

const NUMBER = /^\d+$/;
const firstIsNumber = (words: readonly string[]): boolean => NUMBER.test(words[0] ?? '');
/** `NOT length`: a number before it is one too many. */
const numberBeforeLength = (words: readonly string[]): boolean => words.length > 1 && firstIsNumber(words);

/** Lines of the server that are always unasked: whether a number stands where their first word should be. */
export const STRAY_NUMBER: Readonly<Record<string, (words: readonly string[]) => boolean>> = {
  NLN: firstIsNumber,
  FLN: firstIsNumber,
  MSG: firstIsNumber,
  JOI: firstIsNumber,
  BYE: firstIsNumber,
  UBX: firstIsNumber,
  UBN: firstIsNumber,
  UBM: firstIsNumber,
  NFY: firstIsNumber,
  NOT: numberBeforeLength,
  IPG: numberBeforeLength,
  // The first word is the id of the session, often a number: the mark of the cookie tells.
  RNG: (words) => firstIsNumber(words) && words[3] === 'CKI',
};

/** Lines of the server that always have TrID 0, with the first version in which they do. */
export const ZERO_NUMBERED: Readonly<Record<string, number>> = { CHL: 2, SBS: 2, SDG: 2, GCF: 13 };
