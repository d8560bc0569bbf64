/** `analyze`: the same records as `--ndjson`, from whatever a program has; who takes them slowly is waited for. */
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import {
  analyze,
  type AnalysisRecord,
  type AnalyzeInput,
  type AnalyzeOptions,
  CaptureError,
  InputError,
  type Packet,
} from '../../src/index.ts';
import { readAll } from '../capture/read-all.ts';
import { inProcess } from '../in-process.ts';
import { endlessBytes, endlessPackets, type Watch } from './endless.ts';

const DEMO = resolve('fixtures/demo.pcap');
const demo = readFileSync(DEMO);
const folder = mkdtempSync(join(tmpdir(), 'msnscan-analyze-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function all(input: AnalyzeInput, options?: AnalyzeOptions): Promise<AnalysisRecord[]> {
  const records: AnalysisRecord[] = [];
  for await (const record of analyze(input, options)) records.push(record);
  return records;
}

/** What the program writes. */
async function ndjson(args: readonly string[]): Promise<unknown[]> {
  const { stdout } = await inProcess(['--ndjson', ...args], folder);
  const lines = stdout.toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
}

const withoutCapture = (records: readonly unknown[]): unknown[] =>
  records.filter((record) => (record as AnalysisRecord).type !== 'capture');

const watching = (): Watch => ({ pulled: 0, isClosed: false });

function packetsOf(capture: Buffer): Packet[] {
  return readAll(capture).frames.map(({ unixNanos, linkType, hex }) => ({
    time: unixNanos,
    linkType,
    data: Uint8Array.from(Buffer.from(hex, 'hex')),
  }));
}

async function failureOf(
  input: AnalyzeInput,
  options?: AnalyzeOptions,
): Promise<[AnalysisRecord[], unknown]> {
  const records: AnalysisRecord[] = [];
  try {
    for await (const record of analyze(input, options)) records.push(record);
  } catch (error) {
    return [records, error];
  }
  throw new Error('nothing was thrown');
}

describe('the records are those of --ndjson', () => {
  test('of a path', async () => {
    expect(await all(DEMO)).toEqual(await ndjson([DEMO]));
  });

  test.each<[string, () => AnalyzeInput]>([
    ['a file URL', () => pathToFileURL(DEMO)],
    ['a Buffer', () => demo],
    ['a Uint8Array', () => Uint8Array.from(demo)],
    ['a gzip file in memory', () => gzipSync(demo)],
    ['a Readable', () => Readable.from([demo.subarray(0, 1000), demo.subarray(1000)])],
    ['an async generator of single bytes', () => bytesOf(demo)],
    ['packets in an array', () => ({ packets: packetsOf(demo) })],
    ['packets in a stream of objects', () => ({ packets: Readable.from(packetsOf(demo)) })],
  ])('of %s', async (_, input) => {
    expect(withoutCapture(await all(input()))).toEqual(withoutCapture(await ndjson([DEMO])));
  });

  async function* bytesOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at++) {
      if (at % 1000 === 0) await new Promise(setImmediate);
      yield bytes.subarray(at, at + 1);
    }
  }

  test('of several captures', async () => {
    const [one, two] = [join(folder, 'one.pcap'), join(folder, 'two.pcap')];
    const cut = demo.subarray(0, -10);
    writeFileSync(one, cut);
    writeFileSync(two, demo);
    expect(await all([one, two])).toEqual(await ndjson([one, two]));
  });

  test.each<[string[], AnalyzeOptions]>([
    [['--no-payload'], { includePayload: false }],
    [['--show-secrets'], { showSecrets: true }],
    [['--redact=content,accounts'], { redact: ['content', 'accounts'] }],
    [['--records=findings,sessions'], { records: ['findings', 'sessions'] }],
    [['--port=80'], { ports: [80] }],
    [['--port=80', '--any-port'], { ports: new Set([80]), anyPort: true }],
    [['--disable=trid-reuse'], { rules: { disable: ['trid-reuse'] } }],
    [['--max-packets=100'], { limits: { maxPackets: 100 } }],
  ])('with %j', async (flags, options) => {
    expect(await all(DEMO, options)).toEqual(await ndjson([...flags, DEMO]));
  });

  test('of packets with nanoseconds, at their times', async () => {
    const packets = packetsOf(demo).map((packet) => ({ ...packet, time: BigInt(packet.time) + 7n }));
    const [capture, ...rest] = await all({ packets, digits: 9, name: 'tap0' });
    expect(capture).toMatchObject({ type: 'capture', file: 'tap0', timeResolution: '10^-9' });
    const times = rest.flatMap((record) => (record.type === 'command' ? [record.time] : []));
    expect(times[0]).toMatch(/Z$/);
    expect(times.every((time) => time.endsWith('007Z'))).toBe(true);
  });
});

