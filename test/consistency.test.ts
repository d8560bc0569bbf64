/** Every rule has its line in docs/rules.md and its transcripts, and speaks and stays quiet as they say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withExamples } from '../fixtures/build/rule-examples.ts';
import { transcript } from '../fixtures/build/transcript.ts';
import { NATURAL_FINDINGS, RULE_FIXTURES } from '../fixtures/rules/index.ts';
import { isEnabled, RULES, serverPart } from '../src/analysis/registry.ts';
import { collect } from './scan/collect.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../docs/rules.md'), 'utf8');
const LINES = PAGE.split('\n').filter((line) => line.startsWith('- `'));

describe('docs/rules.md', () => {
  test.each([...RULES])(
    'has one line for %s, with its severity, what it means and source',
    (id, { rule }) => {
      const lines = LINES.filter((line) => line.startsWith(`- \`${id}\` `));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(`- \`${id}\` (${rule.severity}): ${rule.title}. ${rule.why}`);
      expect(lines[0]).toMatch(/ \[[^\]]+\]$/);
      expect(lines[0]).toContain(`[${rule.source}]`);
      expect(/ Off by default/.test(lines[0] ?? '')).toBe(rule.byDefault !== undefined);
    },
  );

  test('shows of each rule what the program writes of its first transcript (npm run docs)', async () => {
    expect(await withExamples(PAGE)).toBe(PAGE);
  });

  test('has no line for a rule that does not exist', () => {
    expect(LINES).toHaveLength(RULES.size);
  });
});

/** What a gateway session does that is over: its record has been written. */
const TOLD_OF_ENDED = new Set(['http-body-after-close', 'http-session-unknown']);

describe('fixtures/rules', () => {
  test('has transcripts for every rule and for no other', () => {
    expect(Object.keys(RULE_FIXTURES).sort()).toEqual([...RULES.keys()].sort());
  });

  describe.each([...RULES.keys()])('%s', (id) => {
    const fixture = RULE_FIXTURES[id];
    const enable = [...(fixture?.enable ?? [])];

    test.each([...(fixture?.fires ?? [])])(
      'speaks: $name',
      async ({ transcript: text, count, severity, also }) => {
        const { findings } = await collect(transcript(text), { enable });
        const mine = findings.filter((finding) => finding.id === id);
        expect(mine).toHaveLength(count);
        if (severity !== undefined)
          expect(new Set(mine.map((finding) => finding.severity))).toEqual(new Set([severity]));
        expect(others(findings, id, also)).toEqual([]);
      },
    );

    test.skipIf(TOLD_OF_ENDED.has(id)).each([...(fixture?.fires ?? [])])(
      'is told before the record of its session: $name',
      async ({ transcript: text }) => {
        const { calls, findings, sessions } = await collect(transcript(text), { enable });
        const ended = new Map<number, number>();
        const told = new Map<number, number>();
        const at = { finding: 0, session: 0 };
        for (const [index, call] of calls.entries()) {
          if (call === 'finding') told.set(findings[at.finding++]?.session ?? 0, index);
          if (call === 'session') ended.set(sessions[at.session++]?.id ?? 0, index);
        }
        for (const [session, index] of told) expect(index).toBeLessThan(ended.get(session) ?? Infinity);
      },
    );

    test.each([...(fixture?.quiet ?? [])])('is quiet: $name', async ({ transcript: text, also }) => {
      const { findings } = await collect(transcript(text), { enable });
      expect(findings.filter((finding) => finding.id === id)).toEqual([]);
      expect(others(findings, id, also)).toEqual([]);
    });

    test.each([...(fixture?.fires ?? [])])(
      'says nothing when it is switched off: $name',
      async ({ transcript: text }) => {
        const { findings } = await collect(transcript(text), { enable, disable: [id] });
        expect(findings.filter((finding) => finding.id === id)).toEqual([]);
      },
    );
  });
});

/** Families that say what a line, a number or an answer is worth; the others judge what whole sessions did. */
const LINE_FAMILIES = new Set(['trid', 'pairing', 'error', 'framing']);

/** Findings that a transcript must name: of the line families in their own transcripts, of all in the others. */
function others(
  findings: readonly { id: string; family: string; message: string }[],
  id: string,
  also: readonly string[] = [],
): string[] {
  const onlyLines = LINE_FAMILIES.has(RULES.get(id)?.family ?? '');
  return findings
    .filter((finding) => finding.id !== id && ![...NATURAL_FINDINGS, ...also].includes(finding.id))
    .filter(({ family }) => !onlyLines || LINE_FAMILIES.has(family))
    .map((finding) => `${finding.id}: ${finding.message}`);
}

describe('isEnabled', () => {
  test('rules are on unless their row says otherwise', () => {
    expect(isEnabled('trid-reuse', [], [])).toBe(true);
    expect(isEnabled('trid-start-not-one', [], [])).toBe(false);
  });

  test('a rule can be switched on and off, and off wins', () => {
    expect(isEnabled('trid-start-not-one', ['trid-start-not-one'], [])).toBe(true);
    expect(isEnabled('trid-reuse', [], ['trid-reuse'])).toBe(false);
    expect(isEnabled('trid-reuse', ['trid-reuse'], ['trid-reuse'])).toBe(false);
  });

  test('lines of the server are left out of name-not-encoded until it is asked for', () => {
    expect(isEnabled('name-not-encoded', [], [])).toBe(true);
    expect(isEnabled(serverPart('name-not-encoded'), [], [])).toBe(false);
    expect(isEnabled(serverPart('name-not-encoded'), ['name-not-encoded'], [])).toBe(true);
    expect(isEnabled(serverPart('trid-reuse'), [], [])).toBe(true);
  });
});
