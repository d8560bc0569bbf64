/** One job: the analysis of the clients of some shards, from events to pieces of reports. Runs in a thread of its own. */
import { type Analysis, createAnalysis } from '../analysis/analysis.ts';
import type { Engine } from '../analysis/engine.ts';
import type { Finding } from '../analysis/finding.ts';
import { isEnabled } from '../analysis/registry.ts';
import { shardOf } from '../analysis/shard.ts';
import type { Uses } from '../analysis/reuse.ts';
import type { CommandInfo, SessionView, SettledTransaction, Sink } from '../analysis/sink.ts';
import type { Notice } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import type { Command } from '../msnp/command.ts';
import { Folding } from '../report/folding.ts';
import type { PartReport } from '../report/part.ts';
import { Tally } from '../report/tally.ts';
import type { StreamHandler } from '../tcp/handler.ts';
import {
  type CloseFacts,
  EVENT,
  EVENT_WORDS,
  type Facts,
  type GatewayFacts,
  kindOf,
  type OpenFacts,
  sideOf,
  stateOf,
  WORD,
} from './events.ts';
import { MirrorFlow } from './mirror-flow.ts';
import type { EventBatch } from './outbox.ts';
import type { Chunk, Piece, Remark } from './piece.ts';
import { Tape } from './tape.ts';

export interface JobOptions {
  readonly enable: readonly string[];
  readonly disable: readonly string[];
}

/** What a job is told; in this order. */
export type Task =
  | { readonly type: 'begin'; readonly clock: Clock; readonly several: boolean }
  | { readonly type: 'batch'; readonly first: number; readonly batch: EventBatch }
  | { readonly type: 'captureTime'; readonly time: number }
  | { readonly type: 'end' };

/** Takes a piece away; may wait until the one before was used. */
export type Post = (piece: Piece) => void;

interface OpenFlow {
  readonly flow: MirrorFlow;
  readonly handler: StreamHandler;
}

