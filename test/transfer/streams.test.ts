/** MSNFTP and direct connections: cut anywhere, with holes, and in whole captures. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { cutSegments } from '../../fixtures/build/mutate.ts';
import * as p2p from '../../fixtures/build/p2p.ts';
import { ALICE, BOB, Scene } from '../../fixtures/build/transfer-scene.ts';
import type { Endpoint } from '../../src/tcp/flow.ts';
import { CLIENT, SERVER, type Side, type StreamHandler } from '../../src/tcp/handler.ts';
import { Announced } from '../../src/transfer/announced.ts';
import { DirectStream } from '../../src/transfer/direct.ts';
import { FileStream } from '../../src/transfer/file-stream.ts';
import { Invitations } from '../../src/transfer/invitations.ts';
import { MsnftpStream } from '../../src/transfer/msnftp.ts';
import { P2pTransfers } from '../../src/transfer/p2p-transfers.ts';
import { PartStore } from '../../src/base/part-store.ts';
import { TransferTable } from '../../src/transfer/transfer-table.ts';
import type { Transfer } from '../../src/transfer/transfer.ts';
import { gather } from './gather.ts';

const FILE = p2p.sampleBytes(12_000, 5);
const COOKIE = 'B0FE5367-28C3-4500-9033-B0292EA69E7C';

const stores: PartStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

/** A handler on its own, with the table it fills. */
function bench(): { table: TransferTable; handler: StreamHandler } {
  const store = new PartStore();
  stores.push(store);
  const table = new TransferTable(store);
  const announced = new Announced();
  const invitations = new Invitations(table, announced);
  const kinds = {
    msnftp: () => new MsnftpStream(invitations, undefined),
    direct: () => new DirectStream(new P2pTransfers(table, announced)),
  };
  const handler = new FileStream(kinds, () => undefined);
  return { table, handler };
}

/** Bytes, or the length of a hole. */
type Piece = Buffer | number;

function feed(handler: StreamHandler, side: Side, pieces: readonly Piece[]): void {
  for (const piece of pieces) {
    if (typeof piece === 'number') handler.gap(side, piece, 1, 1);
    else {
      const around = Buffer.concat([Buffer.from('##'), piece, Buffer.from('##')]);
      handler.data(side, around, 2, 2 + piece.length, 1, 1);
      around.fill('!');
    }
  }
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % bytes.length), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** `bytes` with a hole from `start` to `end`. */
function holed(bytes: Buffer, start: number, end: number): Piece[] {
  return [bytes.subarray(0, start), end - start, bytes.subarray(end)].filter(
    (piece) => typeof piece === 'number' || piece.length > 0,
  );
}

function contentOf(transfer: Transfer | undefined): Buffer {
  const content = transfer?.content();
  const bytes = Buffer.alloc(content?.length ?? 0);
  content?.write((position, piece) => {
    piece.copy(bytes, position);
  });
  return bytes;
}

/** Every byte that is not missing is that of `data`; gives the count of those missing. */
function lostOf(transfer: Transfer | undefined, data: Buffer): number {
  const content = transfer?.content();
  const missing = content?.missing ?? [];
  const expected = Buffer.from(data);
  for (const [from, to] of missing) expected.fill(0, from, to);
  const length = content?.length ?? 0;
  expect(contentOf(transfer).equals(expected.subarray(0, length))).toBe(true);
  return missing.reduce((sum, [from, to]) => sum + to - from, 0);
}

