/** The parts of the page that need no browser. */
import { describe, expect, test } from 'vitest';
import { COMMAND_ROWS } from '../../../src/msnp/lookup.ts';
import { inertJson } from '../../../src/report/html/blocks.ts';
import { bounded, cutText } from '../../../src/report/html/bounded.ts';
import type { PageFinding, PageSession } from '../../../src/report/html/page-data.ts';
import { timeAxis } from '../../../src/report/html/page/axis.ts';
import { fieldNames } from '../../../src/report/html/page/fields.ts';
import { groupFindings } from '../../../src/report/html/page/finding-groups.ts';
import { hexDump } from '../../../src/report/html/page/hex.ts';
import { lanesOf, MAX_LANES } from '../../../src/report/html/page/lanes.ts';
import { treeNodes } from '../../../src/report/html/page/tree-nodes.ts';

function session(id: number, part: Partial<PageSession>): PageSession {
  const base = { role: 'NS', conversation: 1, invitedBy: null, account: null, participants: [] };
  const client = { address: '198.51.100.7', port: 4000 + id };
  const server = { address: `192.0.2.${id}`, port: 1863 };
  return { ...base, client, server, ...part, id } as unknown as PageSession;
}

describe('names of words', () => {
  test.each([
    ['sender-account sender-name length', 3, 8, ['sender-account', 'sender-name', 'length']],
    ['account[;{machine-guid} @16+] cookie', 2, 18, ['account', 'cookie']],
    [
      'session-id host:port CKI cookie caller-account caller-name [U domain @13+] [1 @14+]',
      6,
      8,
      ['session-id', 'host:port', 'CKI', 'cookie', 'caller-account', 'caller-name'],
    ],
    [
      'state [client-caps @8+] [msnobject @9+]; caps a:b @16+; 0 in place of an absent object',
      2,
      8,
      ['state', 'client-caps'],
    ],
    [
      'account length @11-13 / account network-id length @14-17 / nid:account[;via=...] length @18',
      3,
      15,
      ['account', 'network-id', 'length'],
    ],
    ['{U|N|A|D} length', 2, 0, ['U|N|A|D', 'length']],
  ])('%s with %i words', (params, count, version, names) => {
    expect(fieldNames(params, count, version)).toEqual(names);
  });

  test('are as many as there are words, or there are none', () => {
    for (const { params } of COMMAND_ROWS) {
      for (let count = 0; count < 12; count++) {
        for (const version of [0, 8, 12, 15, 18, 21]) {
          const names = fieldNames(params, count, version);
          if (names !== undefined) expect(names, params).toHaveLength(count);
        }
      }
    }
  });
});

describe('lanes', () => {
  test('are client, servers by role, other clients, and who is only heard of', () => {
    const participants = [{ account: 'Carol@example.com', joined: null, left: null }];
    const { lanes, clientOf, serverOf, personOf } = lanesOf([
      session(2, { role: 'NS', account: 'ann@example.com' }),
      session(1, { role: 'DS', account: 'ann@example.com' }),
      session(3, { role: 'SB', account: 'ann@example.com', participants }),
      session(4, { role: 'SB', account: 'bob@example.com' }),
    ]);
    expect(lanes.map(({ title }) => title)).toEqual([
      'ann@example.com',
      'DS',
      'NS',
      'SB',
      'SB',
      'bob@example.com',
      'Carol@example.com',
    ]);
    expect([clientOf.get(4), serverOf.get(3), personOf.get('carol@example.com')]).toEqual([5, 3, 6]);
  });

  test('are put together when they are too many', () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      session(i + 1, { role: i % 2 === 0 ? 'SB' : 'NS', account: `user${i}@example.com` }),
    );
    const { lanes, clientOf, serverOf } = lanesOf(many);
    expect(lanes.length).toBeLessThanOrEqual(MAX_LANES);
    for (const { id } of many) {
      expect(lanes[clientOf.get(id) ?? -1]?.type).toBe('client');
      expect(lanes[serverOf.get(id) ?? -1]?.type).toBe('server');
    }
  });
});

