/**
 * Finds the connection of a segment by addresses and ports: chained hashing over integers, one look-up a frame, no
 * allocation for frames of known flows. Closed flows stay a while as empty entries, for segments that come late.
 */
import { CLOSED_FLOW_NANOS, IDLE_FLOW_NANOS, MAX_CLOSED_FLOWS, MAX_FLOWS } from '../base/limits.ts';
import { ACK, RST, type SegmentView, SYN } from '../packet/segment-view.ts';
import { Connection } from './connection.ts';
import type { TcpNotice } from './flow-notices.ts';
import type { Endpoint } from './flow.ts';
import { CLIENT, type HandlerFactory, SERVER, type Side } from './handler.ts';
import { HistoryPool } from './history.ts';
import { advance } from './sequence.ts';

export class FlowTable {
  /** Sessions so far. */
  sessions = 0;
  /** Segments of flows that were not followed because of MAX_FLOWS. */
  dropped = 0;
  readonly #ports: ReadonlySet<number>;
  readonly #makeHandler: HandlerFactory;
  readonly #onNotice: TcpNotice;
  readonly #history = new HistoryPool();
  #buckets: (Connection | undefined)[] = new Array<Connection | undefined>(4096).fill(undefined);
  #count = 0;
  #closed = 0;

  constructor(ports: ReadonlySet<number>, makeHandler: HandlerFactory, onNotice: TcpNotice) {
    this.#ports = ports;
    this.#makeHandler = makeHandler;
    this.#onNotice = onNotice;
  }

  /** Takes a decoded segment; segments of other ports are left alone. Returns whether it was taken. */
  push(view: SegmentView, frame: number, time: number): boolean {
    if (!this.#ports.has(view.targetPort) && !this.#ports.has(view.sourcePort)) return false;
    const hash = hashOf(view);
    for (let e = this.#buckets[hash & (this.#buckets.length - 1)]; e !== undefined; e = e.next) {
      if (e.hash !== hash) continue;
      const side = e.sideOf(view);
      if (side >= 0) return this.#known(e, side as Side, view, frame, time);
    }
    this.#open(view, hash, frame, time);
    return true;
  }

  /** The end of the capture: closes what is open, in order of session ids. */
  end(): void {
    const open: Connection[] = [];
    for (const bucket of this.#buckets) {
      for (let e = bucket; e !== undefined; e = e.next) if (!e.closed) open.push(e);
    }
    open.sort((a, b) => a.id - b.id);
    for (const connection of open) connection.close('capture-end');
    this.#buckets = [undefined];
  }

  #known(connection: Connection, side: Side, view: SegmentView, frame: number, time: number): true {
    if (connection.closed) {
      if (opensAgain(connection, side, view, time)) this.#reopen(connection, view, frame, time);
      return true;
    }
    const idle = time - connection.lastTime > IDLE_FLOW_NANOS && !connection.continues(view, side);
    if (idle || connection.isReopening(view, side)) {
      connection.close('timeout');
      this.#closed++;
      this.#reopen(connection, view, frame, time);
      return true;
    }
    if (connection.push(view, side, frame, time)) this.#noteClosed(time);
    return true;
  }

