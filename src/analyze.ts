/** `analyze`: the records of a capture one by one, for programs. Reading goes on as they are taken. */
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type AnalyzeOptions, type Plan, planOf } from './analyze-options.ts';
import { asBuffer } from './base/bytes.ts';
import type { CaptureInput } from './capture/found.ts';
import { InputError } from './capture/input-error.ts';
import type { PacketSource } from './capture/pcap-parser.ts';
import { Handover } from './handover.ts';
import { type PacketInput, packetSource } from './packet-input.ts';
import { FoldedReport } from './report/folded.ts';
import { NdjsonReport } from './report/ndjson.ts';
import { redacting } from './report/redact/redacting.ts';
import type {
  CaptureRecord,
  CommandRecord,
  FindingRecord,
  NoticeRecord,
  SessionRecord,
  SummaryRecord,
  TransactionRecord,
} from './report/schema.ts';
import { Tally } from './report/tally.ts';
import { scan, type ScanInput } from './scan.ts';
import { ownStage, type Stage } from './stage.ts';

type Typed<T extends string, R> = { readonly type: T } & R;

/** What `--ndjson` writes as a line, by `type`; in the same order, the summary last. */
export type AnalysisRecord =
  | Typed<'capture', CaptureRecord>
  | Typed<'command', CommandRecord>
  | Typed<'transaction', TransactionRecord>
  | Typed<'finding', FindingRecord>
  | Typed<'notice', NoticeRecord>
  | Typed<'session', SessionRecord>
  | Typed<'summary', SummaryRecord>;

/**
 * A capture: the path or file URL of a file (`-` is standard input), its bytes, or a stream of them. Pcap and pcapng, plain,
 * gzip or zstd.
 */
export type CaptureSource = string | URL | Uint8Array | Readable | AsyncIterable<Uint8Array>;

/** What can be analysed; several captures are one in order of time. */
export type AnalyzeInput = CaptureSource | readonly CaptureSource[] | PacketInput | PacketSource;

/**
 * Analyses a capture. Nothing is opened before the first record is asked for; reading waits while records are not taken;
 * leaving the loop closes what is open. Damage is a notice and `complete: false` in the summary. An input that cannot be
 * read, or is no capture, is an InputError with its cause, behind the records that were there before. Options that mean
 * nothing are thrown at once.
 */
export function analyze(
  input: AnalyzeInput,
  options: AnalyzeOptions = {},
): AsyncIterableIterator<AnalysisRecord> {
  return new Analysis(scanInput(input), planOf(options), options.signal);
}

function scanInput(input: AnalyzeInput): ScanInput | readonly CaptureInput[] {
  if (isList(input)) {
    if (input.length === 0) throw new RangeError('analyze takes one capture or more, not an empty array');
    return input.map(captureInput);
  }
  if (!isPackets(input)) return captureInput(input);
  return typeof input.packets === 'function' ? (input as PacketSource) : packetSource(input as PacketInput);
}

function isList(input: AnalyzeInput): input is readonly CaptureSource[] {
  return Array.isArray(input);
}

function isPackets<T>(input: T): input is T & (PacketInput | PacketSource) {
  return typeof input === 'object' && input !== null && 'packets' in input;
}

function captureInput(input: CaptureSource): CaptureInput {
  if (typeof input === 'string' || input instanceof Readable) return input;
  if (input instanceof URL) return fileURLToPath(input);
  if (input instanceof Uint8Array) return asBuffer(input);
  const isStream = typeof input === 'object' && (input as object | null) !== null;
  if (isStream && Symbol.asyncIterator in input) return Readable.from(input);
  throw new TypeError(
    'analyze takes a path, a file URL, bytes, a stream of bytes, { packets }, or an array of captures',
  );
}

const DONE = { done: true, value: undefined } as const;

