/** What is known of one flow apart from its bytes: ends, provenance and counters. The report's session reads it. */

/** One end: four signed 32-bit address words as in SegmentView, and the port. */
export interface Endpoint {
  readonly ipVersion: 4 | 6;
  readonly a0: number;
  readonly a1: number;
  readonly a2: number;
  readonly a3: number;
  readonly port: number;
}

/** Counters of one direction. */
export interface StreamStats {
  /** Payload bytes handed on. */
  bytes: number;
  gaps: number;
  gapBytes: number;
  /** Whether any frame of this direction was seen. */
  seen: boolean;
}

/** One TCP connection; `id` counts from 1 in order of first frames and is the session's id. */
export interface Flow {
  readonly id: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly firstFrame: number;
  readonly firstTime: number;
  lastFrame: number;
  lastTime: number;
  /** True unless the SYN of the client or the SYN of the server was seen. */
  startedMidStream: boolean;
  readonly stats: readonly [StreamStats, StreamStats];
  retransmissions: number;
  outOfOrder: number;
  overlapConflicts: number;
}