describe('the tree', () => {
  test('nests sessions under the one that led to them', () => {
    const nodes = treeNodes(
      [
        session(1, { role: 'DS' }),
        session(2, { invitedBy: 1 }),
        session(3, { invitedBy: 2 }),
        session(4, { conversation: 4 }),
      ],
      new Set(),
    );
    expect(nodes.map(({ type, level }) => `${type} ${level}`)).toEqual([
      'all 1',
      'conversation 1',
      'session 2',
      'session 3',
      'session 4',
      'session 1',
    ]);
  });

  test('folds, and is not led around in circles', () => {
    const circle = [session(1, { invitedBy: 2 }), session(2, { invitedBy: 1 }), session(3, { invitedBy: 3 })];
    expect(treeNodes(circle, new Set())).toHaveLength(5);
    expect(treeNodes(circle, new Set([1]))).toHaveLength(2);
  });
});

test('findings come worst first, then broken exchanges before plain text, then the rarer rule', () => {
  const finding = (id: string, severity: string, family: string): PageFinding =>
    ({ id, severity, family }) as PageFinding;
  const groups = groupFindings([
    finding('clear-text-credentials', 'warning', 'security'),
    finding('line-too-long', 'note', 'framing'),
    finding('trid-gap', 'warning', 'trid'),
    finding('trid-gap', 'warning', 'trid'),
    finding('trid-reuse', 'warning', 'trid'),
    finding('payload-overrun', 'error', 'framing'),
    finding('unanswered-command', 'warning', 'pairing'),
  ]);
  expect(groups.map(({ id }) => id)).toEqual([
    'payload-overrun',
    'unanswered-command',
    'trid-reuse',
    'trid-gap',
    'clear-text-credentials',
    'line-too-long',
  ]);
  expect(groups[3]?.findings).toHaveLength(2);
});

describe('what is written', () => {
  test('is JSON that is no markup, and the same value again', () => {
    const value = { '</script>': '<!--\u2028\u2029--><script>' };
    const json = inertJson(value);
    expect(json).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(json)).toEqual(value);
  });

  test('is bounded in every direction, and says what is left out', () => {
    const value = bounded({
      long: 'x'.repeat(5000),
      list: Array.from({ length: 100 }, (_, i) => i),
      ok: [true, null, 1.5],
    });
    expect(value).toMatchObject({ ok: [true, null, 1.5] });
    const { long, list } = value as { long: string; list: unknown[] };
    expect(long).toBe(`${'x'.repeat(1024)}… (3976 more characters)`);
    expect(list.slice(-2)).toEqual([63, '… (36 more)']);
    expect(Object.keys(bounded(Object.fromEntries(list.map((_, i) => [`k${i}`, 1]))) as object)).toHaveLength(
      65,
    );
  });

  test('is never cut within a character', () => {
    expect(cutText('a😀b', 2)).toBe('a');
    expect(cutText('a😀b', 3)).toBe('a😀');
  });
});

test('bytes are dumped with offset, figures and letters', () => {
  const dump = hexDump(Buffer.from('MSNSLP/1.0 200 OK\0\xff', 'latin1').toString('base64'));
  expect(dump.split('\n')).toEqual([
    '0000  4d 53 4e 53 4c 50 2f 31 2e 30 20 32 30 30 20 4f  MSNSLP/1.0 200 O',
    '0010  4b 00 ff                                         K..',
  ]);
});

test.each([
  [0, 0],
  [0, 0.004],
  [5, 194],
  [0, 86_400 * 400],
  [-3, 1e9],
])('a time axis from %f to %f has a few marks inside', (from, to) => {
  const { ticks, x } = timeAxis(from, to, 100, 900);
  expect(ticks.length).toBeLessThan(20);
  for (const tick of ticks) expect(tick.x >= 99 && tick.x <= 901).toBe(true);
  expect(x(from)).toBe(100);
});
