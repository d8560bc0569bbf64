/** Family E: what each side may do in its role, and whether the session goes as it should. */
import { END, FORM, REPLY, STATE, type StateContext } from '../facts.ts';
import type { Details } from '../../base/notice.ts';
import { lineFacts, named, text, tridFacts, waited } from './facts-text.ts';
import type { Rule, RuleOf, RuleTable } from './rule.ts';

/** Words that OUT of a server is known to have (commands.tsv). */
const KNOWN_REASONS: ReadonlySet<string> = new Set(['OTH', 'SSD', 'MIG', 'TOU', 'RCT']);

function stateFacts({ from, verb, trid }: StateContext): Details {
  return { from, verb, trid };
}

/** A rule about one line of a session; `word` names its word among the facts. */
function lineRule(
  severity: RuleOf<'state'>['severity'],
  on: number,
  texts: Pick<Rule, 'title' | 'why' | 'source' | 'message'>,
  word?: string,
): RuleOf<'state'> {
  const find = (context: StateContext): Details =>
    word === undefined ? stateFacts(context) : { ...stateFacts(context), [word]: context.word };
  return { severity, subject: 'state', on, find, ...texts };
}

export const STATE_RULES: RuleTable = {
  'wrong-direction': {
    severity: 'error',
    subject: 'form',
    on: FORM.wrongDirection,
    title: 'Command of the other side',
    why: 'This side never sends that code: it is forged, or the sides were taken for each other.',
    source: 'table',
    find: ({ command, knowledge }) => (knowledge.sidesGuessed ? undefined : lineFacts(command)),
    message: (d) => `the ${text(d, 'from')} sent ${text(d, 'verb')}, which only the other side sends`,
  },
  'wrong-role': {
    severity: 'error',
    subject: 'state',
    on: STATE.wrongRole,
    title: 'Command of another kind of server',
    why: 'A switchboard command on a notification server, or the other way round; the server closes.',
    source: 'PIKI table',
    find: (context) => ({ ...stateFacts(context), role: context.role ?? null }),
    message: (d) =>
      `${named(d)} of the ${text(d, 'from')} does not belong on a server of role ${text(d, 'role')}`,
  },
  'command-before-ver': lineRule('error', STATE.beforeVersion, {
    title: 'First line of a connection is not VER',
    why: 'A dispatch or notification server expects the dialects first; only switchboards begin with USR or ANS.',
    source: 'HYP',
    message: (d) => `the connection begins with ${named(d)} in place of VER`,
  }),
  'command-before-login': lineRule('error', STATE.beforeLogin, {
    title: 'Command before the login is through',
    why: 'The server answers with 302 or closes.',
    source: 'DRAFT ESC LAB',
    message: (d) => `${named(d)} was sent before the login`,
  }),
  'login-repeated': lineRule('warning', STATE.loginRepeated, {
    title: 'Login after the login',
    why: 'The server answers 207.',
    source: 'HYP',
    message: (d) => `${named(d)} begins a login on a connection that is logged in`,
  }),
  'login-failed': lineRule(
    'warning',
    STATE.loginFailed,
    {
      title: 'Login refused',
      why: 'The server did not let the client in.',
      source: 'HYP',
      message: (d) => `login ${text(d, 'trid')} was refused with error ${text(d, 'code')}`,
    },
    'code',
  ),
  'version-mismatch': {
    severity: 'error',
    subject: 'state',
    on: STATE.versionMismatch,
    title: 'Command, dialect or login package that the version does not have',
    why: 'The server closes, or one side misreads the other.',
    source: 'table YEL ESC',
    find: (context) => ({ ...stateFacts(context), word: context.word, version: context.version }),
    message: (d) =>
      d['word'] === ''
        ? `${named(d)} of the ${text(d, 'from')} does not exist in ${text(d, 'version')}`
        : `${named(d)} of the ${text(d, 'from')} names ${text(d, 'word')}, which ${d['version'] === null ? 'was not offered' : `does not belong to ${text(d, 'version')}`}`,
  },
  'version-refused': lineRule('warning', STATE.versionRefused, {
    title: 'Server accepts none of the dialects',
    why: 'There is no common version; the server closes.',
    source: 'DRAFT ESC',
    message: (d) => `${named(d)}: the server accepts none of the dialects`,
  }),
  'unexpected-trid-on-async': lineRule(
    'warning',
    STATE.strayTrid,
    {
      title: 'Number where an unasked line has its first word',
      why: 'Server fault: the line never carries a TrID.',
      source: 'HYP',
      message: (d) => `${text(d, 'verb')} carries the number ${text(d, 'word')} before its first word`,
    },
    'word',
  ),
  'async-nonzero-trid': {
    severity: 'warning',
    subject: 'reply',
    on: REPLY.asyncNumbered,
    title: 'Unasked line with a TrID above 0',
    why: 'Such lines have a literal 0, and no command of the connection has this TrID.',
    source: 'HYP ESC',
    find: ({ command }) => tridFacts(command),
    message: (d) => `${named(d)} is an unasked line, yet its TrID is not 0`,
  },
  'sb-without-invite': lineRule('note', STATE.uninvited, {
    title: 'Switchboard entered with a cookie that nobody handed out',
    why: 'It is forged, or came another way: the login of this account was seen whole, and neither XFR nor RNG gave it this cookie.',
    source: 'DRAFT',
    message: (d) => `${named(d)} uses a cookie that was in no XFR or RNG of this account`,
  }),
  'rng-unanswered': {
    severity: 'note',
    subject: 'state',
    on: STATE.ringUnanswered,
    title: 'Invitation to a switchboard without ANS for 60 s',
    why: 'The call was ignored; a client may also decline silently.',
    source: 'DRAFT',
    find: ({ verb, word, age }, millis) => ({ verb, from: word, openMs: millis(age) }),
    message: (d) => `the call of ${text(d, 'from')} was not answered in ${waited(d, 'openMs')}`,
  },
  'cal-no-join': {
    severity: 'note',
    subject: 'state',
    on: STATE.callUnanswered,
    title: 'Invited user did not join for 60 s',
    why: 'The invitation was not accepted.',
    source: 'HYP',
    find: ({ verb, trid, word, age }, millis) => ({ verb, trid, account: word, openMs: millis(age) }),
    message: (d) => `${text(d, 'account')} was invited and did not join in ${waited(d, 'openMs')}`,
  },
  'msg-to-empty-session': lineRule('warning', STATE.emptySession, {
    title: 'Message to a switchboard without other participants',
    why: 'The message is lost. Told once until somebody joins.',
    source: 'HYP LAB',
    message: (d) => `${named(d)} was sent while nobody else was in the session`,
  }),
  'join-duplicate': lineRule(
    'note',
    STATE.joinDuplicate,
    {
      title: 'JOI of somebody who is there',
      why: 'The list of participants is in doubt.',
      source: 'AMSN ESC',
      message: (d) => `${text(d, 'account')} joined and was there before`,
    },
    'account',
  ),
  'bye-unknown': lineRule(
    'note',
    STATE.leaveUnknown,
    {
      title: 'BYE of somebody who is not there',
      why: 'The list of participants is in doubt.',
      source: 'AMSN ESC',
      message: (d) => `${text(d, 'account')} left and was not there`,
    },
    'account',
  ),
  'send-after-out': lineRule('warning', STATE.afterOut, {
    title: 'Client goes on after its OUT',
    why: 'The client has left; the server closes.',
    source: 'CAP2',
    message: (d) => `${named(d)} was sent after OUT`,
  }),
  'send-after-xfr': lineRule('warning', STATE.afterTransfer, {
    title: 'Client goes on after it was sent to another server',
    why: 'The draft forbids it; the old connection is dead.',
    source: 'DRAFT',
    message: (d) => `${named(d)} was sent on the old connection after XFR NS`,
  }),
  'server-out': {
    severity: 'note',
    severityOf: ({ word }) => (KNOWN_REASONS.has(word) ? 'note' : 'warning'),
    subject: 'state',
    on: STATE.serverOut,
    title: 'Server ends the session with a reason',
    why: 'OTH: signed in elsewhere, SSD: shutdown, MIG, TOU, RCT; a reason that no source names is a warning.',
    source: 'DRAFT YEL',
    find: ({ word }) => ({ reason: word }),
    message: (d) => `the server ends the session: ${text(d, 'reason')}`,
  },
  'server-disconnect-abrupt': {
    severity: 'warning',
    subject: 'end',
    on: END.abrupt,
    title: 'Server closes first while a command waits for its answer',
    why: 'The server refused the last command: it said neither OUT nor XFR NS, and no fatal error.',
    source: 'HYP LAB',
    find: ({ kind, age, verb, trid }, millis) => ({ end: kind, verb, trid, afterMs: millis(age) }),
    message: (d) =>
      `the server ended the connection (${text(d, 'end').toUpperCase()}) ${text(d, 'afterMs')} ms after ${named(d)}, which waits for its answer`,
  },
  'idle-without-png': {
    severity: 'note',
    subject: 'state',
    on: STATE.idle,
    title: 'Notification server connection silent for more than 120 s',
    why: 'Neither side sent anything, not even PNG: address translators forget such connections.',
    source: 'HYP',
    find: ({ age }, millis) => ({ idleMs: millis(age) }),
    message: (d) => `nothing was sent for ${waited(d, 'idleMs')}`,
  },
  'syn-repeated': lineRule('note', STATE.listsRepeated, {
    title: 'Second SYN on a connection',
    why: 'The lists are asked for once.',
    source: 'own',
    message: (d) => `${named(d)} asks for the lists again`,
  }),
  'chg-before-syn': lineRule('note', STATE.statusBeforeLists, {
    title: 'Status before the lists',
    why: 'CHG before SYN (MSNP8 to 12) or before ADL was confirmed (13 on): contacts do not see the user.',
    source: 'AEM',
    message: (d) => `${named(d)} sets a status before the lists are there`,
  }),
  'mixed-protocol': {
    severity: 'warning',
    subject: 'state',
    on: STATE.foreign,
    title: 'Another protocol on the port',
    why: 'A TLS handshake, HTTP or other text is not MSNP. Told once a session.',
    source: 'own',
    find: ({ from }) => ({ from }),
    message: (d) => `the ${text(d, 'from')} sent something that is no MSNP`,
  },
};
