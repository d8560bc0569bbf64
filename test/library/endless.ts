/** A capture that never ends: one client that asks again and again. Whoever reads it has to stop. */
import {
  Conversation,
  createLink,
  type Segment,
  segmentFrame,
  START_MICROS,
} from '../../fixtures/build/conversation.ts';
import { pcapHeader, pcapRecord } from '../../fixtures/build/pcap.ts';
import type { Packet } from '../../src/index.ts';

function* segments(): Generator<Segment> {
  const out: Segment[] = [];
  const link = createLink({ address: '198.51.100.7', port: 4409 }, { address: '192.0.2.20', port: 1863 });
  const conversation = new Conversation(link, { micros: START_MICROS }, out);
  conversation.open();
  for (let trid = 1; ; trid++) {
    conversation.send('C', [Buffer.from(`CHG ${trid} NLN 0\r\n`)]);
    conversation.send('S', [Buffer.from(`CHG ${trid} NLN 0\r\n`)]);
    yield* out.splice(0);
  }
}

/** How much of it was asked for, and whether the one who asked said that he wanted no more. */
export interface Watch {
  pulled: number;
  isClosed: boolean;
}

/** Frames to a chunk: some 300 KiB. */
const CHUNK_FRAMES = 3000;

/** As packets; `stalls`: after so many none comes any more, and nothing ends. */
export async function* endlessPackets(watch: Watch, stalls = Infinity): AsyncGenerator<Packet> {
  try {
    for (const segment of segments()) {
      if (watch.pulled === stalls) await new Promise(() => undefined);
      watch.pulled++;
      yield { time: BigInt(segment.timeMicros) * 1000n, linkType: 1, data: segmentFrame(segment) };
    }
  } finally {
    watch.isClosed = true;
  }
}

/** As the bytes of a capture; `pulled` counts chunks. */
export async function* endlessBytes(watch: Watch): AsyncGenerator<Buffer> {
  const chunk = [pcapHeader()];
  try {
    for (const segment of segments()) {
      const { timeMicros } = segment;
      const time: [number, number] = [Math.floor(timeMicros / 1e6), (timeMicros % 1e6) * 1000];
      chunk.push(pcapRecord({ time, bytes: segmentFrame(segment) }));
      if (chunk.length < CHUNK_FRAMES) continue;
      watch.pulled++;
      // As a pipe would: not at once.
      await new Promise(setImmediate);
      yield Buffer.concat(chunk.splice(0));
    }
  } finally {
    watch.isClosed = true;
  }
}
