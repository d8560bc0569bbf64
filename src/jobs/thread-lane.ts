/** A job in a thread of its own. */
import { Worker } from 'node:worker_threads';
import type { Task } from './job.ts';
import type { Lane } from './lane.ts';
import type { Piece } from './piece.ts';
import type { JobSetup } from './setup.ts';

/** What a thread begins with. */
export interface ThreadData {
  readonly setup: JobSetup;
  /** One number: pieces that were used. */
  readonly used: Int32Array;
}

export class ThreadLane implements Lane {
  readonly #worker: Worker;
  readonly #used = new Int32Array(new SharedArrayBuffer(4));
  #isClosing = false;

  /** `script` is what thread.ts was made to. */
  constructor(script: URL, setup: JobSetup) {
    this.#worker = new Worker(script, { workerData: { setup, used: this.#used } satisfies ThreadData });
  }

  send(task: Task): void {
    const buffers = task.type === 'batch' ? [task.batch.numbers, task.batch.bytes] : [];
    this.#worker.postMessage(task, buffers);
  }

  listen(onPiece: (piece: Piece) => void, onFailure: (error: Error) => void): void {
    this.#worker.on('message', onPiece);
    this.#worker.on('error', onFailure);
    this.#worker.on('exit', (code) => {
      if (!this.#isClosing) onFailure(new Error(`a job has ended with ${code} before its work was done`));
    });
  }

  used(): void {
    Atomics.add(this.#used, 0, 1);
    Atomics.notify(this.#used, 0);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#worker.terminate();
  }
}
