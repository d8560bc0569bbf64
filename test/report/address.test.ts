import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { answer, GATEWAY_ENDS, OPEN_NS, request } from '../../fixtures/build/gateway.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { addressText, communityId, displayFilter } from '../../src/report/address.ts';
import type { Endpoint } from '../../src/tcp/flow.ts';
import { collect } from '../scan/collect.ts';
import { ndjson, recordsOf } from './collect.ts';
import { readFileSync } from 'node:fs';

function v4(text: string, port: number): Endpoint {
  const a3 = text.split('.').reduce((sum, part) => (sum << 8) | Number(part), 0);
  return { ipVersion: 4, a0: 0, a1: 0, a2: 0xffff, a3, port };
}

function v6(words: readonly number[], port = 1863): Endpoint {
  const word = (i: number): number => ((words[i * 2] ?? 0) << 16) | (words[i * 2 + 1] ?? 0);
  return { ipVersion: 6, a0: word(0), a1: word(1), a2: word(2), a3: word(3), port };
}

describe('addressText', () => {
  test('writes IPv4 with dots, also above 127', () => {
    expect(addressText(v4('198.51.100.255', 1))).toBe('198.51.100.255');
    expect(addressText(v4('255.255.255.255', 1))).toBe('255.255.255.255');
  });

  // The examples of RFC 5952, sections 4 and 5.
  test.each([
    [[0x2001, 0xdb8, 0, 0, 0, 0, 0, 1], '2001:db8::1'],
    [[0x2001, 0xdb8, 0, 0, 0, 0, 2, 1], '2001:db8::2:1'],
    [[0x2001, 0xdb8, 0, 1, 1, 1, 1, 1], '2001:db8:0:1:1:1:1:1'],
    [[0x2001, 0, 0, 1, 0, 0, 0, 1], '2001:0:0:1::1'],
    [[0x2001, 0xdb8, 0, 0, 1, 0, 0, 1], '2001:db8::1:0:0:1'],
    [[0x2001, 0xdb8, 0, 0, 0, 0, 0xa, 0xbcde], '2001:db8::a:bcde'],
    [[0, 0, 0, 0, 0, 0, 0, 0], '::'],
    [[0, 0, 0, 0, 0, 0, 0, 1], '::1'],
    [[0xfe80, 0, 0, 0, 0, 0, 0, 0], 'fe80::'],
    [[0, 0, 0, 0, 0, 0xffff, 0xc000, 0x201], '::ffff:192.0.2.1'],
  ])('writes %j as %s', (words, text) => {
    expect(addressText(v6(words))).toBe(text);
  });
});

describe('communityId', () => {
  // From the baseline of the published specification.
  test('is the published value for IPv4', () => {
    const client = v4('128.232.110.120', 34855);
    const server = v4('66.35.250.204', 80);
    expect(communityId(client, server)).toBe('1:LQU9qZlK+B5F3KDmev6m5PMibrg=');
  });

  test('is the same in both directions', () => {
    const one = v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1], 4001);
    const other = v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 2], 1863);
    expect(communityId(one, other)).toBe(communityId(other, one));
    expect(communityId(one, { ...one, port: 1863 })).toBe(communityId({ ...one, port: 1863 }, one));
    expect(communityId(one, other)).not.toBe(communityId(one, { ...other, port: 1864 }));
  });
});

const tshark = spawnSync('tshark', ['-v']).status === 0;

describe.skipIf(!tshark)('displayFilter in tshark (skipped where it is not installed)', () => {
  const file = 'fixtures/demo.pcap';
  const frames = (filter: string): number =>
    spawnSync('tshark', ['-r', file, '-Y', filter], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean)
      .length;

  test('selects the frames of one session, no more and no fewer', async () => {
    const sessions = recordsOf(await ndjson(readFileSync(file)), 'session');
    const session = sessions[3] as { id: number; displayFilter: string };
    expect(frames(session.displayFilter)).toBe(frames(`tcp.stream == ${session.id - 1}`));
    expect(frames(session.displayFilter)).toBeGreaterThan(10);
  });
});

test('the filter of a gateway session covers all connections that carried it', async () => {
  const text = `${GATEWAY_ENDS}
${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}
${answer('11.1', 'VER 1 MSNP8\r\n')}
connection 2 10.0.0.5:4002 > 192.0.2.81:80
${request('Action=poll&SessionID=11.1')}
${answer('11.2')}`;
  const { sessions } = await collect(transcript(text));
  expect(sessions.map(({ flow }) => displayFilter(flow, { baseSeconds: 0, digits: 6 }))).toEqual([
    '((ip.addr == 10.0.0.5 && tcp.port == 4001 && ip.addr == 192.0.2.80 && tcp.port == 80) || ' +
      '(ip.addr == 10.0.0.5 && tcp.port == 4002 && ip.addr == 192.0.2.81 && tcp.port == 80)) && ' +
      'frame.number >= 4 && frame.number <= 13',
  ]);
});
