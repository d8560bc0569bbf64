/**
 * The main thread's side of several jobs: deals the flows of a capture out to them by client, keeps them busy but not
 * flooded, and hands what they write to the reports in the order of the capture.
 */
import { CaptureMemory } from '../analysis/capture-memory.ts';
import { Engine } from '../analysis/engine.ts';
import { Reuse } from '../analysis/reuse.ts';
import { shardOf } from '../analysis/shard.ts';
import { BATCH_EVENTS, MAX_BATCHES } from '../base/limits.ts';
import type { Notice } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import type { GatewayHandler } from '../http/gateway-event.ts';
import type { Fold } from '../report/folding.ts';
import type { CaptureInfo, Report } from '../scan.ts';
import type { Stage } from '../stage.ts';
import type { Flow } from '../tcp/flow.ts';
import { Joiner, type JoinSink, type PlacedNotice } from './joiner.ts';
import type { Lane } from './lane.ts';
import { Outbox } from './outbox.ts';
import type { Counts, Remark } from './piece.ts';
import { RemoteFlow } from './remote-flow.ts';

/** A report whose records others write. */
export interface JoinedReport extends Report {
  join(channel: number, bytes: Uint8Array): void;
  count(counts: Counts): void;
  /** What others have folded of a session, at its end. */
  fold(session: number, folds: readonly Fold[]): void;
  /** So many findings more are known, before they are counted. */
  found(findings: number): void;
}

interface Job {
  readonly lane: Lane;
  readonly outbox: Outbox;
}

export class Coordinator implements Stage {
  commands = 0;
  readonly #jobs: readonly Job[];
  readonly #report: JoinedReport;
  readonly #joiner: Joiner;
  readonly #engine: Engine;
  readonly #reuse: Reuse;
  /** Place of the latest event, and of the first one of the batch that is being filled. */
  #place = 0;
  #first = 0;
  readonly #batchEvents: number;
  #notices: PlacedNotice[] = [];
  #isClientLimitTold = false;
  /** Somebody may be waiting for what there is. */
  #isLive = false;
  #failure: Error | undefined = undefined;
  /** Ends the wait for the jobs. */
  #wake: (() => void) | undefined = undefined;

  constructor(
    lanes: readonly Lane[],
    report: JoinedReport,
    enabled: (id: string) => boolean,
    clock: Clock,
    batchEvents = BATCH_EVENTS,
  ) {
    this.#batchEvents = batchEvents;
    this.#report = report;
    this.#engine = new Engine(enabled, clock);
    this.#reuse = new Reuse(new CaptureMemory(), this.#engine);
    this.#jobs = lanes.map((lane) => ({ lane, outbox: new Outbox() }));
    this.#joiner = new Joiner(lanes.length, this.#sink(), (job, { used }) => {
      if (used !== undefined) this.#jobs[job]?.outbox.giveBack(used.numbers, used.bytes);
      lanes[job]?.used();
    });
    for (const [index, lane] of lanes.entries()) {
      lane.listen(
        (piece) => {
          this.#guarded(() => {
            this.#report.found(piece.found);
            this.#joiner.add(index, piece);
            if (this.#isLive && this.#joiner.pending === 0) this.#report.idle?.();
          });
          this.#wake?.();
        },
        (error) => {
          this.#failure ??= error;
          this.#wake?.();
        },
      );
    }
  }

  // What the stages below tell ------------------------------------------------------------------------------------

  capture(info: CaptureInfo, clock: Clock): void {
    this.#report.capture(info, clock);
    if (info.index > 1) return;
    const several = info.of > 1;
    for (const { lane } of this.#jobs) lane.send({ type: 'begin', clock: { ...clock }, several });
  }

  readonly handlerFor = (flow: Flow): GatewayHandler => {
    const job = this.#jobs[shardOf(flow.client) % this.#jobs.length];
    if (job === undefined) throw new RangeError('no job');
    return new RemoteFlow(flow, job.outbox, this.#nextPlace);
  };

  readonly gatewayHandlerFor = this.handlerFor;

  readonly #nextPlace = (): number => ++this.#place - this.#first;

  notice(notice: Notice): void {
    this.#notices.push({ place: ++this.#place, notice });
  }

  captureTime(time: number): void {
    this.#send();
    for (const { lane } of this.#jobs) lane.send({ type: 'captureTime', time });
  }

  // Batches ---------------------------------------------------------------------------------------------------------

  /** Whether there is enough to send; `turn` should be awaited soon. */
  get isFull(): boolean {
    return this.#place - this.#first >= this.#batchEvents;
  }

  /** Sends what there is when it is enough, or when no input is waiting; waits while the jobs have enough to do. */
  async turn(isIdle: boolean): Promise<void> {
    this.#isLive ||= isIdle;
    if (isIdle || this.isFull) this.#send();
    await this.#untilPending(MAX_BATCHES);
  }

  /** Everything was told: waits for what the jobs make of it. */
  async end(): Promise<void> {
    this.#send();
    for (const { lane } of this.#jobs) lane.send({ type: 'end' });
    this.#guarded(() => {
      this.#joiner.expect([...this.#jobs.keys()], []);
    });
    await this.#untilPending(0);
  }

  #send(): void {
    if (this.#place === this.#first) return;
    const notices = this.#notices;
    const busy: number[] = [];
    for (const [index, { lane, outbox }] of this.#jobs.entries()) {
      if (outbox.count === 0) continue;
      busy.push(index);
      lane.send({ type: 'batch', first: this.#first, batch: outbox.take() });
    }
    this.#notices = [];
    this.#first = this.#place;
    this.#guarded(() => {
      this.#joiner.expect(busy, notices);
    });
  }

  /** What fails while the jobs' records are written is thrown where the scan waits. */
  #guarded(body: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      body();
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  async #untilPending(limit: number): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#joiner.pending <= limit) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  // What comes back ------------------------------------------------------------------------------------------------

  #sink(): JoinSink {
    return {
      records: (channel, bytes) => {
        this.#report.join(channel, bytes);
      },
      remark: (remark) => {
        this.#remark(remark);
      },
      notice: (notice) => {
        this.#report.notice(notice);
      },
      counts: (counts) => {
        this.commands += counts.commands;
        this.#report.count(counts);
      },
    };
  }

  #remark(remark: Remark): void {
    if (remark.type === 'use') this.#reuse.use(remark.use);
    else if (remark.type === 'release') this.#reuse.release(remark.cookie, remark.session);
    else if (remark.type === 'folds') this.#report.fold(remark.session, remark.folds);
    else this.#jobNotice(remark.notice);
    this.#engine.flush(this.#report);
  }

  #jobNotice(notice: Notice): void {
    if (notice.code === 'client-limit') {
      // Each job tells it once, the capture does.
      if (this.#isClientLimitTold) return;
      this.#isClientLimitTold = true;
    }
    this.#report.notice(notice);
  }
}
