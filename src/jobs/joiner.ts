/**
 * Puts what the jobs have written into the order of the capture: by the event that gave rise to it. The events of one
 * batch are settled before those of the next, and inside a batch the job whose next entry is the earliest goes on.
 */
import type { Notice } from '../base/notice.ts';
import { channelOf, type Counts, lengthOf, type Piece, type Remark, REMARK } from './piece.ts';

/** Who gets everything in order. */
export interface JoinSink {
  records(channel: number, bytes: Uint8Array): void;
  remark(remark: Remark): void;
  notice(notice: Notice): void;
  counts(counts: Counts): void;
}

/** A notice of the main thread, and where it belongs. */
export interface PlacedNotice {
  readonly place: number;
  readonly notice: Notice;
}

interface Batch {
  readonly notices: readonly PlacedNotice[];
  /** How many of them were told. */
  told: number;
  /** Those that have part in it. */
  readonly open: readonly JobPieces[];
}

/** What one job has sent and was not used. */
class JobPieces {
  /** Entry that comes next, in `#piece`. */
  #at = 0;
  #remark = 0;
  readonly #waiting: Piece[] = [];
  readonly #onUsed: (piece: Piece) => void;
  /** Chunk that comes next, and how much of it was used, by channel. */
  #positions: { chunk: number; offset: number }[] = [];

  constructor(onUsed: (piece: Piece) => void) {
    this.#onUsed = onUsed;
  }

  add(piece: Piece): void {
    this.#waiting.push(piece);
  }

  /** Place of the next entry; Infinity behind the last one of the batch, undefined when it has not come yet. */
  next(): number | undefined {
    for (;;) {
      const piece = this.#waiting[0];
      if (piece === undefined) return undefined;
      const place = piece.entries[this.#at];
      if (place !== undefined) return place;
      if (piece.isLast) return Infinity;
      this.#drop();
    }
  }

  /** Leaves a batch that is done: `next` has said Infinity. */
  leave(): Counts | undefined {
    return this.#drop()?.counts;
  }

  #drop(): Piece | undefined {
    const piece = this.#waiting.shift();
    this.#at = 0;
    this.#remark = 0;
    this.#positions = [];
    if (piece !== undefined) this.#onUsed(piece);
    return piece;
  }

  /** Hands on the entries of the present piece that come before `limit`. */
  giveUntil(limit: number, sink: JoinSink): void {
    const piece = this.#waiting[0];
    if (piece === undefined) return;
    const { entries } = piece;
    let channel = -1;
    let length = 0;
    for (; this.#at < entries.length && (entries[this.#at] ?? 0) < limit; this.#at += 2) {
      const entry = entries[this.#at + 1] ?? 0;
      if (channelOf(entry) === channel && channel !== REMARK) {
        length += lengthOf(entry);
        continue;
      }
      this.#give(piece, channel, length, sink);
      channel = channelOf(entry);
      length = lengthOf(entry);
    }
    this.#give(piece, channel, length, sink);
  }

  #give(piece: Piece, channel: number, length: number, sink: JoinSink): void {
    if (channel < 0) return;
    if (channel === REMARK) {
      const remark = piece.remarks[this.#remark++];
      if (remark !== undefined) sink.remark(remark);
      return;
    }
    this.#giveBytes(piece, channel, length, sink);
  }

  #giveBytes(piece: Piece, channel: number, length: number, sink: JoinSink): void {
    const position = (this.#positions[channel] ??= { chunk: -1, offset: 0 });
    let left = length;
    while (left > 0) {
      const chunk = piece.chunks[position.chunk];
      if (chunk === undefined || position.offset === chunk.bytes.length) {
        position.chunk = nextChunk(piece, channel, position.chunk);
        position.offset = 0;
        if (position.chunk < 0) throw new Error('a job has sent less than it said');
        continue;
      }
      const end = Math.min(chunk.bytes.length, position.offset + left);
      sink.records(channel, chunk.bytes.subarray(position.offset, end));
      left -= end - position.offset;
      position.offset = end;
    }
  }
}

function nextChunk({ chunks }: Piece, channel: number, after: number): number {
  for (let i = after + 1; i < chunks.length; i++) if (chunks[i]?.channel === channel) return i;
  return -1;
}

export class Joiner {
  readonly #jobs: readonly JobPieces[];
  readonly #sink: JoinSink;
  readonly #batches: Batch[] = [];

  /** `onUsed` is told of each piece that is not needed any more. */
  constructor(jobs: number, sink: JoinSink, onUsed: (job: number, piece: Piece) => void) {
    this.#sink = sink;
    this.#jobs = Array.from({ length: jobs }, (_, job) => {
      return new JobPieces((piece) => {
        onUsed(job, piece);
      });
    });
  }

  /** Batches that are not done. */
  get pending(): number {
    return this.#batches.length;
  }

  /** A batch went to `jobs`; what they make of it comes as pieces. */
  expect(jobs: readonly number[], notices: readonly PlacedNotice[]): void {
    const open = jobs.flatMap((job) => this.#jobs[job] ?? []);
    this.#batches.push({ notices, told: 0, open });
    this.#advance();
  }

  add(job: number, piece: Piece): void {
    this.#jobs[job]?.add(piece);
    this.#advance();
  }

  #advance(): void {
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      if (!this.#finish(batch)) return;
      this.#batches.shift();
    }
  }

  /** Hands on what is there of a batch; whether that was all. */
  #finish(batch: Batch): boolean {
    const { open, notices } = batch;
    for (;;) {
      let first: JobPieces | undefined;
      let place = Infinity;
      let limit = Infinity;
      for (const job of open) {
        const next = job.next();
        if (next === undefined) return false;
        if (next < place) {
          limit = place;
          place = next;
          first = job;
        } else if (next < limit) limit = next;
      }
      const notice = notices[batch.told];
      if (notice !== undefined && notice.place <= place) {
        batch.told++;
        this.#sink.notice(notice.notice);
        continue;
      }
      if (first === undefined) break;
      first.giveUntil(Math.min(limit, notice?.place ?? Infinity), this.#sink);
    }
    for (const job of open) {
      const counts = job.leave();
      if (counts !== undefined) this.#sink.counts(counts);
    }
    return true;
  }
}
