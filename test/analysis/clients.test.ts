import { describe, expect, test } from 'vitest';
import { UsedTrids } from '../../src/analysis/used-trids.ts';
import { Clients, hostToken, serverToken } from '../../src/analysis/clients.ts';
import { Knowledge } from '../../src/analysis/version.ts';
import { MAX_CLIENTS, MAX_INVITATIONS_PER_CLIENT, PARALLEL_TRIDS } from '../../src/base/limits.ts';
import type { Endpoint } from '../../src/tcp/flow.ts';

const V4: Endpoint = { ipVersion: 4, a0: 0, a1: 0, a2: 0xffff, a3: 0xc0000214 | 0, port: 1863 };
const V6: Endpoint = { ipVersion: 6, a0: 0x20010db8, a1: 0, a2: 0, a3: 0x00050001, port: 1234 };
const address = (a3: number): Endpoint => ({ ...V4, a3 });
const origin = (session: number): { session: number; conversation: number; knowledge: Knowledge } => ({
  session,
  conversation: session,
  knowledge: new Knowledge(),
});

describe('hostToken', () => {
  test('names the same server as the endpoint of a flow', () => {
    expect(hostToken('192.0.2.20:1863', 'ann')).toBe(serverToken(V4, 'ann'));
    expect(hostToken('192.0.2.20', 'ann')).toBe(serverToken(V4, 'ann'));
    expect(hostToken('[2001:db8::5:1]:1234', 'ann')).toBe(serverToken(V6, 'ann'));
    expect(hostToken('[2001:db8:0:0:0:0:5:1]:1234', 'ann')).toBe(serverToken(V6, 'ann'));
  });

  test.each(['messenger.example.com:1863', '', '1.2.3:1', '[::1::2]:5', '[12345::]:5', '[1:2]:3'])(
    'knows no server for %j',
    (word) => {
      expect(hostToken(word, 'ann')).toBeUndefined();
    },
  );
});

describe('Clients', () => {
  test('an invitation is found by sessions of the same address only', () => {
    const clients = new Clients(() => undefined);
    clients.open(address(1)).invite('cookie:a', origin(1));
    expect(clients.open(address(1)).invitation('cookie:a')?.session).toBe(1);
    expect(clients.open(address(2)).invitation('cookie:a')).toBeUndefined();
  });

  test('an invitation outlives the session that got it', () => {
    const clients = new Clients(() => undefined);
    const first = clients.open(address(1));
    first.invite('cookie:a', origin(1));
    clients.close(first);
    expect(clients.open(address(1)).invitation('cookie:a')?.session).toBe(1);
  });

  test('the oldest invitations and clients are forgotten at the caps', () => {
    let told = 0;
    const clients = new Clients(() => told++);
    const client = clients.open(address(0));
    for (let i = 0; i <= MAX_INVITATIONS_PER_CLIENT; i++) client.invite(`cookie:${i}`, origin(i));
    expect(client.invitation('cookie:0')).toBeUndefined();
    expect(client.invitation('cookie:1')?.session).toBe(1);
    for (let i = 1; i <= MAX_CLIENTS; i++) clients.open(address(i));
    expect(told).toBe(1);
    expect(clients.open(address(0)).invitation('cookie:1')).toBeUndefined();
  });

  test('TrIDs of other connections explain a gap, together too; those of the same connection do not', () => {
    const clients = new Clients(() => undefined);
    const client = clients.open(address(1));
    const [own, first, second] = [new UsedTrids(), new UsedTrids(), new UsedTrids()];
    for (const used of [own, first, second]) client.join(used);
    first.add(5);
    second.add(6);
    own.add(7);
    expect(client.explains(5, 6, own)).toBe(true);
    expect(client.explains(5, 7, own)).toBe(false);
    expect(client.explains(5, 5, first)).toBe(false);
    for (let trid = 0; trid <= PARALLEL_TRIDS; trid++) first.add(trid);
    expect(client.explains(0, PARALLEL_TRIDS - 1, own)).toBe(true);
    expect(client.explains(0, PARALLEL_TRIDS, own)).toBe(false);
  });
});
