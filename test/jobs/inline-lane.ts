/** A job in this thread: tasks and pieces are copied as between threads, and take their time in between. */
import type { Task } from '../../src/jobs/job.ts';
import type { Lane } from '../../src/jobs/lane.ts';
import type { Piece } from '../../src/jobs/piece.ts';
import { createJob, type JobSetup } from '../../src/jobs/setup.ts';

/** `delay` gives the turns of the event loop before each task. */
export function inlineLane(setup: JobSetup, delay: () => number = () => 0): Lane {
  let onPiece: (piece: Piece) => void = () => undefined;
  let onFailure: (error: Error) => void = () => undefined;
  const job = createJob(setup, (piece) => {
    onPiece(structuredClone(piece));
  });
  const tasks: Task[] = [];
  const work = (): void => {
    const task = tasks[0];
    if (task === undefined) return;
    after(delay(), () => {
      tasks.shift();
      try {
        job.take(task);
      } catch (error) {
        onFailure(error as Error);
      }
      work();
    });
  };
  return {
    send: (task) => {
      tasks.push(structuredClone(task));
      if (tasks.length === 1) work();
    },
    listen: (piece, failure) => {
      onPiece = piece;
      onFailure = failure;
    },
    used: () => undefined,
    close: () => {
      tasks.length = 0;
      return Promise.resolve();
    },
  };
}

function after(turns: number, act: () => void): void {
  setImmediate(() => {
    if (turns <= 0) act();
    else after(turns - 1, act);
  });
}
