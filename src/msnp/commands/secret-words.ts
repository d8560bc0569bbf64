/**
 * Which words of a command are secret: passwords, tickets, cookies. Bad lines are the normal case here: when words
 * are not where they belong, everything that could be the secret counts as one.
 */

const PACKAGES: ReadonlySet<string> = new Set(['CTP', 'MD5', 'TWN', 'SSO', 'SHA']);
const PHASES: ReadonlySet<string> = new Set(['I', 'S', 'A', 'OK']);
const KEYWORDS: ReadonlySet<string> = new Set([...PACKAGES, ...PHASES, 'CKI', 'SB', 'NS', 'U', 'D', 'G']);
const GUID = /^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;
const HOST = /^[^@]*:\d{1,5}$/;
const TICKET = /^t=|&p=|^["']?(MSPAuth|ticket)=/i;
const SECRET_HEADER = /^(MSPAuth|sid|kv|AuthCookie):$/i;
const SECRET_HEADER_VALUE = /^(MSPAuth|sid|kv|AuthCookie):./i;

function indexes(words: readonly string[], isSecret: (word: string, index: number) => boolean): number[] {
  const found: number[] = [];
  for (const [index, word] of words.entries()) if (isSecret(word, index)) found.push(index);
  return found;
}

function isHarmless(word: string): boolean {
  return KEYWORDS.has(word.toUpperCase()) || word.includes('@') || HOST.test(word) || GUID.test(word);
}

/** Words that may be the secret when a line is out of shape: all but keywords, accounts, hosts and GUIDs. */
export function doubtfulWords(args: readonly string[]): readonly number[] {
  return indexes(args, (word) => TICKET.test(word) || !isHarmless(word));
}

/** Words of a line without a usable row that have the look of a secret or follow the name of one. */
export function suspiciousWords(words: readonly string[]): readonly number[] {
  let all = false;
  return indexes(words, (word, index) => {
    const before = words[index - 1] ?? '';
    if (SECRET_HEADER.test(before)) all = true;
    const login = PHASES.has(before.toUpperCase()) && PACKAGES.has((words[index - 2] ?? '').toUpperCase());
    if (login && !/^I$/i.test(before)) all = true;
    if (all) return !GUID.test(word);
    return TICKET.test(word) || SECRET_HEADER_VALUE.test(word) || before.toUpperCase() === 'CKI';
  });
}

/** `USR package phase secret...` of the notification server, `USR account cookie` of the switchboard. */
export function userSecrets(args: readonly string[]): readonly number[] {
  const at = args.findIndex((word) => PACKAGES.has(word.toUpperCase()));
  if (at !== 0) return args[0]?.includes('@') === true ? [...args.keys()].slice(1) : doubtfulWords(args);
  if (args[1]?.toUpperCase() === 'I') return indexes(args, (word) => TICKET.test(word));
  return indexes(args, (word, index) => index > 0 && !(index === 1 && PHASES.has(word)) && !GUID.test(word));
}

/** The server's side of the login shows no secret, unless the direction was taken the wrong way round. */
export function userAnswerSecrets(args: readonly string[]): readonly number[] {
  if (args[0]?.includes('@') === true) return [...args.keys()].slice(1);
  return indexes(args, (word) => TICKET.test(word));
}

/** `SB host CKI cookie ...`; the NS form has no cookie. */
export function transferSecrets(args: readonly string[]): readonly number[] {
  return args[0] === 'NS' ? [] : cookieSecrets(args);
}

/** `session host CKI cookie account name ...`. */
export function ringSecrets(args: readonly string[]): readonly number[] {
  return args[2] === 'CKI' ? cookieSecrets(args) : doubtfulWords(args);
}

/** `account cookie session`. */
export function answerSecrets(args: readonly string[]): readonly number[] {
  if (args.length === 1 && args[0] === 'OK') return [];
  return args.length === 3 && args[0]?.includes('@') === true ? [1] : doubtfulWords(args);
}

/** The words behind the package word CKI; without that word everything doubtful. */
function cookieSecrets(args: readonly string[]): readonly number[] {
  const at = args.indexOf('CKI');
  if (at < 0) return doubtfulWords(args);
  return [at + 1, ...doubtfulWords(args.slice(0, at)).filter((index) => TICKET.test(args[index] ?? ''))];
}
