/** Stands in for the handler of a flow whose job is elsewhere: turns calls into events. */
import type { GatewayContext, GatewayHandler } from '../http/gateway-event.ts';
import type { Flow, StreamStats } from '../tcp/flow.ts';
import { CLIENT, type EndReason, SERVER, type Side } from '../tcp/handler.ts';
import { EVENT, type EventKind, FLOW } from './events.ts';
import type { Outbox } from './outbox.ts';

export class RemoteFlow implements GatewayHandler {
  readonly #flow: Flow;
  readonly #outbox: Outbox;
  readonly #nextPlace: () => number;

  /** `nextPlace` numbers the events of all flows. */
  constructor(flow: Flow, outbox: Outbox, nextPlace: () => number) {
    this.#flow = flow;
    this.#outbox = outbox;
    this.#nextPlace = nextPlace;
    const { transport, roleHint, client, server, firstFrame, firstTime } = flow;
    this.#add(EVENT.open, CLIENT, 0, firstFrame, firstTime);
    outbox.tell({ transport, roleHint, client, server });
  }

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    this.#add(EVENT.data, side, end - start, frame, time);
    this.#outbox.append(bytes, start, end);
  }

  gap(side: Side, length: number, frame: number, time: number): void {
    this.#add(EVENT.gap, side, length, frame, time);
  }

  fin(side: Side, frame: number, time: number): void {
    this.#add(EVENT.fin, side, 0, frame, time);
  }

  reset(side: Side, frame: number, time: number): void {
    this.#add(EVENT.reset, side, 0, frame, time);
  }

  close(reason: EndReason, frame: number, time: number): void {
    const { stats, retransmissions, outOfOrder, overlapConflicts, carriers } = this.#flow;
    this.#add(EVENT.close, CLIENT, 0, frame, time);
    this.#outbox.tell({
      reason,
      stats: [counts(stats[CLIENT]), counts(stats[SERVER])],
      retransmissions,
      outOfOrder,
      overlapConflicts,
      carriers: carriers.map(({ client, server }) => ({ client, server })),
    });
  }

  gateway(fact: number, context: GatewayContext, frame: number, time: number): void {
    const { client, kind, status, length, host, expected } = context;
    this.#add(EVENT.gateway, CLIENT, 0, frame, time);
    this.#outbox.tell({ fact, context: { client, kind, status, length, host, expected } });
  }

  #add(kind: EventKind, side: Side, length: number, frame: number, time: number): void {
    const flow = this.#flow;
    const state =
      (flow.stats[CLIENT].seen ? FLOW.clientSeen : 0) |
      (flow.stats[SERVER].seen ? FLOW.serverSeen : 0) |
      (flow.startedMidStream ? FLOW.midStream : 0) |
      (flow.hasClientHeard ? FLOW.clientHeard : 0);
    this.#outbox.add(kind, side, state, flow.id, length, frame, time, this.#nextPlace());
  }
}

/** A copy without what the streams of a connection hold beside. */
function counts({ bytes, gaps, gapBytes, seen }: StreamStats): StreamStats {
  return { bytes, gaps, gapBytes, seen };
}
