/** The rule transcripts themselves: complete, readable, and only about rules that exist. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { RULE_FIXTURES, RULE_IDS } from '../../fixtures/rules/index.ts';
import type { FiringCase, QuietCase } from '../../fixtures/rules/rule-fixture.ts';

const ALL_IDS = Object.values(RULE_IDS).flat();

describe('list of rule fixtures', () => {
  it('has every published id once, and no other', () => {
    expect(new Set(ALL_IDS).size).toBe(ALL_IDS.length);
    expect(Object.keys(RULE_FIXTURES)).toEqual(ALL_IDS);
  });

  it.each(Object.entries(RULE_IDS))('has one file a rule in the folder %s', (family, ids) => {
    const files = readdirSync(new URL(`../../fixtures/rules/${family}/`, import.meta.url));
    expect(files.sort()).toEqual(ids.map((id) => `${id}.ts`).sort());
  });
});

describe.each(Object.entries(RULE_FIXTURES))('%s', (id, { fires, quiet, enable = [] }) => {
  const cases: readonly (FiringCase | QuietCase)[] = [...fires, ...quiet];

  it('has transcripts in which it fires and in which it stays quiet', () => {
    expect(fires.length).toBeGreaterThan(0);
    expect(quiet.length).toBeGreaterThan(0);
    expect(fires.every(({ count }) => count > 0)).toBe(true);
  });

  it('names each case once', () => {
    const names = cases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('names other rules by their published ids, never itself', () => {
    const others = cases.flatMap(({ also = [] }) => also);
    expect(others.filter((other) => !ALL_IDS.includes(other) || other === id)).toEqual([]);
    expect(enable.filter((enabled) => !ALL_IDS.includes(enabled))).toEqual([]);
  });

  it.each(cases)('is in the transcript language: $name', (one) => {
    expect(transcript(one.transcript).length).toBeGreaterThan(24);
  });
});
