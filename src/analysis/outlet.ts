/** Where one session tells what it found: findings through the engine, notices to the sink, each with its place. */
import { MAX_NOTICES_PER_FLOW } from '../base/limits.ts';
import type { Details, NoticeCode } from '../base/notice.ts';
import type { Command } from '../msnp/command.ts';
import type { Engine, Place } from './engine.ts';
import type { Contexts, Subject } from './facts.ts';
import type { Sink } from './sink.ts';

export class Outlet {
  readonly #engine: Engine;
  readonly #sink: Sink;
  readonly #session: number;
  /** The line at hand. */
  #command = 0;
  #frame: number;
  #time = 0;
  #notices = 0;
  #told: Set<NoticeCode> | undefined = undefined;

  constructor(engine: Engine, sink: Sink, session: number, firstFrame: number) {
    this.#engine = engine;
    this.#sink = sink;
    this.#session = session;
    this.#frame = firstFrame;
  }

  /** Findings without a place are about this line from now on. */
  moveTo(command: Command, id: number): void {
    this.#command = id;
    this.#frame = command.lastFrame;
    this.#time = command.lastTime;
  }

  /** The place of the line at hand. */
  here(): Place {
    return this.place(this.#command, this.#frame, this.#time);
  }

  place(command: number, frame: number, time: number): Place {
    return { session: this.#session, command, frame, time };
  }

  /** Runs the rules that `facts` wake, about the line at hand. */
  raise<S extends Subject>(subject: S, facts: number, context: Contexts[S]): void {
    if ((facts & this.#engine.wakes[subject]) !== 0) this.#engine.raise(subject, facts, context, this.here());
  }

  raiseAt<S extends Subject>(place: Place, subject: S, facts: number, context: Contexts[S]): void {
    this.#engine.raise(subject, facts, context, place);
  }

  notice(code: NoticeCode, message: string, details: Details, frame = this.#frame): void {
    if (++this.#notices > MAX_NOTICES_PER_FLOW) return;
    this.#sink.notice({ code, frame, session: this.#session, message, details });
  }

  /** Bytes of one side were passed over. */
  skipped(side: string, bytes: number, reason: string, frame: number): void {
    const message = `${bytes} bytes of the ${side} could not be read as commands and were skipped`;
    this.notice('resynchronised', message, { side, bytes, reason }, frame);
  }

  /** A notice that comes once a session: a cap was reached. */
  limit(code: NoticeCode, message: string): void {
    this.#told ??= new Set();
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.#sink.notice({ code, frame: this.#frame, session: this.#session, message, details: {} });
  }

  /** Hands on the findings made so far. */
  flush(): void {
    this.#engine.flush(this.#sink);
  }
}
