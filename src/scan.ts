/**
 * The wiring: the only file that knows every stage. One loop pulls frames and hands them down through plain calls;
 * nothing flows back up but what the report is given.
 */
import { isEnabled } from './analysis/registry.ts';
import type { Sink } from './analysis/sink.ts';
import { type CaptureInfo, Captures, type FrameTaker } from './capture/captures.ts';
import type { CaptureInput } from './capture/found.ts';
import { NO_LINK } from './capture/frame.ts';
import type { PacketSource } from './capture/pcap-parser.ts';
import { Interruption } from './base/interruption.ts';
import { MAX_HEADER_DEPTH, MAX_LINK_TYPE_NOTICES } from './base/limits.ts';
import { INCOMPLETE_CODES, type Details, type NoticeCode } from './base/notice.ts';
import type { Clock } from './base/time.ts';
import { type CarrierListener, Gateway } from './http/gateway.ts';
import type { GatewayHandlerFactory } from './http/gateway-event.ts';
import { gatewaySignature } from './http/signature.ts';
import { msnpSignature } from './msnp/recognise.ts';
import { decodeFrame, DROP_NAMES, nextSegment } from './packet/decode.ts';
import { BAD_CHECKSUM, TOO_DEEP, UNKNOWN_LINK_TYPE } from './packet/drop.ts';
import { Defragmenter } from './packet/defragmenter.ts';
import { CHECKS, type ChecksumMode, SegmentView } from './packet/segment-view.ts';
import { type FlowLimits, FlowTable } from './tcp/flow-table.ts';
import type { HandlerFactory } from './tcp/handler.ts';
import type { Transfers } from './tcp/transfers.ts';
import { ownStage, type Stage, type StageMaker } from './stage.ts';

export { CHECKSUM_MODES, type ChecksumMode } from './packet/segment-view.ts';

export type { CaptureInfo } from './capture/captures.ts';

export interface ScanOptions extends FlowLimits {
  /** TCP ports taken as MSNP. */
  readonly ports: ReadonlySet<number>;
  /** TCP ports where MSNP over HTTP is looked for; a port that is in both sets is decided by the first bytes. */
  readonly gatewayPorts?: ReadonlySet<number>;
  /** Whether MSNP, plain or over HTTP, is looked for on all other ports too. */
  readonly anyPort?: boolean;
  /** Takes direct connections between clients, on any port; without it they are left alone. */
  readonly transfers?: Transfers;
  /** Whether checksums of IP and TCP are looked at, and segments with a bad one left out; `off` without it. */
  readonly checksum?: ChecksumMode;
  /** Frames after which the rest of the capture is left out; all are read without it. */
  readonly maxPackets?: number | undefined;
  /** Hears every TCP segment, of whatever port, before the flows do; the view is gone after the call. */
  readonly segments?: SegmentListener;
  /** Hears of each message of a gateway session which connection carries it. */
  readonly onCarried?: CarrierListener;
  /** Told now and then how far the input is read. */
  readonly onProgress?: (read: ReadSoFar) => void;
  /** Ids of rules to switch on or off against their default. */
  readonly enable: readonly string[];
  readonly disable: readonly string[];
  /** What should have been read too and could not be: each is a notice. */
  readonly unread?: readonly Unread[];
}

/** A file or folder that could not be read. */
export interface Unread {
  readonly file: string;
  readonly reason: string;
}

/** `order` counts the frames of all captures as they are read. */
type SegmentListener = (view: SegmentView, frame: number, order: number) => void;

/** How far the input is read. */
export interface ReadSoFar {
  /** Bytes as stored, compressed or not. */
  readonly bytes: number;
  readonly frames: number;
  readonly sessions: number;
}

/** Packets of a program between two moments in which a signal is heard. */
const PACKETS_A_TURN = 4096;

export interface Totals {
  readonly frames: number;
  /** Captured bytes of all frames. */
  readonly bytes: number;
  /** TCP segments of any port. */
  readonly tcpSegments: number;
  readonly sessions: number;
  readonly commands: number;
  /** Earliest and latest time of a frame, nanoseconds (base/time.ts); null without one that has a time. */
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** False when the input was cut, damaged or interrupted, or something was left out at a limit. */
  readonly complete: boolean;
  /** Frames without a TCP segment, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Set when only a part is shown, which `sessions` and `commands` count then. */
  readonly filtered?: Filtered;
}

/** What is shown a part of. */
export interface Filtered {
  /** The filters as they were asked for. */
  readonly filter: Record<string, string | number | (string | number)[]>;
  /** Of everything. */
  readonly sessions: number;
  readonly commands: number;
}

/** What a report has to take: the analysis' records between the capture's begin and end. */
export interface Report extends Sink {
  /**
   * Before everything else, once for each capture and in order: when their first frames are known, or the end of a
   * capture without one.
   */
  capture(info: CaptureInfo, clock: Clock): void;
  /** Called when no input is waiting, so that a live reader sees what is there. */
  idle?(): void;
  /** After everything else. */
  end(totals: Totals): void;
}

