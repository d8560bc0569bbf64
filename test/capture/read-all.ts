/** Reads a capture through the reader, in one piece or several, and keeps all that comes out. */
import type { Details, NoticeCode } from '../../src/base/notice.ts';
import { CaptureError } from '../../src/capture/capture-error.ts';
import { CaptureReader, END, FRAME } from '../../src/capture/reader.ts';

export interface ReadFrame {
  readonly frame: number;
  readonly linkType: number;
  /** Nanoseconds since 1970. */
  readonly unixNanos: bigint;
  readonly hex: string;
  readonly originalLength: number;
  readonly fileOffset: number;
}

interface ReadNotice {
  readonly code: NoticeCode;
  readonly message: string;
  readonly frame: number;
  readonly details: Details;
}

export interface ReadResult {
  readonly frames: ReadFrame[];
  readonly notices: ReadNotice[];
  readonly error: CaptureError | undefined;
  readonly reader: CaptureReader;
}

/**
 * Each chunk is wiped as soon as the reader has asked for more: what it handed out or kept must not depend on it.
 * Times are put back onto 1970 at the end, when the clock's base is known.
 */
export function readChunks(chunks: readonly Buffer[]): ReadResult {
  const notices: ReadNotice[] = [];
  const reader = new CaptureReader((code, message, frame, details) =>
    notices.push({ code, message, frame, details }),
  );
  const raw: (ReadFrame & { time: number })[] = [];
  let error: CaptureError | undefined;
  const drain = (): boolean => {
    let step = reader.next();
    for (; step === FRAME; step = reader.next()) {
      raw.push({
        frame: reader.frame,
        linkType: reader.linkType,
        unixNanos: 0n,
        hex: reader.bytes.toString('hex', reader.start, reader.end),
        originalLength: reader.originalLength,
        fileOffset: reader.fileOffset,
        time: reader.time,
      });
    }
    return step === END;
  };
  try {
    let ended = false;
    for (const chunk of chunks) {
      if (ended) break;
      const own = Buffer.from(chunk);
      reader.feed(own);
      ended = drain();
      own.fill(0xee);
    }
    reader.finish();
    if (!drain()) throw new Error('next() after finish() has to come to END');
  } catch (thrown) {
    if (!(thrown instanceof CaptureError)) throw thrown;
    error = thrown;
  }
  const base = BigInt(reader.clock.baseSeconds) * 1_000_000_000n;
  const frames = raw.map(({ time, ...frame }) => ({ ...frame, unixNanos: base + BigInt(time) }));
  return { frames, notices, error, reader };
}

export function readAll(bytes: Buffer): ReadResult {
  return readChunks([bytes]);
}

/** The bytes cut at the given places. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...sorted, bytes.length].map((end, i) => bytes.subarray(sorted[i - 1] ?? 0, end));
}

export function withoutOffset(frame: ReadFrame): Omit<ReadFrame, 'fileOffset'> {
  const { frame: number, linkType, unixNanos, hex, originalLength } = frame;
  return { frame: number, linkType, unixNanos, hex, originalLength };
}

export const SECOND = 1_000_000_000n;
