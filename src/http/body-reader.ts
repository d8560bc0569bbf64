/**
 * The body of one message on its way to a session. All its bytes carry the time of the first (http-gateway.md,
 * reading it, 4). A compressed one is held, bounded, until it is whole.
 */
import { gunzipSync, inflateSync } from 'node:zlib';
import { FREELY_UNPACKED_BYTES, MAX_HTTP_BODY_BYTES, UNPACKED_PER_BYTE } from '../base/limits.ts';
import type { Side } from '../tcp/handler.ts';
import type { GatewaySession } from './gateway-session.ts';

/** Told of a body that could not be unpacked. */
export type BodyLost = (session: GatewaySession, side: Side, reason: string, frame: number) => void;

const UNPACK: ReadonlyMap<string, typeof gunzipSync> = new Map<string, typeof gunzipSync>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
]);

export class BodyReader {
  /** Bytes on the wire, those that are missing included as far as their number is known. */
  length = 0;
  /** It is not as long as its head says. */
  isMisfit = false;
  readonly #side: Side;
  readonly #session: GatewaySession | undefined;
  readonly #unpack: typeof gunzipSync | undefined;
  readonly #onLost: BodyLost;
  #pieces: Buffer[] = [];
  #held = 0;
  #isHoled = false;
  #firstFrame = -1;
  #firstTime = 0;

  constructor(
    side: Side,
    session: GatewaySession | undefined,
    encoding: string | undefined,
    onLost: BodyLost,
  ) {
    this.#side = side;
    this.#session = session;
    this.#unpack = UNPACK.get(encoding?.toLowerCase() ?? '');
    this.#onLost = onLost;
  }

  data(bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    this.#begin(frame, time);
    this.length += end - start;
    const session = this.#session;
    if (session === undefined) return;
    session.touch(frame, time);
    if (this.#unpack === undefined) session.data(this.#side, bytes, start, end, frame, this.#firstTime);
    else this.#hold(bytes, start, end);
  }

  gap(length: number, frame: number, time: number): void {
    this.#begin(frame, time);
    this.length += Math.max(0, length);
    this.#isHoled = true;
    if (this.#unpack === undefined) this.#session?.gap(this.#side, length, frame, time);
  }

  end(isWhole: boolean, frame: number, time: number): void {
    const session = this.#session;
    if (session === undefined || this.#unpack === undefined || this.length === 0) return;
    const unpacked = isWhole && !this.#isHoled ? this.#unpacked(session, frame) : undefined;
    this.#pieces = [];
    if (unpacked === undefined) session.gap(this.#side, -1, frame, time);
    else session.data(this.#side, unpacked, 0, unpacked.length, this.#firstFrame, this.#firstTime);
  }

  #begin(frame: number, time: number): void {
    if (this.#firstFrame >= 0) return;
    this.#firstFrame = frame;
    this.#firstTime = time;
  }

  #hold(bytes: Buffer, start: number, end: number): void {
    this.#held += end - start;
    if (this.#held <= MAX_HTTP_BODY_BYTES) this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
    else this.#pieces = [];
  }

  #unpacked(session: GatewaySession, frame: number): Buffer | undefined {
    if (this.#held > MAX_HTTP_BODY_BYTES) {
      this.#onLost(session, this.#side, 'too large', frame);
      return undefined;
    }
    try {
      return this.#unpack?.(Buffer.concat(this.#pieces), {
        maxOutputLength: Math.min(
          MAX_HTTP_BODY_BYTES,
          FREELY_UNPACKED_BYTES + UNPACKED_PER_BYTE * this.#held,
        ),
      });
    } catch {
      this.#onLost(session, this.#side, 'damaged or too large', frame);
      return undefined;
    }
  }
}
