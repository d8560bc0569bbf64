/**
 * Finds the connection of a segment by addresses and ports: chained hashing over integers, one look-up a frame, no
 * allocation for frames of known flows. Closed flows stay a while as empty entries, for segments that come late.
 */
import { compareFrames, type FramePlace } from '../base/frame-id.ts';
import { CLOSED_FLOW_NANOS, IDLE_FLOW_NANOS, MAX_CLOSED_FLOWS, MAX_FLOWS } from '../base/limits.ts';
import { CHECKS_OFF, CHECKS_STRICT, RST, type SegmentView, SYN } from '../packet/segment-view.ts';
import { Connection, type ConnectionHandler } from './connection.ts';
import type { TcpNotice } from './flow-notices.ts';
import { Admission, type AdmissionOptions, MSNP_PORT } from './admission.ts';
import { Candidates } from './candidates.ts';
import { FlowSums, isLeftOut } from './flow-sums.ts';
import { hashOf } from './flow-hash.ts';
import { sideOfSource, sourceOf, targetOf } from './flow.ts';
import { CLIENT, type HandlerFactory, NOBODY, type Side, type StreamHandler } from './handler.ts';
import { Holding } from './holding.ts';
import { advance } from './sequence.ts';
import { Reopening } from './reopening.ts';
import type { Signature } from './signature.ts';
import { SilentFlows } from './silent-flows.ts';
import { Undecided } from './undecided.ts';

/** What the table may hold; base/limits.ts has what it is without. */
export interface FlowLimits {
  readonly maxFlows?: number | undefined;
  readonly maxMemoryPerFlow?: number | undefined;
}

export class FlowTable {
  /** Session numbers given so far. */
  sessions = 0;
  /** Segments of flows that were not followed because there were too many. */
  #leftOut = 0;
  /** Flows without data that made room for others. */
  #givenUp = 0;
  readonly #maxFlows: number;
  readonly #silent: SilentFlows;
  readonly #admission: Admission;
  readonly #candidates = new Candidates();
  readonly #ports: ReadonlySet<number>;
  readonly #makeHandler: HandlerFactory;
  readonly #onNotice: TcpNotice;
  readonly #holding: Holding;
  #buckets: (Connection | undefined)[] = new Array<Connection | undefined>(4096).fill(undefined);
  /** Segments that were left out for their checksum and are of no flow that is known. */
  readonly #strangers = new FlowSums();
  #count = 0;
  #closed = 0;

  /** `makeHandler` is for the flows of `ports`; signatures and transfers bring their own. */
  constructor(
    ports: ReadonlySet<number>,
    makeHandler: HandlerFactory,
    onNotice: TcpNotice,
    admission: AdmissionOptions = { signatures: [] },
    { maxFlows = MAX_FLOWS, maxMemoryPerFlow }: FlowLimits = {},
  ) {
    this.#maxFlows = maxFlows;
    this.#silent = new SilentFlows(maxFlows);
    this.#holding = new Holding(maxMemoryPerFlow);
    this.#ports = ports;
    this.#admission = new Admission(ports, admission);
    this.#makeHandler = makeHandler;
    this.#onNotice = onNotice;
  }

  /** Takes a decoded segment; what nobody wants is left alone. Returns whether it was taken. */
  push(view: SegmentView, frame: number, time: number): boolean {
    const kind = this.#admission.kindOf(view);
    if (kind === 0) return false;
    const hash = hashOf(view);
    for (let e = this.#buckets[hash & (this.#buckets.length - 1)]; e !== undefined; e = e.next) {
      if (e.hash !== hash) continue;
      const side = e.sideOf(view);
      if (side >= 0) return this.#known(e, side as Side, kind, view, frame, time);
    }
    if (isLeftOut(view)) {
      this.#strangers.add(view, sideOfSource(view, this.#ports), frame);
      return false;
    }
    if ((kind & MSNP_PORT) === 0) return this.#meet(view, kind, hash, frame, time);
    this.#open(view, kind, hash, frame, time);
    return true;
  }

  /** The number of a new session. */
  readonly nextSession = (): number => ++this.sessions;

