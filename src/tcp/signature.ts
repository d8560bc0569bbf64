/** How traffic that no port announces is known: by its first bytes. */
import type { Flow } from './flow.ts';
import type { Side, StreamHandler } from './handler.ts';

/** `maybe`: nothing contradicts, but more bytes are needed. */
export type Verdict = 'yes' | 'no' | 'maybe';

/** What one segment alone says; `side` is who sent it, undefined when that cannot be told. */
export interface Glance {
  readonly verdict: Verdict;
  readonly side: Side | undefined;
}

export const NOTHING_SEEN: Glance = { verdict: 'no', side: undefined };

/** The first bytes of a flow as far as they have come, each side from its start. Alive during the call. */
export interface Heads {
  readonly client: Buffer;
  readonly server: Buffer;
  /** The flow's beginning was not captured: a side may begin inside a message. */
  readonly isMidStream: boolean;
  /** Nothing more is waited for. */
  readonly isAll: boolean;
}

export interface Signature {
  /** Ports where it is looked for; undefined: everywhere. */
  readonly ports: ReadonlySet<number> | undefined;
  /** Looks at the bytes of one segment of a flow that is not followed. Must be quick to say no. */
  readonly glance: (bytes: Buffer, start: number, end: number) => Glance;
  readonly judge: (heads: Heads) => Verdict;
  /** `reserved` is the session number that the flow had by its port, 0 when it had none. */
  readonly handlerFor: (flow: Flow, reserved: number) => StreamHandler;
  /** Whether a flow of this kind is a session and gets a number. */
  readonly isSession: boolean;
}
