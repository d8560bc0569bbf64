/** Family E, sessions over HTTP: what is special to the gateway (http-gateway.md). */
import type { Details } from '../../base/notice.ts';
import { GATEWAY, type GatewayContext } from '../../http/gateway-event.ts';
import { text } from './facts-text.ts';
import type { RuleTable } from './rule.ts';

const requestFacts = ({ kind }: GatewayContext): Details => ({ request: kind });
const bodyFacts = ({ kind, length }: GatewayContext): Details => ({ request: kind, length });
const statusFacts = ({ kind, status }: GatewayContext): Details => ({ request: kind, status });
/** The server or a proxy wants to know who asks: the client asks again. */
const ASKS_FOR_LOGIN: ReadonlySet<number> = new Set([401, 407]);
const fromOf = ({ client }: GatewayContext): string => (client ? 'client' : 'server');

export const GATEWAY_RULES: RuleTable = {
  'http-request-overlap': {
    severity: 'warning',
    subject: 'gateway',
    on: GATEWAY.requestOverlap,
    title: 'Second request of a gateway session before the answer to the first',
    why: 'A session has one request open at a time; the official gateway answers 400.',
    source: 'HYP',
    find: ({ kind }) => ({ request: kind }),
    message: () => 'the client sent a request of the session before the answer to the one before had come',
  },
  'http-session-unknown': {
    severity: 'warning',
    subject: 'gateway',
    on: GATEWAY.sessionUnknown,
    title: 'Request for a gateway session that the server does not know',
    why: 'The SessionID is wrong, or the session is over; sessions end about 60 s after the last request.',
    source: 'ESC HYP',
    find: statusFacts,
    message: (d) =>
      d['status'] === 0
        ? 'the client asked for a session that the server had closed'
        : `the server knows no such session and answered ${text(d, 'status')}`,
  },
  'http-poll-with-body': {
    severity: 'warning',
    subject: 'gateway',
    on: GATEWAY.pollWithBody,
    title: 'Poll with a body',
    why: 'A poll asks for what waits and brings nothing; servers may ignore the commands.',
    source: 'HYP',
    find: bodyFacts,
    message: (d) => `a poll brings ${text(d, 'length')} bytes`,
  },
  'http-send-empty': {
    severity: 'note',
    subject: 'gateway',
    on: GATEWAY.sendEmpty,
    title: 'Request that sends nothing and is no poll',
    why: 'Without commands the request has to say Action=poll.',
    source: 'HYP',
    find: requestFacts,
    message: () => 'a request without Action=poll brings no command',
  },
  'http-ping': {
    severity: 'warning',
    subject: 'gateway',
    on: GATEWAY.ping,
    title: 'PNG over HTTP',
    why: 'The gateway keeps the connection itself; the official one answers with an HTTP error and closes.',
    source: 'HYP',
    find: () => ({}),
    message: () => 'the client sent PNG over HTTP',
  },
  'http-body-after-close': {
    severity: 'warning',
    subject: 'gateway',
    on: GATEWAY.bodyAfterClose,
    title: 'Body after Session=close',
    why: 'The session was over with the answer that said so; nobody reads what comes later.',
    source: 'HYP',
    find: (context) => ({ from: fromOf(context), length: context.length }),
    message: (d) => `the ${text(d, 'from')} sent ${text(d, 'length')} bytes after Session=close`,
  },
  'http-header-missing': {
    severity: 'warning',
    subject: 'gateway',
    on: GATEWAY.headerMissing,
    title: 'Answer 200 of the gateway without X-MSN-Messenger',
    why: 'The client cannot tell the session; often a proxy answered in its place.',
    source: 'HYP',
    find: statusFacts,
    message: () => 'the answer has no X-MSN-Messenger',
  },
  'http-content-length': {
    severity: 'error',
    subject: 'gateway',
    on: GATEWAY.lengthWrong,
    title: 'Body longer or shorter than its length says',
    why: 'Commands are cut or merge with the next message; usually characters were counted in place of bytes.',
    source: 'HYP',
    find: (context) => ({ from: fromOf(context), length: context.length }),
    message: (d) => `the length of a body of the ${text(d, 'from')} is wrong`,
  },
  'http-other-host': {
    severity: 'note',
    subject: 'gateway',
    on: GATEWAY.otherHost,
    title: 'Request to another host than the gateway named',
    why: 'The answer says in GW-IP where the requests that follow have to go; another host may not know the session.',
    source: 'HYP',
    find: ({ host, expected }) => ({ host, expected }),
    message: (d) => `the request went to ${text(d, 'host')}, the gateway had named ${text(d, 'expected')}`,
  },
  'http-error-status': {
    severity: 'warning',
    severityOf: ({ status }) => (ASKS_FOR_LOGIN.has(status) ? 'note' : 'warning'),
    subject: 'gateway',
    on: GATEWAY.errorStatus,
    title: 'Request answered with an HTTP error',
    why: '400: a request before the answer to the one before; 403: a proxy; 500: a session that is over; a note for 401 and 407, which ask for a login.',
    source: 'HYP PAP ESC',
    find: statusFacts,
    message: (d) => `a request (${text(d, 'request')}) was answered with ${text(d, 'status')}`,
  },
};
