/**
 * Captures made to exhaust the program, small, each in a process of its own: it ends with its own exit code, says which
 * limit it reached, reports what there is, and needs little memory. `npm run attacks` runs them at their full size.
 */
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { undergo } from '../bench/attacks/run.ts';
import { ATTACKS } from '../bench/attacks/table.ts';

const CEILING_MIB = 300;
/** Where Linux tells the peak of a process. */
const HAS_PEAK = existsSync('/proc/self/status');

/** What the closing record says. */
interface Summary {
  readonly sessions: number;
  readonly commands: number;
  readonly notices: Readonly<Record<string, number>>;
  readonly findings: { readonly id: Readonly<Record<string, number>> };
  readonly complete: boolean;
}

interface Case {
  readonly name: string;
  readonly count: number;
  readonly sessions: number;
  readonly commands: number;
  /** How many there are of each code. */
  readonly notices: Readonly<Record<string, number>>;
  /** How many there are at least. */
  readonly findings?: Readonly<Record<string, number>>;
  readonly isComplete: boolean;
}

const CASES: readonly Case[] = [
  {
    name: 'syn-flood',
    count: 60_000,
    sessions: 8192,
    commands: 0,
    notices: { 'flow-limit': 2 },
    isComplete: false,
  },
  { name: 'open-flows', count: 3000, sessions: 3000, commands: 15_000, notices: {}, isComplete: true },
  {
    name: 'mid-stream',
    count: 15_000,
    sessions: 8192,
    commands: 8192,
    notices: { 'flow-limit': 2 },
    isComplete: false,
  },
  { name: 'gateway-sessions', count: 2000, sessions: 2000, commands: 4000, notices: {}, isComplete: true },
  { name: 'any-port', count: 3000, sessions: 3000, commands: 15_000, notices: {}, isComplete: true },
  {
    name: 'out-of-order',
    count: 2500,
    sessions: 2500,
    commands: 2500,
    notices: { gap: 2500, resynchronised: 2500, 'waiting-limit': 1234 },
    isComplete: false,
  },
  {
    name: 'open-trids',
    count: 20_000,
    sessions: 1,
    commands: 20_001,
    notices: { 'transaction-limit': 1, 'findings-folded': 1 },
    isComplete: true,
  },
  {
    name: 'endless-line',
    count: 5000,
    sessions: 1,
    commands: 0,
    notices: { resynchronised: 1 },
    isComplete: true,
  },
  {
    name: 'endless-payloads',
    count: 10_000,
    sessions: 1,
    commands: 2,
    notices: { resynchronised: 1 },
    isComplete: true,
  },
  {
    name: 'one-finding',
    count: 10_000,
    sessions: 1,
    commands: 10_001,
    notices: { 'transaction-limit': 1, 'findings-folded': 2 },
    findings: { 'trid-reuse': 9999 },
    isComplete: true,
  },
  {
    name: 'many-findings',
    count: 200,
    sessions: 200,
    commands: 12_000,
    notices: {},
    findings: { 'trid-reuse': 5800, 'code-lowercase': 2000, 'trid-negative': 2000 },
    isComplete: true,
  },
  {
    name: 'participants',
    count: 10_000,
    sessions: 1,
    commands: 10_001,
    notices: { 'participant-limit': 1 },
    isComplete: true,
  },
  {
    name: 'gaps',
    count: 6000,
    sessions: 1,
    commands: 6000,
    notices: { gap: 16, 'transaction-limit': 1 },
    isComplete: true,
  },
  {
    name: 'nested-tunnels',
    count: 20_000,
    sessions: 0,
    commands: 0,
    notices: { 'nesting-limit': 1 },
    isComplete: false,
  },
  {
    name: 'fragments',
    count: 20_000,
    sessions: 0,
    commands: 0,
    notices: { 'fragment-limit': 65, 'fragment-incomplete': 65 },
    isComplete: false,
  },
  {
    name: 'teardrop',
    count: 20_000,
    sessions: 0,
    commands: 0,
    notices: { 'fragment-limit': 65, 'fragment-incomplete': 65, 'fragment-overlap': 65 },
    isComplete: false,
  },
  { name: 'interfaces', count: 65_536, sessions: 0, commands: 0, notices: {}, isComplete: true },
];

/** Keeps the last line of what it hears; the rest is a few records or millions of them. */
class LastLine {
  text = '';

  readonly hear = async (output: Readable): Promise<void> => {
    for await (const piece of output) {
      const text = this.text + String(piece as Buffer);
      this.text = text.slice(text.lastIndexOf('\n', text.length - 2) + 1);
    }
  };
}

describe(`attacks${HAS_PEAK ? '' : ' (skipped: no /proc, which tells the peak of memory)'}`, () => {
  test('each has a small case', () => {
    expect(CASES.map(({ name }) => name)).toEqual(ATTACKS.map(({ name }) => name));
  });

  test.skipIf(!HAS_PEAK).each(CASES)(
    '$name: limits are told of, and memory stays below the ceiling',
    async (expected) => {
      const attack = ATTACKS.find(({ name }) => name === expected.name);
      if (attack === undefined) throw new Error(`there is no attack ${expected.name}`);
      const last = new LastLine();
      const { exit, peakMiB } = await undergo(attack, expected.count, ['scan', '--ndjson'], last.hear);
      const { sessions, commands, notices, findings, complete } = JSON.parse(last.text) as Summary;

      const { count, findings: least = {}, name, isComplete, ...rest } = expected;
      expect({ sessions, commands, notices }, `${name} of ${count}`).toEqual(rest);
      for (const [id, number] of Object.entries(least))
        expect(findings.id[id]).toBeGreaterThanOrEqual(number);
      expect({ exit, complete }).toEqual({ exit: isComplete ? '0' : '3', complete: isComplete });
      expect(peakMiB).toBeGreaterThan(0);
      expect(peakMiB).toBeLessThan(CEILING_MIB);
    },
  );
});