  #reopen(entry: Connection, view: SegmentView, frame: number, time: number): void {
    this.#closed--;
    this.#remove(entry);
    this.#open(view, entry.hash, frame, time);
  }

  #open(view: SegmentView, hash: number, frame: number, time: number): void {
    // A reset of a connection that was never seen says nothing.
    if ((view.flags & RST) !== 0 && view.length === 0) return;
    if (this.#count - this.#closed >= MAX_FLOWS) {
      const message = `more than ${MAX_FLOWS} flows at one time: new ones are left out`;
      if (this.dropped === 0) this.#onNotice('flow-limit', message, frame, 0, { limit: MAX_FLOWS });
      this.dropped++;
      return;
    }
    const side = this.#sideOfSource(view);
    const source = sourceOf(view);
    const target = targetOf(view);
    const [client, server] = side === CLIENT ? [source, target] : [target, source];
    this.sessions++;
    const connection = new Connection(
      this.sessions,
      hash,
      client,
      server,
      frame,
      time,
      this.#history,
      this.#makeHandler,
      this.#onNotice,
    );
    this.#add(connection);
    if (connection.push(view, side, frame, time)) this.#noteClosed(time);
  }

  /** The side that sent the first frame seen: by SYN, else by port (DESIGN: direction is a conclusion). */
  #sideOfSource(view: SegmentView): Side {
    if ((view.flags & SYN) !== 0) return (view.flags & ACK) === 0 ? CLIENT : SERVER;
    const fromServer = this.#ports.has(view.sourcePort);
    const toServer = this.#ports.has(view.targetPort);
    if (fromServer !== toServer) return fromServer ? SERVER : CLIENT;
    return view.sourcePort < view.targetPort ? SERVER : CLIENT;
  }

  #noteClosed(time: number): void {
    this.#closed++;
    if (this.#closed > MAX_CLOSED_FLOWS && this.#closed * 2 > this.#count) this.#forgetClosed(time);
  }

  /** Drops closed flows whose time is over; should that be few, the oldest half goes too. */
  #forgetClosed(time: number): void {
    const closed: Connection[] = [];
    for (const bucket of this.#buckets) {
      for (let e = bucket; e !== undefined; e = e.next) if (e.closed) closed.push(e);
    }
    closed.sort((a, b) => a.lastTime - b.lastTime);
    closed.forEach((entry, index) => {
      if (index * 2 >= closed.length && time - entry.lastTime <= CLOSED_FLOW_NANOS) return;
      this.#remove(entry);
      this.#closed--;
    });
  }

  #add(entry: Connection): void {
    if (this.#count * 2 >= this.#buckets.length) this.#grow();
    const slot = entry.hash & (this.#buckets.length - 1);
    entry.next = this.#buckets[slot];
    this.#buckets[slot] = entry;
    this.#count++;
  }

  #remove(entry: Connection): void {
    const slot = entry.hash & (this.#buckets.length - 1);
    let before: Connection | undefined;
    for (let e = this.#buckets[slot]; e !== undefined; before = e, e = e.next) {
      if (e !== entry) continue;
      if (before === undefined) this.#buckets[slot] = entry.next;
      else before.next = entry.next;
      this.#count--;
      return;
    }
  }

  #grow(): void {
    const old = this.#buckets;
    this.#buckets = new Array<Connection | undefined>(old.length * 4).fill(undefined);
    for (const bucket of old) {
      for (let e = bucket; e !== undefined;) {
        const { next } = e;
        const slot = e.hash & (this.#buckets.length - 1);
        e.next = this.#buckets[slot];
        this.#buckets[slot] = e;
        e = next;
      }
    }
  }
}

/** A closed flow takes no more segments, but its addresses may be used again. */
function opensAgain(entry: Connection, side: Side, view: SegmentView, time: number): boolean {
  if ((view.flags & RST) !== 0) return false;
  if ((view.flags & SYN) !== 0) return advance(view.sequence, 1) !== entry.firstOf(side);
  return view.length > 0 && time - entry.lastTime > CLOSED_FLOW_NANOS;
}

/** Secret of this process, so that nobody can make a capture whose flows all share one bucket. */
const SEED = (Math.random() * 0x100000000) | 0;

/** Both directions of a flow have the same hash: the hashes of the ends are mixed first, then added. */
function hashOf(view: SegmentView): number {
  const source = mix(view.source0, view.source1, view.source2, view.source3, view.sourcePort);
  const target = mix(view.target0, view.target1, view.target2, view.target3, view.targetPort);
  return finish((source + target) | 0);
}

/** Multiply and shift: an exclusive or of addresses and ports would put sequential clients into few buckets. */
function mix(a: number, b: number, c: number, d: number, port: number): number {
  let hash = Math.imul(SEED ^ a ^ Math.imul(b, 0x85ebca6b), 0x9e3779b1);
  hash = Math.imul((hash ^ c) + Math.imul(d, 0xc2b2ae35), 0x27d4eb2f);
  return finish(hash ^ Math.imul(port + 1, 0x165667b1));
}

function finish(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x846ca68b) ^ (hash >>> 16);
}

function sourceOf(view: SegmentView): Endpoint {
  const { ipVersion, source0: a0, source1: a1, source2: a2, source3: a3, sourcePort: port } = view;
  return { ipVersion, a0, a1, a2, a3, port };
}

function targetOf(view: SegmentView): Endpoint {
  const { ipVersion, target0: a0, target1: a1, target2: a2, target3: a3, targetPort: port } = view;
  return { ipVersion, a0, a1, a2, a3, port };
}
