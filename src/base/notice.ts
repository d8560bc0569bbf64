/** Notices: damage of the capture or a limit reached. They are data, collected and reported, never thrown. */

/** Every code a notice can have; a closed list, published, never reused. */
export type NoticeCode =
  | 'capture-cut'
  | 'capture-damaged'
  | 'capture-unsupported-section'
  | 'compressed-input-damaged'
  | 'expansion-limit'
  | 'late-interface'
  | 'overlapping-captures'
  | 'copy-limit'
  | 'open-captures-limit'
  | 'capture-unread'
  | 'unknown-link-type'
  | 'nesting-limit'
  | 'fragment-incomplete'
  | 'fragment-overlap'
  | 'fragment-limit'
  | 'flow-limit'
  | 'packet-limit'
  | 'checksum-bad'
  | 'checksum-offload'
  | 'checksum-rejected'
  | 'gap'
  | 'overlap-conflict'
  | 'waiting-limit'
  | 'outside-window'
  | 'resynchronised'
  | 'transaction-limit'
  | 'trid-memory-limit'
  | 'client-limit'
  | 'http-body-unreadable'
  | 'participant-limit'
  | 'challenge-limit'
  | 'pseudonym-limit'
  | 'findings-folded';

/** Facts behind a notice or a finding: small, flat, ready for JSON. */
export type Details = Readonly<
  Record<string, string | number | boolean | null | readonly (string | number)[]>
>;

/** One notice. `frame` is 0, or of number 0, when none can be named; `session` is 0 outside a session. */
export interface Notice {
  readonly code: NoticeCode;
  /** Of a notice about a capture as a whole; otherwise the frame's. */
  readonly capture?: number | undefined;
  readonly frame: number;
  readonly session: number;
  readonly message: string;
  readonly details: Details;
}

/** Told of a notice while a capture is read; `frame` is 0 when no frame can be named. */
export type NoticeListener = (code: NoticeCode, message: string, frame: number, details: Details) => void;

/** Notices that mean: something of the input is not in the report (`complete` is false). */
export const INCOMPLETE_CODES: ReadonlySet<NoticeCode> = new Set<NoticeCode>([
  'capture-cut',
  'capture-damaged',
  'capture-unsupported-section',
  'compressed-input-damaged',
  'expansion-limit',
  'capture-unread',
  'nesting-limit',
  'fragment-limit',
  'flow-limit',
  'packet-limit',
  'checksum-rejected',
  'waiting-limit',
]);
