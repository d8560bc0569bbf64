import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import type { CommandInfo } from '../../src/analysis/sink.ts';
import type { Command } from '../../src/msnp/command.ts';
import { scan } from '../../src/scan.ts';
import { collect, Collector } from '../scan/collect.ts';

/** Notes at each command whether the role is settled. */
class Watcher extends Collector {
  readonly settled: boolean[] = [];
  override command(command: Command, info: CommandInfo): void {
    this.settled.push(info.session.roleSettled);
    super.command(command, info);
  }
}

const LOGIN = `C> VER 1 MSNP8
S< VER 1 MSNP8
C> USR 2 TWN I ann@example.com`;

async function rolesOf(text: string): Promise<string[]> {
  const { sessions } = await collect(transcript(text));
  return sessions.map((session) => session.role);
}

describe('the role of a server', () => {
  test.each([
    ['a transfer in answer to the login', `${LOGIN}\nS< XFR 2 NS 192.0.2.20:1863`, 'DS'],
    [
      'a transfer after the login',
      `${LOGIN}\nS< USR 2 TWN S x\nC> USR 3 TWN S t=x\nS< USR 3 OK ann@example.com Ann 1 0\nS< XFR 0 NS 192.0.2.20:1863`,
      'NS',
    ],
    ['a login that stops half way', LOGIN, 'NS'],
    ['ANS first', 'C> ANS 1 ann@example.com 123.456 789', 'SB'],
    ['USR with account and cookie first', 'C> USR 1 ann@example.com 123.456', 'SB'],
    ['another known code first', 'C> CAL 1 bob@example.com', 'NS'],
    ['an unknown code first', 'C> XYZ 1\nC> ANS 2 ann@example.com 123.456 789', 'SB'],
    ['switchboard lines in mid-stream', 'midstream\nS< JOI bob@example.com Bob', 'SB'],
    ['notification lines in mid-stream', 'midstream\nS< FLN bob@example.com', 'NS'],
    ['lines of any server in mid-stream', 'midstream\nC> PNG\nS< QNG', 'unknown'],
    ['no line at all', 'C fin', 'unknown'],
  ])('%s', async (_, text, role) => {
    expect(await rolesOf(text)).toEqual([role]);
  });

  test('is settled when nothing can change it any more', async () => {
    const watcher = new Watcher();
    const text = `${LOGIN}\nS< USR 2 TWN S x\nC> USR 3 TWN S t=x\nS< USR 3 OK ann@example.com Ann 1 0`;
    await scan(transcript(text), { ports: new Set([1863]), enable: [], disable: [] }, watcher);
    expect(watcher.settled).toEqual([false, false, false, false, true, true]);
    expect(watcher.sessions[0]?.roleSettled).toBe(true);
  });

  test('the first line of a switchboard gets the row of the switchboard, so that its cookie is known as one', async () => {
    const { transactions } = await collect(
      transcript('C> USR 1 ann@example.com 123.456\nS< USR 1 OK ann@example.com Ann'),
    );
    expect(transactions).toMatchObject([{ verb: 'USR', state: 'answered' }]);
  });

  test('account and friendly name come from the login', async () => {
    const { sessions } = await collect(transcript(`${LOGIN}\nS< USR 2 OK ann@example.com Ann%20%C3%84 1 0`));
    expect(sessions[0]).toMatchObject({ account: 'ann@example.com', friendlyName: 'Ann Ä' });
  });

  test('a dispatch server leads to the notification server it names, for the account it names it to', async () => {
    const { sessions } = await collect(
      transcript(`connection 1 10.0.0.5:4001 > 192.0.2.10:1863
${LOGIN}
S< XFR 2 NS 192.0.2.20:1863 0 192.0.2.10:1863
connection 2 10.0.0.5:4002 > 192.0.2.20:1863
C> VER 1 MSNP8
S< VER 1 MSNP8
C> USR 2 TWN I bob@example.com
connection 3 10.0.0.5:4003 > 192.0.2.20:1863
${LOGIN}`),
    );
    const links = sessions.map(({ id, invitedBy, conversation }) => [id, invitedBy, conversation]);
    expect(links.sort()).toEqual([
      [1, null, 1],
      [2, null, 2],
      [3, 1, 1],
    ]);
  });
});
