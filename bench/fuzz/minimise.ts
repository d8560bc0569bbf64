/** Makes a failing file small: first frames are left out, then bytes of the file. */
import { pcapFile } from '../../fixtures/build/pcap.ts';
import { recordsOf } from '../../test/fuzz/frames.ts';

/** Whether these bytes fail in the same way. */
export type Fails = (bytes: Buffer) => Promise<boolean>;

/** Leaves out parts of a list as long as `fails` holds, larger ones first; `deadline` in milliseconds of the epoch. */
async function shrink<T>(
  list: readonly T[],
  deadline: number,
  fails: (rest: T[]) => Promise<boolean>,
): Promise<T[]> {
  let kept = [...list];
  for (let size = kept.length >>> 1; size >= 1; size >>>= 1) {
    for (let start = 0; start < kept.length && Date.now() < deadline;) {
      const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (rest.length < kept.length && (await fails(rest))) kept = rest;
      else start += size;
    }
  }
  return kept;
}

/** A smaller file that fails, or the same one. Ends soon after `deadline`. */
export async function minimised(bytes: Buffer, fails: Fails, deadline: number): Promise<Buffer> {
  const records = recordsOf(bytes);
  if (records === undefined) return Buffer.from(await shrinkBytes(bytes, fails, deadline));
  const file = (frames: typeof records.frames): Buffer => pcapFile(frames, records.options);
  // What lies behind the last whole record may be what fails.
  if (!(await fails(file(records.frames)))) return shrinkBytes(bytes, fails, deadline);
  return file(await shrink(records.frames, deadline, (frames) => fails(file(frames))));
}

async function shrinkBytes(bytes: Buffer, fails: Fails, deadline: number): Promise<Buffer> {
  return Buffer.from(await shrink([...bytes], deadline, (rest) => fails(Buffer.from(rest))));
}