describe('reading waits for the program', () => {
  test.each<[string, (watch: Watch) => AnalyzeInput, number]>([
    ['packets', (watch) => ({ packets: endlessPackets(watch) }), 10_000],
    ['chunks of a capture', endlessBytes, 5],
  ])('of endless %s few are read, and leaving the loop ends them', async (_, input, limit) => {
    const watch = watching();
    let count = 0;
    for await (const record of analyze(input(watch))) {
      expect(record.type).not.toBe('summary');
      if (++count === 50) break;
    }
    await new Promise(setImmediate);
    expect(watch.pulled).toBeGreaterThan(0);
    expect(watch.pulled).toBeLessThan(limit);
    expect(watch.isClosed).toBe(true);
  });

  test('records of live packets come before the next packet does', async () => {
    const records = analyze({ packets: endlessPackets(watching(), 11) });
    const types: string[] = [];
    do types.push(((await records.next()).value as AnalysisRecord).type);
    while (types.at(-1) !== 'transaction');
    expect(types.filter((type) => type !== 'finding')).toEqual([
      'capture',
      'command',
      'command',
      'transaction',
    ]);
    await records.return?.();
  });

  test('a program that waits for a record may say that it wants no more', async () => {
    const input = new Readable({ read: () => undefined });
    const records = analyze(input);
    const next = records.next();
    await new Promise(setImmediate);
    expect(await records.return?.()).toEqual({ done: true, value: undefined });
    expect(await next).toEqual({ done: true, value: undefined });
    expect(input.destroyed).toBe(true);
  });

  test('a file is opened at the first record and closed when the loop is left', async () => {
    const path = join(folder, 'open.pcap');
    writeFileSync(path, Buffer.concat([demo, Buffer.alloc(3 << 20)]));
    const isOpen = (): boolean =>
      readdirSync('/proc/self/fd').some((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === path;
        } catch {
          return false;
        }
      });
    const records = analyze(path);
    expect(isOpen()).toBe(false);
    await records.next();
    expect(isOpen()).toBe(true);
    await records.return?.();
    await new Promise((done) => setTimeout(done, 20));
    expect(isOpen()).toBe(false);
  });

  test('a stream is given up too when nothing was asked for', async () => {
    const stream = Readable.from([demo]);
    await analyze(stream).return?.();
    expect(stream.destroyed).toBe(true);
  });

  test('records that are asked for at once come in order', async () => {
    const records = analyze(DEMO);
    const some = await Promise.all([records.next(), records.next(), records.next()]);
    await records.return?.();
    expect(some.map(({ value }) => value as unknown)).toEqual((await all(DEMO)).slice(0, 3));
  });
});

describe('a signal', () => {
  test('ends the reading: what was decoded comes, the open session too, and the summary says so', async () => {
    const stop = new AbortController();
    const watch = watching();
    const types = new Map<string, number>();
    let last: AnalysisRecord | undefined;
    for await (const record of analyze({ packets: endlessPackets(watch) }, { signal: stop.signal })) {
      types.set(record.type, (types.get(record.type) ?? 0) + 1);
      if (types.get('command') === 100) stop.abort();
      last = record;
    }
    expect(last).toMatchObject({ type: 'summary', complete: false, sessions: 1 });
    expect(types.get('session')).toBe(1);
    expect(watch.isClosed).toBe(true);
  });

  test('ends waiting for a packet that never comes', async () => {
    const stop = new AbortController();
    const packets = endlessPackets(watching(), 7);
    setTimeout(() => {
      stop.abort();
    }, 20);
    expect((await all({ packets }, { signal: stop.signal })).at(-1)).toMatchObject({ complete: false });
  });

  test('is heard while packets come that are all there already, and none is MSNP', async () => {
    const abort = new AbortController();
    let pulled = 0;
    function* packets(): Generator<Packet> {
      for (; pulled < 200_000; pulled++) yield { time: 0n, linkType: 1, data: new Uint8Array(60) };
    }
    setImmediate(() => {
      abort.abort(new Error('enough'));
    });
    const records = await all({ packets: packets() }, { signal: abort.signal });
    expect(records.at(-1)).toMatchObject({ type: 'summary', complete: false });
    expect(pulled).toBeLessThan(200_000);
  });

  test('that comes before there is anything is thrown as its reason', async () => {
    const [records, error] = await failureOf(DEMO, { signal: AbortSignal.abort(new Error('enough')) });
    expect(records).toEqual([]);
    expect(error).toMatchObject({ message: 'enough' });
  });
});

