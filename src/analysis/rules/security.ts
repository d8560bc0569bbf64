/** Family F: what can be stolen, replayed or punished. */
import { unknownType } from '../../msnp/payload/problems.ts';
import { FORM, SECURITY } from '../facts.ts';
import { lineFacts, quoted, text } from './facts-text.ts';
import type { RuleTable } from './rule.ts';

export const SECURITY_RULES: RuleTable = {
  'clear-text-credentials': {
    severity: 'warning',
    subject: 'security',
    on: SECURITY.credentials,
    title: 'Credentials in clear text',
    why: 'Whoever sees the traffic can steal or replay them: passwords and what they can be guessed from, tickets, cookies, MSPAuth.',
    source: 'DRAFT HYP',
    find: ({ verb, what, count }) => ({ verb, what, bytes: count }),
    message: (d) =>
      `${text(d, 'verb')} shows a ${text(d, 'what')} of ${text(d, 'bytes')} bytes in clear text`,
  },
  'challenge-reused': {
    severity: 'warning',
    subject: 'security',
    on: SECURITY.challengeReused,
    title: 'Challenge used again, with the same answer',
    why: 'Whoever recorded the first answer can replay it. Told once a challenge.',
    source: 'own LAB',
    find: ({ verb, what, session }) => ({ verb, what, firstSession: session }),
    message: (d) =>
      `the ${text(d, 'what')} and its answer were used before in session ${text(d, 'firstSession')}`,
  },
  'cookie-reuse': {
    severity: 'warning',
    subject: 'security',
    on: SECURITY.cookieReused,
    title: 'Cookie of a switchboard used by two logins',
    why: 'The cookie may be stolen; a client that tries again after a reset, a refusal or an early end is not meant.',
    source: 'DRAFT',
    find: ({ verb, session }) => ({ verb, firstSession: session }),
    message: (d) => `${text(d, 'verb')} uses the cookie that session ${text(d, 'firstSession')} entered with`,
  },
  flood: {
    severity: 'note',
    subject: 'security',
    on: SECURITY.flood,
    title: 'Client sends too fast',
    why: 'The server said so (713, 800), or more than 10 commands came in a second; it will punish. Told once a session.',
    source: 'HYP',
    find: ({ what, count }) => ({ reason: what, commands: count === 0 ? null : count }),
    message: (d) =>
      d['commands'] === null
        ? `the server refuses with error ${text(d, 'reason')}: the client sends too fast`
        : `the client sent more than ${text(d, 'commands')} commands in a second`,
  },
  'unknown-content-type': {
    severity: 'note',
    subject: 'form',
    on: FORM.unknownType,
    title: 'Message of an unknown content type',
    why: 'A client of its own kind, or damage; receivers pass over what they do not know.',
    source: 'own',
    find: ({ command }) => ({ ...lineFacts(command), contentType: quoted(unknownType(command)) }),
    message: (d) =>
      `a message of the ${text(d, 'from')} has the unknown content type ${text(d, 'contentType')}`,
  },
};
