/** What the HTTP around a gateway session shows beside its streams: the facts that the rules of the gateway wake on. */
import type { EndReason, StreamHandler } from '../tcp/handler.ts';
import type { Flow } from '../tcp/flow.ts';
import type { RequestKind } from './gateway-head.ts';

/** One bit a fact. */
export const GATEWAY = {
  requestOverlap: 1 << 0,
  sessionUnknown: 1 << 1,
  pollWithBody: 1 << 2,
  sendEmpty: 1 << 3,
  bodyAfterClose: 1 << 4,
  headerMissing: 1 << 5,
  lengthWrong: 1 << 6,
  otherHost: 1 << 7,
  errorStatus: 1 << 8,
  ping: 1 << 9,
} as const;

export interface GatewayContext {
  readonly client: boolean;
  /** Kind of the request that it is about. */
  readonly kind: RequestKind;
  /** Status of the answer, 0 when it is about a request. */
  readonly status: number;
  /** Bytes of the body. */
  readonly length: number;
  /** Host that was asked, and the one that the gateway had named. */
  readonly host: string;
  readonly expected: string;
}

/** Receives one gateway session: its two streams as those of a flow, and what is wrong around them. */
export interface GatewayHandler extends StreamHandler {
  /** The context is alive during the call only. */
  gateway(fact: number, context: GatewayContext, frame: number, time: number): void;
  close(reason: EndReason, frame: number, time: number): void;
}

/** Makes the handler of a new gateway session. */
export type GatewayHandlerFactory = (flow: Flow) => GatewayHandler;
