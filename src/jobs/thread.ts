/** The program of a thread that is a job. */
import { parentPort, workerData } from 'node:worker_threads';
import { MAX_UNUSED_PIECES } from '../base/limits.ts';
import type { Task } from './job.ts';
import type { Piece } from './piece.ts';
import { createJob } from './setup.ts';
import type { ThreadData } from './thread-lane.ts';

const { setup, used } = workerData as ThreadData;
let sent = 0;

const job = createJob(setup, (piece: Piece) => {
  // The main thread writes pieces in the order of the capture: those that come too early wait here, not in memory.
  for (let count = Atomics.load(used, 0); sent - count >= MAX_UNUSED_PIECES; count = Atomics.load(used, 0)) {
    Atomics.wait(used, 0, count);
  }
  sent++;
  const buffers = [piece.entries.buffer, ...piece.chunks.map(({ bytes }) => bytes.buffer)] as ArrayBuffer[];
  if (piece.used !== undefined) buffers.push(piece.used.numbers, piece.used.bytes);
  parentPort?.postMessage(piece, buffers);
});

parentPort?.on('message', (task: Task) => {
  job.take(task);
});
