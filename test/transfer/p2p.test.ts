/** Objects and files in captures made by our own builder: whole, in pieces, and with holes. */
import { describe, expect, test } from 'vitest';
import { cutSegments } from '../../fixtures/build/mutate.ts';
import * as p2p from '../../fixtures/build/p2p.ts';
import { ALICE, BOB, Scene, type Switchboard } from '../../fixtures/build/transfer-scene.ts';
import { gather } from './gather.ts';

const CALL = 'B0FE5367-28C3-4500-9033-B0292EA69E7C';
const PICTURE = p2p.sampleBytes(5546, 3);
const FILE = p2p.sampleBytes(4000, 5);
const OBJECT = p2p.msnObject(ALICE, PICTURE);

/** Both ends' switchboards: what one sends, the other gets. */
class Pair {
  readonly alice: Switchboard;
  readonly bob: Switchboard | undefined;

  constructor(scene: Scene, both: boolean) {
    this.alice = scene.switchboard(ALICE, BOB);
    this.bob = both ? scene.switchboard(BOB, ALICE) : undefined;
  }

  send(from: string, payload: Buffer): void {
    this.alice.message(from === ALICE ? 'C' : 'S', payload);
    this.bob?.message(from === BOB ? 'C' : 'S', payload);
  }

  slp(from: string, start: string, body: string[]): void {
    const to = from === ALICE ? BOB : ALICE;
    const slp = p2p.slpText({ start, from, to, callId: CALL, body });
    for (const part of p2p.p2pParts(slp, { identifier: 500 + body.length })) {
      this.send(from, p2p.p2pMessage(part, to));
    }
  }

  parts(from: string, parts: readonly Buffer[]): void {
    for (const part of parts) this.send(from, p2p.p2pMessage(part, from === ALICE ? BOB : ALICE, 1));
  }
}

/** Bob asks for Alice's picture and gets it. */
function pictureScene(both = false): Scene {
  const scene = new Scene();
  const pair = new Pair(scene, both);
  pair.slp(BOB, 'INVITE', p2p.objectBody(9, OBJECT));
  pair.slp(ALICE, '200 OK', ['SessionID: 9']);
  pair.parts(ALICE, [p2p.p2pPart({ sessionId: 9, identifier: 20, data: Buffer.alloc(4) })]);
  pair.parts(ALICE, p2p.p2pParts(PICTURE, { sessionId: 9, identifier: 21, flags: 0x20 }));
  const ack = { sessionId: 9, flags: 2, ackIdentifier: 21, ackTotal: PICTURE.length };
  pair.parts(BOB, [p2p.p2pPart(ack)]);
  pair.slp(BOB, 'BYE', []);
  return scene;
}

/** Alice sends a file in the given parts. */
function fileScene(parts: readonly Buffer[], answer = '200 OK', both = false): Scene {
  const scene = new Scene();
  const pair = new Pair(scene, both);
  pair.slp(ALICE, 'INVITE', p2p.fileBody(9, 'übung.bin', FILE.length));
  pair.slp(BOB, answer, ['SessionID: 9']);
  pair.parts(ALICE, parts);
  return scene;
}

const FILE_FIELDS = { sessionId: 9, identifier: 21, flags: 0x1000030 };

describe('a display picture', () => {
  test.each([
    ['whole', 1460],
    ['in 1-byte segments', 1],
    ['in segments of 7 bytes', 7],
  ])('comes %s', async (_, size) => {
    const [only, ...others] = await gather(pictureScene().capture({ changes: [cutSegments(size)] }));
    expect(others).toEqual([]);
    expect(only?.transfer).toMatchObject({
      outcome: 'accepted',
      isEnded: true,
      isAcknowledged: true,
      offer: { kind: 'display-picture', from: ALICE, to: BOB, size: PICTURE.length, name: 'TFR2C.tmp' },
    });
    expect(only?.content).toMatchObject({ isComplete: true, isReordered: false });
    expect(only?.bytes?.equals(PICTURE)).toBe(true);
  });

  test('seen from both ends is one transfer with both sessions', async () => {
    const found = await gather(pictureScene(true).capture());
    expect(found).toHaveLength(1);
    expect([...(found[0]?.transfer.sessions ?? [])].sort()).toEqual([1, 2]);
    expect(found[0]?.bytes?.equals(PICTURE)).toBe(true);
  });

  test('with a hole is as far as it came, with zeros in the hole', async () => {
    const marker = PICTURE.subarray(1300, 1310);
    const capture = pictureScene().capture({ lost: ({ payload }) => payload.includes(marker) });
    const [only] = await gather(capture);
    expect(only?.content?.isComplete).toBe(false);
    const missing = only?.content?.missing ?? [];
    expect(missing).toHaveLength(1);
    const [from, to] = missing[0] ?? [0, 0];
    expect(from).toBeLessThanOrEqual(1300);
    expect(to).toBeGreaterThanOrEqual(1310);
    const expected = Buffer.from(PICTURE);
    expected.fill(0, from, to);
    expect(only?.bytes?.equals(expected)).toBe(true);
    expect(only?.content?.captured).toBe(PICTURE.length - (to - from));
  });

  test('with a hole inside a part keeps what is there of the part', async () => {
    const marker = PICTURE.subarray(1300, 1310);
    const capture = pictureScene().capture({
      changes: [cutSegments(100)],
    });
    expect((await gather(capture))[0]?.content?.isComplete).toBe(true);
    const scene = pictureScene();
    const holed = scene.capture({
      changes: [cutSegments(100), (segments) => segments.filter(({ payload }) => !payload.includes(marker))],
    });
    const [only] = await gather(holed);
    const missing = only?.content?.missing ?? [];
    expect(missing).toHaveLength(1);
    const [from, to] = missing[0] ?? [0, 0];
    expect(to - from).toBeLessThanOrEqual(100);
    const expected = Buffer.from(PICTURE);
    expected.fill(0, from, to);
    expect(only?.bytes?.equals(expected)).toBe(true);
  });

  test('missing on one side is filled from the other', async () => {
    const marker = PICTURE.subarray(1300, 1310);
    let seen = 0;
    const capture = pictureScene(true).capture({
      lost: ({ payload }) => payload.includes(marker) && ++seen === 1,
    });
    const [only] = await gather(capture);
    expect(only?.bytes?.equals(PICTURE)).toBe(true);
    expect(only?.content?.isComplete).toBe(true);
  });

  test('without its invitation is of an unknown kind, and whole', async () => {
    const scene = new Scene();
    const pair = new Pair(scene, false);
    pair.parts(ALICE, p2p.p2pParts(PICTURE, { sessionId: 9, identifier: 21, flags: 0x20 }));
    const [only] = await gather(scene.capture());
    expect(only?.transfer.offer.kind).toBe('unknown');
    expect(only?.bytes?.equals(PICTURE)).toBe(true);
  });
});

