/**
 * MSNFTP, the file transfer of the first clients (messages.md 5), on a connection of its own:
 *
 *     receiver  VER MSNFTP      USR account cookie      TFR                      BYE 16777989
 *     sender          VER MSNFTP                  FIL size   blocks of the file
 */
import { MAX_MSNFTP_LINE_BYTES } from '../base/limits.ts';
import type { Side, StreamHandler } from '../tcp/handler.ts';
import { BlockStream } from './block-stream.ts';
import type { Invitations } from './invitations.ts';
import { sizeOf, type Place, type Transfer } from './transfer.ts';

const LF = 0x0a;
/** Codes of BYE that say the file has arrived. */
const RECEIVED = new Set(['16777987', '16777989']);

/** One side as long as it writes lines. */
interface LineSide {
  readonly tail: Buffer;
  length: number;
  /** Lines cannot be told any more: bytes are missing, or they are none. */
  isLost: boolean;
  blocks: BlockStream | undefined;
}

export class MsnftpStream implements StreamHandler {
  readonly #invitations: Invitations;
  /** The transfer that was announced for this connection. */
  #transfer: Transfer | undefined;
  readonly #sides: readonly [LineSide, LineSide] = [newSide(), newSide()];
  #place: Place = { session: 0, firstFrame: 0, lastFrame: 0, time: 0 };

  constructor(invitations: Invitations, announced: Transfer | undefined) {
    this.#invitations = invitations;
    this.#transfer = announced;
  }

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    this.#place = { session: 0, firstFrame: frame, lastFrame: frame, time };
    const state = this.#sides[side];
    let at = start;
    while (at < end && !state.isLost) {
      if (state.blocks !== undefined) {
        this.#transfer?.seeData(this.#place);
        state.blocks.data(bytes, at, end);
        return;
      }
      at = this.#takeLine(state, bytes, at, end);
    }
  }

  gap(side: Side, length: number): void {
    const state = this.#sides[side];
    if (state.blocks === undefined) state.isLost = true;
    else state.blocks.gap(length);
  }

  fin(): void {
    // What was sent is known by its length.
  }

  reset(): void {
    // The same.
  }

  close(): void {
    // The same.
  }

  #takeLine(state: LineSide, bytes: Buffer, start: number, end: number): number {
    const lineFeed = bytes.subarray(0, end).indexOf(LF, start);
    const lineEnd = lineFeed < 0 ? end : lineFeed;
    const length = lineEnd - start;
    state.isLost = state.length + length > MAX_MSNFTP_LINE_BYTES;
    if (state.isLost) return end;
    bytes.copy(state.tail, state.length, start, lineEnd);
    state.length += length;
    if (lineFeed < 0) return end;
    const line = state.tail.toString('utf8', 0, state.length).trimEnd();
    state.length = 0;
    this.#line(state, line.split(' '));
    return lineFeed + 1;
  }

  #line(state: LineSide, [verb = '', first = '', second = '']: readonly string[]): void {
    switch (verb) {
      case 'USR':
        // The announced address may serve several files one after the other, the cookie is for one.
        this.#transfer = this.#invitations.byCookie(second) ?? this.#transfer;
        return;
      case 'FIL':
        state.blocks = this.#begin(first);
        state.isLost = state.blocks === undefined;
        return;
      case 'BYE':
        if (this.#transfer !== undefined) this.#end(this.#transfer, first);
        return;
      case 'CCL':
        if (this.#transfer !== undefined) this.#transfer.isEnded = true;
    }
  }

  #begin(text: string): BlockStream | undefined {
    const size = sizeOf(text);
    if (size === null) return undefined;
    const transfer =
      this.#transfer?.accepts(size) === true ? this.#transfer : this.#invitations.uninvited(size);
    this.#transfer = transfer;
    const message = transfer?.message('msnftp', size, false, this.#place, 'msnftp');
    return message && new BlockStream(message.assembly, size);
  }

  #end(transfer: Transfer, code: string): void {
    if (RECEIVED.has(code)) transfer.isAcknowledged = true;
    else transfer.isEnded = true;
  }
}

function newSide(): LineSide {
  return { tail: Buffer.alloc(MAX_MSNFTP_LINE_BYTES), length: 0, isLost: false, blocks: undefined };
}
