/** Findings: what a rule says about a command, a transaction or a session. */
import type { Details } from '../base/notice.ts';

export type Severity = 'error' | 'warning' | 'note';
export type Family = 'trid' | 'pairing' | 'error' | 'framing' | 'state' | 'security';

export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  readonly family: Family;
  readonly session: number;
  /** Index of the capture that the frame counts in. */
  readonly capture: number;
  /** Command id inside the session, 0 when the finding is about no command. */
  readonly command: number;
  /** An id (base/frame-id.ts): a number inside the capture, and which one. */
  readonly frame: number;
  /** Nanoseconds, base/time.ts. */
  readonly time: number;
  /** One sentence, secrets masked; control bytes as they came (reports escape). */
  readonly message: string;
  readonly details: Details;
}
