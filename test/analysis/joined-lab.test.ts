/** Recorded sessions of one user are joined: by the cookies of switchboards, by the addresses of dispatch servers. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../scan/collect.ts';

const FOLDER = join(process.env['MSNSCAN_CAPTURES'] ?? '', 'lab');
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => /\.pcap(ng)?$/.test(name)) : [];
const reason = names.length === 0 ? ' (skipped: MSNSCAN_CAPTURES names no folder with lab/)' : '';

/** Lines with cookies are cut off in frames of 96 bytes; the others begin before the capture, or are broken. */
const isWhole = (name: string): boolean => !/snaplen|garbled/.test(name);

describe.skipIf(names.length === 0)(`joined sessions${reason}`, () => {
  test.each(names.filter(isWhole))('%s: every session is joined to the one it came of', async (name) => {
    const { sessions } = await collect(join(FOLDER, name));
    const boards = sessions.filter(({ role, flow }) => role === 'SB' && !flow.startedMidStream);
    expect(boards.filter(({ invitedBy }) => invitedBy === null).map(({ id }) => id)).toEqual([]);
    const invited = new Map(sessions.map(({ id, invitedBy }) => [id, invitedBy]));
    const dispatchers = sessions.filter(({ role }) => role === 'DS').map(({ id }) => id);
    expect(dispatchers.filter((id) => ![...invited.values()].includes(id))).toEqual([]);
    for (const { id, conversation, account, invitedBy } of sessions) {
      if (invitedBy === null) continue;
      const origin = sessions.find((session) => session.id === invitedBy);
      expect([conversation, account], `session ${id}`).toEqual([origin?.conversation, origin?.account]);
    }
  });
});
