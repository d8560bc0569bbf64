/** Words of command lines: which of them are accounts, names and objects. One row a verb. */
import { type Command, LINE, TRID_NONE, TRID_OK } from '../../msnp/command.ts';
import { ERROR_ROW } from '../../msnp/lookup.ts';
import { firstArg, words as wordsOf } from '../../msnp/words.ts';
import { CLIENT, type Side } from '../../tcp/handler.ts';
import { redactObject } from './object.ts';
import { marker, type Kind, type Redactor } from './redactor.ts';

/** Kinds of the words behind the TrID, by place; words behind the last one are unknown. */
type Reader = (args: readonly string[], from: Side) => readonly Kind[];

const GUID = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;
const NUMBERS = /^\d{1,10}(?::\d{1,10})?$/;
const LIST = /^(?:FL|AL|BL|RL|PL)$/i;
const CODE = /^[A-Z]{3}$/;
const BAD_TRID = /^[+-]?(?:0x)?[0-9a-f]{1,20}$/i;
const VERB = /^[A-Za-z0-9]{3}$/;
const LOGIN_ANSWER = /^\d{1,10}$/;

const keep: Reader = (args) => args.map(() => 'keep');
const unknown: Reader = (args) => args.map(() => 'unknown');

/** What each place is; more words are unknown. */
const places =
  (...kinds: Kind[]): Reader =>
  () =>
    kinds;
/** The client's line, and the server's. */
const sides =
  (client: Reader, server: Reader): Reader =>
  (args, from) =>
    (from === CLIENT ? client : server)(args, from);

/** `N=account`, `F=name` and `C=guid` are told by themselves; the account of others comes first, then its name. */
const people: Reader = (args) => {
  const at = args.findIndex((word) => word.includes('@') && !/^[NF]=/.test(word));
  return args.map((word, index) => {
    if (/^N=/.test(word)) return 'account';
    if (/^F=/.test(word)) return 'name';
    if (index === at) return 'account';
    if (at >= 0 && index === at + 1) return 'name';
    return isStructure(word) ? 'keep' : 'unknown';
  });
};

function isStructure(word: string): boolean {
  return NUMBERS.test(word) || GUID.test(word) || LIST.test(word) || /^C=[0-9a-f{}-]+$/i.test(word);
}

/** Lists of numbers with commas are those of groups. */
const contact: Reader = (args, from) =>
  people(args, from).map((kind, index) =>
    /^[\d,]+$/.test(args[index] ?? '') && kind === 'unknown' ? 'keep' : kind,
  );

/** Names stand among numbers and ids. */
const group: Reader = (args) => args.map((word) => (NUMBERS.test(word) || GUID.test(word) ? 'keep' : 'name'));

/** A type of three letters, then its value. */
const property: Reader = (args) => {
  const type = args.findIndex((word) => CODE.test(word));
  return args.map((word, index) => {
    if (word.includes('@')) return 'account';
    if (type >= 0 && index > type) return 'name';
    return index === type || NUMBERS.test(word) ? 'keep' : 'unknown';
  });
};

/** state account [network] name caps object url */
const presence: Reader = (args) => {
  const hasNetwork = /^(?:1|2|4|8|16|32)$/.test(args[2] ?? '') && args.length > 4;
  const head: Kind[] = hasNetwork ? ['keep', 'account', 'keep', 'name'] : ['keep', 'account', 'name'];
  return [...head, 'object', 'object', 'object', 'object'];
};

/** OK account name ... and, since MSNP10, OK account verified ...; other answers have no names. */
const entered: Reader = (args) => {
  if (args[0] !== 'OK') return args.map(() => 'keep');
  const isNamed = !LOGIN_ANSWER.test(args[2] ?? '') || args.length !== 4;
  return ['keep', 'account', isNamed ? 'name' : 'keep', 'keep', 'keep', 'keep'];
};

const entering: Reader = (args) => (args[1] === 'I' ? ['keep', 'keep', 'account'] : args.map(() => 'keep'));

