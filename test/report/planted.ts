/** Fixtures with what was put into them, found without the program, to look for in what it writes. */
import { transcript } from '../../fixtures/build/transcript.ts';
import { RULE_FIXTURES } from '../../fixtures/rules/index.ts';
import { STORIES } from '../../fixtures/stories/index.ts';

export interface Case {
  readonly name: string;
  readonly capture: Buffer;
  /** What was put in: of the demo, the payloads and lines themselves. */
  readonly text: string;
}

const fixture = (name: string, text: string): Case => ({ name, text, capture: transcript(text) });

export const STORY_CASES = Object.entries(STORIES).map(([name, text]) => fixture(name, text));
export const RULE_CASES = Object.entries(RULE_FIXTURES).map(([id, { fires, quiet }]) => ({
  id,
  cases: [...fires, ...quiet].map((one) => fixture(one.name, one.transcript)),
}));

export function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** Tickets, digests and cookies of a transcript, found without the program. */
export function secretsOf(text: string): string[] {
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
export function accountsOf(text: string): string[] {
  return found(text, /([\w.+-]+(?:@|%40)example\.com)/g);
}

/** The words behind an account in lines that name people. */
export function namesOf(text: string): string[] {
  const lines = found(
    text,
    /^\s*[CS][<>] (?:JOI|MSG|NLN \w+|ILN \d+ \w+|USR \d+ OK|IRO \d+ \d+ \d+|REA \d+) \S+@\S+ ([A-Z][a-z]\S*)/gm,
  );
  return [...lines, ...lines.map((name) => decodeURIComponent(name.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')))];
}

/** The last line of chat texts in small letters and blanks, which no field is. */
export function textsOf(text: string): string[] {
  const all = found(
    text,
    /Content-Type: text\/plain[^\n]*\n(?:\s*\|[^\n]*\n)*?\s*\|\s*\n\s*\|‖?([a-z][^\n|‖:]{6,})/g,
  );
  return all.filter((one) => one.includes(' '));
}

export const isWord = (word: string): RegExp =>
  new RegExp(`(?<![\\w%])${word.replaceAll(/[^\w@%]/g, String.raw`\$&`)}(?![\\w%])`);

export function leaksIn(shown: Readonly<Record<string, string>>, words: readonly string[]): string[] {
  return [...new Set(words)].flatMap((word) =>
    Object.entries(shown)
      .filter(([, text]) => text.includes(word) && isWord(word).test(text))
      .map(([format]) => `${format}: ${word}`),
  );
}

/** Whether what a person quotes in a message looks like a secret: it is theirs to say, and none to the program. */
export const isQuoted = ({ name }: Case): boolean => /^inside a (?:chat|payload)$/.test(name);
