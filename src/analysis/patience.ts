/** How long answers may take, by the way they travel: over HTTP they wait for the client's next poll. */
import { ANSWER_LIMIT_NANOS, HTTP_ANSWER_LIMIT_NANOS } from '../base/limits.ts';
import type { Transport } from '../tcp/flow.ts';

export interface Patience {
  /** A request without answer for this long is unanswered, nanoseconds. */
  readonly answer: number;
  /** No answer before this is slow, whatever the command. */
  readonly notSlow: number;
}

export const PATIENCE: Readonly<Record<Transport, Patience>> = {
  tcp: { answer: ANSWER_LIMIT_NANOS, notSlow: 0 },
  http: { answer: HTTP_ANSWER_LIMIT_NANOS, notSlow: HTTP_ANSWER_LIMIT_NANOS },
};