export class Job {
  readonly #analysis: Analysis;
  readonly #clock: Clock = { baseSeconds: 0, digits: 6 };
  readonly #reports: readonly PartReport[];
  readonly #tape: Tape;
  readonly #tally = new Tally();
  readonly #folding = new Folding((session, folds) => {
    this.#tape.remark(this.#place, { type: 'folds', session, folds });
  });
  /** Open sessions about which the main thread may have findings. */
  readonly #users = new Set<number>();
  readonly #post: Post;
  readonly #flows = new Map<number, OpenFlow>();
  #place = 0;
  /** Findings since the last piece. */
  #found = 0;

  /** The reports write their blocks to `chunks`. */
  constructor(options: JobOptions, reports: readonly PartReport[], chunks: Chunk[], post: Post) {
    this.#reports = reports;
    this.#tape = new Tape(
      reports.flatMap((report) => report.outputs),
      chunks,
    );
    this.#post = post;
    this.#analysis = createAnalysis({
      sink: this.#sink(),
      enabled: (id) => isEnabled(id, options.enable, options.disable),
      clock: this.#clock,
      part: { order: () => this.#place, usesOf: (engine) => this.#uses(engine) },
    });
  }

  take(task: Task): void {
    switch (task.type) {
      case 'begin':
        Object.assign(this.#clock, task.clock);
        for (const report of this.#reports) report.begin(this.#clock, task.several);
        return;
      case 'batch':
        this.#batch(task.first, task.batch);
        return;
      case 'captureTime':
        this.#analysis.captureTime(task.time);
        return;
      case 'end':
        this.#end();
    }
  }

  #batch(first: number, { numbers, count, bytes, facts }: EventBatch): void {
    const words = new Int32Array(numbers);
    const doubles = new Float64Array(numbers);
    const data = Buffer.from(bytes);
    let position = 0;
    let fact = 0;
    for (let at = 0; at < count * EVENT_WORDS; at += EVENT_WORDS) {
      const frame = doubles[at >> 1] ?? 0;
      const time = doubles[(at >> 1) + 1] ?? 0;
      const kind = words[at + WORD.kind] ?? 0;
      const session = words[at + WORD.session] ?? 0;
      const length = words[at + WORD.length] ?? 0;
      this.#place = first + (words[at + WORD.place] ?? 0);
      const what = kindOf(kind);
      if (what === EVENT.data) {
        this.#stateful(session, kind)?.data(sideOf(kind), data, position, position + length, frame, time);
        position += length;
      } else if (what < EVENT.open) this.#streamEvent(kind, session, length, frame, time);
      else this.#rareEvent(kind, session, facts[fact++], frame, time);
      this.#analysis.flush();
      this.#tape.mark(this.#place);
      if (this.#tape.isFull) this.#send({ isLast: false });
    }
    this.#send({ isLast: true, used: { numbers, bytes } });
  }

  #streamEvent(kind: number, session: number, length: number, frame: number, time: number): void {
    const handler = this.#stateful(session, kind);
    const side = sideOf(kind);
    if (kindOf(kind) === EVENT.gap) handler?.gap(side, length, frame, time);
    else if (kindOf(kind) === EVENT.fin) handler?.fin(side, frame, time);
    else handler?.reset(side, frame, time);
  }

  #rareEvent(kind: number, session: number, facts: Facts | undefined, frame: number, time: number): void {
    const what = kindOf(kind);
    if (what === EVENT.open) {
      const flow = new MirrorFlow(session, facts as OpenFacts, stateOf(kind), frame, time);
      this.#flows.set(session, { flow, handler: this.#analysis.handlerFor(flow) });
    } else if (what === EVENT.close) {
      const end = facts as CloseFacts;
      this.#flows.get(session)?.flow.end(end, frame, time);
      this.#stateful(session, kind)?.close(end.reason, frame, time);
      this.#flows.delete(session);
    } else {
      const { fact, context } = facts as GatewayFacts;
      this.#analysis.gateway(session, fact, context, frame, time);
    }
  }

  /** The handler of a flow that is in the state of the event. */
  #stateful(session: number, kind: number): StreamHandler | undefined {
    const open = this.#flows.get(session);
    open?.flow.update(stateOf(kind));
    return open?.handler;
  }

  #end(): void {
    const before = (order: number): void => {
      this.#place = order;
    };
    this.#analysis.end(before, (order) => {
      this.#tape.mark(order);
      if (this.#tape.isFull) this.#send({ isLast: false });
    });
    const { states, findings } = this.#tally;
    const folds = this.#folding.rest();
    const counts = { commands: this.#analysis.commands, states, findings: [...findings.values()], folds };
    this.#send({ isLast: true, counts });
  }

  #send({ isLast, used, counts }: Partial<Piece> & Pick<Piece, 'isLast'>): void {
    const found = this.#found;
    this.#found = 0;
    this.#post({ ...this.#tape.take(), found, isLast, used, counts });
  }

  #sink(): Sink {
    const reports = this.#reports;
    return {
      command: (command: Command, info: CommandInfo) => {
        for (const report of reports) report.command(command, info);
      },
      transaction: (transaction: SettledTransaction) => {
        this.#tally.transaction(transaction);
        for (const report of reports) report.transaction(transaction);
      },
      finding: (finding: Finding) => {
        this.#tally.finding(finding);
        this.#found++;
        if (!this.#folding.admits(finding)) return;
        for (const report of reports) report.finding(finding);
      },
      notice: (notice: Notice) => {
        this.#tape.remark(this.#place, { type: 'notice', notice });
      },
      session: (session: SessionView) => {
        const folds = this.#folding.end(session.id, shardOf(session.flow.client));
        if (this.#users.delete(session.id) || folds.length > 0) {
          this.#tape.remark(this.#place, { type: 'folds', session: session.id, folds });
        }
        for (const report of reports) report.session(session);
      },
    };
  }

  /** What has to be known of all clients goes to the main thread, in order with the findings. */
  #uses(engine: Engine): Uses {
    const later = (remark: Remark): void => {
      engine.postpone(() => {
        this.#tape.remark(this.#place, remark);
      });
    };
    return {
      use: (use) => {
        this.#users.add(use.place.session);
        later({ type: 'use', use });
      },
      release: (cookie, session) => {
        later({ type: 'release', cookie, session });
      },
    };
  }
}