describe('what goes wrong', () => {
  test('a file that is not there is an InputError at the first record, with the cause of the system', async () => {
    const missing = join(folder, 'missing.pcap');
    const records = analyze(missing);
    const error: unknown = await records.next().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ file: missing, frame: null, cause: { code: 'ENOENT' } });
    expect(await records.next()).toEqual({ done: true, value: undefined });
  });

  test('what is no capture says what was expected', async () => {
    const [records, error] = await failureOf(Buffer.from('hello, world: no capture'));
    expect(records).toEqual([]);
    expect(error).toBeInstanceOf(InputError);
    const { message, cause } = error as InputError;
    expect(message).toMatch(/^buffer: .*a pcap or pcapng magic number was expected$/);
    expect(cause).toBeInstanceOf(CaptureError);
    expect(cause).toMatchObject({ code: 'unknown-format', fileOffset: 0 });
  });

  test('a stream that fails gives what came before, then the error with the last frame', async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield demo.subarray(0, demo.length / 2);
      await new Promise(setImmediate);
      throw new Error('connection lost');
    }
    const [records, error] = await failureOf(failing());
    expect(records).toEqual(
      (await all(demo))
        .map((record) => (record.type === 'capture' ? { ...record, file: 'stream' } : record))
        .slice(0, records.length),
    );
    expect(records.length).toBeGreaterThan(50);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(/^stream: connection lost \(after frame \d+\)$/);
    expect((error as InputError).frame).toBeGreaterThan(100);
  });

  test.each<[object, string]>([
    [
      { time: 1, linkType: 1, data: 'text' },
      'packets: packet 3: `data` has to be a Uint8Array, and is string (after frame 2)',
    ],
    [{ time: NaN, linkType: 1 }, 'packet 3: `time` has to be nanoseconds as a bigint or number, and is NaN'],
    [{ time: 1, data: demo }, 'packet 3: `linkType` has to be an integer from 0 to 65535, and is undefined'],
  ])('a packet that is none: %o', async (packet, message) => {
    const packets = [...packetsOf(demo).slice(0, 2), packet as Packet];
    const [, error] = await failureOf({ packets });
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain(message);
    expect((error as InputError).frame).toBe(2);
  });

  test('damage is a notice, and a summary that is not complete', async () => {
    const records = await all(demo.subarray(0, -10));
    expect(records.at(-1)).toMatchObject({ type: 'summary', complete: false });
    expect(records.some(({ type }) => type === 'notice')).toBe(true);
  });

  test.each<[AnalyzeOptions, string]>([
    [{ ports: [0] }, '`ports` takes port numbers from 1 to 65535, not 0'],
    [{ rules: { enable: ['no-such-rule'] } }, '`rules`: there is no rule "no-such-rule"'],
    [{ limits: { maxPackets: -1 } }, '`limits.maxPackets` takes an integer from 1 on, not -1'],
    [
      { limits: { maxFlow: 3 } as object },
      '`limits` takes maxFlows, maxMemoryPerFlow, maxPackets, not "maxFlow"',
    ],
    [{ checksum: 'strikt' as 'strict' }, '`checksum` takes off, warn, strict, not "strikt"'],
    [{ redact: ['content'], showSecrets: true }, '`redact` and `showSecrets` exclude each other'],
    [{ records: ['command' as 'commands'] }, '`records` takes commands, transactions, findings, sessions'],
  ])('%j is refused at once', (options, message) => {
    expect(() => analyze(DEMO, options)).toThrow(RangeError);
    expect(() => analyze(DEMO, options)).toThrow(message);
  });

  test('an input that is none is refused at once', () => {
    expect(() => analyze(7 as unknown as string)).toThrow(TypeError);
    expect(() => analyze([])).toThrow(RangeError);
    expect(() => analyze({ packets: [], digits: 3 as 6 })).toThrow('`digits` takes 6 or 9, not 3');
  });
});
