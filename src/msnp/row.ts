/** Shape of the command table: one row a command, direction and server role. Sources: protocol notes in docs/. */

export type Role = 'DS' | 'NS' | 'SB';
export type From = 'client' | 'server';

/** A range of MSNP versions, both ends included; missing ends are open. */
export interface Versions {
  readonly since?: number;
  readonly until?: number;
}

/** Number of words after the TrID (payload length included) in these versions. `max: Infinity` for `1-`. */
export interface WordCount extends Versions {
  readonly min: number;
  readonly max: number;
  /** Counts between min and max that are not allowed, for `3,5`. */
  readonly except?: readonly number[];
}

/**
 * When bytes follow the line: `always`; `number`: when the word after the TrID is a number (ADL 0 length, not
 * ADL n OK); `positive`: when the last word is above 0; `probe`: nobody knows, try both readings (docs/commands.md).
 */
export type PayloadRule = 'none' | 'always' | 'number' | 'positive' | 'probe';

/** How a row of the client expects its answer. */
export type Expectation =
  /** exactly one answer */
  | 'one'
  /** several, with an end that the server marks or announces (SYN set, ANS, LST, FND) */
  | 'set'
  /** one, then possibly more without a marked end (CHG + ILN, ADD FL + ILN, ADL + ILN, FQY) */
  | 'one-then-more'
  /** by the word after the TrID: MSG U none, N only NAK, A and D one */
  | 'ack-mode'
  /** none on success, an error is possible */
  | 'none';

/** What decides whether a decimal second word of a server line is a TrID . */
export interface WordFacts {
  /** Words of the line, code included. */
  readonly count: number;
  readonly thirdIsNumber: boolean;
  /** Known range of the version. */
  readonly minVersion: number;
  readonly maxVersion: number;
}

export interface CommandRow extends Versions {
  readonly verb: string;
  readonly from: From;
  readonly on: readonly Role[];
  /** False for names without known syntax (LKP, GET, FSL): treated as unknown. */
  readonly known?: false;
  /** `yes` always, `no` never, `zero` always but a literal 0 when unasked, `varies` with or without. */
  readonly trid: 'yes' | 'no' | 'zero' | 'varies';
  /** Client rows: what the first word after the TrID looks like; a second word like this means the TrID is missing. */
  readonly firstParam?: RegExp;
  /** Server rows with `varies`: whether a decimal second word is a TrID; without it, always. */
  readonly plainTrid?: (words: WordFacts) => boolean;
  /** Words after the TrID, for people. */
  readonly params: string;
  /** Allowed word counts; empty when unknown. */
  readonly words: readonly WordCount[];
  readonly payload: PayloadRule;
  /** Client rows: what is expected. */
  readonly expects?: Expectation;
  /** Server rows: verbs of the client that this answers with the same TrID; missing: asynchronous (QNG has none). */
  readonly answers?: readonly string[];
  /** Server rows: the line ends the transaction's set (ANS OK) or is one of several (IRO, LST, ILN). */
  readonly part?: 'end' | 'item';
  /** Indexes of words after the TrID that are secret, by the other words. */
  readonly secrets?: (args: readonly string[]) => readonly number[];
  /** One sentence for `explain` and docs/commands.md. */
  readonly meaning: string;
  readonly sources: string;
}
