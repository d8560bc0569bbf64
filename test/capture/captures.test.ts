/** Several captures as one: order of time, frames that two of them have, thousands of files. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  interfaceDescription,
  pcapHeader,
  pcapRecord,
  pcapFile,
  pcapngFile,
  sectionHeader,
  simplePacket,
} from '../../fixtures/build/pcap.ts';
import { captureOf, frameOf } from '../../src/base/frame-id.ts';
import { Interruption } from '../../src/base/interruption.ts';
import { MAX_CAPTURES_AT_ONCE, MAX_OPEN_CAPTURES, MAX_REMEMBERED_FRAMES } from '../../src/base/limits.ts';
import { Captures, type FrameTaker } from '../../src/capture/captures.ts';
import { CaptureError } from '../../src/capture/capture-error.ts';
import type { CaptureInput } from '../../src/capture/found.ts';
import { InputError } from '../../src/capture/input-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'msnscan-captures-'));
const START = 1_100_000_000;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, bytes: Buffer): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

/** A frame of one byte, `micros` after the start. */
function frame(micros: number, content: number, originalLength = 1) {
  const time = [START + Math.floor(micros / 1e6), (micros % 1e6) * 1000] as const;
  return { time, bytes: Buffer.of(content), originalLength };
}

interface Pulled {
  readonly place: string;
  /** Microseconds after the start. */
  readonly micros: number;
  readonly content: number;
}

class Puller implements FrameTaker {
  readonly frames: Pulled[] = [];
  readonly notices: { code: string; capture: number | undefined; details: unknown }[] = [];
  baseSeconds = 0;
  most = Infinity;
  onIdle: () => void = () => undefined;

  frame(bytes: Buffer, start: number, _end: number, _link: number, id: number, time: number): boolean {
    if (this.frames.length >= this.most) return false;
    const micros = (this.baseSeconds - START) * 1e6 + time / 1e3;
    this.frames.push({ place: `${captureOf(id)}:${frameOf(id)}`, micros, content: bytes[start] ?? -1 });
    return true;
  }

  readonly captureNotice: FrameTaker['captureNotice'] = (code, _message, _frame, details, capture) => {
    this.notices.push({ code, capture, details });
  };

  turn(isIdle: boolean): undefined {
    if (isIdle) this.onIdle();
  }

  get contents(): number[] {
    return this.frames.map(({ content }) => content);
  }
}

async function pull(
  inputs: readonly CaptureInput[],
  puller = new Puller(),
  signal?: AbortSignal,
): Promise<Puller & { isWhole: boolean; files: string[] }> {
  const captures = await Captures.open(inputs, new Interruption(signal));
  puller.baseSeconds = captures.clock.baseSeconds;
  try {
    const isWhole = await captures.read(puller);
    return Object.assign(puller, { isWhole, files: captures.infos.map((info) => info.file) });
  } finally {
    captures.close();
  }
}

describe('the order', () => {
  test('is that of time, whatever the order of the inputs', async () => {
    const late = pcapFile([frame(3e6, 3), frame(4e6, 4)]);
    const early = pcapFile([frame(1e6, 1), frame(3.5e6, 35)]);
    for (const inputs of [
      [late, early],
      [early, late],
    ]) {
      const { frames } = await pull(inputs);
      expect(frames.map(({ place, content }) => [place, content])).toEqual([
        ['1:1', 1],
        ['2:1', 3],
        ['1:2', 35],
        ['2:2', 4],
      ]);
    }
  });

  test('inside a file stays: a frame that goes back in time is taken at once', async () => {
    const one = pcapFile([frame(1e6, 1), frame(5e6, 5), frame(2e6, 2), frame(6e6, 6)]);
    const other = pcapFile([frame(1.5e6, 15), frame(5.5e6, 55)]);
    expect((await pull([one, other])).contents).toEqual([1, 15, 5, 2, 55, 6]);
  });

  test('of frames of one time is that of the captures, which names decide as people count', async () => {
    const names = ['trace.pcap10', 'trace.pcap9', 'trace.pcap009', 'trace.pcap'];
    const paths = names.map((name, i) => file(name, pcapFile([frame(1e6, i)])));
    const { contents, files } = await pull(paths);
    expect(files.map((path) => path.slice(folder.length + 1))).toEqual([
      'trace.pcap',
      'trace.pcap009',
      'trace.pcap9',
      'trace.pcap10',
    ]);
    expect(contents).toEqual([3, 2, 1, 0]);
    expect((await pull(paths.toReversed())).files).toEqual(files);
  });

  test('works over bases and resolutions: times are those of the first capture', async () => {
    const nanos = { time: [START + 100, 500_000_123] as const, bytes: Buffer.of(2) };
    const inputs = [pcapFile([nanos], { nanoseconds: true }), pcapngFile([frame(100_400_000, 1)])];
    const captures = await Captures.open(inputs, new Interruption(undefined));
    expect(captures.clock).toEqual({ baseSeconds: START + 100, digits: 9 });
    expect(captures.infos.map(({ firstTime, of }) => [firstTime, of])).toEqual([
      [400_000_000, 2],
      [500_000_123, 2],
    ]);
    captures.close();
  });

  test('begins with captures whose first frame has no time, which count last', async () => {
    const untimed = Buffer.concat([sectionHeader(), interfaceDescription(), simplePacket(Buffer.of(9))]);
    const { frames } = await pull([pcapFile([frame(1.5e6, 1)]), untimed, pcapFile([])]);
    expect(frames.map(({ place, content }) => [place, content])).toEqual([
      ['2:1', 9],
      ['1:1', 1],
    ]);
  });
});

