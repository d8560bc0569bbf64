/** P2P and MSNSLP in command records: texts of several parts, acknowledgements and replies with what they are about. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as p2p from '../../fixtures/build/p2p.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { ALICE, BOB, Scene, type Switchboard } from '../../fixtures/build/transfer-scene.ts';
import { login } from '../../fixtures/rules/preamble.ts';
import { MAX_ACKNOWLEDGEABLE, MAX_SLP_REQUESTS } from '../../src/base/limits.ts';
import { decodeMessage } from '../../src/msnp/payload/message.ts';
import { decoded } from '../../src/report/decoded-schema.ts';
import { PeerExchange } from '../../src/report/decoded/peer-exchange.ts';
import { records } from '../../src/report/schema.ts';
import { CLIENT, SERVER } from '../../src/tcp/handler.ts';
import { MASKED, ndjson, recordsOf, SHOW_ALL } from './collect.ts';

interface Slp {
  readonly method: string | null;
  readonly status: number | null;
  readonly callId: string;
  readonly answers?: number | null;
}

interface Record {
  readonly id: number;
  readonly session: number;
  readonly verb: string;
  readonly decoded: {
    readonly kind: string;
    readonly slp?: Slp | null;
    readonly acknowledges?: number | null;
  };
}

const CALL = '11111111-2222-3333-4444-555555555555';
const OTHER_CALL = '66666666-2222-3333-4444-555555555555';
const BRANCH = 'AAAAAAAA-2222-3333-4444-555555555555';

function slp(start: string, fields: Partial<p2p.SlpFields> = {}): Buffer {
  return p2p.slpText({ start, from: ALICE, to: BOB, callId: CALL, ...fields });
}

/** The file offer is long enough for several parts of this size. */
const OFFER = slp('INVITE', { body: p2p.fileBody(9, 'a.bin', 5) });
const SMALL_PART = 400;

async function peerRecords(capture: Buffer, privacy = MASKED): Promise<Record[]> {
  const commands = recordsOf(await ndjson(capture, privacy), 'command');
  for (const command of commands) {
    delete command['type'];
    expect(records.command.safeParse(command).error, JSON.stringify(command)).toBeUndefined();
  }
  const all = commands as unknown as Record[];
  return all.filter((record) =>
    ['p2p', 'slp'].includes((record.decoded as Record['decoded'] | null)?.kind ?? ''),
  );
}

/** The records of one switchboard on which `play` is said. */
async function said(play: (board: Switchboard) => void, privacy = MASKED): Promise<Record[]> {
  const scene = new Scene();
  play(scene.switchboard());
  return peerRecords(scene.capture(), privacy);
}

const answersOf = ({ decoded }: Record): number | null | undefined => decoded.slp?.answers;
const acknowledgesOf = ({ decoded }: Record): number | null | undefined => decoded.acknowledges;

/** Version 1 from one side. */
function part(board: Switchboard, from: 'C' | 'S', fields: p2p.PartFields): void {
  board.message(from, p2p.p2pMessage(p2p.p2pPart(fields), from === 'C' ? BOB : ALICE));
}

function offerInParts(board: Switchboard, identifier: number, ackIdentifier: number): void {
  for (const one of p2p.p2pParts(OFFER, { identifier, ackIdentifier }, SMALL_PART)) {
    board.message('C', p2p.p2pMessage(one, BOB));
  }
}

const EPID = ';{11111111-2222-3333-4444-555555555555}';

