/** What holds for the records of every scan, whatever the traffic. */
import { expect } from 'vitest';
import type { Collector } from '../scan/collect.ts';

export function expectConsistent({ commands, transactions, sessions, findings }: Collector): void {
  for (const session of sessions) {
    const own = commands.filter((command) => command.session === session.id);
    // Ids count from 1 without a hole, both directions together.
    expect(own.map(({ id }) => id)).toEqual(own.map((_, index) => index + 1));
    const clients = own.filter(({ from }) => from === 'client').map(({ id }) => id);
    expect([...session.commands]).toEqual([clients.length, own.length - clients.length]);
    // Each client command has one transaction.
    const settled = transactions.filter((transaction) => transaction.session === session.id);
    expect(settled.map(({ request }) => request).sort((a, b) => a - b)).toEqual(clients);
    const states = Object.values(session.transactions).reduce((sum, count) => sum + count, 0);
    expect(states).toBe(clients.length);
    for (const { request, replies, state, latency } of settled) {
      expect(replies.every((id) => own[id - 1]?.from === 'server' && own[id - 1]?.answers === request)).toBe(
        true,
      );
      expect([...replies]).toEqual([...replies].sort((a, b) => a - b));
      if (state === 'answered' || state === 'error') expect(replies.length).toBeGreaterThan(0);
      expect(latency >= 0).toBe(replies.length > 0);
    }
    for (const { from, answers } of own) {
      if (answers !== 0) expect([from, own[answers - 1]?.from]).toEqual(['server', 'client']);
    }
  }
  for (const { session, command, message } of findings) {
    if (command !== 0) expect(commands.some((c) => c.session === session && c.id === command)).toBe(true);
    expect(message).not.toMatch(/undefined|NaN|\[object/);
  }
}
