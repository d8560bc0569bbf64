/** `msnscan follow`: hears segments beside the analysis, which finds nothing to do, and writes at the end. */
import { INCOMPLETE_CODES, type Notice } from '../../base/notice.ts';
import { DigestTaker } from '../../follow/digest-taker.ts';
import { Follower, type FollowOptions } from '../../follow/follower.ts';
import { KeepingTaker } from '../../follow/keeping-taker.ts';
import type { Common, Taker } from '../../follow/taker.ts';
import type { CaptureInfo, Report } from '../../scan.ts';
import { CLIENT, SERVER, SIDE_NAMES } from '../../tcp/handler.ts';
import { Output, type BlockSink } from '../output.ts';
import { writeDigest } from './digest.ts';
import { writeRaw } from './raw.ts';
import { type TextWish, writeFlows } from './text.ts';

export type FollowFormat = 'text' | 'raw' | 'digest';

export interface FollowWish extends Omit<FollowOptions, 'tellsFrames'>, Omit<TextWish, 'sides' | 'several'> {
  readonly format: FollowFormat;
  /** The only side that is wanted. */
  readonly from: 'client' | 'server' | undefined;
}

/** What is followed, whichever way it is written. */
export interface FollowReport extends Report {
  /** For the option of the same name of `scan`. */
  readonly segments: Follower<Taker>['push'];
  /** Flows of the wanted ports, and those of them that were wanted. */
  readonly count: number;
  readonly wanted: number;
  /** False when a limit was reached here. */
  readonly complete: boolean;
  /** Writes everything; after the end. */
  write(sink: BlockSink): void;
  close(): void;
}

/** Raw bytes are those of one flow: after `end` there has to be one. */
export function createFollowReport(wish: FollowWish): FollowReport {
  const sides = ([CLIENT, SERVER] as const).filter(
    (side) => wish.from === undefined || SIDE_NAMES[side] === wish.from,
  );
  switch (wish.format) {
    case 'digest':
      return new Following(wish, false, sum, (flows, output) => {
        writeDigest(flows, sides, output);
      });
    case 'raw':
      return new Following(wish, wish.from === undefined, keep, ([flow], output) => {
        if (flow !== undefined) writeRaw(flow, sides, output);
      });
    case 'text':
      return new Following(wish, true, keep, (flows, output, several) => {
        writeFlows(flows, { ...wish, sides, several }, output);
      });
  }
}

const sum = (common: Common): DigestTaker => new DigestTaker(common);
const keep = (common: Common): KeepingTaker => new KeepingTaker(common);

type FlowWriter<T extends Taker> = (flows: Follower<T>['flows'], output: Output, several: boolean) => void;

class Following<T extends Taker> implements FollowReport {
  complete = true;
  readonly #follower: Follower<T>;
  readonly #write: FlowWriter<T>;
  #several = false;

  constructor(
    wish: FollowWish,
    tellsFrames: boolean,
    makeTaker: (common: Common) => T,
    write: FlowWriter<T>,
  ) {
    this.#follower = new Follower(
      { ...wish, tellsFrames },
      makeTaker,
      (code, message, frame, session, details) => {
        if (INCOMPLETE_CODES.has(code)) this.complete = false;
        this.notice({ code, message, frame, session, details });
      },
    );
    this.#write = write;
  }

  readonly segments: FollowReport['segments'] = (view, frame, order) => {
    this.#follower.push(view, frame, order);
  };

  capture({ of }: CaptureInfo): void {
    this.#several = of > 1;
  }

  get count(): number {
    return this.#follower.count;
  }

  get wanted(): number {
    return this.#follower.flows.length;
  }

  end(): void {
    this.#follower.end();
  }

  write(sink: BlockSink): void {
    const output = new Output(sink);
    this.#write(this.#follower.flows, output, this.#several);
    output.flush();
  }

  close(): void {
    this.#follower.close();
  }

  notice: (notice: Notice) => void = nothing;
  readonly command = nothing;
  readonly transaction = nothing;
  readonly finding = nothing;
  readonly session = nothing;
}

/** What the analysis of no port has to say. */
function nothing(): void {
  // Notices of reading are told by whoever listens to the report.
}
