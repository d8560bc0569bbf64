/** What the client sent before it could know better: its segment does not acknowledge what the server had said. */
import { expect, test } from 'vitest';
import { type Change } from '../../fixtures/build/mutate.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { ONLINE8 } from '../../fixtures/rules/sessions.ts';
import { collect } from './collect.ts';

/** The client's segment with `text` was on its way when the server's line before it was captured. */
function crossing(text: string): Change {
  return (segments) => {
    const at = segments.findIndex(({ payload }) => payload.toString('latin1').startsWith(text));
    const before = segments[at - 2];
    // Between the two lies the acknowledgement that the client had not sent yet.
    return segments.flatMap((segment, i) => {
      if (i === at - 1 || before === undefined) return [];
      return i === at ? [{ ...segment, acknowledgement: before.sequence }] : [segment];
    });
  };
}

async function ids(text: string, changes: Change[] = []): Promise<string[]> {
  const { findings } = await collect(transcript(text, { changes }));
  return findings.map(({ id }) => id).filter((id) => id !== 'clear-text-credentials');
}

test('a command that crosses an unasked move is no fault; one that comes after it is', async () => {
  const moved = `${ONLINE8}\nS< XFR 0 NS 192.0.2.21:1863\nC> CHG 7 BSY 0\nS fin\nC fin`;
  expect(await ids(moved, [crossing('CHG 7')])).toEqual([]);
  expect(await ids(moved)).toEqual(['send-after-xfr']);
});

test('neither is one that crosses the refusal of a switchboard', async () => {
  const refused = `C> USR 1 ann@example.com 1.1\nS< 911 1\nC> CAL 2 bob@example.com\nS fin\nC fin`;
  expect(await ids(refused, [crossing('CAL 2')])).toEqual(['error-reply', 'login-failed']);
  expect(await ids(refused)).toContain('command-before-login');
});
