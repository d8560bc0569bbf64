/**
 * Stands in for the handler of a flow while nobody knows what it is: keeps the first bytes of both sides, bounded,
 * asks the signatures, and plays everything back to the handler of the one that claims the flow.
 */
import { NO_BYTES } from '../base/bytes.ts';
import { MAX_UNDECIDED_BYTES, MAX_UNDECIDED_PIECES } from '../base/limits.ts';
import { CLIENT, type EndReason, SERVER, type Side, type StreamHandler } from './handler.ts';
import type { Signature } from './signature.ts';

/** Gives the flow to the signature that claims it, or to nobody (undefined). Returns who hears the rest. */
export type Claim = (signature: Signature | undefined) => StreamHandler;

type Event = (handler: StreamHandler) => void;

export class Undecided implements StreamHandler {
  #signatures: readonly Signature[];
  readonly #isMidStream: () => boolean;
  readonly #claim: Claim;
  #events: Event[] = [];
  #heads: [Buffer, Buffer] = [NO_BYTES, NO_BYTES];
  #target: StreamHandler | undefined = undefined;

  constructor(signatures: readonly Signature[], isMidStream: () => boolean, claim: Claim) {
    this.#signatures = signatures;
    this.#isMidStream = isMidStream;
    this.#claim = claim;
  }

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    if (this.#target !== undefined) {
      this.#target.data(side, bytes, start, end, frame, time);
      return;
    }
    const piece = Buffer.from(bytes.subarray(start, end));
    const head = this.#heads[side];
    this.#heads[side] = head.length === 0 ? piece : Buffer.concat([head, piece]);
    this.#note((handler) => {
      handler.data(side, piece, 0, piece.length, frame, time);
    });
  }

  gap(side: Side, length: number, frame: number, time: number): void {
    this.#note((handler) => {
      handler.gap(side, length, frame, time);
    }, length > 0);
  }

  fin(side: Side, frame: number, time: number): void {
    this.#note((handler) => {
      handler.fin(side, frame, time);
    });
  }

  reset(side: Side, frame: number, time: number): void {
    this.#note((handler) => {
      handler.reset(side, frame, time);
    }, true);
  }

  close(reason: EndReason, frame: number, time: number): void {
    this.#note((handler) => {
      handler.close(reason, frame, time);
    }, true);
  }

  /** Remembers an event and asks again; `isLast` when no more is waited for. */
  #note(event: Event, isLast = false): void {
    if (this.#target !== undefined) {
      event(this.#target);
      return;
    }
    this.#events.push(event);
    const { length: client } = this.#heads[CLIENT];
    const { length: server } = this.#heads[SERVER];
    const isFull =
      Math.max(client, server) > MAX_UNDECIDED_BYTES || this.#events.length > MAX_UNDECIDED_PIECES;
    this.#ask(isLast || isFull);
  }

  #ask(isAll: boolean): void {
    const [client, server] = this.#heads;
    const heads = { client, server, isMidStream: this.#isMidStream(), isAll };
    const open: Signature[] = [];
    for (const signature of this.#signatures) {
      const verdict = signature.judge(heads);
      if (verdict === 'yes') {
        this.#decide(signature);
        return;
      }
      if (verdict === 'maybe' && !isAll) open.push(signature);
    }
    this.#signatures = open;
    if (open.length === 0) this.#decide(undefined);
  }

  #decide(signature: Signature | undefined): void {
    const target = this.#claim(signature);
    this.#target = target;
    const events = this.#events;
    this.#events = [];
    this.#heads = [NO_BYTES, NO_BYTES];
    for (const event of events) event(target);
  }
}
