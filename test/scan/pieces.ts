/** Captures cut into several files, and reports of these put back into the numbers of the one file. */
import { gzipSync } from 'node:zlib';
import { type PcapFrame, pcapFile, pcapngFile } from '../../fixtures/build/pcap.ts';
import { type CaptureInput } from '../../src/capture/found.ts';
import { NdjsonReport } from '../../src/report/ndjson.ts';
import { Tally } from '../../src/report/tally.ts';
import { scan } from '../../src/scan.ts';
import { Fan } from '../../src/cli/reports.ts';
import { readAll, SECOND } from '../capture/read-all.ts';

/** Frames of a capture with their numbers in it. */
export interface Numbered extends PcapFrame {
  readonly number: number;
}

export function framesOf(capture: Buffer): Numbered[] {
  return readAll(capture).frames.map(({ frame, unixNanos, hex, originalLength }) => ({
    number: frame,
    time: [Number(unixNanos / SECOND), Number(unixNanos % SECOND)],
    bytes: Buffer.from(hex, 'hex'),
    originalLength,
  }));
}

/** Whether no frame goes back in time: only such a capture can be put together again by time. */
export function isInOrder(frames: readonly Numbered[]): boolean {
  const nanos = frames.map(({ time }) => BigInt(time[0]) * SECOND + BigInt(time[1]));
  return nanos.every((time, i) => i === 0 || time >= (nanos[i - 1] ?? 0n));
}

export const WRITERS: readonly ((frames: readonly PcapFrame[]) => Buffer)[] = [
  (frames) => pcapFile(frames),
  (frames) => pcapFile(frames, { nanoseconds: true }),
  (frames) => pcapngFile(frames),
  (frames) => gzipSync(pcapFile(frames, { bigEndian: true })),
  (frames) => pcapngFile(frames, { tsresol: 9, bigEndian: true }),
];

/** A piece of a capture: frames from `start` to `end`, half open. */
export type Range = readonly [start: number, end: number];

/** Cuts at the given places; every piece reaches `overlap` frames into the next one. */
export function cutRanges(length: number, places: readonly number[], overlap: number): Range[] {
  const cuts = [...new Set(places.map((place) => 1 + (place % Math.max(1, length - 1))))]
    .filter((place) => place < length)
    .sort((a, b) => a - b);
  return [...cuts, length].map((end, i) => [cuts[i - 1] ?? 0, Math.min(length, end + overlap)]);
}

export interface Line {
  readonly type: string;
  readonly [field: string]: unknown;
}

const OPTIONS = { ports: new Set([1863]), gatewayPorts: new Set([80, 8080]), anyPort: true };

export async function linesOf(inputs: CaptureInput | readonly CaptureInput[]): Promise<Line[]> {
  const blocks: Buffer[] = [];
  const tally = new Tally();
  const sink = (block: Uint8Array): void => {
    blocks.push(Buffer.from(block));
  };
  const report = new NdjsonReport(sink, { payload: true, showSecrets: true }, tally);
  await scan(inputs, { ...OPTIONS, enable: [], disable: [] }, new Fan(tally, [report], undefined));
  const text = Buffer.concat(blocks).toString('utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/**
 * Lines without what only several captures have; frames as `numbers` has them, by capture and number. Times lose digits
 * that another capture's resolution gave them.
 */
export function asOneFile(lines: readonly Line[], numbers?: readonly (readonly number[])[]): unknown[] {
  const original = (frame: unknown, capture: unknown): unknown =>
    numbers === undefined || frame === null ? frame : numbers[Number(capture) - 1]?.[Number(frame) - 1];
  return lines.flatMap((line) => {
    if (line.type === 'capture' || line['code'] === 'overlapping-captures') return [];
    const { capture, captures, lastCapture, ...rest } = line;
    const fields: Record<string, unknown> = { ...rest };
    delete fields['displayFilter'];
    if ('frame' in fields) fields['frame'] = original(fields['frame'], capture);
    if (line.type === 'command') {
      const frames = fields['frames'] as readonly number[];
      fields['frames'] = frames.map((frame, i) => original(frame, (captures as number[] | undefined)?.[i]));
    }
    if (line.type === 'session') {
      fields['firstFrame'] = original(fields['firstFrame'], capture);
      fields['lastFrame'] = original(fields['lastFrame'], lastCapture);
    }
    if (line.type === 'summary') {
      const notices = { ...(fields['notices'] as Record<string, number>) };
      delete notices['overlapping-captures'];
      fields['notices'] = notices;
    }
    return [JSON.parse(JSON.stringify(fields).replace(/(\.\d{6})000Z"/g, '$1Z"')) as unknown];
  });
}
