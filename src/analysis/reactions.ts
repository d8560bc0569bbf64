/**
 * What single commands tell about the session itself: version, accounts, cookies, login, lists, participants,
 * challenges, the end. Keyed by verb and side; verbs without a row here change nothing.
 */
import { type Command, TRID_OK } from '../msnp/command.ts';
import { withoutEndpoint } from '../msnp/endpoint.ts';
import { args } from '../msnp/words.ts';
import { cookieToken, hostToken } from './clients.ts';
import { cookieCredential, loginCredential, profileCredential } from './credentials.ts';
import { STATE } from './facts.ts';
import { ownDocument, ownPresence, ownPublication } from './own-account.ts';
import type { Session } from './session.ts';
import { decodeName } from './session-view.ts';
import { ALL_TRAITS, type Traits } from './traits.ts';
import { packageMask } from './version.ts';

/** `answered` is the verb of the request that a server line answers. */
type Reaction = (session: Session, command: Command, answered: string) => void;

function accountOf(word: string | undefined): string | null {
  return word === undefined ? null : withoutEndpoint(word);
}

const HIDDEN = 'HDN';
/** A package that may follow the login. */
const LATE_PACKAGE = 'SHA';
/** Versions whose lists come by SYN; later ones confirm them by ADL OK. */
const SYN_SINCE = 8;
const NEGOTIATED = 'negotiated';

const CLIENT_REACTIONS: Readonly<Record<string, Reaction>> = {
  VER: (session, command) => {
    session.conduct.offer(args(command));
  },
  USR: (session, command) => {
    const words = args(command);
    if (session.knowledge.role === 'SB') enter(session, command, words, true);
    else logIn(session, command, words);
  },
  ANS: (session, command) => {
    if (session.knowledge.role === 'SB') enter(session, command, args(command), false);
  },
  CAL: (session, command) => {
    if (session.knowledge.role === 'SB') session.conduct.board?.call(command.trid, args(command)[0] ?? '');
  },
  MSG: (session, command) => {
    session.conduct.board?.message(command, session.record.clientCommands + session.record.serverCommands);
  },
  OUT: (session) => {
    session.ending.clientOut = true;
    session.ending.noteBadLine(undefined);
  },
  PNG: (session) => {
    session.pinged();
  },
  QRY: (session, command) => {
    session.conduct.answersChallenge(command);
  },
  SYN: (session, command) => {
    session.conduct.asksForLists(command);
  },
  CHG: (session, command) => {
    const { source, minVersion } = session.knowledge;
    if (
      command.tridKind !== TRID_OK ||
      source !== NEGOTIATED ||
      minVersion < SYN_SINCE ||
      args(command)[0] === HIDDEN
    )
      return;
    session.conduct.setsStatus(command);
  },
  UUX: ownDocument,
  PUT: ownPublication,
};

