/** What --redact has to hide, and what it has to leave, in every format of every fixture. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { READERS } from '../../src/report/redact/line.ts';
import { COMMAND_ROWS, ERROR_ROW } from '../../src/msnp/lookup.ts';
import { outputs } from './outputs.ts';
import {
  accountsOf,
  type Case,
  found,
  isQuoted,
  isWord,
  leaksIn,
  namesOf,
  RULE_CASES,
  secretsOf,
  STORY_CASES,
  textsOf,
} from './planted.ts';

const BOTH = { content: true, accounts: true };
const DEMO = readFileSync(resolve(import.meta.dirname, '../../fixtures/demo.pcap'));

/** What base64 hides. */
function unpacked(shown: Readonly<Record<string, string>>): Record<string, string> {
  const packed = found(shown['ndjson'] ?? '', /"(?:base64|rawBase64)":"([^"]+)"/g);
  const bytes = packed.map((text) => Buffer.from(text, 'base64').toString('latin1'));
  return { ...shown, base64: bytes.join('\n') };
}

type Line = Readonly<Record<string, unknown>>;

/** A record without what may be redacted. */
function structure(line: Line): Line {
  const { type } = line;
  if (type === 'command') {
    const { id, session, from, time, frames, trid, newline, payload, answers, latencyMs } = line;
    const { length, captured, contentType } = (payload ?? {}) as Line;
    const count = (line['args'] as string[]).length;
    return {
      id,
      session,
      from,
      time,
      frames,
      trid,
      newline,
      answers,
      latencyMs,
      length,
      captured,
      contentType,
      count,
    };
  }
  if (type === 'finding') {
    const { id, severity, family, session, command, frame, time } = line;
    return { id, severity, family, session, command, frame, time };
  }
  if (type === 'session') {
    const { participants, endpoints } = line as Readonly<Record<string, readonly unknown[]>>;
    const counts = { participants: participants?.length, endpoints: endpoints?.length };
    return { ...line, ...counts, account: null, friendlyName: null };
  }
  if (type === 'notice') return { code: line['code'], frame: line['frame'], session: line['session'] };
  return type === 'transaction' ? { ...line, verb: '' } : line;
}

const records = (ndjson: string): Line[] =>
  ndjson
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

async function check(one: Case): Promise<void> {
  const { capture, text, name } = one;
  const plain = await outputs(capture);
  expect(leaksIn(unpacked(plain), isQuoted(one) ? [] : secretsOf(text)), name).toEqual([]);
  const shown = await outputs(capture, { redaction: BOTH });
  const words = [...secretsOf(text), ...accountsOf(text), ...namesOf(text), ...textsOf(text)];
  expect(leaksIn(unpacked(shown), words), name).toEqual([]);
  expect(records(shown.ndjson).map(structure), name).toEqual(records(plain.ndjson).map(structure));
}

describe('no output shows a secret, and a redacted one no account, name or text', () => {
  it('has words to look for', () => {
    const all = [...STORY_CASES, ...RULE_CASES.flatMap(({ cases }) => cases)]
      .map(({ text }) => text)
      .join('\n');
    expect(new Set(secretsOf(all)).size).toBeGreaterThan(20);
    expect(new Set(accountsOf(all)).size).toBeGreaterThan(10);
    expect(new Set(namesOf(all)).size).toBeGreaterThan(5);
    expect(new Set(textsOf(all)).size).toBeGreaterThan(3);
  });

  it.each(STORY_CASES)('of the story $name', check);

  it.each(RULE_CASES)('of the fixtures of $id', async ({ cases }) => {
    for (const one of cases) await check(one);
  });

  it('of the demo', async () => {
    const plain = await outputs(DEMO);
    const shown = unpacked(await outputs(DEMO, { redaction: BOTH }));
    const words = [
      'ann',
      'bob',
      'Ann',
      'Bob',
      'Ann%20E',
      'usual place',
      'late show',
      'evening',
      'Plan for',
      '765544',
    ];
    for (const name of ['json', 'html'] as const)
      expect(words.filter((word) => isWord(word).test(plain[name])).length, name).toBeGreaterThan(4);
    expect(leaksIn(shown, words)).toEqual([]);
    expect(records(shown['ndjson'] ?? '').map(structure)).toEqual(records(plain.ndjson).map(structure));
  });
});

it('every command of the table says where its words name people', () => {
  const verbs = new Set(COMMAND_ROWS.filter((row) => row !== ERROR_ROW).map(({ verb }) => verb));
  expect([...verbs].filter((verb) => !(verb in READERS))).toEqual([]);
});
