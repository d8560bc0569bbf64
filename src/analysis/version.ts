/**
 * The MSNP version of one session: negotiated by VER, taken from the session that invited it, or inferred from lines
 * that only some versions have (framing.md 6).
 */
import { type Command, TRID_OK } from '../msnp/command.ts';
import type { DecodeContext } from '../msnp/describe.ts';
import type { Role } from '../msnp/row.ts';
import { args } from '../msnp/words.ts';
import { CLIENT } from '../tcp/handler.ts';

export const OLDEST_VERSION = 2;
export const NEWEST_VERSION = 21;
/** First version in which an account can be signed in at several places. */
export const ENDPOINTS_SINCE = 16;

/** One bit for each version of a range. */
export function versionMask(min: number, max: number): number {
  let mask = 0;
  for (let v = Math.max(min, OLDEST_VERSION); v <= Math.min(max, NEWEST_VERSION); v++) mask |= 1 << v;
  return mask;
}

/** Lowest and highest version of a mask. */
export function lowestVersion(mask: number): number {
  return highestVersion(mask & -mask);
}

export function highestVersion(mask: number): number {
  return 31 - Math.clz32(mask);
}

const ANY_VERSION = versionMask(OLDEST_VERSION, NEWEST_VERSION);

export type VersionSource = 'negotiated' | 'inferred' | 'unknown';

/** What is known of role and version; the decoders read it at each decision. */
export class Knowledge implements DecodeContext {
  role: Role | undefined = undefined;
  minVersion = OLDEST_VERSION;
  maxVersion = NEWEST_VERSION;
  source: VersionSource = 'unknown';
  /** Versions whose forms are right, one bit each: all of them unless the version is negotiated (G7). */
  judged = ANY_VERSION;
  /** Which side is the client was guessed: neither the handshake nor the ports tell. */
  sidesGuessed = false;
  #dialect: string | null = null;

  /** The server chose `dialect` (`MSNP8`); anything else says nothing. */
  negotiate(dialect: string): void {
    const number = /^MSNP(\d{1,2})$/i.exec(dialect)?.[1];
    if (number === undefined) return;
    const version = Number(number);
    if (version < OLDEST_VERSION) return;
    this.source = 'negotiated';
    this.#dialect = `MSNP${version}`;
    this.minVersion = Math.min(version, NEWEST_VERSION);
    this.maxVersion = this.minVersion;
    this.judged = version > NEWEST_VERSION ? ANY_VERSION : versionMask(version, version);
  }

  /** A session speaks the version of the one that invited it. */
  inherit(other: Knowledge): void {
    if (this.source === 'negotiated' || other.source === 'unknown') return;
    this.minVersion = other.minVersion;
    this.maxVersion = other.maxVersion;
    this.source = other.source;
    this.#dialect = other.#dialect;
    this.judged =
      other.source === 'negotiated' ? versionMask(other.minVersion, other.maxVersion) : ANY_VERSION;
  }

  /** A hole may have changed the version: any form is right until a line shows it again (G1). */
  doubt(): void {
    this.judged = ANY_VERSION;
  }

  /** Narrows the range by what a line shows; a contradiction changes nothing. */
  infer(command: Command): void {
    const hint = (command.from === CLIENT ? CLIENT_HINTS : SERVER_HINTS).get(command.verb);
    const range = hint?.(args(command), command);
    if (range === undefined) return;
    const min = Math.max(this.minVersion, range[0]);
    const max = Math.min(this.maxVersion, range[1]);
    if (min > max || (min === this.minVersion && max === this.maxVersion)) return;
    this.minVersion = min;
    this.maxVersion = max;
    this.source = 'inferred';
  }

