/** Family B: requests and their answers. */
import { END_GRACE_NANOS, PING_LIMIT_NANOS } from '../../base/limits.ts';
import type { Details } from '../../base/notice.ts';
import type { Severity } from '../finding.ts';
import {
  CHALLENGE,
  REPLY,
  type ReplyContext,
  SET,
  type SetContext,
  SETTLED,
  type SettledContext,
} from '../facts.ts';
import { named, text, tridFacts, waited } from './facts-text.ts';
import type { Millis, RuleTable } from './rule.ts';

/** The reply and the command it points at. */
function replyFacts({ command, verb, request }: ReplyContext): Details {
  return { ...tridFacts(command), request, requestVerb: verb };
}

function requestOf(details: Details): string {
  return `${text(details, 'requestVerb')} ${text(details, 'trid')}`;
}

/** What an unanswered request is told with; undefined when the server's OUT explains it. */
function unansweredFacts(context: SettledContext, millis: Millis): Details | undefined {
  const { verb, trid, age, limit, end, serverOut } = context;
  if (serverOut && age <= limit) return undefined;
  return { verb, trid, waitedMs: millis(age), end };
}

/** An end soon after the request, or one that the server made, explains the missing answer. */
function unansweredSeverity({ age, limit, end, serverClosed }: SettledContext): Severity {
  if (end === 'capture-end' || age > limit) return 'warning';
  return serverClosed || age <= END_GRACE_NANOS ? 'note' : 'warning';
}

function unansweredMessage(details: Details): string {
  const until =
    text(details, 'end') === 'capture-end' ? 'the end of the capture' : 'the end of the connection';
  return `${named(details)} got no answer in ${waited(details, 'waitedMs')} up to ${until}`;
}

function setFacts({ trouble, verb, trid }: SetContext): Details {
  const { part, reason, seen, total } = trouble;
  return { verb, trid, set: part, reason, seen, total };
}

const SET_REASONS: Readonly<Record<string, (details: Details) => string>> = {
  index: (d) => `line ${text(d, 'seen')} of ${text(d, 'total')} does not follow the one before`,
  total: (d) => `the total changes to ${text(d, 'total')}`,
  end: (d) => `${text(d, 'seen')} of ${text(d, 'total')} came`,
};

