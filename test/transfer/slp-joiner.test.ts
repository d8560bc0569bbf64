/** MSNSLP messages joined from parts. */
import { describe, expect, test } from 'vitest';
import * as p2p from '../../fixtures/build/p2p.ts';
import { MAX_OPEN_SLP, MAX_SLP_PARTS } from '../../src/base/limits.ts';
import { CLIENT, SERVER } from '../../src/tcp/handler.ts';
import { SlpJoiner } from '../../src/transfer/slp-joiner.ts';

const V1 = new Map([['p2p-dest', 'bob@example.com']]);
const V2 = new Map([['p2p-src', 'alice@example.com;{a1}']]);
const SLP = p2p.slpText({
  start: 'INVITE',
  from: 'alice@example.com',
  to: 'bob@example.com',
  callId: 'A',
  body: p2p.fileBody(9, 'a.bin', 5),
});

/** Gives the file's name for the part that completes a message. */
function add(joiner: SlpJoiner, part: Buffer, headers = V1, side: 0 | 1 = CLIENT): string | undefined {
  const bytes = Buffer.concat([Buffer.from('head'), part, p2p.footer(0)]);
  return joiner.add(side, bytes, 4, bytes.length, headers)?.file?.name;
}

describe('SlpJoiner', () => {
  test('gives a message with the part that completes it, in any order', () => {
    const joiner = new SlpJoiner();
    const parts = p2p.p2pParts(SLP, { identifier: 1 }, 300);
    const given = [...parts.slice(1), parts[0]!].map((part) => add(joiner, part));
    expect(given).toEqual([...parts.slice(1).map(() => undefined), 'a.bin']);
    expect(add(joiner, p2p.p2pPart({ data: SLP }))).toBe('a.bin');
  });

  test('keeps the two sides and their messages apart', () => {
    const joiner = new SlpJoiner();
    const [first, second] = p2p.p2pParts(SLP, { identifier: 1 }, 1000);
    expect(add(joiner, first!)).toBeUndefined();
    expect(add(joiner, second!, V1, SERVER)).toBeUndefined();
    const [, otherSecond] = p2p.p2pParts(SLP, { identifier: 2 }, 1000);
    expect(add(joiner, otherSecond!)).toBeUndefined();
    expect(add(joiner, second!)).toBe('a.bin');
  });

  test('joins version 2 once its first packet is there', () => {
    const joiner = new SlpJoiner();
    const packets = p2p.p2pPackets(SLP, { packageNumber: 3 }, 400);
    expect(packets.map((packet) => add(joiner, packet, V2)).at(-1)).toBe('a.bin');
    expect(
      packets
        .slice(1)
        .map((packet) => add(joiner, packet, V2))
        .at(-1),
    ).toBeUndefined();
  });

  test('takes no data of sessions, no acknowledgements and nothing beyond the total', () => {
    const joiner = new SlpJoiner();
    expect(add(joiner, p2p.p2pPart({ sessionId: 9, data: SLP }))).toBeUndefined();
    expect(add(joiner, p2p.p2pPart({ flags: 2, data: SLP }))).toBeUndefined();
    expect(add(joiner, p2p.p2pPart({ offset: 5, data: SLP, total: SLP.length }))).toBeUndefined();
    expect(add(joiner, p2p.p2pPart({ data: SLP, total: 2 ** 40 }))).toBeUndefined();
    expect(add(joiner, Buffer.alloc(10))).toBeUndefined();
  });

  test('gives up a message in more parts than clients write', () => {
    const joiner = new SlpJoiner();
    const long = Buffer.concat([SLP, Buffer.alloc(2 * MAX_SLP_PARTS, ' ')]);
    expect(
      p2p
        .p2pParts(long, {}, 1)
        .map((part) => add(joiner, part))
        .at(-1),
    ).toBeUndefined();
    expect(
      p2p
        .p2pParts(long, { identifier: 7 }, 100)
        .map((part) => add(joiner, part))
        .at(-1),
    ).toBe('a.bin');
  });

  test('gives up the oldest message at its limit', () => {
    const joiner = new SlpJoiner();
    const [first, second] = p2p.p2pParts(SLP, { identifier: 0 }, 1000);
    add(joiner, first!);
    for (let identifier = 1; identifier <= MAX_OPEN_SLP; identifier++) {
      add(joiner, p2p.p2pParts(SLP, { identifier }, 1000)[0]!);
    }
    expect(add(joiner, second!)).toBeUndefined();
  });
});
