/** Family C: numeric errors. */
import { errorFor } from '../../msnp/errors.ts';
import { firstArg } from '../../msnp/words.ts';
import { FORM, REPLY, type ReplyContext } from '../facts.ts';
import type { Severity } from '../finding.ts';
import { lineFacts, named, text, tridFacts } from './facts-text.ts';
import type { RuleTable } from './rule.ts';

/** First version in which errors with a payload are normal. */
const PAYLOAD_SINCE = 13;
/** Errors that tell of something usual, and the commands they do so for; empty: all. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = { 215: [], 216: [], 217: ['CAL'], 218: [] };

function replySeverity({ command, verb }: ReplyContext): Severity {
  if (errorFor(command.verb)?.fatal === 'yes') return 'error';
  const harmless = HARMLESS[command.verb];
  const isHarmless = harmless !== undefined && (harmless.length === 0 || harmless.includes(verb));
  return isHarmless ? 'note' : 'warning';
}

export const ERROR_RULES: RuleTable = {
  'error-reply': {
    severity: 'warning',
    severityOf: replySeverity,
    subject: 'reply',
    on: REPLY.error,
    title: 'Command answered by an error',
    why: 'The command failed; an error of those that end the session, a note for what is usual (217 to CAL, 215, 216, 218).',
    source: 'HYP',
    find: ({ command, verb, request }) => ({
      code: command.verb,
      name: errorFor(command.verb)?.name ?? null,
      meaning: errorFor(command.verb)?.meaning ?? null,
      trid: command.trid,
      request,
      requestVerb: verb,
    }),
    message: (d) => {
      const name = d['name'] === null || d['name'] === '?' ? '' : ` (${text(d, 'name')})`;
      return `${text(d, 'requestVerb')} ${text(d, 'trid')} failed with error ${text(d, 'code')}${name}`;
    },
  },
  'error-with-parameters': {
    severity: 'note',
    subject: 'reply',
    on: REPLY.errorParameters,
    title: 'Words after the TrID of an error',
    why: 'An old draft form; they are no payload length.',
    source: 'HYP DRAFT',
    // The words themselves stay with the line: they may quote what the client sent.
    find: ({ command }) => ({ ...tridFacts(command), words: command.wordCount - firstArg(command) }),
    message: (d) => `error ${named(d)} has words after its TrID that are no payload length`,
  },
  'error-with-payload': {
    severity: 'note',
    severityOf: ({ knowledge }) => (knowledge.maxVersion < PAYLOAD_SINCE ? 'warning' : 'note'),
    subject: 'reply',
    on: REPLY.errorPayload,
    title: 'Error with a length and a payload',
    why: 'Normal from MSNP13 on, unusual before.',
    source: 'SHARP5 PAP BIT',
    find: ({ command }) => ({ ...tridFacts(command), length: command.payloadLength }),
    message: (d) => `error ${named(d)} has a payload of ${text(d, 'length')} bytes`,
  },
  'error-unknown-code': {
    severity: 'warning',
    subject: 'reply',
    on: REPLY.errorUnknown,
    title: 'Error code that no source names',
    why: 'A new server.',
    source: 'own',
    find: ({ command }) => tridFacts(command),
    message: (d) => `error ${text(d, 'verb')} is not known`,
  },
  'error-unsolicited': {
    severity: 'error',
    subject: 'reply',
    on: REPLY.errorUnsolicited,
    title: 'Error that answers no command',
    why: 'It has TrID 0, none, or that of no known command; servers were never seen to do this.',
    source: 'HYP DRAFT',
    find: ({ command }) => tridFacts(command),
    message: (d) => `error ${named(d)} answers no command of this connection`,
  },
  'error-from-client': {
    severity: 'error',
    subject: 'form',
    on: FORM.errorFromClient,
    title: 'Client sends a numeric error',
    why: 'Clients never send errors.',
    source: 'HYP',
    find: ({ command }) => lineFacts(command),
    message: (d) => `the client sent the numeric line ${text(d, 'verb')}`,
  },
  'error-code-not-three-digits': {
    severity: 'error',
    subject: 'form',
    on: FORM.codeDigits,
    title: 'Line of digits, but not three',
    why: 'Damaged: errors have three digits.',
    source: 'HYP',
    find: ({ command }) => lineFacts(command),
    message: (d) =>
      `the ${text(d, 'from')} sent ${text(d, 'verb')}, which has not the three digits of an error`,
  },
};
