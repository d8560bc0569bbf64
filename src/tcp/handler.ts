/** What the TCP stage tells the stage above about one flow, in causal order. */
import type { Flow } from './flow.ts';

/** Direction of a stream: who sent it. */
export const CLIENT = 0;
export const SERVER = 1;
export type Side = typeof CLIENT | typeof SERVER;
/** Names of the sides, as reports write them. */
export const SIDE_NAMES = ['client', 'server'] as const;

export type EndReason = 'fin' | 'rst' | 'timeout' | 'capture-end';

/**
 * Receives one flow. `data` and `gap` of one side come in stream order without overlap; the two sides are merged so
 * that a side's bytes come after all bytes of the other side that they acknowledge. `bytes` are gone after the call.
 * `frame` and `time` are those of the segment that brought the bytes (nanoseconds, base/time.ts).
 */
export interface StreamHandler {
  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void;
  /**
   * `length` bytes of this side are missing in the capture; -1 when bytes before a mid-stream start are missing and
   * nobody knows how many.
   */
  gap(side: Side, length: number, frame: number, time: number): void;
  /** This side has closed: all its bytes were handed over and its FIN was seen. Once at most. */
  fin(side: Side, frame: number, time: number): void;
  /** This side has reset the connection. Once at most. */
  reset(side: Side, frame: number, time: number): void;
  /** Nothing more comes. `frame` and `time` are those of the flow's last frame. */
  close(reason: EndReason, frame: number, time: number): void;
}

/** Makes the handler of a new flow. */
export type HandlerFactory = (flow: Flow) => StreamHandler;

/** Hears nothing. */
export const NOBODY: StreamHandler = {
  data: () => undefined,
  gap: () => undefined,
  fin: () => undefined,
  reset: () => undefined,
  close: () => undefined,
};
