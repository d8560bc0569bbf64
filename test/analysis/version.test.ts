import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { Knowledge } from '../../src/analysis/version.ts';
import { collect } from '../scan/collect.ts';

async function versionOf(lines: string): Promise<string> {
  const { sessions } = await collect(transcript(`midstream\n${lines}`));
  const [session] = sessions;
  return `${session?.version ?? 'null'} ${session?.versionSource ?? ''}`;
}

describe('the version of a session', () => {
  test('is the one that VER chose, whatever the client offered', async () => {
    const { sessions } = await collect(transcript('C> VER 1 MSNP12 MSNP9 CVR0\nS< VER 1 MSNP9'));
    expect(sessions[0]).toMatchObject({ version: 'MSNP9', versionSource: 'negotiated' });
  });

  test('is unknown when the server took none', async () => {
    const { sessions } = await collect(transcript('C> VER 1 MSNP99\nS< VER 1 0'));
    expect(sessions[0]).toMatchObject({ version: null, versionSource: 'unknown' });
  });

  test.each([
    ['S< UBX bob@example.com 0', 'MSNP11-13 inferred'],
    ['S< UBX bob@example.com 1 0', 'MSNP14-17 inferred'],
    ['S< UBX 1:bob@example.com 0', 'MSNP18+ inferred'],
    ['C> ADL 5 *\n|‖<ml/>', 'MSNP13+ inferred'],
    ['S< LST N=bob@example.com F=Bob 3', 'MSNP10-12 inferred'],
    ['S< LST bob@example.com Bob 11 0', 'MSNP8-9 inferred'],
    ['C> SYN 5 0\nS< LST 5 FL 255 0 0', 'MSNP2-7 inferred'],
    ['S< NLN NLN bob@example.com Bob 0', 'MSNP8-13 inferred'],
    ['S< NLN NLN bob@example.com Bob', 'null unknown'],
    ['S< JOI bob@example.com;{11111111-2222-3333-4444-555555555555} Bob 0:0', 'MSNP16+ inferred'],
    ['S< NFY PUT *\n|‖x', 'MSNP18+ inferred'],
    ['C> USR 5 TWN I ann@example.com', 'MSNP8-14 inferred'],
    ['S< QNG 45\nC> REA 5 ann@example.com Ann', 'MSNP9 inferred'],
    ['C> ADL 5 *\n|‖<ml/>\nC> REA 6 ann@example.com Ann', 'MSNP13+ inferred'],
  ])('is inferred from %j', async (lines, expected) => {
    expect(await versionOf(lines)).toBe(expected);
  });

  test('of a switchboard is that of the session that got its cookie', async () => {
    const { sessions } = await collect(
      transcript(`connection 1 10.0.0.5:4001 > 192.0.2.20:1863
C> VER 1 MSNP12
S< VER 1 MSNP12
S< RNG 40506070 192.0.2.30:1863 CKI 1100000200.98765 bob@example.com Bob
connection 2 10.0.0.5:4002 > 192.0.2.30:1863
C> ANS 1 ann@example.com 1100000200.98765 40506070
S< ANS 1 OK
connection 3 10.0.0.6:4002 > 192.0.2.30:1863
C> ANS 1 ann@example.com 1100000200.98765 40506070
S< ANS 1 OK`),
    );
    const found = sessions.map(({ id, version, invitedBy, conversation }) => ({
      id,
      version,
      invitedBy,
      conversation,
    }));
    expect(found.sort((a, b) => a.id - b.id)).toEqual([
      { id: 1, version: 'MSNP12', invitedBy: null, conversation: 1 },
      { id: 2, version: 'MSNP12', invitedBy: 1, conversation: 1 },
      { id: 3, version: null, invitedBy: null, conversation: 3 },
    ]);
  });

  test('that is newer than the table is shown, and any form is right', () => {
    const knowledge = new Knowledge();
    knowledge.negotiate('MSNP24');
    expect(knowledge.text).toBe('MSNP24');
    expect(knowledge.judged).toBe(new Knowledge().judged);
  });
});