const account = places('account', 'keep', 'keep', 'keep', 'keep', 'keep');
const accountThenName = places('account', 'name', 'keep', 'keep');

/** Every verb of the command table; what is not here is unknown throughout. */
export const READERS: Readonly<Record<string, Reader>> = {
  SYN: keep,
  GTC: keep,
  BLP: keep,
  PRP: property,
  BPR: property,
  LSG: group,
  LST: sides(keep, contact),
  ADD: contact,
  ADC: people,
  REM: people,
  ADG: group,
  RMG: keep,
  REG: group,
  REA: sides(places('account', 'name'), places('keep', 'account', 'name')),
  SBP: places('keep', 'keep', 'name'),
  ADL: keep,
  RML: keep,
  FQY: keep,
  VER: keep,
  CVR: keep,
  CVQ: keep,
  INF: keep,
  USR: sides(entering, entered),
  XFR: keep,
  GCF: keep,
  SBS: keep,
  OUT: keep,
  CHL: keep,
  QRY: keep,
  PNG: keep,
  QNG: keep,
  LKP: unknown,
  GET: unknown,
  FSL: unknown,
  MSG: sides(keep, accountThenName),
  NOT: keep,
  IPG: keep,
  PAG: account,
  PGD: account,
  UUM: account,
  UBM: places('account', 'keep', 'account', 'keep', 'keep', 'keep'),
  UUN: account,
  UBN: account,
  URL: keep,
  SND: unknown,
  SDC: unknown,
  FND: unknown,
  IMS: keep,
  VAS: unknown,
  SDG: keep,
  CHG: places('keep', 'object', 'object'),
  ILN: presence,
  NLN: presence,
  FLN: account,
  UUX: keep,
  UBX: account,
  PUT: keep,
  DEL: keep,
  NFY: keep,
  RNG: places('keep', 'keep', 'keep', 'keep', 'account', 'name', 'keep', 'keep', 'keep', 'keep'),
  ANS: sides(account, keep),
  IRO: places('keep', 'keep', 'account', 'name', 'keep', 'keep'),
  CAL: sides(account, keep),
  JOI: accountThenName,
  BYE: account,
  ACK: keep,
  NAK: keep,
};

const OUT_OF_SHAPE =
  LINE.unknown |
  LINE.wrongDirection |
  LINE.codeLowercase |
  LINE.codeDigits |
  LINE.codeMalformed |
  LINE.notMsnp |
  LINE.bareCr |
  LINE.controlByte;

/** The code, which is no word of a person when it has three letters or digits. */
export function redactVerb(verb: string): string {
  return VERB.test(verb) ? verb : marker(verb);
}

/** The words of a line whose secrets are masked already, the code first. */
export function redactWords(redactor: Redactor, command: Command): string[] {
  const all = wordsOf(command);
  const first = firstArg(command);
  const args = all.slice(first);
  const kinds = kindsOf(command, args);
  return all.map((word, index) => {
    if (index === 0) return redactVerb(word);
    if (index < first) return BAD_TRID.test(word) ? word : marker(word);
    return redactWord(redactor, kinds[index - first] ?? 'unknown', word);
  });
}

function kindsOf(command: Command, args: readonly string[]): readonly Kind[] {
  const { row, flags, tridKind, from } = command;
  if (row === undefined || row === ERROR_ROW || (flags & OUT_OF_SHAPE) !== 0) return unknown(args, from);
  const isInOrder = tridKind === TRID_OK || (tridKind === TRID_NONE && row.trid !== 'yes');
  const most = Math.max(...row.words.map(({ max }) => max));
  if (!isInOrder || args.length > most) return unknown(args, from);
  return READERS[row.verb]?.(args, from) ?? unknown(args, from);
}

function redactWord(redactor: Redactor, kind: Kind, word: string): string {
  const prefix = kind === 'account' || kind === 'name' ? (/^[NF]=/.exec(word)?.[0] ?? '') : '';
  if (kind === 'object') return redactObject(redactor, word);
  return prefix + redactor.piece(kind, word.slice(prefix.length));
}
