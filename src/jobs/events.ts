/**
 * What the main thread tells a job: the events of the flows of its clients, in their order, as plain numbers and bytes.
 *
 *     event   | frame (f64) | time (f64) | kind, side, flow state | session | length | place in the batch |
 *     bytes   those of all `data` events, one behind the other
 *     facts   objects of the rare kinds, one for each such event
 */
import type { GatewayContext } from '../http/gateway-event.ts';
import type { Endpoint, StreamStats, Transport } from '../tcp/flow.ts';
import type { EndReason, Side } from '../tcp/handler.ts';

/** Kinds of events; those from `open` on have an object among the facts. */
export const EVENT = { data: 0, gap: 1, fin: 2, reset: 3, open: 4, close: 5, gateway: 6 } as const;
export type EventKind = (typeof EVENT)[keyof typeof EVENT];

/** Numbers of one event, as doubles and as words. */
export const EVENT_DOUBLES = 4;
export const EVENT_WORDS = 8;
export const WORD = { kind: 4, session: 5, length: 6, place: 7 } as const;

const KIND_BITS = 0xf;
const SIDE_SHIFT = 4;
const STATE_SHIFT = 8;

/** The state of a flow that changes and that the analysis looks at before the end, as bits. */
export const FLOW = { clientSeen: 1, serverSeen: 2, midStream: 4, clientHeard: 8 } as const;

export function packKind(kind: EventKind, side: number, state: number): number {
  return kind | (side << SIDE_SHIFT) | (state << STATE_SHIFT);
}

export const kindOf = (word: number): number => word & KIND_BITS;
export const sideOf = (word: number): Side => ((word >>> SIDE_SHIFT) & 1) as Side;
export const stateOf = (word: number): number => word >>> STATE_SHIFT;

/** A flow as it begins. */
export interface OpenFacts {
  readonly transport: Transport;
  readonly roleHint: 'NS' | 'SB' | undefined;
  readonly client: Endpoint;
  readonly server: Endpoint;
}

/** A flow at its end. */
export interface CloseFacts {
  readonly reason: EndReason;
  readonly stats: readonly [StreamStats, StreamStats];
  readonly retransmissions: number;
  readonly outOfOrder: number;
  readonly overlapConflicts: number;
  readonly carriers: readonly { readonly client: Endpoint; readonly server: Endpoint }[];
}

/** What is wrong around a session of the gateway. */
export interface GatewayFacts {
  readonly fact: number;
  readonly context: GatewayContext;
}

export type Facts = OpenFacts | CloseFacts | GatewayFacts;
