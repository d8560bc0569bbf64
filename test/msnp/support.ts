/** Helpers of the msnp tests: a sink that copies what it gets, and streams cut into pieces. */
import type { Command } from '../../src/msnp/command.ts';
import type { DecodeContext } from '../../src/msnp/describe.ts';
import { Decoder } from '../../src/msnp/decoder.ts';
import type { DecoderSink, StreamFault } from '../../src/msnp/fault.ts';
import { CLIENT, SERVER } from '../../src/tcp/handler.ts';
import type { EndReason, Side } from '../../src/tcp/handler.ts';

/** An owned copy of a command. */
export interface Copy {
  verb: string;
  line: string;
  newline: string;
  flags: number;
  row: string | undefined;
  trid: number;
  tridKind: number;
  hasTridWord: boolean;
  wordCount: number;
  payloadLength: number;
  payload: string;
  holes: readonly number[];
  frames: readonly [number, number];
  times: readonly [number, number];
}

export function copyOf(c: Command): Copy {
  return {
    verb: c.verb,
    line: c.bytes.toString('latin1', c.lineStart, c.lineEnd),
    newline: c.newline,
    flags: c.flags,
    row: c.row && `${c.row.verb} ${c.row.from} ${c.row.on.join(',')}`,
    trid: c.trid,
    tridKind: c.tridKind,
    hasTridWord: c.hasTridWord,
    wordCount: c.wordCount,
    payloadLength: c.payloadLength,
    payload: c.bytes.toString('latin1', c.payloadStart, c.payloadEnd),
    holes: [...c.payloadHoles],
    frames: [c.firstFrame, c.lastFrame],
    times: [c.firstTime, c.lastTime],
  };
}

export class Collector implements DecoderSink {
  readonly commands: Copy[] = [];
  readonly faults: StreamFault[] = [];
  /** In order: verbs and kinds of faults. */
  readonly order: string[] = [];
  private readonly each: ((c: Command) => void) | undefined;

  constructor(each?: (c: Command) => void) {
    this.each = each;
  }

  command(c: Command): void {
    this.each?.(c);
    this.commands.push(copyOf(c));
    this.order.push(c.verb);
  }

  fault(fault: StreamFault): void {
    this.faults.push(fault);
    this.order.push(fault.kind);
  }
}

export const ANY_VERSION: DecodeContext = { role: undefined, minVersion: 2, maxVersion: 21 };

export function version(number: number, role?: DecodeContext['role']): DecodeContext {
  return { role, minVersion: number, maxVersion: number };
}

/** Bytes of one side; a number is a gap of that length (-1: unknown). */
export type Piece = string | Buffer | number;

export interface Options {
  context?: DecodeContext;
  end?: EndReason | false;
  each?: (c: Command) => void;
}

/** Decodes pieces, each in a frame of its own (counted from 1, time = frame * 1000). Strings are latin1. */
export function decode(from: Side, pieces: readonly Piece[], options: Options = {}): Collector {
  const sink = new Collector(options.each);
  const decoder = new Decoder(from, options.context ?? { ...ANY_VERSION }, sink);
  let frame = 0;
  for (const piece of pieces) {
    frame++;
    if (typeof piece === 'number') {
      decoder.gap(piece, frame, frame * 1000);
      continue;
    }
    // Pushed at an offset and overwritten afterwards: bytes are gone after the call.
    const text = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
    const segment = Buffer.concat([Buffer.from('MSG x y 3\r\n'), text, Buffer.from('\r\nPNG\r\n')]);
    decoder.push(segment, 11, 11 + text.length, frame, frame * 1000);
    segment.fill(0x55);
  }
  if (options.end !== false) decoder.end(options.end ?? 'fin', frame + 1, (frame + 1) * 1000);
  return sink;
}

export const client = (pieces: readonly Piece[], options?: Options): Collector =>
  decode(CLIENT, pieces, options);
export const server = (pieces: readonly Piece[], options?: Options): Collector =>
  decode(SERVER, pieces, options);

/** `text` in pieces of `size` bytes. */
export function cut(text: string, size: number): string[] {
  const pieces: string[] = [];
  for (let i = 0; i < text.length; i += size) pieces.push(text.slice(i, i + size));
  return pieces;
}

const isProvenance = (key: string): boolean => ['frame', 'frames', 'time', 'times'].includes(key);

function withoutProvenance(record: object): unknown {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !isProvenance(key)));
}

/** What must not depend on how a stream was cut. */
export function substance(found: Collector): unknown {
  return {
    commands: found.commands.map(withoutProvenance),
    faults: found.faults.map(withoutProvenance),
    order: found.order,
  };
}
