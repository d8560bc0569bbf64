/** Family A: the client's transaction IDs. */
import { END, NUMBERING, REPLY, TRID } from '../facts.ts';
import { QUEUED_COMMANDS, ZERO_TRID_HABIT } from '../strategies.ts';
import { named, text, tridFacts } from './facts-text.ts';
import type { Rule, RuleTable } from './rule.ts';

const CLOSES = 'The server closes the connection at once after such a line.';

/** A word in place of the TrID that is none. */
function badWord(on: number, title: string, phrase: string, source: string, why = CLOSES): Rule {
  return {
    severity: 'error',
    subject: 'trid',
    on,
    title,
    why,
    source,
    find: ({ command }) => tridFacts(command),
    message: (d) => `${text(d, 'verb')} has ${phrase}${text(d, 'trid') === '' ? '' : `: ${text(d, 'trid')}`}`,
  };
}

export const TRID_RULES: RuleTable = {
  'trid-reuse': {
    severity: 'warning',
    severityOf: ({ earlierIsOpen }) => (earlierIsOpen ? 'error' : 'warning'),
    subject: 'trid',
    on: TRID.reuse,
    title: 'Client TrID used twice on one connection',
    why: 'Answers to the two commands cannot be told apart; an error while the earlier one still waits for its answer.',
    source: 'HYP',
    find: ({ command, earlierIsOpen }) => ({ ...tridFacts(command), earlierIsOpen }),
    message: (d) =>
      `${named(d)} uses a TrID again${d['earlierIsOpen'] === true ? ' while the earlier command waits for its answer' : ''}`,
  },
  'trid-missing': badWord(
    TRID.missing,
    'Client command without its TrID',
    'no TrID',
    'HYP',
    'The server closes.',
  ),
  'trid-not-integer': badWord(TRID.notInteger, 'TrID that is no number', 'a TrID that is no number', 'HYP'),
  'trid-negative': badWord(TRID.negative, 'Negative TrID', 'a negative TrID', 'HYP'),
  'trid-plus-sign': badWord(TRID.plus, 'TrID with a plus sign', 'a TrID with a plus sign', 'HYP'),
  'trid-hex': badWord(TRID.hex, 'Hexadecimal TrID', 'a hexadecimal TrID', 'HYP'),
  'trid-out-of-range': badWord(
    TRID.outOfRange,
    'TrID above 4294967295',
    'a TrID above 4294967295',
    'HYP DRAFT',
    'The server behaves unpredictably.',
  ),
  'trid-leading-zero': {
    severity: 'note',
    subject: 'trid',
    on: TRID.leadingZero,
    title: 'TrID with leading zeros',
    why: 'No source says whether the server repeats it as text or as number.',
    source: 'own',
    find: ({ command }) => tridFacts(command),
    message: (d) => `the TrID of ${named(d)} has leading zeros`,
  },
  'trid-zero-client': {
    severity: 'warning',
    severityOf: ({ command, opensSwitchboard }) =>
      opensSwitchboard || ZERO_TRID_HABIT.has(command.verb) ? 'note' : 'warning',
    subject: 'trid',
    on: TRID.zero,
    title: 'Client uses TrID 0',
    why: '0 is the mark of lines that the server sends unasked; some clients use it for datagrams or as first number on a switchboard.',
    source: 'HYP',
    find: ({ command }) => tridFacts(command),
    message: (d) => `${text(d, 'verb')} uses TrID 0, the mark of unasked server lines`,
  },
  'trid-gap': {
    severity: 'note',
    subject: 'numbering',
    on: NUMBERING.gap,
    title: 'Client TrIDs skip numbers',
    why: 'Official clients add 1; numbers that other connections of the same client used, or may have used unseen, are explained.',
    source: 'HYP CAP1 CAP2',
    find: ({ verb, trid, previous }) => ({ verb, trid, previous }),
    message: (d) => `${named(d)} skips numbers: the TrID before was ${text(d, 'previous')}`,
  },
  'trid-backwards': {
    severity: 'note',
    subject: 'trid',
    on: TRID.backwards,
    title: 'Client TrID lower than the one before',
    why: 'The client does not send in the order of its numbers; official clients do so with a message that waited for an invitation.',
    source: 'HYP CAP1',
    find: ({ command, previous, role }) =>
      role === 'SB' && QUEUED_COMMANDS.has(command.verb) ? undefined : { ...tridFacts(command), previous },
    message: (d) => `${named(d)} goes back: the TrID before was ${text(d, 'previous')}`,
  },
  'trid-start-not-one': {
    severity: 'note',
    subject: 'trid',
    on: TRID.first,
    title: 'First TrID of a connection is above 1',
    why: 'The counter is shared with other connections; very common.',
    source: 'CAP1 CAP2 CAP3',
    byDefault: 'off',
    find: ({ command }) => tridFacts(command),
    message: (d) => `${named(d)} is the first command of the connection`,
  },
  'trid-echo-text-differs': {
    severity: 'note',
    subject: 'reply',
    on: REPLY.otherText,
    title: 'Reply repeats the TrID in another text',
    why: 'The server normalises numbers; the TrIDs are equal as numbers only.',
    source: 'own',
    find: ({ command, requestText, request }) => ({
      ...tridFacts(command),
      requestTrid: requestText,
      request,
    }),
    message: (d) => `${named(d)} answers TrID ${text(d, 'requestTrid')}`,
  },
  'disconnect-after-bad-trid': {
    severity: 'error',
    subject: 'end',
    on: END.afterBadTrid,
    title: 'Server closes right after a bad TrID',
    why: 'Confirms that the bad TrID broke the connection: nothing came from the server between, and nothing else explains the end.',
    source: 'HYP',
    find: ({ kind, age }, millis) => ({ end: kind, afterMs: millis(age) }),
    message: (d) =>
      `the server ended the connection (${text(d, 'end').toUpperCase()}) ${text(d, 'afterMs')} ms after a line with a bad TrID`,
  },
};
