/** `msnscan carve` as people call it: what is chosen, what is written, what is refused. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pcapFile, pcapngFile } from '../../fixtures/build/pcap.ts';
import { readAll, type ReadFrame } from '../capture/read-all.ts';
import { inProcess } from '../in-process.ts';
import { framesOf } from '../scan/pieces.ts';
import { carve, commandsOf, type Row, rowsOf, sessionsOf } from './carve.ts';

const DEMO = 'fixtures/demo.pcap';
const FRAMES = framesOf(readFileSync(DEMO));
/** In the TCP header behind Ethernet and IPv4. */
const MSNP_PORT = /^.{68}(?:0747|....0747)/;
let rows: Row[] = [];
let commands: ReadonlyMap<number, string> = new Map();

const folder = mkdtempSync(join(tmpdir(), 'msnscan-carve-command-'));
beforeAll(async () => {
  rows = await rowsOf(DEMO);
  commands = commandsOf(rows);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function withoutNumber(frame: ReadFrame): Omit<ReadFrame, 'fileOffset' | 'frame'> {
  const { linkType, unixNanos, hex, originalLength } = frame;
  return { linkType, unixNanos, hex, originalLength };
}

/** The commands of all sessions that were carved, in the order of the sessions. */
async function carvedCommands(args: readonly string[], name?: string): Promise<string[]> {
  const { code, bytes } = await carve(DEMO, args, name);
  expect([code, bytes === undefined]).toEqual([0, false]);
  return [...commandsOf(await rowsOf(bytes!)).values()];
}

const of = (...ids: readonly number[]): (string | undefined)[] => ids.map((id) => commands.get(id));

describe('what is chosen', () => {
  test.each(['out.pcapng', 'out.pcap'])('each session has the same commands in %s', async (name) => {
    for (const id of sessionsOf(rows))
      expect(await carvedCommands(['--session', String(id)], name)).toEqual(of(id));
  });

  test('several sessions, as a list and as several flags', async () => {
    expect(await carvedCommands(['--session', '1,3-4'])).toEqual(of(1, 3, 4));
    expect(await carvedCommands(['--session', '1', '--session', '3'])).toEqual(of(1, 3));
  });

  test('the whole sessions that have a finding', async () => {
    expect(await carvedCommands(['--finding', 'trid-reuse'])).toEqual(of(2));
  });

  test('the sessions of a conversation, as chat numbers them', async () => {
    expect(await carvedCommands(['--conversation', '1'])).toEqual(of(4, 5));
  });

  test('what all kinds of filters agree on', async () => {
    expect(await carvedCommands(['--conversation', '1', '--session', '1-4'])).toEqual(of(4));
    expect(await carvedCommands(['--role', 'NS', '--host', '203.0.113.9'])).toEqual(of(3));
  });

  test('of several captures, in order of time, whatever they are', async () => {
    const paths = ['b.pcapng', 'a.pcap.gz'].map((name) => join(folder, name));
    writeFileSync(paths[0]!, pcapngFile(FRAMES.slice(120)));
    writeFileSync(paths[1]!, gzipSync(pcapFile(FRAMES.slice(0, 140))));
    const out = join(folder, 'joined.pcapng');
    const { code } = await inProcess(['carve', '-w', out, '--session', '2', ...paths], folder);
    expect(code).toBe(0);
    expect([...commandsOf(await rowsOf(out)).values()]).toEqual(of(2));
  });
});

describe('what is written', () => {
  test.each(['out.pcapng', 'out.pcap'])('%s has the frames as they were', async (name) => {
    const { bytes } = await carve(DEMO, ['--session', '1-5'], name);
    const given = readAll(readFileSync(DEMO)).frames.filter(({ hex }) => MSNP_PORT.test(hex));
    expect(given.length).toBeGreaterThan(200);
    expect(readAll(bytes!).frames.map(withoutNumber)).toEqual(given.map(withoutNumber));
  });

  test('pcapng goes to standard output with -', async () => {
    const { code, stdout, stderr } = await inProcess(['carve', '-w', '-', '--session', '1', DEMO], folder);
    expect([code, stderr.toString()]).toEqual([
      0,
      'msnscan: standard output: 19 frames of 1 session, 0 comments\n',
    ]);
    const { reader } = readAll(stdout);
    expect(reader.info.format).toBe('pcapng');
  });

  test('a capture that was cut gives what is there, and exit code 3', async () => {
    const cut = readFileSync(DEMO).subarray(0, -10);
    const { code, bytes } = await carve(cut, ['--session', '1']);
    expect(code).toBe(3);
    expect([...commandsOf(await rowsOf(bytes!)).values()]).toEqual(of(1));
  });

  test('an existing file is overwritten with --force alone', async () => {
    const out = join(folder, 'there.pcap');
    writeFileSync(out, 'mine');
    const args = ['carve', '-w', out, '--session', '1', DEMO];
    const refused = await inProcess(args, folder);
    expect([refused.code, readFileSync(out, 'utf8')]).toEqual([2, 'mine']);
    expect(refused.stderr.toString()).toContain('exists already');
    expect((await inProcess([...args, '--force'], folder)).code).toBe(0);
    expect(readAll(readFileSync(out)).frames).toHaveLength(19);
  });

  test('--quiet says nothing', async () => {
    expect((await carve(DEMO, ['--session', '1', '-q'])).stderr).toBe('');
  });
});

describe('what is refused, and leaves no file', () => {
  const refusals: readonly (readonly [what: string, args: readonly string[], name: string, says: string])[] =
    [
      ['nothing that is wanted', [], 'a.pcap', 'carve needs to know which packets are wanted'],
      ['a session that is not there', ['--session', '9'], 'a.pcap', 'nothing fits: there are 5 sessions'],
      ['a finding that is not there', ['--finding', 'trid-hex'], 'a.pcap', 'nothing fits'],
      ['a conversation that is not there', ['--conversation', '2'], 'a.pcap', 'there is 1 conversation'],
      ['a word that is no number', ['--conversation', 'x'], 'a.pcap', '--conversation takes numbers'],
      ['a name that says no format', ['--session', '1'], 'a.txt', 'does not say which format is wanted'],
      ['to hide anything', ['--session', '1', '--redact', 'content'], 'a.pcap', '--redact means nothing'],
    ];
  test.each(refusals)('%s', async (_, args, name, says) => {
    const { code, bytes, stderr } = await carve(DEMO, args, name);
    expect([code, bytes]).toEqual([2, undefined]);
    expect(stderr).toContain(says);
  });

  test('standard input, which cannot be read again', async () => {
    const { code, stderr } = await inProcess(
      ['carve', '-w', join(folder, 'x.pcap'), '--session', '1', '-'],
      folder,
    );
    expect(code).toBe(2);
    expect(stderr.toString()).toContain('standard input: carve reads a capture several times');
  });

  test('a terminal', async () => {
    const streams = { isTerminal: true };
    const { code, stderr } = await inProcess(['carve', '-w', '-', '--session', '1', DEMO], folder, streams);
    expect([code, stderr.toString().includes('nothing for a terminal')]).toEqual([2, true]);
  });

  test('the capture itself, even with --force', async () => {
    const path = join(folder, 'own.pcap');
    writeFileSync(path, readFileSync(DEMO));
    const { code, stderr } = await inProcess(
      ['carve', '--force', '-w', path, '--session', '1', path],
      folder,
    );
    expect([code, stderr.toString().includes('is the capture itself')]).toEqual([2, true]);
    expect(readFileSync(path).equals(readFileSync(DEMO))).toBe(true);
  });

  test('several link types in one pcap; pcapng has them', async () => {
    const raw = FRAMES.slice(20).map((frame) => ({ ...frame, bytes: frame.bytes.subarray(14) }));
    const paths = ['one.pcap', 'two.pcap'].map((name) => join(folder, name));
    writeFileSync(paths[0]!, pcapFile(FRAMES.slice(0, 20)));
    writeFileSync(paths[1]!, pcapFile(raw, { linkType: 101 }));
    const run = (name: string) =>
      inProcess(['carve', '-w', join(folder, name), '--session', '2', ...paths], folder);
    const { code, stderr } = await run('mixed.pcap');
    expect([code, stderr.toString().includes('link types 1 and 101 do not fit')]).toEqual([2, true]);
    expect((await run('mixed.pcapng')).code).toBe(0);
    expect([...commandsOf(await rowsOf(join(folder, 'mixed.pcapng'))).values()]).toEqual(of(2));
  });
});