  /** `MSNP8`, `MSNP10-12`, `MSNP13+`; null when nothing is known. */
  get text(): string | null {
    if (this.#dialect !== null) return this.#dialect;
    if (this.source === 'unknown') return null;
    if (this.minVersion === this.maxVersion) return `MSNP${this.minVersion}`;
    if (this.maxVersion === NEWEST_VERSION) return `MSNP${this.minVersion}+`;
    return `MSNP${this.minVersion}-${this.maxVersion}`;
  }
}

type Range = readonly [min: number, max: number];
type Hint = (args: readonly string[], command: Command) => Range | undefined;

const since = (version: number): Hint => {
  const range: Range = [version, NEWEST_VERSION];
  return () => range;
};
const between = (min: number, max: number): Hint => {
  const range: Range = [min, max];
  return () => range;
};
/** `account;{guid}` names one endpoint of an account. */
const endpoint = (word: string | undefined): boolean => word?.includes(';{') === true;
const networkNumber = (word: string | undefined): boolean => /^\d{1,2}$/.test(word ?? '');

/** A participant: capabilities came with MSNP12, endpoints with 16. */
function participantHint(account: string | undefined, caps: string | undefined): Range | undefined {
  if (endpoint(account) || caps?.includes(':') === true) return [16, NEWEST_VERSION];
  if (account === undefined) return undefined;
  // Below 12 there are none, from 16 on always.
  return caps === undefined ? [OLDEST_VERSION, 15] : [12, NEWEST_VERSION];
}

/** A contact that is on line: network ids came with MSNP14, `1:account` with 18, caps with 8, the object with 9. */
function presenceHint(words: readonly string[]): Range | undefined {
  if (/^\d{1,2}:/.test(words[1] ?? '')) return [18, NEWEST_VERSION];
  if (words.length >= 5 && networkNumber(words[2])) return [14, 17];
  if (words.length >= 5) return [9, 13];
  return words.length === 4 ? [8, 13] : undefined;
}

function listHint(words: readonly string[], command: Command): Range {
  if (command.tridKind === TRID_OK) return [2, 7];
  return words[0]?.startsWith('N=') === true ? [10, 12] : [8, 9];
}

const PACKAGE_VERSIONS: Readonly<Record<string, Range>> = {
  CTP: [2, 2],
  MD5: [2, 7],
  TWN: [8, 14],
  SSO: [15, NEWEST_VERSION],
  SHA: [18, NEWEST_VERSION],
};

/** Versions of a login package, one bit each; 0 for words that are none. */
export function packageMask(name: string): number {
  const range = PACKAGE_VERSIONS[name];
  return range === undefined ? 0 : versionMask(range[0], range[1]);
}

const BOTH_HINTS: readonly (readonly [string, Hint])[] = [
  ['ADC', between(10, 12)],
  ['SBP', between(10, 12)],
  ['ADL', since(13)],
  ['RML', since(13)],
  ['FQY', since(14)],
  ['UUN', between(13, 18)],
  ['PUT', since(18)],
  ['DEL', since(18)],
  ['SDG', since(18)],
  ['REA', between(2, 9)],
  ['ADD', between(2, 9)],
  ['INF', between(2, 7)],
];

const CLIENT_HINTS: ReadonlyMap<string, Hint> = new Map<string, Hint>([
  ...BOTH_HINTS,
  ['UUX', since(11)],
  ['UUM', between(14, 18)],
  ['GCF', between(11, 12)],
  ['USR', (words) => (endpoint(words[0]) ? [16, NEWEST_VERSION] : PACKAGE_VERSIONS[words[0] ?? ''])],
  ['ANS', (words) => (endpoint(words[0]) ? [16, NEWEST_VERSION] : undefined)],
]);

const SERVER_HINTS: ReadonlyMap<string, Hint> = new Map<string, Hint>([
  ...BOTH_HINTS,
  ['SBS', since(11)],
  ['GCF', (words) => (words.length === 1 ? [13, NEWEST_VERSION] : [11, 12])],
  [
    'UBX',
    (words) =>
      /^\d{1,2}:/.test(words[0] ?? '') ? [18, NEWEST_VERSION] : words.length === 3 ? [14, 17] : [11, 13],
  ],
  ['UBM', between(14, 18)],
  ['UBN', between(13, 18)],
  ['NFY', since(18)],
  ['NLN', presenceHint],
  ['ILN', presenceHint],
  ['LST', listHint],
  ['QNG', (words) => (words.length > 0 ? [9, NEWEST_VERSION] : undefined)],
  ['IRO', (words) => participantHint(words[2], words[4])],
  ['JOI', (words) => participantHint(words[0], words[2])],
]);
