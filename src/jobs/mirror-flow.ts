/** A flow in a job, as the events of the main thread tell of it. */
import type { Ends, Endpoint, Flow, StreamStats, Transport } from '../tcp/flow.ts';
import { type CloseFacts, FLOW, type OpenFacts } from './events.ts';

const emptyStats = (): StreamStats => ({ bytes: 0, gaps: 0, gapBytes: 0, seen: false });

const NO_CARRIERS: readonly Ends[] = [];

export class MirrorFlow implements Flow {
  readonly id: number;
  readonly transport: Transport;
  readonly roleHint: 'NS' | 'SB' | undefined;
  carriers = NO_CARRIERS;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly firstFrame: number;
  readonly firstTime: number;
  lastFrame: number;
  lastTime: number;
  startedMidStream = true;
  hasClientHeard = true;
  stats: readonly [StreamStats, StreamStats] = [emptyStats(), emptyStats()];
  retransmissions = 0;
  outOfOrder = 0;
  overlapConflicts = 0;
  #state = -1;

  constructor(id: number, facts: OpenFacts, state: number, frame: number, time: number) {
    this.id = id;
    this.transport = facts.transport;
    this.roleHint = facts.roleHint;
    this.client = facts.client;
    this.server = facts.server;
    this.firstFrame = frame;
    this.firstTime = time;
    this.lastFrame = frame;
    this.lastTime = time;
    this.update(state);
  }

  /** Takes the bits of an event. */
  update(state: number): void {
    if (state === this.#state) return;
    this.#state = state;
    this.stats[0].seen = (state & FLOW.clientSeen) !== 0;
    this.stats[1].seen = (state & FLOW.serverSeen) !== 0;
    this.startedMidStream = (state & FLOW.midStream) !== 0;
    this.hasClientHeard = (state & FLOW.clientHeard) !== 0;
  }

  /** Takes what is known at the end. */
  end(facts: CloseFacts, frame: number, time: number): void {
    this.lastFrame = frame;
    this.lastTime = time;
    this.stats = facts.stats;
    this.retransmissions = facts.retransmissions;
    this.outOfOrder = facts.outOfOrder;
    this.overlapConflicts = facts.overlapConflicts;
    this.carriers = facts.carriers;
  }
}
