/** Captures of many clients: transcripts whose frames are mixed. */
import { createRandom } from '../../fixtures/build/mutate.ts';
import { transcript } from '../../fixtures/build/transcript.ts';

interface Frame {
  readonly header: Buffer;
  readonly bytes: Buffer;
}

function framesOf(file: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 24; at + 16 <= file.length;) {
    const length = file.readUInt32LE(at + 8);
    frames.push({ header: file.subarray(at, at + 16), bytes: file.subarray(at + 16, at + 16 + length) });
    at += 16 + length;
  }
  return frames;
}

/** The transcripts as those of as many clients, their frames mixed. */
export function crowd(transcripts: readonly string[], seed: number): Buffer {
  const random = createRandom(seed);
  let head: Buffer = Buffer.alloc(0);
  const queues = transcripts.map((text, i) => {
    const file = transcript(text);
    head = file.subarray(0, 24);
    return framesOf(file).map(({ header, bytes }) => {
      const moved = Buffer.from(bytes);
      // Both addresses of IPv4 in Ethernet, so that each transcript has a client and a server of its own.
      for (const at of [26, 30]) moved.writeUInt16BE(moved.readUInt16BE(at) ^ (i + 1), at);
      return Buffer.concat([header, moved]);
    });
  });
  const mixed: Buffer[] = [head];
  while (queues.length > 0) {
    const at = Math.floor(random() * queues.length);
    const frame = queues[at]?.shift();
    if (frame === undefined) queues.splice(at, 1);
    else mixed.push(frame);
  }
  return Buffer.concat(mixed);
}
