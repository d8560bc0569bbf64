/** What is known of one flow apart from its bytes: ends, provenance and counters. The report's session reads it. */
import { ACK, type SegmentView, SYN } from '../packet/segment-view.ts';
import { CLIENT, SERVER, type Side } from './handler.ts';

/** One end: four signed 32-bit address words as in SegmentView, and the port. */
export interface Endpoint {
  readonly ipVersion: 4 | 6;
  readonly a0: number;
  readonly a1: number;
  readonly a2: number;
  readonly a3: number;
  readonly port: number;
}

/** The sender of a segment. */
export function sourceOf(view: SegmentView): Endpoint {
  const { ipVersion, source0: a0, source1: a1, source2: a2, source3: a3, sourcePort: port } = view;
  return { ipVersion, a0, a1, a2, a3, port };
}

/** Its receiver. */
export function targetOf(view: SegmentView): Endpoint {
  const { ipVersion, target0: a0, target1: a1, target2: a2, target3: a3, targetPort: port } = view;
  return { ipVersion, a0, a1, a2, a3, port };
}

/** Whether the segment comes from this end. */
export function isSource(end: Endpoint, view: SegmentView): boolean {
  return (
    end.port === view.sourcePort &&
    end.a3 === view.source3 &&
    end.a0 === view.source0 &&
    end.a1 === view.source1 &&
    end.a2 === view.source2
  );
}

/** Whether it goes there. */
export function isTarget(end: Endpoint, view: SegmentView): boolean {
  return (
    end.port === view.targetPort &&
    end.a3 === view.target3 &&
    end.a0 === view.target0 &&
    end.a1 === view.target1 &&
    end.a2 === view.target2
  );
}

/** The side that sent the first segment seen: by SYN, else by port (DESIGN: direction is a conclusion). */
export function sideOfSource(view: SegmentView, ports: ReadonlySet<number>): Side {
  if ((view.flags & SYN) !== 0) return (view.flags & ACK) === 0 ? CLIENT : SERVER;
  const fromServer = ports.has(view.sourcePort);
  const toServer = ports.has(view.targetPort);
  if (fromServer !== toServer) return fromServer ? SERVER : CLIENT;
  return view.sourcePort < view.targetPort ? SERVER : CLIENT;
}

/** Both ends of a connection. */
export interface Ends {
  readonly client: Endpoint;
  readonly server: Endpoint;
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

/** How the commands of a flow travel. */
export type Transport = 'tcp' | 'http';

/**
 * One TCP connection, or one gateway session, which several connections may carry. `id` counts from 1 in order of
 * first frames and is the session's id; 0 is a connection that is no session itself.
 */
export interface Flow {
  readonly id: number;
  readonly transport: Transport;
  /** What the opening request of a gateway session said of the server. */
  readonly roleHint: 'NS' | 'SB' | undefined;
  /** The connections that carried a gateway session, bounded; none for a TCP connection, which carries itself. */
  readonly carriers: readonly Ends[];
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly firstFrame: number;
  readonly firstTime: number;
  lastFrame: number;
  lastTime: number;
  /** True unless the SYN of the client or the SYN of the server was seen. */
  startedMidStream: boolean;
  /** Whether all that the server has said so far has reached the client, as far as acknowledgements show. */
  readonly hasClientHeard: boolean;
  readonly stats: readonly [StreamStats, StreamStats];
  retransmissions: number;
  outOfOrder: number;
  overlapConflicts: number;
}