describe('a file', () => {
  test('comes with its name', async () => {
    const [only] = await gather(fileScene(p2p.p2pParts(FILE, FILE_FIELDS)).capture());
    expect(only?.transfer.offer).toMatchObject({ kind: 'file', name: 'übung.bin', from: ALICE, to: BOB });
    expect(only?.bytes?.equals(FILE)).toBe(true);
  });

  test.each([false, true])('of a client with the headers of the part before comes whole', async (both) => {
    const [only] = await gather(fileScene(p2p.laggingParts(FILE, FILE_FIELDS), '200 OK', both).capture());
    expect(only?.content).toMatchObject({ isComplete: true, isReordered: true });
    expect(only?.bytes?.equals(FILE)).toBe(true);
  });

  test('of zeros from that client comes whole too', async () => {
    const zeros = Buffer.alloc(FILE.length);
    const [only] = await gather(fileScene(p2p.laggingParts(zeros, FILE_FIELDS)).capture());
    expect(only?.content).toMatchObject({ isComplete: true, captured: FILE.length });
  });

  test('that was declined has no content', async () => {
    const [only] = await gather(fileScene([], '603 Decline').capture());
    expect(only?.transfer.outcome).toBe('declined');
    expect(only?.content).toBeUndefined();
  });

  test('that is empty is complete', async () => {
    const scene = new Scene();
    const pair = new Pair(scene, false);
    pair.slp(ALICE, 'INVITE', p2p.fileBody(9, 'empty', 0));
    pair.parts(ALICE, [p2p.p2pPart({ sessionId: 9, identifier: 21, flags: 0x1000030 })]);
    const [only] = await gather(scene.capture());
    expect(only?.content).toMatchObject({ isComplete: true, length: 0 });
  });

  test('that uses the number of an earlier one again is another transfer', async () => {
    const scene = fileScene(p2p.p2pParts(FILE, FILE_FIELDS));
    const alice = scene.switchboard(ALICE, BOB);
    const other = p2p.sampleBytes(FILE.length, 99);
    const body = p2p.fileBody(9, 'second', other.length);
    const slp = p2p.slpText({ start: 'INVITE', from: ALICE, to: BOB, callId: 'ANOTHER', body });
    for (const part of p2p.p2pParts(slp, { identifier: 1 })) alice.message('C', p2p.p2pMessage(part, BOB));
    for (const part of p2p.p2pParts(other, FILE_FIELDS)) alice.message('C', p2p.p2pMessage(part, BOB, 2));
    const found = await gather(scene.capture());
    expect(found.map(({ transfer }) => transfer.offer.name)).toEqual(['übung.bin', 'second']);
    expect(found[0]?.bytes?.equals(FILE)).toBe(true);
    expect(found[1]?.bytes?.equals(other)).toBe(true);
  });
});

describe('version 2', () => {
  const source = `${ALICE};{a1}`;
  const fields = { sessionId: 9, packageNumber: 4, flags: 6 };

  function scene(packets: readonly Buffer[]): Scene {
    const made = new Scene();
    const alice = made.switchboard(ALICE, BOB);
    const body = p2p.fileBody(9, 'v2.bin', FILE.length);
    const slp = p2p.slpText({ start: 'INVITE', from: source, to: `${BOB};{b2}`, callId: CALL, body });
    const invite = p2p.p2pPackets(slp, { packageNumber: 3 });
    for (const packet of [...invite, ...packets]) {
      alice.message('C', p2p.p2pMessage(packet, `${BOB};{b2}`, 2, source));
    }
    return made;
  }

  test.each([1460, 1])('comes in segments of %i bytes', async (size) => {
    const capture = scene(p2p.p2pPackets(FILE, fields)).capture({ changes: [cutSegments(size)] });
    const [only, ...others] = await gather(capture);
    expect(others).toEqual([]);
    expect(only?.transfer.offer).toMatchObject({ name: 'v2.bin', from: ALICE, to: BOB });
    expect(only?.content?.isComplete).toBe(true);
    expect(only?.bytes?.equals(FILE)).toBe(true);
  });

  test('without its first packet has its place by the size of the offer', async () => {
    const [only] = await gather(scene(p2p.p2pPackets(FILE, fields).slice(1)).capture());
    expect(only?.content).toMatchObject({ isComplete: false, missing: [[0, 1202]], total: FILE.length });
    expect(only?.bytes?.subarray(1202).equals(FILE.subarray(1202))).toBe(true);
  });
});
