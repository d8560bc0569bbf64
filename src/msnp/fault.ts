/** What a decoder hands on: commands, and damage of the stream that belongs to no single command. */
import type { Side } from '../tcp/handler.ts';
import type { Command } from './command.ts';

/** Why bytes were skipped. */
export type SkipReason =
  'gap' | 'mid-stream' | 'length-unusable' | 'malformed' | 'unknown-payload' | 'line-too-long';

/** Where a fault lies: `frame` and `time` (nanoseconds) of the first byte it is about. */
interface Place {
  readonly from: Side;
  readonly frame: number;
  readonly time: number;
}

export type StreamFault = Place &
  (
    | /** An empty line, or one of blanks only. */ { readonly kind: 'blank-line' }
      /** The payload of the command just handed on is `shift` bytes longer (negative: shorter) than its length said. */
    | { readonly kind: 'payload-shift'; readonly shift: number }
    /** Bytes that are no commands, up to the next plausible line, the next hole or the end. */
    | { readonly kind: 'skipped'; readonly bytes: number; readonly reason: SkipReason }
    /** The beginning of a line whose end is not there. */
    | { readonly kind: 'unfinished-line'; readonly bytes: number }
  );

/** Receives what a decoder finds, in stream order. */
export interface DecoderSink {
  /** The object and its bytes are used again after the call: copy what you keep. */
  command(command: Command): void;
  fault(fault: StreamFault): void;
}