const SERVER_REACTIONS: Readonly<Record<string, Reaction>> = {
  VER: (session, command, answered) => {
    const dialect = args(command)[0];
    if (dialect === undefined) return;
    if (answered !== '') {
      session.conduct.chosen(dialect, command);
      session.knowledge.negotiate(dialect);
    } else if (session.knowledge.source === 'unknown') session.knowledge.negotiate(dialect);
  },
  USR: (session, command) => {
    const words = args(command);
    if (words[0] === 'MD5' && words[2] !== undefined) session.conduct.challenged(words[2]);
    if (words[0] !== 'OK') return;
    const account = accountOf(words[1]);
    session.conduct.loggedIn(account, command.lastTime);
    session.record.account = account;
    const hasName = session.knowledge.role === 'SB' || session.knowledge.maxVersion < 10;
    if (hasName && words[2] !== undefined) session.record.friendlyName = decodeName(words[2]);
  },
  ANS: (session, command) => {
    session.conduct.loggedIn(null, command.lastTime);
  },
  PRP: (session, command) => {
    const words = args(command);
    const at = words.indexOf('MFN');
    const name = at < 0 ? undefined : words[at + 1];
    if (name !== undefined) session.record.friendlyName = decodeName(name);
  },
  REA: (session, command) => {
    const [, account, name] = args(command);
    if (name !== undefined && account === session.record.account) {
      session.record.friendlyName = decodeName(name);
    }
  },
  ADL: (session, command) => {
    if (command.payloadLength < 0) session.conduct.listsConfirmed();
  },
  NLN: ownPresence,
  UBX: ownDocument,
  NFY: ownPublication,
  XFR: (session, command, answered) => {
    const words = args(command);
    if (words[0] === 'NS') transfer(session, words[1] ?? '', answered === 'USR' || command.trid > 0);
    session.conduct.shows(command.verb, cookieCredential(words));
    if (words[0] === 'SB' && words[2] === 'CKI' && words[3] !== undefined)
      session.kinship.invite(cookieToken(words[3]));
  },
  RNG: (session, command) => {
    const words = args(command);
    session.conduct.shows(command.verb, cookieCredential(words));
    if (session.knowledge.role === 'SB' || words[2] !== 'CKI' || words[3] === undefined) return;
    session.conduct.rings(session.kinship.invite(cookieToken(words[3])), words[4] ?? '');
  },
  CAL: (session, command) => {
    session.conduct.ringing(command.trid);
  },
  IRO: (session, command) => {
    if (session.knowledge.role === 'SB') come(session, command, args(command)[2], false);
  },
  JOI: (session, command) => {
    if (session.knowledge.role === 'SB') come(session, command, args(command)[0], true);
  },
  BYE: (session, command) => {
    const word = args(command)[0];
    if (session.knowledge.role !== 'SB' || word === undefined) return;
    session.conduct.switchboard.leave(word, command.lastTime, command);
  },
  MSG: (session, command) => {
    const { conduct, knowledge } = session;
    if (knowledge.role !== 'SB') conduct.shows(command.verb, profileCredential(command));
    else if (conduct.board === undefined || !conduct.board.knowsAll) hear(session, command);
  },
  CHL: (session, command) => {
    session.conduct.challenges(command);
  },
  OUT: (session, command) => {
    session.ending.serverOut = true;
    const reason = args(command)[0];
    if (reason !== undefined) session.conduct.teller.tell(STATE.serverOut, command, reason);
  },
};

/** `package I account` or `package S response`. */
function logIn(session: Session, command: Command, words: readonly string[]): void {
  const { conduct, record, knowledge } = session;
  const name = words[0] ?? '';
  const versions = packageMask(name);
  // A package outside its versions is answered by closing.
  const belongs = versions === 0 || (versions & knowledge.judged) !== 0;
  if (!belongs) session.excuse();
  conduct.logsIn(name, versions !== 0 && name !== LATE_PACKAGE, belongs, command);
  conduct.shows(command.verb, loginCredential(words, knowledge.role));
  if (name === 'MD5' && words[1] === 'S') conduct.answered(words[2] ?? '');
  const guid = words[4];
  if (name === 'SSO' && words[1] === 'S' && guid !== undefined) session.record.noteEndpoint(guid);
  if (words[1] !== 'I' || versions === 0) return;
  record.account ??= accountOf(words[2]);
  session.kinship.followTransfer(record.account ?? '');
}

/** The client enters a switchboard with a cookie: the session that got the cookie tells the version. */
function enter(session: Session, command: Command, words: readonly string[], alone: boolean): void {
  const [word = '', cookie] = words;
  const account = accountOf(word) ?? '';
  session.record.account = account;
  const guid = word.split(';', 2)[1];
  if (guid !== undefined) session.record.noteEndpoint(guid);
  const { conduct } = session;
  conduct.shows(command.verb, loginCredential(alone ? words : [account, cookie ?? ''], 'SB'));
  session.kinship.enter(account, cookie, alone, command.verb);
}

/** The server sends the client on to a notification server. */
function transfer(session: Session, host: string, isAnswer: boolean): void {
  session.ending.sentAway = true;
  const token = hostToken(host, session.record.account ?? '');
  if (isAnswer) session.isDispatch();
  if (token !== undefined) session.kinship.invite(token);
}

function come(session: Session, command: Command, word: string | undefined, joins: boolean): void {
  if (word !== undefined) session.conduct.switchboard.come(word, command.lastTime, joins, command);
}

/** Somebody speaks in a switchboard whose participants are not all known. */
function hear(session: Session, command: Command): void {
  const word = args(command)[0];
  if (word !== undefined) session.conduct.switchboard.speaks(word);
}

/** By the place of the traits, each of which is of one side: looking a code up by its text costs as much as much else. */
const BY_TRAITS: readonly (Reaction | undefined)[] = ALL_TRAITS.map(({ row }) =>
  row.from === 'client' ? CLIENT_REACTIONS[row.verb] : SERVER_REACTIONS[row.verb],
);

/** What a command of these traits changes. */
export function reactionTo(traits: Traits): Reaction | undefined {
  return BY_TRAITS[traits.index];
}