function packet(board: Switchboard, from: 'C' | 'S', bytes: Buffer): void {
  const [source, dest] = from === 'C' ? [ALICE, BOB] : [BOB, ALICE];
  board.message(from, p2p.p2pMessage(bytes, `${dest}${EPID}`, 0, `${source}${EPID}`));
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

describe('an MSNSLP text of several parts', () => {
  test('is whole in the part that completes it, and in no other', async () => {
    const found = await said((board) => {
      offerInParts(board, 5, 77);
    });
    const texts = found.map(({ decoded }) => decoded.slp?.method ?? null);
    expect(texts).toEqual([...Array<null>(texts.length - 1).fill(null), 'INVITE']);
    expect(texts.length).toBeGreaterThan(2);
    expect(found.at(-1)?.decoded.slp).toMatchObject({ callId: CALL, file: { name: 'a.bin', size: '5' } });
  });

  test('of version 2 as well', async () => {
    const found = await said((board) => {
      for (const one of p2p.p2pPackets(OFFER, { baseId: 100, packageNumber: 3 }, SMALL_PART)) {
        packet(board, 'C', one);
      }
    });
    expect(found.map(({ decoded }) => decoded.slp?.method).at(-1)).toBe('INVITE');
    expect(found.filter(({ decoded }) => decoded.slp !== null)).toHaveLength(1);
  });

  test('lacks when a part does, or comes from somebody else', async () => {
    const parts = p2p.p2pParts(OFFER, { identifier: 5 }, SMALL_PART);
    const lost = await said((board) => {
      for (const one of parts.slice(1)) board.message('C', p2p.p2pMessage(one, BOB));
    });
    const mixed = await said((board) => {
      for (const [index, one] of parts.entries())
        board.message(index === 0 ? 'S' : 'C', p2p.p2pMessage(one, BOB));
    });
    for (const { decoded } of [...lost, ...mixed]) expect(decoded.slp).toBeNull();
  });

  test('of another session is not mixed in', async () => {
    const scene = new Scene();
    const boards = [scene.switchboard(), scene.switchboard(BOB, ALICE)];
    for (const [index, one] of p2p.p2pParts(OFFER, { identifier: 5 }, SMALL_PART).entries()) {
      boards[index % 2]?.message('C', p2p.p2pMessage(one, BOB));
    }
    const found = await peerRecords(scene.capture());
    expect(found.every(({ decoded }) => decoded.slp === null)).toBe(true);
  });

  test('is not looked for without payloads', async () => {
    const play = (board: Switchboard): void => {
      offerInParts(board, 5, 77);
    };
    expect(await said(play, { payload: false, showSecrets: false })).toEqual([]);
    expect(await said(play, SHOW_ALL)).toEqual(await said(play));
  });
});

describe('an acknowledgement', () => {
  test('names the command with the last part of its message', async () => {
    const found = await said((board) => {
      offerInParts(board, 5, 77);
      part(board, 'S', {
        identifier: 9,
        flags: 2,
        ackIdentifier: 5,
        ackUniqueId: 77,
        ackTotal: OFFER.length,
      });
    });
    expect(found.slice(0, -1).map(acknowledgesOf)).toEqual(found.slice(0, -1).map(() => undefined));
    expect(acknowledgesOf(found.at(-1)!)).toBe(found.at(-2)?.id);
  });

  test('of what was not captured, of another number or of its own side names none', async () => {
    const ack = { flags: 2, ackIdentifier: 5, ackUniqueId: 77 };
    const found = await said((board) => {
      part(board, 'S', ack);
      part(board, 'C', { identifier: 5, ackIdentifier: 77, data: OFFER });
      part(board, 'S', { ...ack, ackUniqueId: 78 });
      part(board, 'S', { ...ack, ackIdentifier: 6 });
      part(board, 'C', ack);
    });
    expect(found.map(acknowledgesOf)).toEqual([null, undefined, null, null, null]);
  });

  test('between two others is understood too', async () => {
    const found = await said((board) => {
      part(board, 'S', { identifier: 5, ackIdentifier: 77, data: OFFER });
      part(board, 'S', { flags: 2, ackIdentifier: 5, ackUniqueId: 77 });
    });
    expect(acknowledgesOf(found[1]!)).toBe(found[0]?.id);
  });

  test('of version 2 names the packet behind which its number lies', async () => {
    const first = p2p.p2pPacket({ opcode: 2, baseId: 0xfffffff0, flags: 1, data: OFFER });
    const end = (0xfffffff0 + 8 + OFFER.length) >>> 0;
    const found = await said((board) => {
      packet(board, 'C', first);
      packet(board, 'C', p2p.p2pPacket({ baseId: end, transport: [[2, u32(1)]] }));
      packet(board, 'S', p2p.p2pPacket({ baseId: 5, transport: [[2, u32(end)]] }));
      packet(board, 'S', p2p.p2pPacket({ baseId: 5, transport: [[2, u32(end + 1)]] }));
    });
    expect(found.map(acknowledgesOf)).toEqual([undefined, null, found[0]?.id, null]);
  });

  test('may come late, but not behind more messages than are remembered', async () => {
    const behind = async (count: number): Promise<number | null | undefined> => {
      const found = await said((board) => {
        part(board, 'C', { identifier: 5, ackIdentifier: 77, data: OFFER });
        for (let identifier = 100; identifier < 100 + count; identifier++) {
          part(board, 'C', { identifier, data: Buffer.from('data'), sessionId: 9 });
        }
        part(board, 'S', { flags: 2, ackIdentifier: 5, ackUniqueId: 77 });
      });
      return acknowledgesOf(found.at(-1)!);
    };
    expect(await behind(MAX_ACKNOWLEDGEABLE - 1)).toBeGreaterThan(0);
    expect(await behind(MAX_ACKNOWLEDGEABLE)).toBeNull();
  });
});

describe('a reply of MSNSLP', () => {
  const text = (board: Switchboard, from: 'C' | 'S', data: Buffer): void => {
    part(board, from, { data });
  };
  const accepted = slp('200 OK', { from: BOB, to: ALICE });

  test('names the command with the request, its last part when it has several', async () => {
    const found = await said((board) => {
      offerInParts(board, 5, 77);
      text(board, 'C', slp('INVITE', { callId: OTHER_CALL }));
      text(board, 'S', accepted);
    });
    expect(answersOf(found.at(-1)!)).toBe(found.at(-3)?.id);
  });

  test('is told by its branch, else by its number, when a call has several requests', async () => {
    const found = await said((board) => {
      text(board, 'C', slp('INVITE'));
      text(board, 'C', slp('INVITE', { branch: BRANCH, contentType: 'transreqbody' }));
      text(board, 'C', slp('INVITE', { branch: BRANCH, cseq: 4 }));
      text(board, 'S', accepted);
      text(board, 'S', slp('200 OK', { branch: BRANCH }));
      text(board, 'S', slp('200 OK', { branch: CALL, cseq: 5 }));
    });
    expect(found.slice(3).map(answersOf)).toEqual([found[0]?.id, found[1]?.id, found[2]?.id]);
  });

  test('of a request that was sent again answers the latest one before it', async () => {
    const found = await said((board) => {
      for (const from of ['C', 'C', 'S', 'C'] as const)
        text(board, from, from === 'C' ? slp('INVITE') : accepted);
    });
    expect(found.map(answersOf)).toEqual([undefined, undefined, found[1]?.id, undefined]);
  });

  test('without its request names none; ACK is no request', async () => {
    const found = await said((board) => {
      text(board, 'S', accepted);
      text(board, 'C', slp('ACK'));
      text(board, 'S', accepted);
      text(board, 'C', slp('INVITE', { callId: OTHER_CALL }));
      text(board, 'S', accepted);
      text(board, 'C', slp('200 OK', { callId: OTHER_CALL }));
    });
    expect(found.map(answersOf)).toEqual([null, undefined, null, undefined, null, null]);
  });

  test('finds its request among the latest only', async () => {
    const found = await said((board) => {
      text(board, 'C', slp('INVITE'));
      for (let i = 0; i < MAX_SLP_REQUESTS; i++) text(board, 'C', slp('INVITE', { callId: OTHER_CALL }));
      text(board, 'S', accepted);
    });
    expect(answersOf(found.at(-1)!)).toBeNull();
  });
});

describe('MSNSLP that is no P2P message', () => {
  const payload = (bytes: Buffer): string =>
    `|raw "${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
  const notifications = (client: string, server: string): string => `${login(18)}
C> UUN 5 ${BOB} 3 *
${client}
S< UUN 5 OK
S< UBN ${BOB} 3 *
${server}`;

  test('is answered over the notification server', async () => {
    const requested = payload(slp('INVITE'));
    const found = await peerRecords(
      transcript(notifications(requested, payload(slp('603 Decline', { from: BOB, to: ALICE })))),
    );
    expect(found.map(({ verb }) => verb)).toEqual(['UUN', 'UBN']);
    expect(found[1]?.decoded).toMatchObject({ kind: 'slp', status: 603, answers: found[0]?.id });
  });

  test('is answered in blocks, and joined there', async () => {
    const blocks = (from: string, to: string, type: string, body: Buffer): string =>
      ['Routing: 1.0', `To: 1:${to}`, `From: 1:${from}`, '', 'Reliability: 1.0', '', 'Messaging: 2.0']
        .concat([`Message-Type: ${type}`, `Content-Length: ${body.length}`, ''])
        .map((line) => `| ${line}`.trimEnd())
        .concat([payload(body)])
        .join('\n');
    const offered = p2p
      .p2pPackets(OFFER, { packageNumber: 3 }, SMALL_PART)
      .map((bytes) => `C> SDG 0 *\n${blocks(ALICE, BOB, 'Data', Buffer.concat([bytes, p2p.footer(0)]))}`);
    const reply = blocks(BOB, ALICE, 'Signal/P2P', slp('200 OK', { from: BOB, to: ALICE }));
    const capture = transcript(`${login(21)}\n${offered.join('\n')}\nS< SDG 0 *\n${reply}`);
    const bodies = recordsOf(await ndjson(capture), 'command')
      .filter(({ verb }) => verb === 'SDG')
      .map(({ id, decoded }) => ({ id, body: (decoded as { body: unknown }).body }));
    const request = bodies.at(-2);
    expect(request?.body).toMatchObject({ kind: 'p2p', slp: { method: 'INVITE', file: { name: 'a.bin' } } });
    expect(bodies.at(-1)?.body).toMatchObject({ kind: 'slp', status: 200, answers: request?.id });
  });
});

test('whatever headers say, nothing is thrown, the schema holds and only what came before is named', () => {
  const number = fc.oneof(fc.nat(6), fc.constantFrom(0x30, 400, 0x7fffffff, 0xffffffff));
  const data = fc.constantFrom(
    OFFER,
    OFFER.subarray(0, 400),
    OFFER.subarray(400),
    slp('200 OK'),
    Buffer.alloc(0),
  );
  const version1 = fc
    .record({ sessionId: fc.nat(1), identifier: number, offset: number, total: number, flags: number, data })
    .chain((fields) =>
      fc.record({ ackIdentifier: number, ackUniqueId: number }).map((ack) => ({ ...fields, ...ack })),
    )
    .map((fields) => p2p.p2pMessage(p2p.p2pPart(fields), BOB));
  const version2 = fc
    .record({
      opcode: number,
      baseId: number,
      flags: number,
      packageNumber: fc.nat(2),
      remaining: number,
      data,
    })
    .chain((fields) => number.map((ack) => ({ ...fields, transport: [[2, u32(ack)] as const] })))
    .map(({ opcode, flags, ...fields }) =>
      p2p.p2pPacket({ ...fields, opcode: opcode & 0xff, flags: flags & 0xff }),
    )
    .map((bytes) => p2p.p2pMessage(bytes, `${BOB}${EPID}`));
  const message = fc.tuple(fc.constantFrom(CLIENT, SERVER), fc.oneof(version1, version2));
  fc.assert(
    fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
      const exchange = new PeerExchange();
      for (const [index, [from, payload]] of messages.entries()) {
        const content = decodeMessage(payload, true);
        if (content === null || !PeerExchange.concerns(content)) continue;
        const command = index + 1;
        const related = exchange.relate(content, { command, from, sender: '', payload });
        const { error, data: parsed } = decoded.safeParse(related);
        expect(error).toBeUndefined();
        const { acknowledges, slp: text } = parsed as Record['decoded'];
        for (const id of [acknowledges, text?.answers]) expect(id ?? 0).toBeLessThan(command);
      }
    }),
  );
});

const captures = process.env['MSNSCAN_CAPTURES'];
const lab = captures === undefined ? '' : join(captures, 'lab');

describe.skipIf(!existsSync(lab))('real traffic (MSNSCAN_CAPTURES names its folder)', () => {
  test.each([
    ['p2p-purple-2.5.8-msnp15-lossy.pcap', 42, 12],
    ['p2p-purple-2.0.2-msnp9-cancel.pcap', 50, 16],
    ['p2p-direct-purple-2.7.11-msnp16.pcap', 40, 20],
    ['p2p-purple-2.10.9-msnp18-unpatched.pcap', 24, 24],
  ])('each acknowledgement and reply of %s finds its message', async (file, acknowledgements, replies) => {
    const found = await peerRecords(readFileSync(join(lab, file)));
    const byId = new Map(found.map((record) => [`${record.session} ${record.id}`, record]));
    const acks = found.filter((record) => acknowledgesOf(record) !== undefined);
    const answers = found.filter((record) => answersOf(record) !== undefined);
    expect([acks.length, answers.length]).toEqual([acknowledgements, replies]);
    for (const ack of acks) {
      const message = byId.get(`${ack.session} ${acknowledgesOf(ack)}`)?.decoded;
      const { ackIdentifier, ackTotal } = ack.decoded as unknown as {
        ackIdentifier: number;
        ackTotal: string;
      };
      expect(message).toMatchObject({ identifier: ackIdentifier, total: ackTotal });
    }
    for (const reply of answers) {
      const request = byId.get(`${reply.session} ${answersOf(reply)}`)?.decoded.slp;
      expect(request).toMatchObject({ method: 'INVITE', callId: reply.decoded.slp?.callId });
    }
  });
});