class Analysis implements AsyncIterableIterator<AnalysisRecord> {
  readonly #input: ReturnType<typeof scanInput>;
  readonly #plan: Plan;
  readonly #signal: AbortSignal | undefined;
  readonly #handover = new Handover();
  /** Ends the scan: told by the program's signal, or because no more records are wanted. */
  readonly #abort = new AbortController();
  #scan: Promise<void> | undefined = undefined;
  #isScanned = false;
  #failure: { readonly error: unknown } | undefined = undefined;
  #isOver = false;
  #frames = 0;
  /** Records are handed out in the order in which they were asked for. */
  #latest: Promise<unknown> = Promise.resolve();

  constructor(input: ReturnType<typeof scanInput>, plan: Plan, signal: AbortSignal | undefined) {
    this.#input = input;
    this.#plan = plan;
    this.#signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<AnalysisRecord, undefined>> {
    const next = this.#latest.then(this.#pull);
    this.#latest = next.catch(() => undefined);
    return next;
  }

  /** No more records are wanted: resolves when everything is closed. */
  async return(): Promise<IteratorResult<AnalysisRecord, undefined>> {
    this.#isOver = true;
    this.#abort.abort();
    this.#handover.close();
    if (this.#scan === undefined) this.#destroyStreams();
    await this.#scan;
    return DONE;
  }

  readonly #pull = async (): Promise<IteratorResult<AnalysisRecord, undefined>> => {
    while (!this.#isOver) {
      this.#scan ??= this.#run();
      const line = this.#handover.take();
      if (line !== undefined) return { done: false, value: JSON.parse(line) as AnalysisRecord };
      if (!this.#isScanned) {
        await this.#handover.more();
        continue;
      }
      this.#isOver = true;
      if (this.#failure !== undefined) throw this.#failure.error;
    }
    return DONE;
  };

  /** Scans to the end; never rejects. */
  async #run(): Promise<void> {
    const onAbort = (): void => {
      this.#abort.abort();
      // The file is closed even if nothing more is taken.
      this.#handover.wakeGiver();
    };
    this.#signal?.addEventListener('abort', onAbort, { once: true });
    if (this.#signal?.aborted === true) onAbort();
    try {
      await this.#scanAll();
    } catch (error) {
      this.#failure = { error: this.#told(error) };
    } finally {
      this.#signal?.removeEventListener('abort', onAbort);
      this.#destroyStreams();
      this.#isScanned = true;
      this.#handover.wakeTaker();
    }
  }

  /** Streams that were left before they had given anything. */
  #destroyStreams(): void {
    for (const input of [this.#input].flat()) if (input instanceof Readable) input.destroy();
  }

  async #scanAll(): Promise<void> {
    const { choice, privacy, redaction, scan: options } = this.#plan;
    const tally = new Tally();
    const lines = new NdjsonReport(this.#handover.add, privacy, tally, choice);
    const folded = new FoldedReport(lines, tally);
    try {
      await scan(
        this.#input,
        { ...options, onProgress: ({ frames }) => (this.#frames = frames) },
        await redacting(folded, redaction),
        this.#abort.signal,
        (...args) => this.#patient(ownStage(...args), lines),
      );
    } finally {
      lines.idle();
    }
  }

  /** A stage that hands over what there is, and goes on when there is room for more. */
  #patient(stage: Stage, lines: NdjsonReport): Stage {
    const handover = this.#handover;
    return {
      ...stage,
      get isFull() {
        return handover.isFull || (handover.isWanted && lines.outputs.some(({ length }) => length > 0));
      },
      turn: () => {
        lines.idle();
        return handover.room();
      },
      get commands() {
        return stage.commands;
      },
    };
  }

  /** What is thrown for an error of the scan. */
  #told(error: unknown): unknown {
    if (this.#signal?.aborted === true) return this.#signal.reason;
    if (error instanceof InputError) return error;
    return new InputError(nameOf(this.#input), error, this.#frames === 0 ? null : this.#frames);
  }
}

/** What an error calls an input that does not name itself. */
function nameOf(input: ReturnType<typeof scanInput>): string {
  const [only] = [input].flat();
  if (typeof only === 'string') return only;
  if (Buffer.isBuffer(only)) return 'buffer';
  return isPackets(only) ? (only.name ?? 'packets') : 'stream';
}
