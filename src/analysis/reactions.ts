/**
 * What single commands tell about the session itself: version, accounts, cookies, login, challenges, the end. Keyed
 * by verb and side; verbs without a row here change nothing.
 */
import type { Command } from '../msnp/command.ts';
import { args } from '../msnp/words.ts';
import { CLIENT, type Side } from '../tcp/handler.ts';
import { cookieToken, hostToken } from './clients.ts';
import type { Session } from './session.ts';
import { decodeName } from './session-view.ts';
import { packageMask } from './version.ts';

/** `answered` is the verb of the request that a server line answers. */
type Reaction = (session: Session, command: Command, answered: string) => void;

/** `account;{guid}` is one endpoint of the account. */
function accountOf(word: string | undefined): string | null {
  return word === undefined ? null : (word.split(';', 1)[0] ?? null);
}

const CLIENT_REACTIONS: Readonly<Record<string, Reaction>> = {
  USR: (session, command) => {
    const words = args(command);
    if (session.knowledge.role === 'SB') {
      enter(session, words);
      return;
    }
    const versions = packageMask(words[0] ?? '');
    // A package outside its versions is answered by closing.
    if (versions !== 0 && (versions & session.knowledge.judged) === 0) session.excuse();
    if (words[1] !== 'I' || versions === 0) return;
    session.record.account ??= accountOf(words[2]);
    session.followTransfer(session.record.account ?? '');
  },
  ANS: (session, command) => {
    if (session.knowledge.role === 'SB') enter(session, args(command));
  },
  OUT: (session) => {
    session.ending.clientOut = true;
    session.ending.noteBadLine(undefined);
  },
  QRY: (session, command) => {
    session.answerChallenge(command);
  },
};

const SERVER_REACTIONS: Readonly<Record<string, Reaction>> = {
  VER: (session, command, answered) => {
    const dialect = args(command)[0];
    if (dialect !== undefined && answered !== '') session.knowledge.negotiate(dialect);
    else if (dialect !== undefined && session.knowledge.source === 'unknown')
      session.knowledge.negotiate(dialect);
  },
  USR: (session, command) => {
    const words = args(command);
    if (words[0] !== 'OK') return;
    session.login = 'in';
    session.record.account = accountOf(words[1]);
    const hasName = session.knowledge.role === 'SB' || session.knowledge.maxVersion < 10;
    if (hasName && words[2] !== undefined) session.record.friendlyName = decodeName(words[2]);
  },
  ANS: (session) => {
    session.login = 'in';
  },
  PRP: (session, command) => {
    const words = args(command);
    const at = words.indexOf('MFN');
    const name = at < 0 ? undefined : words[at + 1];
    if (name !== undefined) session.record.friendlyName = decodeName(name);
  },
  XFR: (session, command, answered) => {
    const words = args(command);
    const account = session.record.account ?? '';
    const token = words[0] === 'NS' ? hostToken(words[1] ?? '', account) : undefined;
    if (words[0] === 'NS' && answered === 'USR') session.isDispatch();
    if (token !== undefined) session.invite(token);
    if (words[0] === 'SB' && words[2] === 'CKI' && words[3] !== undefined)
      session.invite(cookieToken(words[3]));
  },
  RNG: (session, command) => {
    const words = args(command);
    if (words[2] === 'CKI' && words[3] !== undefined) session.invite(cookieToken(words[3]));
  },
  CHL: (session, command) => {
    session.challenge(command);
  },
  OUT: (session) => {
    session.ending.serverOut = true;
  },
};

/** The client enters a switchboard with a cookie: the session that got the cookie tells the version. */
function enter(session: Session, words: readonly string[]): void {
  session.record.account = accountOf(words[0]);
  if (session.login === 'before') session.login = 'in';
  if (words[1] !== undefined) session.acceptInvitation(cookieToken(words[1]));
}

export function reactionTo(verb: string, from: Side): Reaction | undefined {
  return from === CLIENT ? CLIENT_REACTIONS[verb] : SERVER_REACTIONS[verb];
}
