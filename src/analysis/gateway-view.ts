/** A session over HTTP: its streams go to the session, what is wrong around them to the rules of the gateway. */
import type { GatewayContext, GatewayHandler } from '../http/gateway-event.ts';
import type { EndReason, Side } from '../tcp/handler.ts';
import type { Outlet } from './outlet.ts';
import type { Session } from './session.ts';

export class GatewayView implements GatewayHandler {
  readonly #session: Session;
  readonly #outlet: Outlet;

  constructor(session: Session, outlet: Outlet) {
    this.#session = session;
    this.#outlet = outlet;
  }

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    this.#session.data(side, bytes, start, end, frame, time);
  }

  gap(side: Side, length: number, frame: number, time: number): void {
    this.#session.gap(side, length, frame, time);
  }

  fin(side: Side, frame: number, time: number): void {
    this.#session.fin(side, frame, time);
  }

  reset(side: Side, frame: number, time: number): void {
    this.#session.reset(side, frame, time);
  }

  close(reason: EndReason, frame: number, time: number): void {
    this.#session.close(reason, frame, time);
  }

  gateway(fact: number, context: GatewayContext, frame: number, time: number): void {
    this.#outlet.raiseAt(this.#outlet.place(0, frame, time), 'gateway', fact, context);
    this.#outlet.flush();
  }
}