describe('MSNFTP', () => {
  const lines = Buffer.from(`VER MSNFTP\r\nFIL ${FILE.length}\r\n`);
  const sender = Buffer.concat([lines, p2p.msnftpBlocks(FILE, 2045)]);

  function play(pieces: readonly Piece[]): TransferTable {
    const { table, handler } = bench();
    feed(handler, CLIENT, [Buffer.from('VER MSNFTP\r\nUSR bob@example.com 99\r\nTFR\r\n')]);
    feed(handler, SERVER, pieces);
    handler.close('fin', 2, 2);
    return table;
  }

  test('is the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (places) => {
        const [transfer] = play(cut(sender, places)).all;
        expect(transfer?.content()?.isComplete).toBe(true);
        expect(contentOf(transfer).equals(FILE)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('with a hole behind the first block loses little beside it, and misplaces nothing', () => {
    const first = lines.length + 3 + 2045;
    fc.assert(
      fc.property(
        fc.integer({ min: first, max: sender.length - 4 }),
        fc.integer({ min: 1, max: 7000 }),
        (start, length) => {
          const end = Math.min(sender.length - 3, start + length);
          const [transfer] = play(holed(sender, start, end)).all;
          lostOf(transfer, FILE);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('goes on behind a hole over several blocks', () => {
    const start = lines.length + 3 + 2045 + 100;
    const [transfer] = play(holed(sender, start, start + 5000)).all;
    expect(lostOf(transfer, FILE)).toBe(5000 - 2 * 3);
  });

  test('without its start, or with an unknown hole, is not guessed', () => {
    expect(play([-1, sender]).all).toEqual([]);
    const [transfer] = play([sender.subarray(0, 4000), -1, sender.subarray(6000)]).all;
    expect(transfer?.content()?.captured).toBe(4000 - lines.length - 6);
  });

  test.each(['FIL 99999999999999999999', 'FIL x', 'FIL', 'A'.repeat(2000), 'VER MSNFTP'])(
    'that says %j gives nothing',
    (line) => {
      expect(play([Buffer.from(`VER MSNFTP\r\n${line}\r\n\x00\x05\x00hello`)]).all).toEqual([]);
    },
  );

  test('ends at a block that says more than the file has', () => {
    const [transfer] = play([Buffer.from('VER MSNFTP\r\nFIL 5\r\n\x00\x03\x00abc\x00\x03\x00def')]).all;
    expect(transfer?.content()).toMatchObject({ captured: 3, isComplete: false });
  });

  function scene(address = '10.0.0.5'): Scene {
    const made = new Scene();
    const alice = made.switchboard(ALICE, BOB);
    const offer = {
      'Application-Name': 'File Transfer',
      'Application-GUID': '{5D3E02AB-6190-11d3-BBBB-00C04F795683}',
      'Invitation-Command': 'INVITE',
      'Invitation-Cookie': 2_110_203_977,
      'Application-File': 'small.bin',
      'Application-FileSize': FILE.length,
    };
    const accept = { 'Invitation-Command': 'ACCEPT', 'Invitation-Cookie': 2_110_203_977 };
    alice.message('C', p2p.invitation(offer));
    alice.message('S', p2p.invitation(accept));
    alice.message('C', p2p.invitation({ ...accept, 'IP-Address': address, Port: 6891, AuthCookie: 99 }));
    const direct = made.direct(6891);
    direct.send('C', [Buffer.from('VER MSNFTP\r\n')]);
    direct.send('S', [Buffer.from('VER MSNFTP\r\n')]);
    direct.send('C', [Buffer.from('USR bob@example.com 99\r\n')]);
    direct.send('S', [Buffer.from(`FIL ${FILE.length}\r\n`)]);
    direct.send('C', [Buffer.from('TFR\r\n')]);
    direct.send('S', [p2p.msnftpBlocks(FILE)]);
    direct.send('C', [Buffer.from('BYE 16777989\r\n')]);
    return made;
  }

  test.each([
    ['an announced address', '10.0.0.5', 1460],
    ['another address than was announced', '192.0.2.99', 1460],
    ['1-byte segments', '10.0.0.5', 1],
  ])('is tied to its invitation at %s', async (_, address, size) => {
    const found = await gather(scene(address).capture({ changes: [cutSegments(size)] }));
    expect(found).toHaveLength(1);
    expect(found[0]?.transfer).toMatchObject({
      outcome: 'accepted',
      isAcknowledged: true,
      offer: { kind: 'file', name: 'small.bin', from: ALICE, to: BOB },
    });
    expect(found[0]?.bytes?.equals(FILE)).toBe(true);
  });
});

describe('a direct connection', () => {
  const fields = { sessionId: 9, identifier: 21, flags: 0x30 };
  const nonce = p2p.directPacket(p2p.p2pPart({ flags: 0x100 }));
  const parts = p2p.p2pParts(FILE, fields, 1200).map(p2p.directPacket);
  const stream = Buffer.concat([p2p.FOO, nonce, ...parts]);

  function play(pieces: readonly Piece[]): TransferTable {
    const { table, handler } = bench();
    feed(handler, CLIENT, pieces);
    handler.close('fin', 2, 2);
    return table;
  }

  test('is the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (places) => {
        const [transfer] = play(cut(stream, places)).all;
        expect(transfer?.content()?.isComplete).toBe(true);
        expect(contentOf(transfer).equals(FILE)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('with a hole loses the hole and at most the packets it touches', () => {
    const start = p2p.FOO.length + nonce.length + 1300;
    fc.assert(
      fc.property(
        fc.integer({ min: start, max: stream.length - 1 }),
        fc.integer({ min: 1, max: 5000 }),
        (from, length) => {
          const to = Math.min(stream.length, from + length);
          const [transfer] = play(holed(stream, from, to)).all;
          expect(lostOf(transfer, FILE)).toBeLessThanOrEqual(to - from + 1200);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('of packets that are too long, or of foreign bytes, gives nothing and does not throw', () => {
    const junk = p2p.sampleBytes(200_000, 8);
    expect(play([p2p.FOO, junk]).all).toEqual([]);
    expect(play([Buffer.from('GET / HTTP/1.1\r\n\r\n'), junk]).all).toEqual([]);
  });

  test('carries version 2 too', () => {
    const packets = p2p.p2pPackets(FILE, { sessionId: 9, packageNumber: 4, flags: 6 }).map(p2p.directPacket);
    const [transfer] = play([p2p.FOO, ...packets]).all;
    expect(transfer?.content()?.isComplete).toBe(true);
    expect(contentOf(transfer).equals(FILE)).toBe(true);
  });

  test('goes on where the switchboard stopped', async () => {
    const made = new Scene();
    const alice = made.switchboard(ALICE, BOB);
    const picture = p2p.sampleBytes(5546, 3);
    const send = (from: 'C' | 'S', slp: Buffer): void => {
      alice.message(from, p2p.p2pMessage(p2p.p2pPart({ data: slp }), from === 'C' ? BOB : ALICE));
    };
    const body = p2p.objectBody(9, p2p.msnObject(ALICE, picture));
    const call = { callId: COOKIE };
    send('S', p2p.slpText({ start: 'INVITE', from: BOB, to: ALICE, ...call, body }));
    send('C', p2p.slpText({ start: '200 OK', from: ALICE, to: BOB, ...call, body: ['SessionID: 9'] }));
    const addresses = [
      'Bridge: TCPv1',
      'Listening: true',
      'IPv4Internal-Addrs: 10.0.0.5',
      'IPv4Internal-Port: 5000',
    ];
    const answer = { start: '200 OK', from: ALICE, to: BOB, ...call, contentType: 'transrespbody' };
    send('C', p2p.slpText({ ...answer, body: addresses }));
    const all = p2p.p2pParts(picture, { sessionId: 9, identifier: 21, flags: 0x20 });
    for (const part of all.slice(0, 2)) alice.message('C', p2p.p2pMessage(part, BOB, 1));
    const direct = made.direct(5000);
    direct.send('C', [p2p.FOO, nonce]);
    direct.send('S', [nonce, ...all.slice(2).map(p2p.directPacket)]);
    const found = await gather(made.capture());
    expect(found).toHaveLength(1);
    expect([...(found[0]?.transfer.routes ?? [])]).toEqual(['switchboard', 'direct']);
    expect(found[0]?.bytes?.equals(picture)).toBe(true);
  });
});

describe('announced addresses', () => {
  const end = (a3: number, port: number): Endpoint => ({ ipVersion: 4, a0: 0, a1: 0, a2: 0xffff, a3, port });

  test('of MSNSLP bodies are known, with all their addresses', () => {
    const announced = new Announced();
    announced.addFields({ 'IPv4Internal-Addrs': '10.0.0.5 10.0.0.7', 'ipv4internal-port': '5000' });
    expect(announced.has(end(0x0a000005, 5000))).toBe(true);
    expect(announced.has(end(0x0a000007, 5000))).toBe(true);
    expect(announced.has(end(0x0a000007, 5001))).toBe(false);
  });

  test.each([
    ['10.0.0.300', 5],
    ['example.com', 5],
    ['10.0.0.5', 0],
    ['10.0.0.5', 70_000],
    ['10.0.0.5', NaN],
    ['1::2::3', 5],
  ])('such as %s:%d are not taken', (address, port) => {
    const announced = new Announced();
    announced.add(address, port, undefined);
    expect(announced.has(end(0x0a000005, port))).toBe(false);
  });

  test('are forgotten, the oldest first', () => {
    const announced = new Announced();
    for (let i = 0; i < 5000; i++) announced.add(`10.1.${i >> 8}.${i & 255}`, 5000, undefined);
    expect(announced.has(end(0x0a010000, 5000))).toBe(false);
    expect(announced.has(end(0x0a010000 + 4999, 5000))).toBe(true);
  });
});
