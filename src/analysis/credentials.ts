/** What lines give away in clear text (anomalies.md clear-text-credentials): never the value, its length only. */
import type { Command } from '../msnp/command.ts';
import type { Role } from '../msnp/row.ts';

export interface Credential {
  readonly what: string;
  readonly bytes: number;
}

const PACKAGES: Readonly<Record<string, string>> = {
  CTP: 'password',
  MD5: 'password digest',
  TWN: 'ticket',
  SSO: 'ticket',
};

const COOKIE_MARK = 'CKI';
/** Place of the cookie behind its mark. */
const COOKIE_AT = 3;

/** A login of the client: `package S response`, or `account cookie` of a switchboard. */
export function loginCredential(words: readonly string[], role: Role | undefined): Credential | undefined {
  if (role === 'SB') return credential('cookie', words[1]);
  const what = PACKAGES[words[0] ?? ''];
  return what !== undefined && words[1] === 'S' ? credential(what, words[2]) : undefined;
}

/** The cookie of XFR SB or RNG. */
export function cookieCredential(words: readonly string[]): Credential | undefined {
  return words[COOKIE_AT - 1] === COOKIE_MARK ? credential('cookie', words[COOKIE_AT]) : undefined;
}

const PROFILE = /^[ \t]*MSPAuth[ \t]*:[ \t]*([^\r\n]*)/im;

/** MSPAuth of the profile message. */
export function profileCredential(command: Command): Credential | undefined {
  const text = command.bytes.toString('latin1', command.payloadStart, command.payloadEnd);
  const head = text.slice(0, text.indexOf('\r\n\r\n') + 1 || undefined);
  return /text\/x-msmsgsprofile/i.test(head) ? credential('MSPAuth', PROFILE.exec(text)?.[1]) : undefined;
}

function credential(what: string, word: string | undefined): Credential | undefined {
  return word === undefined || word === '' ? undefined : { what, bytes: Buffer.byteLength(word) };
}
