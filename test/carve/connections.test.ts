/** Which packets are behind a session: all of its connection, none of another, whatever way they travelled. */
import { describe, expect, test } from 'vitest';
import {
  Conversation,
  createLink,
  type Segment,
  START_MICROS,
  toPcap,
} from '../../fixtures/build/conversation.ts';
import { GATEWAY_ENDS, OPEN_NS, answer, request } from '../../fixtures/build/gateway.ts';
import { ACK, FIN } from '../../fixtures/build/packet.ts';
import { pcapFile } from '../../fixtures/build/pcap.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { readAll } from '../capture/read-all.ts';
import { ethernet, ipv4 } from '../packet/headers.ts';
import { framesOf } from '../scan/pieces.ts';
import { carve, commandsOf, rowsOf, sessionsOf } from './carve.ts';

const TALK = ['VER 1 MSNP8 CVR0\r\n', 'VER 1 MSNP8\r\n', 'USR 2 TWN I ann@example.com\r\n', 'OUT\r\n'];

interface Told {
  readonly port?: number;
  readonly initial?: number;
  readonly after?: number;
}

function talk(out: Segment[], { port = 4001, initial = 1000, after = 0 }: Told = {}): void {
  const link = createLink(
    { address: '192.0.2.5', port },
    { address: '192.0.2.1', port: 1863 },
    initial,
    initial + 5000,
  );
  const last = out.at(-1)?.timeMicros ?? START_MICROS;
  const conversation = new Conversation(link, { micros: last + 1000 + after }, out);
  conversation.open();
  for (const [i, text] of TALK.entries()) conversation.send(i % 2 === 0 ? 'C' : 'S', [Buffer.from(text)]);
  for (const side of ['C', 'S'] as const) conversation.finish(side);
}

/** Which of the frames of a capture were carved, by their bytes, which no two have in common. */
async function carvedFrames(capture: Buffer, args: readonly string[]): Promise<number[]> {
  const all = readAll(capture).frames.map(({ hex }) => hex);
  const { bytes } = await carve(capture, args);
  return readAll(bytes!).frames.map(({ hex }) => all.indexOf(hex) + 1);
}

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('connections', () => {
  test('from the SYN to the last acknowledgement, and what comes late', async () => {
    const out: Segment[] = [];
    talk(out);
    const count = out.length;
    const [, last] = out.filter(({ from, payload }) => from === 'C' && payload.length > 0);
    talk(out, { port: 4002 });
    // A copy of something sent before, behind the end.
    const late = { ...(last ?? out[0]!), timeMicros: out.at(-1)!.timeMicros + 10 };
    const capture = toPcap([...out, late]);
    expect(await carvedFrames(capture, ['--session', '1'])).toEqual([...upTo(1, count), out.length + 1]);
  });

  test('of the same addresses and ports only the one that was asked for', async () => {
    const out: Segment[] = [];
    const ends = [];
    for (const initial of [1000, 800_000, 1_700_000]) {
      talk(out, { initial });
      ends.push(out.length);
    }
    const capture = toPcap(out);
    const [first = 0, second = 0, third = 0] = ends;
    expect(sessionsOf(await rowsOf(capture))).toEqual([1, 2, 3]);
    expect(await carvedFrames(capture, ['--session', '1'])).toEqual(upTo(1, first));
    expect(await carvedFrames(capture, ['--session', '2'])).toEqual(upTo(first + 1, second));
    expect(await carvedFrames(capture, ['--session', '1,3'])).toEqual([
      ...upTo(1, first),
      ...upTo(second + 1, third),
    ]);
  });

  test('one whose end was not captured, up to the end', async () => {
    const out: Segment[] = [];
    talk(out);
    const open = out.filter(({ flags }) => (flags & FIN) === 0);
    expect(open.some(({ flags }) => (flags & ACK) !== 0)).toBe(true);
    expect(await carvedFrames(toPcap(open), ['--session', '1'])).toEqual(upTo(1, open.length));
  });
});

/** A packet in fragments, of which the first ones may come last. */
function fragments(packet: Uint8Array, identification: number): Buffer[] {
  const payload = packet.subarray(20);
  const pieces: Buffer[] = [];
  for (let offset = 0; offset < payload.length; offset += 24) {
    const more = offset + 24 < payload.length;
    const header = Buffer.from(packet.subarray(0, 20));
    const part = payload.subarray(offset, offset + 24);
    header.writeUInt16BE(20 + part.length, 2);
    header.writeUInt16BE(identification, 4);
    header.writeUInt16BE((more ? 0x2000 : 0) | (offset / 8), 6);
    pieces.push(Buffer.concat([header, part]));
  }
  return pieces;
}

describe('ways to travel', () => {
  const out: Segment[] = [];
  talk(out);
  talk(out, { port: 4002 });
  const frames = framesOf(toPcap(out));

  const split = (order: (pieces: Buffer[]) => Buffer[]): Buffer =>
    pcapFile(
      frames.flatMap(({ bytes, ...frame }, i) =>
        order(fragments(bytes.subarray(14), i + 1)).map((piece) => ({
          ...frame,
          bytes: ethernet(0x0800, piece),
        })),
      ),
    );
  const ways: readonly (readonly [name: string, capture: Buffer])[] = [
    ['fragments', split((pieces) => pieces)],
    ['fragments with the last one first', split((pieces) => pieces.reverse())],
    ['fragments that come twice', split((pieces) => [...pieces, ...pieces])],
    [
      'IP in IP',
      pcapFile(
        frames.map(({ bytes, ...frame }) => {
          return {
            ...frame,
            bytes: ethernet(0x0800, ipv4(Buffer.from(bytes.subarray(14)), { protocol: 4 })),
          };
        }),
      ),
    ],
  ];

  test.each(ways)('%s', async (_, capture) => {
    const given = commandsOf(await rowsOf(capture));
    expect([...given.keys()]).toEqual([1, 2]);
    let carved = 0;
    for (const id of [1, 2]) {
      const { bytes } = await carve(capture, ['--session', String(id)]);
      expect([...commandsOf(await rowsOf(bytes!)).values()]).toEqual([given.get(id)]);
      carved += readAll(bytes!).frames.length;
    }
    expect(carved).toBe(readAll(capture).frames.length);
  });
});

describe('over HTTP', () => {
  test('all connections that carried the session, more than a report lists too', async () => {
    const polls = Array.from({ length: 40 }, (_, i) => {
      const ends = `connection ${i + 2} 10.0.0.5:${5000 + i} > 192.0.2.80:80`;
      return [ends, request('Action=poll&SessionID=1.1'), answer('1.1')].join('\n');
    });
    const text = [
      GATEWAY_ENDS,
      request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n'),
      answer('1.1', 'VER 1 MSNP8\r\n'),
      ...polls,
    ].join('\n');
    const capture = transcript(text);
    const rows = await rowsOf(capture);
    expect(sessionsOf(rows)).toEqual([1]);
    expect(await carvedFrames(capture, ['--session', '1'])).toEqual(upTo(1, readAll(capture).frames.length));
  });
});
