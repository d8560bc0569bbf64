/** The stage between the decoders and the reports: makes a session for each flow and holds what they share. */
import type { Clock } from '../base/time.ts';
import { LINE } from '../msnp/command.ts';
import type { GatewayContext, GatewayHandlerFactory } from '../http/gateway-event.ts';
import type { HandlerFactory } from '../tcp/handler.ts';
import type { Ordering } from './afterwards.ts';
import { CaptureMemory } from './capture-memory.ts';
import { Engine } from './engine.ts';
import { GatewayView } from './gateway-view.ts';
import { Outlet } from './outlet.ts';
import { serverPart } from './registry.ts';
import { Reuse, type Uses } from './reuse.ts';
import { Session, type Shared } from './session.ts';
import { Shards } from './shard.ts';
import type { Sink } from './sink.ts';

export interface AnalysisOptions {
  readonly sink: Sink;
  /** Whether a rule is in force; registry.ts has the defaults. */
  readonly enabled: (id: string) => boolean;
  /** Filled in by the time of the first frame. */
  readonly clock: Clock;
  /** For an analysis of some clients only: who hears what has to be known of all, and their order. */
  readonly part?: {
    readonly usesOf: (engine: Engine) => Uses;
    readonly order: Ordering;
  };
}

export interface Analysis {
  readonly handlerFor: HandlerFactory;
  /** The same for a session of the HTTP gateway. */
  readonly gatewayHandlerFor: GatewayHandlerFactory;
  /** What is wrong around a session of the gateway, open or closed. */
  gateway(session: number, fact: number, context: GatewayContext, frame: number, time: number): void;
  /** Tells the time of the capture's last frame, before the flows still open are closed. */
  captureTime(time: number): void;
  /**
   * All flows are closed: decides what only the end of the capture can decide; `before` and `decided` are
   * called before and behind each, with its place in the order of the capture.
   */
  end(before?: (order: number) => void, decided?: (order: number) => void): void;
  /** Hands on the findings made so far. */
  flush(): void;
  /** Commands so far. */
  readonly commands: number;
}

export function createAnalysis(options: AnalysisOptions): Analysis {
  const { sink, enabled, clock, part } = options;
  const engine = new Engine(enabled, clock);
  // Raw names are normal in lines of the server.
  const names = enabled(serverPart('name-not-encoded')) ? 0 : LINE.highByte;
  let isLimitTold = false;
  const onClientLimit = (): void => {
    if (isLimitTold) return;
    isLimitTold = true;
    const message = 'too many client addresses; invitations of the oldest are forgotten';
    sink.notice({ code: 'client-limit', frame: 0, session: 0, message, details: {} });
  };
  let added = 0;
  const uses = part?.usesOf(engine) ?? new Reuse(new CaptureMemory(), engine);
  const shards = new Shards(onClientLimit, part?.order ?? (() => ++added), uses);
  const shared: Shared = {
    sink,
    engine,
    shards,
    wantedForm: [engine.wakes.form, engine.wakes.form & ~names],
    lastTime: 0,
    commands: 0,
    info: undefined,
  };
  return {
    handlerFor: (flow) => new Session(flow, shared),
    gatewayHandlerFor: (flow) =>
      new GatewayView(new Session(flow, shared), new Outlet(engine, sink, flow.id, flow.firstFrame)),
    gateway: (session, fact, context, frame, time) => {
      engine.raise('gateway', fact, context, { session, command: 0, frame, time });
      engine.flush(sink);
    },
    captureTime: (time) => {
      shared.lastTime = time;
    },
    end: (before, decided) => {
      for (const { order, decide } of shards.drain()) {
        before?.(order);
        decide();
        engine.flush(sink);
        decided?.(order);
      }
    },
    flush: () => {
      engine.flush(sink);
    },
    get commands() {
      return shared.commands;
    },
  };
}
