/** What --redact has to hide, and what it has to leave, in every format of every fixture. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { RULE_FIXTURES } from '../../fixtures/rules/index.ts';
import { STORIES } from '../../fixtures/stories/index.ts';
import { READERS } from '../../src/report/redact/line.ts';
import { COMMAND_ROWS, ERROR_ROW } from '../../src/msnp/lookup.ts';
import { outputs } from './outputs.ts';

const BOTH = { content: true, accounts: true };
const DEMO = readFileSync(resolve(import.meta.dirname, '../../fixtures/demo.pcap'));

interface Case {
  readonly name: string;
  readonly capture: Buffer;
  /** What was put in: of the demo, the payloads and lines themselves. */
  readonly text: string;
}

const fixture = (name: string, text: string): Case => ({ name, text, capture: transcript(text) });

const STORY_CASES = Object.entries(STORIES).map(([name, text]) => fixture(name, text));
const RULE_CASES = Object.entries(RULE_FIXTURES).map(([id, { fires, quiet }]) => ({
  id,
  cases: [...fires, ...quiet].map((one) => fixture(one.name, one.transcript)),
}));

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** Tickets, digests and cookies of a transcript, found without the program. */
function secretsOf(text: string): string[] {
  return [
    ...found(text, /^\s*C> USR \S+ (?:TWN|SSO|MD5|CTP|SHA) [SA] (\S+)/gm),
    ...found(text, /^\s*C> USR \d+ \S+@\S+ (\S+)/gm),
    ...found(text, /^\s*C> ANS \d+ \S+@\S+ (\S+)/gm),
    ...found(text, /^\s*S< .*\bCKI (\S+)/gm),
    // What a person writes is no field.
    ...(text.includes('text/plain') ? [] : found(text, /^\s*\|\s*(?:MSPAuth|AuthCookie): (\S+)/gim)),
  ].filter((secret) => secret.length > 5);
}

/** Accounts of a transcript, whose domain is always one. */
function accountsOf(text: string): string[] {
  return found(text, /([\w.+-]+(?:@|%40)example\.com)/g);
}

/** The words behind an account in lines that name people. */
function namesOf(text: string): string[] {
  const lines = found(
    text,
    /^\s*[CS][<>] (?:JOI|MSG|NLN \w+|ILN \d+ \w+|USR \d+ OK|IRO \d+ \d+ \d+|REA \d+) \S+@\S+ ([A-Z][a-z]\S*)/gm,
  );
  return [...lines, ...lines.map((name) => decodeURIComponent(name.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')))];
}

/** The last line of chat texts in small letters and blanks, which no field is. */
function textsOf(text: string): string[] {
  const all = found(
    text,
    /Content-Type: text\/plain[^\n]*\n(?:\s*\|[^\n]*\n)*?\s*\|\s*\n\s*\|‖?([a-z][^\n|‖:]{6,})/g,
  );
  return all.filter((one) => one.includes(' '));
}

const isWord = (word: string): RegExp =>
  new RegExp(`(?<![\\w%])${word.replaceAll(/[^\w@%]/g, String.raw`\$&`)}(?![\\w%])`);

function leaksIn(shown: Readonly<Record<string, string>>, words: readonly string[]): string[] {
  return [...new Set(words)].flatMap((word) =>
    Object.entries(shown)
      .filter(([, text]) => text.includes(word) && isWord(word).test(text))
      .map(([format]) => `${format}: ${word}`),
  );
}

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

async function check({ capture, text, name }: Case): Promise<void> {
  const plain = await outputs(capture);
  // What a person quotes in a message is theirs to say, and no secret to the program.
  const isQuoted = /^inside a (?:chat|payload)$/.test(name);
  expect(leaksIn(unpacked(plain), isQuoted ? [] : secretsOf(text)), name).toEqual([]);
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
    expect(words.filter((word) => isWord(word).test(plain.json)).length).toBeGreaterThan(4);
    expect(leaksIn(shown, words)).toEqual([]);
    expect(records(shown['ndjson'] ?? '').map(structure)).toEqual(records(plain.ndjson).map(structure));
  });
});

it('every command of the table says where its words name people', () => {
  const verbs = new Set(COMMAND_ROWS.filter((row) => row !== ERROR_ROW).map(({ verb }) => verb));
  expect([...verbs].filter((verb) => !(verb in READERS))).toEqual([]);
});