/** What can be scanned: a file's path (`-` for standard input), bytes, a stream, or a source of packets. */
export type ScanInput = CaptureInput | PacketSource;

/**
 * Analyses a capture, or several as one in order of time, and hands everything to the report, in that order. Throws
 * CaptureError when the input is no capture, and Node's own errors when it cannot be read, for several with an
 * InputError around them; damage is reported as notices. An aborted signal ends the scan early: what was decoded is
 * reported, and the totals say that they are not complete; when there was no input at all yet, an Error is thrown.
 */
export async function scan(
  input: ScanInput | readonly CaptureInput[],
  options: ScanOptions,
  report: Report,
  signal?: AbortSignal,
  stageFor: StageMaker = ownStage,
): Promise<Totals> {
  const run = new Scan(options, report, stageFor);
  const interruption = new Interruption(signal);
  if (isPacketSource(input)) {
    await run.packets(input, interruption);
    return run.end();
  }
  const inputs = isList(input) ? input : [input];
  const captures = await Captures.open(inputs, interruption);
  try {
    await run.captures(captures);
  } finally {
    captures.close();
  }
  return run.end();
}

function isPacketSource(input: ScanInput | readonly CaptureInput[]): input is PacketSource {
  return typeof input === 'object' && 'packets' in input;
}

function isList(input: CaptureInput | readonly CaptureInput[]): input is readonly CaptureInput[] {
  return Array.isArray(input);
}

class Scan implements FrameTaker {
  readonly #report: Report;
  readonly #listener: SegmentListener | undefined;
  readonly #unread: readonly Unread[];
  readonly #view = new SegmentView();
  readonly #defragmenter: Defragmenter;
  readonly #flows: FlowTable;
  readonly #gateway: Gateway;
  readonly #stage: Stage;
  readonly #onProgress: ScanOptions['onProgress'];
  readonly #clock: Clock = { baseSeconds: 0, digits: 6 };
  readonly #dropped = new Array<number>(DROP_NAMES.length).fill(0);
  readonly #unknownLinkTypes = new Set<number>();
  #begun = false;
  /** There are more frames than were wanted. */
  #hasEnough = false;
  #complete = true;
  #frames = 0;
  #bytes = 0;
  #segments = 0;
  #sessions = 0;
  readonly #maxPackets: number;
  #firstTime = Infinity;
  #lastTime = -Infinity;

