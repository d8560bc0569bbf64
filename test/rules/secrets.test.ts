/** Findings about credentials say where they are and how long, never what they are. */
import { describe, expect, it } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { RULE_FIXTURES } from '../../fixtures/rules/index.ts';
import { collect } from '../scan/collect.ts';

/** Whatever the transcripts of the family have that could be stolen or replayed. */
const SECRETS =
  /INVENTED|inventedpassword|8e9b16110f975b69f000bb9235906cd4|100200300\.1100000123\.4567|1100000200\.98765/;

const CASES = ['clear-text-credentials', 'challenge-reused', 'cookie-reuse', 'sb-without-invite'].flatMap(
  (id) => (RULE_FIXTURES[id]?.fires ?? []).map((one) => ({ ...one, id })),
);

describe('findings of the families state and security', () => {
  it('are made from transcripts that have secrets', () => {
    expect(CASES.filter(({ transcript: text }) => !SECRETS.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it.each(CASES)('quote no secret: $id, $name', async ({ transcript: text }) => {
    const { findings } = await collect(transcript(text));
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toMatch(SECRETS);
  });
});
