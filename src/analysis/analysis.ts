/** The stage between the decoders and the reports: makes a session for each flow and holds what they share. */
import type { Clock } from '../base/time.ts';
import { LINE } from '../msnp/command.ts';
import type { GatewayHandlerFactory } from '../http/gateway-event.ts';
import type { HandlerFactory } from '../tcp/handler.ts';
import { Afterwards } from './afterwards.ts';
import { CaptureMemory } from './capture-memory.ts';
import { Clients } from './clients.ts';
import { Engine } from './engine.ts';
import { GatewayView } from './gateway-view.ts';
import { Outlet } from './outlet.ts';
import { serverPart } from './registry.ts';
import { Session, type Shared } from './session.ts';
import type { Sink } from './sink.ts';

export interface AnalysisOptions {
  readonly sink: Sink;
  /** Whether a rule is in force; registry.ts has the defaults. */
  readonly enabled: (id: string) => boolean;
  /** Filled in by the time of the first frame. */
  readonly clock: Clock;
  /** Index of the capture record that frame numbers count in. */
  readonly capture: number;
}

export interface Analysis {
  readonly handlerFor: HandlerFactory;
  /** The same for a session of the HTTP gateway. */
  readonly gatewayHandlerFor: GatewayHandlerFactory;
  /** Tells the time of the capture's last frame, before the flows still open are closed. */
  captureTime(time: number): void;
  /** All flows are closed: decides what only the end of the capture can decide. */
  end(): void;
  /** Commands so far. */
  readonly commands: number;
}

export function createAnalysis(options: AnalysisOptions): Analysis {
  const { sink, enabled, clock, capture } = options;
  const engine = new Engine(enabled, clock, capture);
  // Raw names are normal in lines of the server.
  const names = enabled(serverPart('name-not-encoded')) ? 0 : LINE.highByte;
  let isLimitTold = false;
  const clients = new Clients(() => {
    if (isLimitTold) return;
    isLimitTold = true;
    const message = 'too many client addresses; invitations of the oldest are forgotten';
    sink.notice({ code: 'client-limit', frame: 0, session: 0, message, details: {} });
  });
  const afterwards = new Afterwards();
  const shared: Shared = {
    sink,
    engine,
    clients,
    memory: new CaptureMemory(),
    afterwards,
    capture,
    wantedForm: [engine.wakes.form, engine.wakes.form & ~names],
    lastTime: 0,
    commands: 0,
    info: undefined,
  };
  return {
    handlerFor: (flow) => new Session(flow, shared),
    gatewayHandlerFor: (flow) =>
      new GatewayView(new Session(flow, shared), new Outlet(engine, sink, flow.id, flow.firstFrame)),
    captureTime: (time) => {
      shared.lastTime = time;
    },
    end: () => {
      afterwards.end();
      engine.flush(sink);
    },
    get commands() {
      return shared.commands;
    },
  };
}