  constructor(options: ScanOptions, report: Report, stageFor: StageMaker) {
    this.#report = report;
    this.#unread = options.unread ?? [];
    this.#onProgress = options.onProgress;
    this.#listener = options.segments;
    this.#maxPackets = options.maxPackets ?? Infinity;
    this.#view.checks = CHECKS[options.checksum ?? 'off'];
    const enabled = (id: string): boolean => isEnabled(id, options.enable, options.disable);
    this.#stage = stageFor(report, enabled, this.#clock);
    const plain: HandlerFactory = (flow) => {
      this.#sessions++;
      return this.#stage.handlerFor(flow);
    };
    const overHttp: GatewayHandlerFactory = (flow) => {
      this.#sessions++;
      return this.#stage.gatewayHandlerFor(flow);
    };
    this.#gateway = new Gateway(() => this.#flows.nextSession(), overHttp, this.#notice, options.onCarried);
    const { ports, gatewayPorts, anyPort = false, transfers } = options;
    const signatures = [
      ...(anyPort || gatewayPorts !== undefined
        ? [gatewaySignature(anyPort ? undefined : gatewayPorts, this.#gateway.handlerFor)]
        : []),
      ...(anyPort ? [msnpSignature(plain)] : []),
    ];
    this.#flows = new FlowTable(ports, plain, this.#notice, { signatures, transfers }, options);
    this.#defragmenter = new Defragmenter(this.captureNotice);
  }

  /** Reads files, pipes and buffers to their end. */
  async captures(captures: Captures): Promise<void> {
    this.#begin(captures.infos, captures.clock);
    for (const { file, reason } of this.#unread) {
      this.captureNotice('capture-unread', `${file} could not be read: ${reason}`, 0, { file });
    }
    if (!(await captures.read(this))) this.#complete = false;
  }

  /** Takes packets that somebody else read. */
  async packets(source: PacketSource, interruption: Interruption): Promise<void> {
    const { name = 'packets', digits = 6 } = source;
    const info = (linkTypes: number[], firstTime: number): CaptureInfo => ({
      index: 1,
      of: 1,
      file: name,
      format: 'pcap',
      compression: null,
      linkTypes,
      timeResolution: `10^-${digits}`,
      firstTime,
    });
    const packets = source.packets()[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await interruption.wait(packets.next());
        if (interruption.isAborted || next === undefined) {
          this.#complete = false;
          break;
        }
        if (next.done === true) break;
        const { linkType, nanoseconds, seconds, bytes } = next.value;
        this.#begin([info([linkType], nanoseconds)], { baseSeconds: seconds, digits });
        const time = (seconds - this.#clock.baseSeconds) * 1e9 + nanoseconds;
        if (!this.frame(bytes, 0, bytes.length, linkType, this.#frames + 1, time)) break;
        if (this.#stage.isFull) await this.#stage.turn(false);
        // Packets that are all there already leave no moment for the signal.
        if (this.#frames % PACKETS_A_TURN === 0) await interruption.turn();
      }
    } finally {
      // Not awaited: a source that an interruption left waiting may go on doing so.
      packets.return?.().catch(() => undefined);
    }
    this.#begin([info([], 0)], this.#clock);
  }

  /** Closes what is open and gives the totals. */
  async end(): Promise<Totals> {
    if (this.#hasEnough) {
      const limit = this.#maxPackets;
      const message = `the capture goes on after ${limit} frames: the rest was left out`;
      this.captureNotice('packet-limit', message, 0, { limit });
    }
    this.#defragmenter.flush();
    const fragments = this.#dropped[BAD_CHECKSUM] ?? 0;
    if (fragments > 0) {
      const message = 'fragments with a bad checksum were left out';
      this.captureNotice('checksum-rejected', message, 0, { fragments });
    }
    // Frames of interfaces that were never described have no time.
    const hasTime = this.#lastTime >= this.#firstTime;
    if (hasTime) this.#stage.captureTime(this.#lastTime);
    await this.#closeSessions();
    await this.#stage.end();
    const totals: Totals = {
      frames: this.#frames,
      bytes: this.#bytes,
      tcpSegments: this.#segments,
      sessions: this.#sessions,
      commands: this.#stage.commands,
      firstTime: hasTime ? this.#firstTime : null,
      lastTime: hasTime ? this.#lastTime : null,
      complete: this.#complete,
      dropped: Object.fromEntries(
        DROP_NAMES.map((name, i) => [name, this.#dropped[i] ?? 0] as const).filter(([, count]) => count > 0),
      ),
    };
    this.#report.end(totals);
    return totals;
  }

  /** Closes what is open, in order of session numbers, however the sessions travelled. */
  async #closeSessions(): Promise<void> {
    const flows = this.#flows.end().map((flow) => ({
      id: flow.id,
      close: () => {
        flow.close('capture-end');
      },
    }));
    const open = [...flows, ...this.#gateway.end(this.#lastTime)];
    for (const session of open.sort((a, b) => a.id - b.id)) {
      session.close();
      if (this.#stage.isFull) await this.#stage.turn(false);
    }
    // What a connection held back until its end may begin sessions of the gateway.
    for (const session of this.#gateway.end(this.#lastTime)) session.close();
  }

  /** False when the frame is one too many. */
  frame(bytes: Buffer, start: number, end: number, linkType: number, frame: number, time: number): boolean {
    if (this.#frames >= this.#maxPackets) {
      this.#hasEnough = true;
      return false;
    }
    this.#frames++;
    this.#bytes += end - start;
    if (linkType !== NO_LINK) {
      if (time < this.#firstTime) this.#firstTime = time;
      if (time > this.#lastTime) this.#lastTime = time;
    }
    const reason = decodeFrame(bytes, start, end, linkType, this.#view, this.#defragmenter, frame, time);
    if (reason !== 0) {
      this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
      if (reason === UNKNOWN_LINK_TYPE) this.#noteLinkType(linkType, frame);
      else if (reason === TOO_DEEP && this.#dropped[TOO_DEEP] === 1) this.#noteDepth(frame);
      return true;
    }
    do {
      this.#segments++;
      this.#listener?.(this.#view, frame, this.#frames);
      this.#flows.push(this.#view, frame, time);
    } while (nextSegment());
    return true;
  }

  #noteLinkType(linkType: number, frame: number): void {
    const known = this.#unknownLinkTypes;
    if (known.has(linkType) || known.size >= MAX_LINK_TYPE_NOTICES) return;
    known.add(linkType);
    this.captureNotice('unknown-link-type', `frames of link type ${linkType} cannot be read`, frame, {
      linkType,
    });
  }

  #noteDepth(frame: number): void {
    const message = `packets with more than ${MAX_HEADER_DEPTH} headers are left out`;
    this.captureNotice('nesting-limit', message, frame, { limit: MAX_HEADER_DEPTH });
  }

  #begin(infos: readonly CaptureInfo[], clock: Clock): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#clock.baseSeconds = clock.baseSeconds;
    this.#clock.digits = clock.digits;
    for (const info of infos) this.#stage.capture(info, this.#clock);
  }

  turn(isIdle: boolean, bytes: number): Promise<void> | undefined {
    this.#onProgress?.({ bytes, frames: this.#frames, sessions: this.#sessions });
    return this.#stage.turn(isIdle);
  }

  readonly #notice = (
    code: NoticeCode,
    message: string,
    frame: number,
    session: number,
    details: Details,
    capture?: number,
  ): void => {
    if (INCOMPLETE_CODES.has(code)) this.#complete = false;
    this.#stage.notice({ code, capture, frame, session, message, details });
  };

  readonly captureNotice = (
    code: NoticeCode,
    message: string,
    frame: number,
    details: Details,
    capture?: number,
  ): void => {
    this.#notice(code, message, frame, 0, details, capture);
  };
}
