/**
 * One session of the gateway: the bodies of its requests are its client's stream, those of its answers its server's,
 * whatever connections carried them.
 */
import { compareFrames } from '../base/frame-id.ts';
import { MAX_CARRIERS } from '../base/limits.ts';
import type { FlowNotices } from '../tcp/flow-notices.ts';
import type { Endpoint, Flow, StreamStats } from '../tcp/flow.ts';
import { type EndReason, SERVER, type Side } from '../tcp/handler.ts';
import type { GatewayContext, GatewayHandler, GatewayHandlerFactory } from './gateway-event.ts';
import type { RequestKind } from './gateway-head.ts';

const emptyStats = (): StreamStats => ({ bytes: 0, gaps: 0, gapBytes: 0, seen: false });

/** A request that waits for its answer. */
export interface Exchange {
  /** Undefined for a request that is not for the gateway. */
  readonly session: GatewaySession | undefined;
  readonly kind: RequestKind;
  /** The method is HEAD: the answer has no body. */
  readonly isHead: boolean;
  /** No answer had named the session, and nothing is missing that could have. */
  readonly isUnknown: boolean;
  /** It began when the server had closed the session. */
  readonly isLate: boolean;
  readonly frame: number;
  readonly time: number;
  /** Its answer may lie in a hole. */
  isStale: boolean;
  /** The first request of the session that did not wait for the answer. */
  overlap: { readonly frame: number; readonly time: number; readonly kind: RequestKind } | undefined;
}

export class GatewaySession implements Flow {
  readonly id: number;
  readonly transport = 'http';
  readonly hasClientHeard = true;
  readonly roleHint: 'NS' | 'SB' | undefined;
  readonly carriers: Flow[] = [];
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly firstFrame: number;
  readonly firstTime: number;
  lastFrame: number;
  lastTime: number;
  readonly startedMidStream: boolean;
  readonly stats = [emptyStats(), emptyStats()] as const;
  retransmissions = 0;
  outOfOrder = 0;
  overlapConflicts = 0;
  /** Name in the registry, '' until an answer gave it. */
  key = '';
  isClosed = false;
  /** The server said that no answer follows. */
  isEnding = false;
  /** GW-IP of the latest answer that had one. */
  nextHost = '';
  /** It has been told that another host was asked. */
  isHostTold = false;
  readonly open = new Set<Exchange>();
  /** What is told of its bodies; made when there is something. */
  notices: FlowNotices | undefined = undefined;
  readonly #handler: GatewayHandler;

  constructor(
    id: number,
    carrier: Flow,
    roleHint: 'NS' | 'SB' | undefined,
    isMidStream: boolean,
    frame: number,
    time: number,
    makeHandler: GatewayHandlerFactory,
  ) {
    this.id = id;
    this.roleHint = roleHint;
    this.client = carrier.client;
    this.server = carrier.server;
    this.startedMidStream = isMidStream;
    this.firstFrame = frame;
    this.firstTime = time;
    this.lastFrame = frame;
    this.lastTime = time;
    this.#handler = makeHandler(this);
    if (!isMidStream) return;
    for (const side of [0, 1] as const) this.#handler.gap(side, -1, frame, time);
  }

  /** The session is carried by this connection too. */
  carriedBy(carrier: Flow): void {
    if (this.isClosed || this.carriers.includes(carrier) || this.carriers.length >= MAX_CARRIERS) return;
    this.carriers.push(carrier);
  }

  /** Something of the session was seen. */
  touch(frame: number, time: number): void {
    if (this.isClosed) return;
    const last = { frame: this.lastFrame, time: this.lastTime };
    if (compareFrames({ frame, time }, last) > 0) this.lastFrame = frame;
    if (time > this.lastTime) this.lastTime = time;
  }

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    if (this.isClosed || end <= start) return;
    this.stats[side].bytes += end - start;
    this.#handler.data(side, bytes, start, end, frame, time);
  }

  /** Bytes are missing, -1 when nobody knows how many. */
  gap(side: Side, length: number, frame: number, time: number): void {
    if (this.isClosed) return;
    this.stats[side].gaps++;
    this.stats[side].gapBytes += Math.max(0, length);
    this.#handler.gap(side, length, frame, time);
  }

  tell(fact: number, context: GatewayContext, frame: number, time: number): void {
    this.#handler.gateway(fact, context, frame, time);
  }

  /** The server has closed the session; what is open still may be answered. */
  finish(frame: number, time: number): void {
    if (this.isEnding || this.isClosed) return;
    this.isEnding = true;
    this.#handler.fin(SERVER, frame, time);
    this.closeWhenAnswered();
  }

  closeWhenAnswered(): void {
    if (this.isEnding && this.open.size === 0) this.close('fin');
  }

  close(reason: EndReason): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.open.clear();
    this.#handler.close(reason, this.lastFrame, this.lastTime);
  }
}
