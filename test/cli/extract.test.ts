/** `msnscan extract` as a program. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, describe, expect, test } from 'vitest';
import * as p2p from '../../fixtures/build/p2p.ts';
import { ALICE, BOB, Scene } from '../../fixtures/build/transfer-scene.ts';
import { viewSchema } from '../../src/report/json-schema.ts';
import { indexSchema, type ExtractIndex } from '../../src/report/extract/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'msnscan-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const PICTURE = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), p2p.sampleBytes(3000)]);
const FILE = p2p.sampleBytes(3000, 7);

function send(scene: Scene): void {
  const alice = scene.switchboard(ALICE, BOB);
  const p2pSend = (from: 'C' | 'S', part: Buffer, appId = 0): void => {
    alice.message(from, p2p.p2pMessage(part, from === 'C' ? BOB : ALICE, appId));
  };
  const text = 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nhere\x1b[2J it comes';
  alice.message('C', Buffer.from(text));
  const body = p2p.objectBody(9, p2p.msnObject(ALICE, PICTURE));
  p2pSend(
    'S',
    p2p.p2pPart({ data: p2p.slpText({ start: 'INVITE', from: BOB, to: ALICE, callId: 'A', body }) }),
  );
  for (const part of p2p.p2pParts(PICTURE, { sessionId: 9, identifier: 3, flags: 0x20 }))
    p2pSend('C', part, 1);
  for (const [sessionId, name] of [
    [10, '../../evil\u202egpj.exe'],
    [11, 'lost.bin'],
  ] as const) {
    const offer = p2p.fileBody(sessionId, name, FILE.length);
    const slp = p2p.slpText({ start: 'INVITE', from: ALICE, to: BOB, callId: name, body: offer });
    for (const part of p2p.p2pParts(slp, { identifier: sessionId })) p2pSend('C', part);
    const parts = p2p.p2pParts(FILE, { sessionId, identifier: 4, flags: 0x30 });
    for (const part of sessionId === 11 ? parts.slice(0, 1) : parts) p2pSend('C', part, 2);
  }
}

const scene = new Scene();
send(scene);
const CAPTURE = join(folder, 'sent.pcap');
writeFileSync(CAPTURE, scene.capture());

function extract(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const run = spawnSync(process.execPath, [resolve('bin/msnscan.js'), 'extract', ...args], {
    encoding: 'utf8',
    cwd: folder,
    input: '',
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

const ajv = new Ajv2020({ strict: true, strictTypes: false });
formats.default(ajv);
const isIndex = ajv.compile(viewSchema('extract'));

function indexOf(out: string, name = 'index.json'): ExtractIndex {
  const text = readFileSync(join(folder, out, name), 'utf8');
  const index: unknown = JSON.parse(text);
  expect(text).toBe(`${JSON.stringify(index, null, 2)}\n`);
  expect(isIndex(index), JSON.stringify(isIndex.errors)).toBe(true);
  return indexSchema.parse(index);
}

const sha1 = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex');

describe('msnscan extract', () => {
  test('writes objects, files and texts with an index, and says what it wrote', () => {
    const { code, stdout, stderr } = extract('--out', 'one', CAPTURE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { objects, messages, missing, complete } = indexOf('one');
    expect(complete).toBe(true);
    expect(objects.map(({ file }) => file)).toEqual([
      'display-pictures/alice@example.com.png',
      'files/evilgpj.exe',
      'files/lost.bin.partial',
    ]);
    const [picture, file, lost] = objects;
    expect(picture).toMatchObject({
      kind: 'display-picture',
      sha1dVerified: true,
      sha1: sha1(PICTURE),
      complete: true,
    });
    expect(file).toMatchObject({ name: '../../evil\u202egpj.exe', sha1: sha1(FILE), sha1dVerified: null });
    expect(lost).toMatchObject({ captured: 1202, size: 3000, missing: [[1202, 3000]], complete: false });
    for (const { file: name, sha1: sum, sha256 } of objects) {
      const bytes = readFileSync(join(folder, 'one', name ?? ''));
      expect(sum).toBe(sha1(bytes));
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
    expect(messages).toMatchObject([
      { file: 'messages/conversation-1.txt', texts: 1, participants: [ALICE, BOB] },
    ]);
    const text = readFileSync(join(folder, 'one', 'messages/conversation-1.txt'), 'utf8');
    expect(text).toContain('alice@example.com: here\\x1b[2J it comes\n');
    expect(missing).toEqual(['1 object not whole: the rest is not in the capture']);
    expect(stdout).toContain('display-pictures/alice@example.com.png  3008 bytes, SHA1D verified');
    expect(stdout).toContain('files/lost.bin.partial  1202 of 3000 bytes');
    expect(stdout).toContain('one: 3 objects (1 partial), 1 conversation\n');
    expect(stdout).not.toContain('\u202e');
  });

  test('overwrites nothing when it is run again', () => {
    extract('--out', 'two', CAPTURE);
    const before = readFileSync(join(folder, 'two/index.json'));
    expect(extract('--out', 'two', CAPTURE).code).toBe(0);
    expect(readFileSync(join(folder, 'two/index.json')).equals(before)).toBe(true);
    expect(indexOf('two', 'index-2.json').objects[1]?.file).toBe('files/evilgpj-2.exe');
    expect(readdirSync(join(folder, 'two')).sort()).toEqual([
      'display-pictures',
      'files',
      'index-2.json',
      'index.json',
      'messages',
    ]);
  });

  test('gives the same for the same capture', () => {
    extract('--out', 'three', CAPTURE);
    extract('--out', 'four', '-q', CAPTURE);
    const index = (out: string): string => readFileSync(join(folder, out, 'index.json'), 'utf8');
    expect(index('three')).toBe(index('four'));
  });

  test('of a cut capture exits with 3, with what came', () => {
    const bytes = readFileSync(CAPTURE);
    writeFileSync(join(folder, 'cut.pcap'), bytes.subarray(0, bytes.length - 2000));
    const { code, stdout, stderr } = extract('--out', 'five', 'cut.pcap');
    expect(code).toBe(3);
    expect(stderr).toContain('cut.pcap');
    expect(stdout).toContain('PARTIAL');
    expect(indexOf('five')).toMatchObject({ complete: false });
  });

  test.each([
    [[CAPTURE], 'extract needs a folder'],
    [['--out', '', CAPTURE], 'extract needs a folder'],
    [['--out', CAPTURE, CAPTURE], 'cannot be written'],
    [['--out', 'six', 'no-such.pcap'], 'no such file'],
    [['--out', 'six', '--json', CAPTURE], 'means nothing to msnscan extract'],
  ])('%j is refused with 2 and leaves nothing', (args, text) => {
    const { code, stderr } = extract(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
    expect(existsSync(join(folder, 'six'))).toBe(false);
  });
});
