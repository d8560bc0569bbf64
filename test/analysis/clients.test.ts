import { describe, expect, test } from 'vitest';
import { UsedTrids } from '../../src/analysis/used-trids.ts';
import { Clients, hostToken, namedServerToken, serverToken } from '../../src/analysis/clients.ts';
import { Party } from '../../src/analysis/party.ts';
import { Knowledge } from '../../src/analysis/version.ts';
import { MAX_CLIENTS_PER_SHARD, MAX_INVITATIONS_PER_CLIENT, PARALLEL_TRIDS } from '../../src/base/limits.ts';
import type { Endpoint } from '../../src/tcp/flow.ts';

const V4: Endpoint = { ipVersion: 4, a0: 0, a1: 0, a2: 0xffff, a3: 0xc0000214 | 0, port: 1863 };
const V6: Endpoint = { ipVersion: 6, a0: 0x20010db8, a1: 0, a2: 0, a3: 0x00050001, port: 1234 };
const address = (a3: number): Endpoint => ({ ...V4, a3 });
const party = (session: number, account: string | null = null): Party => {
  const made = new Party(session, new Knowledge());
  made.account = account;
  return made;
};

describe('hostToken', () => {
  test('names the same server as the endpoint of a flow', () => {
    expect(hostToken('192.0.2.20:1863', 'ann')).toBe(serverToken(V4, 'ann'));
    expect(hostToken('192.0.2.20', 'ann')).toBe(serverToken(V4, 'ann'));
    expect(hostToken('[2001:db8::5:1]:1234', 'ann')).toBe(serverToken(V6, 'ann'));
    expect(hostToken('[2001:db8:0:0:0:0:5:1]:1234', 'ann')).toBe(serverToken(V6, 'ann'));
  });

  test('names a server by its port alone when it has a host name', () => {
    expect(hostToken('messenger.example.com:1863', 'ann')).toBe(namedServerToken(1863, 'ann'));
    expect(hostToken('messenger.example.com', 'ann')).toBe(namedServerToken(1863, 'ann'));
  });

  test.each([
    '',
    'messenger',
    '1.2.3:1',
    '256.0.2.20:1863',
    '192.0.2.20:0',
    '[::1::2]:5',
    '[12345::]:5',
    '[1:2]:3',
  ])('knows no server for %j', (word) => {
    expect(hostToken(word, 'ann')).toBeUndefined();
  });
});

describe('Clients', () => {
  test('an invitation is found by sessions of the same address only', () => {
    const clients = new Clients(() => undefined);
    clients.open(address(1)).invite('cookie:a', party(1));
    expect(clients.open(address(1)).invitation('cookie:a')?.from.session).toBe(1);
    expect(clients.open(address(2)).invitation('cookie:a')).toBeUndefined();
  });

  test('an invitation outlives the session that got it', () => {
    const clients = new Clients(() => undefined);
    const first = clients.open(address(1));
    first.invite('cookie:a', party(1));
    clients.close(first);
    expect(clients.open(address(1)).invitation('cookie:a')?.from.session).toBe(1);
  });

  test('the oldest invitations and clients are forgotten at the caps', () => {
    let told = 0;
    const clients = new Clients(() => told++);
    const client = clients.open(address(0));
    for (let i = 0; i <= MAX_INVITATIONS_PER_CLIENT; i++) client.invite(`cookie:${i}`, party(i));
    expect(client.invitation('cookie:0')).toBeUndefined();
    expect(client.invitation('cookie:1')?.from.session).toBe(1);
    for (let i = 1; i <= MAX_CLIENTS_PER_SHARD; i++) clients.open(address(i));
    expect(told).toBe(1);
    expect(clients.open(address(0)).invitation('cookie:1')).toBeUndefined();
  });

  test('TrIDs of other connections explain a gap, together too; those of the same connection do not', () => {
    const clients = new Clients(() => undefined);
    const client = clients.open(address(1));
    const [own, first, second] = [new UsedTrids(), new UsedTrids(), new UsedTrids()];
    const user = party(1);
    for (const used of [own, first, second]) client.join(used, user);
    first.add(5);
    second.add(6);
    own.add(7);
    expect(client.explains(5, 6, own, user)).toBe(true);
    expect(client.explains(5, 7, own, user)).toBe(false);
    expect(client.explains(5, 5, first, user)).toBe(false);
    for (let trid = 0; trid <= PARALLEL_TRIDS; trid++) first.add(trid);
    expect(client.explains(0, PARALLEL_TRIDS - 1, own, user)).toBe(true);
    expect(client.explains(0, PARALLEL_TRIDS, own, user)).toBe(false);
  });
});