/** What has to come out: all frames by time, each as often as the file that has it most often. */
function expected(files: readonly (readonly { micros: number; content: number }[])[]): string[] {
  const most = new Map<string, number>();
  for (const frames of files) {
    const counts = new Map<string, number>();
    for (const { micros, content } of frames) {
      const key = `${String(micros).padStart(9, '0')} ${content}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const [key, count] of counts) most.set(key, Math.max(count, most.get(key) ?? 0));
  }
  return [...most].flatMap(([key, count]) => Array<string>(count).fill(key)).sort();
}

describe('frames that two captures have', () => {
  test('count once, and a notice of the later one says how many', async () => {
    const one = pcapFile([frame(1e6, 1), frame(2e6, 2), frame(3e6, 3)]);
    const other = pcapngFile([frame(2e6, 2), frame(3e6, 3), frame(4e6, 4)]);
    const { contents, notices } = await pull([one, other]);
    expect(contents).toEqual([1, 2, 3, 4]);
    expect(notices).toEqual([
      { code: 'overlapping-captures', capture: 2, details: { frames: 2, captures: [1] } },
    ]);
  });

  test('are not looked for inside one capture', async () => {
    const twice = pcapFile([frame(1e6, 1), frame(1e6, 1), frame(2e6, 2)]);
    expect((await pull([twice])).contents).toEqual([1, 1, 2]);
    expect((await pull([twice, pcapFile([frame(1e6, 1), frame(3e6, 3)])])).contents).toEqual([1, 1, 2, 3]);
    const thrice = pcapFile([frame(1e6, 1), frame(1e6, 1), frame(1e6, 1)]);
    expect((await pull([twice, thrice])).contents).toEqual([1, 1, 1, 2]);
  });

  test('are the same only with the same time, length on the wire and bytes', async () => {
    const one = pcapFile([frame(1e6, 1, 60), frame(2e6, 2)]);
    const other = pcapFile([frame(1e6, 1, 61), frame(1e6 + 1, 1, 60), frame(1e6 + 2, 7)]);
    expect((await pull([one, other])).contents).toEqual([1, 1, 1, 7, 2]);
    const linkTypes = [pcapFile([frame(1e6, 1)]), pcapFile([frame(1e6, 1)], { linkType: 101 })];
    expect((await pull(linkTypes)).contents).toEqual([1, 1]);
  });

  test('are found in another resolution, which cuts what is finer', async () => {
    const bytes = Buffer.of(1);
    const nanos = pcapFile([{ time: [START, 1_999], bytes }], { nanoseconds: true });
    expect((await pull([nanos, pcapFile([{ time: [START, 1_000], bytes }])])).contents).toEqual([1]);
  });

  test('are found in another order, and where one capture ended just before', async () => {
    const one = pcapFile([frame(1e6, 1), frame(3e6, 3), frame(2e6, 2)]);
    const other = pcapFile([frame(2e6, 2), frame(3e6, 3), frame(4e6, 4)]);
    expect((await pull([one, other])).contents.sort()).toEqual([1, 2, 3, 4]);
  });

  test('whatever the files, every frame comes as often as the file that has it most often, in order', async () => {
    const frames = fc.array(fc.record({ micros: fc.nat(30), content: fc.nat(3) }), { maxLength: 30 });
    const sorted = frames.map((list) => list.toSorted((a, b) => a.micros - b.micros));
    await fc.assert(
      fc.asyncProperty(fc.array(sorted, { minLength: 2, maxLength: 5 }), async (files) => {
        const inputs = files.map((list) =>
          pcapFile(list.map(({ micros, content }) => frame(micros, content))),
        );
        const pulled = (await pull(inputs)).frames;
        const keys = pulled.map(({ micros, content }) => `${String(micros).padStart(9, '0')} ${content}`);
        expect(keys.toSorted()).toEqual(expected(files));
        const times = pulled.map(({ micros }) => micros);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});

describe('many files', () => {
  test('are read one after another', async () => {
    const count = 1500;
    const paths = Array.from({ length: count }, (_, i) =>
      file(`rotated-${i}.pcap`, pcapFile([frame(i * 1000, i % 256), frame(i * 1000 + 500, 7)])),
    );
    const { frames, notices } = await pull(paths.toReversed());
    expect(frames).toHaveLength(2 * count);
    expect(frames.every(({ micros }, i) => micros === i * 500)).toBe(true);
    expect(notices).toEqual([]);
  });

  test('that all lie beside each other are more than stay open', async () => {
    const count = MAX_OPEN_CAPTURES + 50;
    const paths = Array.from({ length: count }, (_, i) => {
      const times = Array.from({ length: 40 }, (__, k) => frame(i + k * count, i % 256, 1 + i));
      return file(`beside-${i}.pcap`, pcapFile(times));
    });
    const { frames } = await pull(paths);
    expect(frames).toHaveLength(40 * count);
    expect(frames.every(({ micros }, i) => micros === i)).toBe(true);
  });

  test('that are more than are read side by side all come, and a notice says what became of the order', async () => {
    const count = MAX_CAPTURES_AT_ONCE + 3;
    const inputs = Array.from({ length: count }, (_, i) => pcapFile([frame(i, 1), frame(1e6 + i, 2)]));
    const { frames, notices } = await pull(inputs);
    expect(frames).toHaveLength(2 * count);
    expect(notices).toEqual([
      { code: 'open-captures-limit', capture: undefined, details: { limit: MAX_CAPTURES_AT_ONCE } },
    ]);
  });

  test('with more frames side by side than are remembered say so', async () => {
    const count = MAX_REMEMBERED_FRAMES + 5;
    const record = (i: number): Buffer => pcapRecord(frame(i, i % 256));
    const flood = Buffer.concat([pcapHeader(), ...Array.from({ length: count }, (_, i) => record(i))]);
    const other = pcapFile([frame(1, 200), frame(count, 201)]);
    const { frames, notices } = await pull([flood, other]);
    expect(frames).toHaveLength(count + 2);
    expect(notices).toEqual([
      { code: 'copy-limit', capture: undefined, details: { limit: MAX_REMEMBERED_FRAMES } },
    ]);
  });
});

describe('inputs', () => {
  test('that are one file are read once', async () => {
    const path = file('once.pcap', pcapFile([frame(1e6, 1)]));
    symlinkSync(path, join(folder, 'link.pcap'));
    const { contents, files } = await pull([path, join(folder, 'link.pcap'), path]);
    expect([contents, files]).toEqual([[1], [join(folder, 'link.pcap')]]);
    expect((await pull([path, join(folder, 'link.pcap')])).files).toEqual(files);
  });

  test('that cannot be read are named before anything is read', async () => {
    const good = file('good.pcap', pcapFile([frame(1e6, 1)]));
    const text = file('text.txt', Buffer.from('this is no capture at all'));
    await expect(pull([good, text])).rejects.toThrow(InputError);
    await expect(pull([good, text])).rejects.toMatchObject({
      file: text,
      cause: expect.any(CaptureError) as unknown,
    });
    const missing = join(folder, 'missing.pcap');
    await expect(pull([good, missing])).rejects.toMatchObject({ file: missing, cause: { code: 'ENOENT' } });
    await expect(pull([missing])).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that are damaged are told by their number, and the others are read on', async () => {
    const cut = pcapFile([frame(1e6, 1), frame(2e6, 2)]).subarray(0, -1);
    const { contents, notices } = await pull([cut, pcapFile([frame(3e6, 3)])]);
    expect(contents).toEqual([1, 3]);
    expect(notices).toMatchObject([{ code: 'capture-cut', capture: 1 }]);
  });

  test('are left when nobody wants more', async () => {
    const puller = new Puller();
    puller.most = 2;
    const inputs = [pcapFile([frame(1, 1), frame(3, 3)]), pcapFile([frame(2, 2), frame(4, 4)])];
    expect(await pull(inputs, puller)).toMatchObject({ isWhole: true, contents: [1, 2] });
  });

  test('may be pipes that are waited for, until an interruption', async () => {
    const pipe = new PassThrough();
    pipe.write(pcapFile([frame(2e6, 2)]));
    const puller = new Puller();
    const controller = new AbortController();
    puller.onIdle = () => {
      controller.abort();
    };
    const pulled = await pull([pcapFile([frame(1e6, 1), frame(3e6, 3)]), pipe], puller, controller.signal);
    expect(pulled).toMatchObject({ isWhole: false, contents: [1, 2] });
    expect(pipe.destroyed).toBe(true);
  });
});
