/** Defects that were found, each as the conversation that showed it. */
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { LOGIN8 } from '../../fixtures/rules/preamble.ts';
import { collect } from './collect.ts';

async function findings(text: string): Promise<string[]> {
  const report = await collect(transcript(text));
  return report.findings.map((finding) => `${finding.severity} ${finding.id}`);
}

describe('defects that were found', () => {
  test('an error to an unknown command that is still undecided is not unsolicited', async () => {
    const found = await findings(String.raw`
      ${LOGIN8}
      C> ZZZ 50 foo 10
      S< 200 50
    `);
    expect(found.filter((finding) => finding.startsWith('error'))).toEqual([]);
  });

  test('a request whose payload was cut off by its sender is not unanswered as well', async () => {
    const found = await findings(String.raw`
      ${LOGIN8}
      C> QRY 50 msmsgs@msnmsgr.com 32
      |‖12345
      C fin
    `);
    expect(found).toContain('warning payload-truncated');
    expect(found.filter((finding) => finding.includes('unanswered'))).toEqual([]);
  });
});