export const PAIRING_RULES: RuleTable = {
  'reply-unknown-trid': {
    severity: 'error',
    subject: 'reply',
    on: REPLY.unknownTrid,
    title: 'Reply to no command of the connection',
    why: 'The request is lost, or the server is broken.',
    source: 'HYP',
    find: ({ command }) => tridFacts(command),
    message: (d) => `${named(d)} answers no command of this connection`,
  },
  'reply-wrong-command': {
    severity: 'error',
    subject: 'reply',
    on: REPLY.wrongCommand,
    title: 'Reply whose code cannot answer the command with its TrID',
    why: 'Answers are mixed up; the request stays open.',
    source: 'PURPLE',
    find: ({ command }) => tridFacts(command),
    message: (d) => `${named(d)} cannot answer the command with that TrID`,
  },
  'unanswered-command': {
    severity: 'warning',
    severityOf: unansweredSeverity,
    subject: 'settled',
    on: SETTLED.unanswered,
    title: 'Client command without a reply',
    why: 'Lost or ignored; a note when the connection ended within 5 s or the server closed it.',
    source: 'HYP LAB',
    find: (context, millis) =>
      context.isPing || context.letter !== '' ? undefined : unansweredFacts(context, millis),
    message: unansweredMessage,
  },
  'duplicate-reply': {
    severity: 'warning',
    subject: 'reply',
    on: REPLY.duplicate,
    title: 'Second answer of a kind that comes once',
    why: 'Server fault: one command got two answers, or an answer and an error.',
    source: 'HYP',
    find: replyFacts,
    message: (d) => `${named(d)} answers ${requestOf(d)}, which had its answer`,
  },
  'reply-out-of-order': {
    severity: 'note',
    subject: 'reply',
    on: REPLY.outOfOrder,
    title: 'Answer overtakes the answer to an earlier command',
    why: 'Legal, but it breaks clients that pair by order.',
    source: 'HYP DRAFT CAP2',
    find: (context) => ({
      ...replyFacts(context),
      waiting: context.overtakenId,
      waitingVerb: context.overtaken,
      waitingTrid: context.overtakenTrid,
    }),
    message: (d) =>
      `${named(d)} came while the earlier ${text(d, 'waitingVerb')} ${text(d, 'waitingTrid')} was still open`,
  },
  'slow-reply': {
    severity: 'note',
    subject: 'reply',
    on: REPLY.slow,
    title: 'Answer took longer than usual',
    why: 'Load: more than 5 s, or 30 s for XFR SB and CAL, which depend on other servers.',
    source: 'own',
    find: (context, millis) => ({ ...replyFacts(context), latencyMs: millis(context.latency) }),
    message: (d) => `${named(d)} took ${waited(d, 'latencyMs')}`,
  },
  'incomplete-set': {
    severity: 'warning',
    severityOf: ({ sinceLast }) => (sinceLast >= 0 && sinceLast <= END_GRACE_NANOS ? 'note' : 'warning'),
    subject: 'set',
    on: SET.incomplete,
    title: 'Numbered or announced set of lines is not complete',
    why: 'Lines are lost, or numbers jump; a note when the connection ended within 5 s of its last line.',
    source: 'DRAFT HYP ESC',
    find: setFacts,
    message: (d) =>
      `the set of ${text(d, 'set')} lines of ${named(d)} has a fault: ${SET_REASONS[text(d, 'reason')]?.(d) ?? ''}`,
  },
  'set-overrun': {
    severity: 'warning',
    subject: 'set',
    on: SET.overrun,
    title: 'More lines than the set announced',
    why: 'The announced number is wrong.',
    source: 'HYP',
    find: setFacts,
    message: (d) =>
      `${named(d)} announced ${text(d, 'total')} of ${text(d, 'set')}, and number ${text(d, 'seen')} came`,
  },
  'ack-without-msg': {
    severity: 'error',
    subject: 'reply',
    on: REPLY.ackWithoutMessage,
    title: 'ACK or NAK for a TrID that is no MSG',
    why: 'The switchboard is broken.',
    source: 'DRAFT',
    find: ({ command }) => tridFacts(command),
    message: (d) => `${named(d)} acknowledges no message of this connection`,
  },
  'ack-not-requested': {
    severity: 'error',
    subject: 'reply',
    on: REPLY.ackNotRequested,
    title: 'Acknowledgement that the message ruled out',
    why: 'The switchboard is broken: MSG U gets neither ACK nor NAK, MSG N no ACK.',
    source: 'DRAFT HYP YEL',
    find: (context) => ({ ...replyFacts(context), letter: context.letter }),
    message: (d) => `${named(d)} acknowledges a message of kind ${text(d, 'letter')}`,
  },
  'ack-and-nak': {
    severity: 'error',
    subject: 'reply',
    on: REPLY.ackAndNak,
    title: 'Both ACK and NAK for one message',
    why: 'A message cannot be delivered and not delivered.',
    source: 'HYP',
    find: replyFacts,
    message: (d) => `${named(d)} contradicts the earlier acknowledgement of the same message`,
  },
  'nak-received': {
    severity: 'note',
    subject: 'reply',
    on: REPLY.nak,
    title: 'Message not delivered',
    why: 'The switchboard could not deliver it to everybody.',
    source: 'LOG',
    find: (context) => ({ ...replyFacts(context), letter: context.letter }),
    message: (d) => `message ${text(d, 'trid')} was not delivered (NAK)`,
  },
  'unanswered-msg-ack': {
    severity: 'warning',
    severityOf: unansweredSeverity,
    subject: 'settled',
    on: SETTLED.unanswered,
    title: 'Message that asked for an acknowledgement got none',
    why: 'The message may be lost; a note when the switchboard closed within 5 s.',
    source: 'HYP9',
    find: (context, millis) => {
      const facts = context.letter === '' ? undefined : unansweredFacts(context, millis);
      return facts && { ...facts, letter: context.letter };
    },
    message: unansweredMessage,
  },
  'qng-without-png': {
    severity: 'warning',
    subject: 'reply',
    on: REPLY.pongWithoutPing,
    title: 'QNG while no PNG is open',
    why: 'An answer to nothing.',
    source: 'HYP',
    find: ({ command }) => ({ verb: command.verb }),
    message: () => 'QNG answers no PNG',
  },
  'png-unanswered': {
    severity: 'warning',
    subject: 'settled',
    on: SETTLED.unanswered,
    title: 'PNG without QNG for 60 s',
    why: 'The connection is dead.',
    source: 'CAP1',
    find: (context, millis) =>
      context.isPing && context.age > PING_LIMIT_NANOS ? unansweredFacts(context, millis) : undefined,
    message: unansweredMessage,
  },
  'qry-without-chl': {
    severity: 'warning',
    subject: 'challenge',
    on: CHALLENGE.queryWithout,
    title: 'QRY while no challenge is open',
    why: 'An answer to nothing.',
    source: 'HYP',
    find: ({ product }) => ({ product }),
    message: () => 'QRY answers no challenge',
  },
  'chl-unanswered': {
    severity: 'warning',
    subject: 'challenge',
    on: CHALLENGE.unanswered,
    title: 'Challenge without answer for 50 s, or two open at once',
    why: 'The server will send error 540 and close.',
    source: 'ESC',
    find: ({ age }, millis) => ({ openMs: age < 0 ? null : millis(age), another: age < 0 }),
    message: (d) =>
      d['another'] === true
        ? 'the challenge was not answered before the next one came'
        : `the challenge got no answer in ${waited(d, 'openMs')}`,
  },
  'challenge-answer-wrong': {
    severity: 'error',
    subject: 'challenge',
    on: CHALLENGE.wrongAnswer,
    title: 'Wrong answer to a challenge',
    why: 'The answer is not the one computed for the product id; error 540 and the end of the connection follow.',
    source: 'LAB',
    find: ({ product }) => ({ product }),
    message: (d) => `the answer to the challenge is not the one of product ${text(d, 'product')}`,
  },
};