  /**
   * The end of the capture: recognises what can be recognised, closes the flows that are no sessions, and returns
   * those that are, open still.
   */
  end(): Connection[] {
    this.#strangers.tell(true, (code, message, frame, details) => {
      this.#onNotice(code, message, frame, 0, details);
    });
    this.#tellLimit();
    const open: Connection[] = [];
    for (const bucket of this.#buckets) {
      for (let e = bucket; e !== undefined; e = e.next) if (!e.closed) open.push(e);
    }
    open.sort((a, b) => compareFrames(begin(a), begin(b)) || a.id - b.id);
    for (const connection of open) {
      if (connection.candidate >= 0) connection.hurry();
      if (connection.id === 0) connection.close('capture-end');
    }
    this.#buckets = [undefined];
    return open.filter((connection) => !connection.closed);
  }

  #known(
    connection: Connection,
    side: Side,
    kind: number,
    view: SegmentView,
    frame: number,
    time: number,
  ): boolean {
    if (isLeftOut(view)) {
      connection.sums?.add(view, side, frame);
      return true;
    }
    if (connection.closed) {
      if (!opensAgain(connection, side, view, time)) return true;
      this.#closed--;
      return this.#replace(connection, view, frame, time);
    }
    if (connection.reopening !== undefined) {
      return this.#reopen(connection, connection.reopening, side, kind, view, frame, time);
    }
    const idle = time - connection.lastTime > IDLE_FLOW_NANOS && !connection.continues(view, side);
    if (idle) {
      connection.close('timeout');
      return this.#replace(connection, view, frame, time);
    }
    if (connection.isReopening(view, side)) {
      connection.reopening = new Reopening(view, side, frame, time);
      return true;
    }
    connection.sums?.add(view, side, frame);
    if (connection.candidate >= 0) this.#consider(connection, side, kind, view, frame, time);
    else if (connection.push(view, side, frame, time)) this.#noteClosed(time);
    return true;
  }

  /** The segment that tells whether a SYN was of another connection. */
  #reopen(
    connection: Connection,
    reopening: Reopening,
    side: Side,
    kind: number,
    view: SegmentView,
    frame: number,
    time: number,
  ): boolean {
    const verdict = reopening.judge(view, side, connection.continues(view, side));
    if (verdict === 'again') return true;
    if (verdict === 'forged') {
      connection.refuseReopening();
      return this.#known(connection, side, kind, view, frame, time);
    }
    connection.close('timeout');
    this.#replace(connection, reopening.view, reopening.frame, reopening.time);
    return this.push(view, frame, time);
  }

  /** The addresses and ports of a closed connection are used again. */
  #replace(entry: Connection, view: SegmentView, frame: number, time: number): boolean {
    this.#drop(entry);
    return this.push(view, frame, time);
  }

  /** The first segment of a flow on an MSNP port. */
  #open(view: SegmentView, kind: number, hash: number, frame: number, time: number): void {
    // A reset of a connection that was never seen says nothing.
    if ((view.flags & RST) !== 0 && view.length === 0) return;
    if (this.#isFull(frame)) return;
    const side = sideOfSource(view, this.#ports);
    const foreign = this.#admission.signaturesOf(kind).filter(({ isSession }) => !isSession);
    const makeHandler = foreign.length === 0 ? this.#makeHandler : this.#undecided(foreign);
    const connection = this.#create(view, side, this.nextSession(), hash, makeHandler, frame, time);
    if (connection.push(view, side, frame, time)) this.#noteClosed(time);
  }

  /** Whether there is no room for another flow; flows without data make some. */
  #isFull(frame: number): boolean {
    const limit = this.#maxFlows;
    if (this.#count - this.#closed < limit) return false;
    const message = `more than ${limit} flows at one time: those without data are given up, new ones are left out`;
    if (this.#leftOut + this.#givenUp === 0) this.#onNotice('flow-limit', message, frame, 0, { limit });
    const silent = this.#silent.take();
    if (silent === undefined) this.#leftOut++;
    else {
      this.#givenUp++;
      this.#drop(silent);
    }
    return silent === undefined;
  }

  /** What came of the limit in the end. */
  #tellLimit(): void {
    const [flows, segments] = [this.#givenUp, this.#leftOut];
    if (flows + segments === 0) return;
    const message = `${flows} flows without data were given up, ${segments} segments of new flows left out`;
    this.#onNotice('flow-limit', message, 0, 0, { limit: this.#maxFlows, flows, segments });
  }

  #create(
    view: SegmentView,
    side: Side,
    id: number,
    hash: number,
    makeHandler: ConnectionHandler,
    frame: number,
    time: number,
  ): Connection {
    const source = sourceOf(view);
    const target = targetOf(view);
    const [client, server] = side === CLIENT ? [source, target] : [target, source];
    const connection = new Connection(
      id,
      hash,
      client,
      server,
      frame,
      time,
      this.#holding,
      makeHandler,
      this.#onNotice,
    );
    if (view.checks !== CHECKS_OFF) {
      connection.sums = new FlowSums();
      connection.sums.add(view, side, frame);
      connection.leavesBadOut = view.checks === CHECKS_STRICT;
    }
    this.#add(connection);
    this.#silent.add(connection);
    return connection;
  }

  // Flows that no port announces ----------------------------------------------------------------------------------

  /** A segment of a flow that is not known: followed, or watched, or left alone. */
  #meet(view: SegmentView, kind: number, hash: number, frame: number, time: number): boolean {
    const isSyn = (view.flags & SYN) !== 0;
    if (!isSyn && view.end <= view.start) return false;
    const isReset = (view.flags & RST) !== 0;
    const announced = this.#admission.announced(view);
    const found = announced ?? (isSyn ? undefined : this.#admission.glance(view, kind));
    if (isReset || (found === undefined && !isSyn) || this.#isFull(frame)) return false;
    const side = isSyn
      ? sideOfSource(view, this.#ports)
      : (found?.glance.side ?? sideOfSource(view, this.#ports));
    const makeHandler = this.#undecided(this.#admission.signaturesOf(kind));
    const connection = this.#create(view, side, 0, hash, makeHandler, frame, time);
    const oldest = this.#candidates.add(connection);
    if (oldest !== undefined) this.#drop(oldest);
    if (found?.glance.verdict === 'yes') this.#claim(connection, found.signature);
    this.#feed(connection, side, view, frame, time);
    return true;
  }

  /** A segment of a flow that is watched. */
  #consider(
    connection: Connection,
    side: Side,
    kind: number,
    view: SegmentView,
    frame: number,
    time: number,
  ): void {
    const announced = connection.isSilent ? this.#admission.announced(view) : undefined;
    if (announced !== undefined) this.#claim(connection, announced.signature);
    else if (side === CLIENT && view.end > view.start && connection.isFirst(view, side)) {
      // Most flows are told by their first segment: nothing of it need be kept.
      const verdict = this.#admission.judgeFirst(view, kind);
      if (verdict === 'no') {
        this.#drop(connection);
        return;
      }
    }
    this.#feed(connection, side, view, frame, time);
  }

  #feed(connection: Connection, side: Side, view: SegmentView, frame: number, time: number): void {
    const isClosed = connection.push(view, side, frame, time);
    if (connection.abandoned) return;
    if (connection.candidate < 0) {
      if (isClosed) this.#noteClosed(time);
    } else if (isClosed) this.#drop(connection);
    else if (connection.holdsMuch) connection.hurry();
  }

  /** Handler of a flow that one of `signatures` may claim; without a claim it is a session on an MSNP port, or nothing. */
  #undecided(signatures: readonly Signature[]): ConnectionHandler {
    return (connection) =>
      new Undecided(
        signatures,
        () => connection.startedMidStream,
        (signature) => this.#claim(connection, signature),
      );
  }

  /** Gives a flow to the signature that claims it, or to nobody: then it is a session by its port, or forgotten. */
  #claim(connection: Connection, signature: Signature | undefined): StreamHandler {
    if (signature === undefined && connection.id === 0) {
      this.#drop(connection);
      return NOBODY;
    }
    this.#candidates.remove(connection);
    if (signature === undefined) return connection.adopt(connection.id, this.#makeHandler(connection));
    const reserved = connection.id;
    const id = signature.isSession ? this.nextSession() : 0;
    connection.id = id;
    return connection.adopt(id, signature.handlerFor(connection, reserved));
  }

  /** Forgets a connection at once, handler and all. */
  #drop(connection: Connection): void {
    this.#candidates.remove(connection);
    if (!connection.abandoned) this.#remove(connection);
    connection.abandon();
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

function begin({ firstFrame, firstTime }: Connection): FramePlace {
  return { frame: firstFrame, time: firstTime };
}
