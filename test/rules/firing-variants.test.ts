/** More ways in which the rules of the families state and security speak, beside those of their fixtures. */
import { describe, expect, test } from 'vitest';
import { answer, GATEWAY_ENDS, OPEN_NS, request } from '../../fixtures/build/gateway.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { CVR, CVR_ANSWER, ID, OPENED, POLL, SEND } from '../../fixtures/rules/gateway-opening.ts';
import {
  ANSWERED,
  answerChallenge,
  CHALLENGE,
  hear,
  login,
  LOGIN8,
  message,
  PRESENCE,
  say,
  SB,
} from '../../fixtures/rules/preamble.ts';
import {
  EMPTY_SB,
  ENDPOINT_SB,
  INVITING,
  NS,
  ONLINE8,
  REDIRECTED,
  RING,
  RUNG,
  SB_CONNECTION,
} from '../../fixtures/rules/sessions.ts';
import { RULES } from '../../src/analysis/registry.ts';
import { collect } from '../scan/collect.ts';

/** Rule, transcript, and how often the rule speaks where that is not once or more. */
const VARIANTS: readonly (readonly [id: string, text: string, count?: number])[] = [
  ['wrong-direction', `${LOGIN8}\nC> ILN 5 NLN a@example.com A`],
  ['wrong-direction', `${LOGIN8}\nS< PNG`],
  ['wrong-direction', `${SB}\nS< CAL 3 x@example.com\nC> BYE 4 ann@example.com`, 1],
  ['wrong-direction', `${LOGIN8}\nC> CHL 0 123`],
  ['wrong-direction', `${SB}\nC> ACK 3`],
  ['wrong-direction', `midstream\nC> CHG 5 NLN 0\nC> QNG 50\nS< CHG 5 NLN 0`],
  ['wrong-role', `${LOGIN8}\n${message('C> MSG 5 N')}`],
  ['wrong-role', `${SB}\nC> CHG 3 NLN 0`],
  ['wrong-role', `${LOGIN8}\nS< JOI bob@example.com Bob`],
  ['wrong-role', `${SB}\nS< NLN NLN bob@example.com Bob 0`],
  ['wrong-role', `${LOGIN8}\nC> CAL 5 bob@example.com`],
  ['wrong-role', `${SB}\nC> VER 3 MSNP8 CVR0`],
  ['wrong-role', `${LOGIN8}\nC> ANS 5 a@example.com 1.1 5`],
  ['wrong-role', `${SB}\nC> XFR 3 SB`],
  [
    'command-before-ver',
    `C> CVR 1 0x0409 winnt 5.1 i386 MSNMSGR 7.0.0777 msmsgs ann@example.com\nS< CVR 1 1 1 1 a b`,
  ],
  ['command-before-ver', `C> SYN 1 0\nS fin`],
  ['command-before-ver', `C> PNG\nS fin`],
  ['command-before-ver', `C> USR 1 TWN I ann@example.com\nS fin`],
  ['command-before-ver', `C> INF 1\nS< INF 1 MD5`],
  ['command-before-ver', `C> CHG 1 NLN 0`],
  ['command-before-ver', `C> OUT\nS fin`],
  ['command-before-login', `C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\nC> SYN 2 0`],
  ['command-before-login', `C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\nC> CHG 2 NLN 0\nS< 302 2`],
  [
    'command-before-login',
    `C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\nC> USR 2 TWN I ann@example.com\nS< USR 2 TWN S x\nC> XFR 3 SB`,
  ],
  ['command-before-login', `C> USR 1 ann@example.com 1.1\nS< 911 1\nC> CAL 2 bob@example.com`],
  ['command-before-login', `C> VER 1 MSNP15 CVR0\nS< VER 1 MSNP15\nC> ADL 2 *\n|‖<ml></ml>`],
  [
    'command-before-login',
    `C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\nC> USR 2 TWN I ann@example.com\nS< USR 2 TWN S x\nC> USR 3 TWN S t=1\nS< 911 3\nC> SYN 4 0`,
  ],
  ['login-repeated', `${LOGIN8}\nC> USR 5 TWN I ann@example.com\nS< 207 5`],
  ['login-repeated', `${login(5)}\nC> USR 5 MD5 I ann@example.com`],
  ['login-repeated', `${login(15)}\nC> USR 5 SSO I ann@example.com`],
  ['login-repeated', `${login(15)}\nC> USR 5 SSO S t=a b`],
  [
    'login-failed',
    `C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\nC> USR 2 TWN I ann@example.com\nS< USR 2 TWN S x\nC> USR 3 TWN S t=1\nS< 928 3`,
  ],
  ['login-failed', `C> ANS 1 ann@example.com 1.1 5\nS< 911 1`],
  ['login-failed', `C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\nC> USR 2 TWN I ann@example.com\nS< 931 2`],
  ['login-failed', `C> USR 1 ann@example.com 1.1\nS< 911 1\nS fin`],
  ['version-mismatch', `C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP9`],
  ['version-mismatch', `${login(10)}\nC> ADD 5 FL a@example.com A`],
  ['version-mismatch', `${login(13)}\nC> SYN 5 0 0`],
  ['version-mismatch', `${login(12)}\nC> ADL 5 *\n|‖<ml></ml>`],
  ['version-mismatch', `C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\nC> INF 2`],
  ['version-mismatch', `C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\nC> USR 2 SSO I ann@example.com`],
  ['version-mismatch', `${login(8)}\nC> UUX 5 *\n|‖<Data></Data>`],
  ['version-mismatch', `${login(21)}\nS< NLN NLN 1:a@example.com A 0:0`],
  ['version-mismatch', `${login(15)}\nC> USR 5 SHA A x`],
  ['version-refused', `C> VER 1 MSNP1 CVR0\nS< VER 1 0`],
  ['version-refused', `C> VER 1 FOO\nS< VER 1 0\nS fin`],
  ['version-refused', `C> VER 7 CVR0\nS< VER 7 0`],
  ['unexpected-trid-on-async', `${LOGIN8}\nS< NLN 5 NLN bob@example.com Bob 0`],
  ['unexpected-trid-on-async', `${LOGIN8}\nS< FLN 5 bob@example.com`],
  ['unexpected-trid-on-async', `${SB}\nS< JOI 5 cat@example.com Cat`],
  ['unexpected-trid-on-async', `${SB}\nS< BYE 5 bob@example.com`],
  ['unexpected-trid-on-async', `${LOGIN8}\nS< NOT 5 3\n|‖abc`],
  ['unexpected-trid-on-async', `${LOGIN8}\nS< RNG 5 4050 192.0.2.30:1863 CKI 1.1 bob@example.com Bob`],
  ['unexpected-trid-on-async', `${SB}\n${message('S< MSG 5 bob@example.com Bob')}`],
  ['async-nonzero-trid', `${LOGIN8}\nS< CHL 9 15570131571988941333`],
  ['async-nonzero-trid', `${login(12)}\nS< SBS 9 null`],
  ['async-nonzero-trid', `${login(15)}\nS< ADL 9 *\n|‖<ml></ml>`],
  ['async-nonzero-trid', `${login(15)}\nS< GCF 9 *\n|‖<Policies></Policies>`],
  ['async-nonzero-trid', `${login(21)}\nS< SDG 9 *\n|‖Routing: 1.0`],
  ['async-nonzero-trid', `${login(15)}\nS< RML 9 *\n|‖<ml></ml>`],
  [
    'sb-without-invite',
    `${INVITING}\n${SB_CONNECTION}\nC> USR 1 ann@example.com 9.9\nS< USR 1 OK ann@example.com Ann`,
  ],
  ['sb-without-invite', `${RUNG}\n${SB_CONNECTION}\nC> ANS 1 ann@example.com 9.9 40506070\nS< ANS 1 OK`],
  ['sb-without-invite', `${NS}\n${ONLINE8}\n${SB_CONNECTION}\n${SB}`],
  ['rng-unanswered', `${RUNG}\n+ 61s\n${PRESENCE}`],
  ['rng-unanswered', `${RUNG}\n+ 61s\nC> PNG\nS< QNG`],
  [
    'rng-unanswered',
    `${RUNG}\n${SB_CONNECTION}\nC> ANS 1 ann@example.com 7.7 40506070\nS< 911 1\non 1\n+ 61s\n${PRESENCE}`,
  ],
  ['rng-unanswered', `${RUNG}\n+ 90s\nC> OUT`],
  ['cal-no-join', `${EMPTY_SB}\nC> CAL 2 bob@example.com\nS< CAL 2 RINGING 5\n+ 70s\nC> OUT`],
  [
    'cal-no-join',
    `${SB}\nS< BYE bob@example.com\nC> CAL 3 bob@example.com\nS< CAL 3 RINGING 5\n+ 70s\nC> OUT`,
  ],
  ['cal-no-join', `${ANSWERED}\nC> CAL 2 cat@example.com\nS< CAL 2 RINGING 5\n+ 61s\n${hear()}`],
  ['msg-to-empty-session', `${EMPTY_SB}\n${say('2 N')}`],
  ['msg-to-empty-session', `${EMPTY_SB}\n${say('2 D')}\nS< 282 2`],
  ['msg-to-empty-session', `${EMPTY_SB}\n${say('2 A')}\nS< NAK 2`],
  ['msg-to-empty-session', `${SB}\nS< BYE bob@example.com\n+ 3s\n${say('3 N')}\n${say('4 N')}`, 1],
  ['msg-to-empty-session', `C> ANS 1 ann@example.com 1.1 5\nS< ANS 1 OK\n${say('2 N')}`],
  [
    'msg-to-empty-session',
    `${ENDPOINT_SB}\nS< BYE bob@example.com;{66666666-2222-3333-4444-555555555555}\nS< BYE bob@example.com\n+ 3s\n${say('3 N')}`,
  ],
  ['join-duplicate', `${SB}\nS< JOI bob@example.com Bob`],
  ['join-duplicate', `${ANSWERED}\nS< JOI BOB@example.com Bob`],
  ['join-duplicate', `${SB}\nS< JOI cat@example.com Cat\nS< JOI cat@example.com Cat`],
  ['join-duplicate', `${ENDPOINT_SB}\nS< JOI bob@example.com;{66666666-2222-3333-4444-555555555555} Bob 0:0`],
  ['bye-unknown', `${SB}\nS< BYE cat@example.com`],
  ['bye-unknown', `${SB}\nS< BYE bob@example.com\nS< BYE bob@example.com`],
  ['bye-unknown', `${ANSWERED}\nS< BYE dan@example.com 1`],
  ['bye-unknown', `${EMPTY_SB}\nS< BYE bob@example.com`],
  ['send-after-out', `${LOGIN8}\nC> OUT\nC> CHG 5 NLN 0`],
  ['send-after-out', `${SB}\nC> OUT\n${say('3 N')}`],
  ['send-after-out', `${LOGIN8}\nC> OUT\nC> PNG`],
  ['send-after-out', `${LOGIN8}\nC> OUT\nC> OUT`],
  ['send-after-xfr', `${REDIRECTED}\nC> SYN 4 0`],
  ['send-after-xfr', `${REDIRECTED}\nC> PNG`],
  ['send-after-xfr', `${LOGIN8}\nS< XFR 0 NS 192.0.2.21:1863\nC> CHG 5 NLN 0`],
  ['send-after-xfr', `${REDIRECTED}\nC> USR 4 TWN I ann@example.com`],
  ['server-out', `${LOGIN8}\nS< OUT SSD`],
  ['server-out', `${LOGIN8}\nS< OUT XYZ`],
  ['server-out', `${SB}\nS< OUT TOU`],
  ['server-out', `${login(12)}\nS< OUT RCT 5`],
  ['server-disconnect-abrupt', `${LOGIN8}\nC> SYN 5 0\nS rst`],
  ['server-disconnect-abrupt', `C> VER 1 MSNP8\nS fin`],
  ['server-disconnect-abrupt', `C> USR 1 ann@example.com 1.1\nS fin`],
  ['server-disconnect-abrupt', `${SB}\nC> CAL 3 x@example.com y\nS fin`],
  ['server-disconnect-abrupt', `${LOGIN8}\nC> PNG\nS rst`],
  ['server-disconnect-abrupt', `C> ANS 1 ann@example.com 1.1 4\nS fin`],
  ['server-disconnect-abrupt', `${SB}\n${say('3 A')}\nS rst`],
  ['idle-without-png', `${ONLINE8}\n+ 121s\n${PRESENCE}`],
  ['idle-without-png', `${ONLINE8}\n+ 200s\nC> PNG\nS< QNG\n+ 200s\nC> PNG\nS< QNG`, 2],
  ['idle-without-png', `${ONLINE8}\n+ 300s\nC fin`],
  ['syn-repeated', `${ONLINE8}\nC> SYN 7 15\nS< SYN 7 15`],
  ['syn-repeated', `${LOGIN8}\nC> SYN 5 0\nC> SYN 6 0`],
  ['syn-repeated', `${login(10)}\nC> SYN 5 0 0\nS< SYN 5 1 1\nC> SYN 6 1 1\nS< SYN 6 1 1`],
  ['chg-before-syn', `${LOGIN8}\nC> CHG 5 NLN 0\nS< CHG 5 NLN 0`],
  ['chg-before-syn', `${login(15)}\nC> CHG 5 NLN 0\nS< CHG 5 NLN 0`],
  ['chg-before-syn', `${login(18)}\nC> ADL 5 *\n|‖<ml></ml>\nC> CHG 6 NLN 0:0\nS< ADL 5 OK`],
  ['chg-before-syn', `${login(12)}\nC> CHG 5 BSY 0`],
  ['mixed-protocol', `C>raw "\\x16\\x03\\x01\\x00\\xa5\\x01\\x00\\x00\\xa1\\x03\\x03abcdefgh"`],
  ['mixed-protocol', `C>raw "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"`],
  ['mixed-protocol', `S<raw "SSH-2.0-OpenSSH_8.9\\r\\n"`],
  ['mixed-protocol', `C>raw "hello there\\r\\n"`],
  ['mixed-protocol', `C>raw "NICK ann\\r\\nUSER ann\\r\\n"`],
  ['mixed-protocol', `C>raw "EHLO example.com\\r\\n"`],
  ['clear-text-credentials', `C> VER 1 MSNP2 CVR0\nS< VER 1 MSNP2\nC> USR 2 CTP S secret`],
  ['clear-text-credentials', login(15)],
  ['clear-text-credentials', ANSWERED],
  ['clear-text-credentials', `${LOGIN8}\n${RING}`],
  [
    'clear-text-credentials',
    `C> USR 1 ann@example.com;{11111111-2222-3333-4444-555555555555} 1.1\nS< USR 1 OK ann@example.com Ann`,
  ],
  [
    'challenge-reused',
    `${LOGIN8}\n${CHALLENGE}\n${answerChallenge(5)}\nS< QRY 5\n${CHALLENGE}\n${answerChallenge(6)}\nS< QRY 6`,
    1,
  ],
  ['challenge-reused', `${NS}\n${login(5)}\nconnection 2 10.0.0.6:4001 > 192.0.2.20:1863\n${login(5)}`],
  [
    'challenge-reused',
    `${NS}\n${LOGIN8}\n${CHALLENGE}\n${answerChallenge(5)}\nS< QRY 5\nconnection 2 10.0.0.5:4002 > 192.0.2.20:1863\n${LOGIN8}\n${CHALLENGE}\n${answerChallenge(5)}\nS< QRY 5\nconnection 3 10.0.0.5:4003 > 192.0.2.20:1863\n${LOGIN8}\n${CHALLENGE}\n${answerChallenge(5)}\nS< QRY 5`,
    1,
  ],
  [
    'cookie-reuse',
    `connection 1 10.0.0.5:4001 > 192.0.2.30:1863\n${SB}\nconnection 2 10.0.0.6:4001 > 192.0.2.30:1863\n${SB}`,
  ],
  [
    'cookie-reuse',
    `connection 1 10.0.0.5:4001 > 192.0.2.30:1863\n${ANSWERED}\nC fin\nS fin\nconnection 2 10.0.0.7:4001 > 192.0.2.30:1863\n${ANSWERED.replace('ann@', 'eve@')}`,
  ],
  [
    'cookie-reuse',
    `connection 1 10.0.0.5:4001 > 192.0.2.30:1863\n${SB}\nC> OUT\nC fin\nS fin\n+ 100s\nconnection 2 10.0.0.5:4009 > 192.0.2.30:1863\n${SB}`,
  ],
  ['flood', `${LOGIN8}\nC> CHG 5 NLN 0\nS< 800 5`],
  ['flood', `${SB}\nC> CAL 3 a@example.com\nS< 713 3`],
  [
    'flood',
    `${SB}\n${Array.from({ length: 12 }, (_, i) => `${say(`${i + 3} N`)}\n+ 10ms`).join('\n')}\n${hear()}`,
  ],
  [
    'flood',
    `${ONLINE8}\n${Array.from({ length: 12 }, (_, i) => `C> CHG ${i + 7} ${i % 2 ? 'NLN' : 'BSY'} 0\n+ 20ms`).join('\n')}\n${PRESENCE}`,
  ],
  [
    'http-request-overlap',
    `${OPENED}\n${request(SEND, CVR)}\n${request(POLL)}\n${answer(ID, CVR_ANSWER)}\n${answer(ID)}`,
  ],
  [
    'http-request-overlap',
    `${OPENED}\n${request(POLL)}\nconnection 2 10.0.0.5:4002 > 192.0.2.80:80\n${request(SEND, CVR)}\n${answer(ID)}\non 1\n${answer(ID, CVR_ANSWER)}`,
  ],
  [
    'http-request-overlap',
    `${OPENED}\n${request(POLL)}\n${request(POLL)}\n${answer(ID)}\n${answer(ID, '', { status: '400 Bad Request', messenger: '' })}`,
  ],
  [
    'http-session-unknown',
    `${OPENED}\n${request('SessionID=5.5', CVR)}\n${answer('', '', { status: '500 Internal Server Error', messenger: '' })}`,
  ],
  [
    'http-session-unknown',
    `${OPENED}\n${request('Action=poll&SessionID=99.1')}\n${answer('', '', { status: '404 Not Found', messenger: '' })}`,
  ],
  [
    'http-session-unknown',
    `${OPENED}\n${request(SEND, 'OUT\r\n')}\n${answer(ID, '', { messenger: `SessionID=${ID}; Session=close` })}\n${request(POLL)}\n${answer('', '', { status: '500 x', messenger: '' })}`,
  ],
  ['http-poll-with-body', `${OPENED}\n${request(POLL, CVR)}\n${answer(ID, CVR_ANSWER)}`],
  ['http-poll-with-body', `${OPENED}\n${request(POLL, '\r\n')}\n${answer(ID)}`],
  [
    'http-poll-with-body',
    `${OPENED}\n${request(POLL + '&Lifespan=60', 'PNG\r\n', { chunk: 3 })}\n${answer(ID)}`,
  ],
  ['http-send-empty', `${OPENED}\n${request(SEND)}\n${answer(ID)}`],
  ['http-send-empty', `${OPENED}\n${request(SEND, '', { method: 'GET' })}\n${answer(ID)}`],
  ['http-send-empty', `${OPENED}\n${request(SEND, '', { chunk: 4 })}\n${answer(ID)}`],
  ['http-ping', `${OPENED}\n${request(SEND, 'PNG\r\n')}\n${answer(ID)}`],
  ['http-ping', `${OPENED}\n${request(SEND, 'PNG\r\nPNG\r\n')}\n${answer(ID)}`, 2],
  [
    'http-ping',
    `${GATEWAY_ENDS}\n${request('Action=open&Server=SB&IP=192.0.2.3', 'ANS 1 a@example.com 1.1 5\r\nPNG\r\n')}\n${answer(ID, 'ANS 1 OK\r\n')}`,
  ],
  [
    'http-body-after-close',
    `${OPENED}\n${request(SEND, 'OUT\r\n')}\n${answer(ID, '', { messenger: `SessionID=${ID}; Session=close` })}\n${request(SEND, CVR)}\n${answer(ID)}`,
  ],
  [
    'http-body-after-close',
    `${OPENED}\n${request(SEND, 'OUT\r\n')}\n${answer(ID, '', { messenger: `Session=close; SessionID=${ID}` })}\nconnection 2 10.0.0.5:4009 > 192.0.2.80:80\n${request(SEND, CVR)}\n${answer(ID)}`,
  ],
  ['http-header-missing', `${OPENED}\n${request(POLL)}\n${answer(ID, '', { messenger: '' })}`],
  [
    'http-body-after-close',
    `${OPENED}\n${request(SEND, 'OUT\r\n')}\n${answer(ID, '', { messenger: `SessionID=${ID}; Session=close` })}\n${request(SEND, 'OUT\r\n', { chunk: 3 })}\n${answer(ID)}`,
  ],
  [
    'http-header-missing',
    `${GATEWAY_ENDS}\n${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}\n${answer(ID, 'VER 1 MSNP8\r\n', { messenger: '' })}`,
  ],
  [
    'http-header-missing',
    `${OPENED}\n${request(SEND, CVR)}\n${answer(ID, '<html></html>', { messenger: '' })}`,
  ],
  ['http-content-length', `${OPENED}\n${request(SEND, CVR, { length: 10 })}\n${answer(ID, CVR_ANSWER)}`],
  ['http-content-length', `${OPENED}\n${request(SEND, CVR, { length: 'abc' })}\n${answer(ID, CVR_ANSWER)}`],
  [
    'http-content-length',
    `${OPENED}\n${request(SEND, CVR)}\n${answer(ID, CVR_ANSWER, { length: 500 })}\nS fin`,
  ],
  [
    'http-content-length',
    `${OPENED}\n${request(SEND, CVR)}\n${answer(ID, CVR_ANSWER, { length: 5 })}\n${request(POLL)}\n${answer(ID)}`,
  ],
  [
    'http-content-length',
    `${OPENED}\n${request(SEND, CVR)}\n${answer(ID, CVR_ANSWER, { length: 130 })}\n${request(POLL)}\n${answer(ID)}`,
  ],
  [
    'http-other-host',
    `${GATEWAY_ENDS}\n${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}\n${answer(ID, 'VER 1 MSNP8\r\n', { messenger: `SessionID=${ID}; GW-IP=192.0.2.99` })}\n${request(SEND, CVR)}\n${answer(ID, CVR_ANSWER)}`,
  ],
  ['http-other-host', `${OPENED}\n${request(SEND, CVR, { host: '192.0.2.9' })}\n${answer(ID, CVR_ANSWER)}`],
  [
    'http-other-host',
    `${OPENED}\n${request(SEND, CVR, { base: 'http://192.0.2.9' })}\n${answer(ID, CVR_ANSWER)}`,
  ],
  [
    'http-error-status',
    `${OPENED}\n${request(SEND, CVR)}\n${answer(ID, '', { status: '403 Forbidden', messenger: '' })}`,
  ],
  [
    'http-error-status',
    `${GATEWAY_ENDS}\n${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}\n${answer('', '', { status: '503 x', messenger: '' })}`,
  ],
  [
    'http-error-status',
    `${OPENED}\n${request(POLL)}\n${answer(ID, '', { status: '400 Bad Request', messenger: '' })}`,
  ],
];

/** Their transcripts are elsewhere: content types are a table of their own. */
const ELSEWHERE = new Set(['unknown-content-type']);

test('every rule of state and security has three or more', () => {
  const counts = new Map<string, number>();
  for (const [id] of VARIANTS) counts.set(id, (counts.get(id) ?? 0) + 1);
  const few = [...RULES].filter(([id, { family }]) => {
    if (!['state', 'security'].includes(family) || ELSEWHERE.has(id)) return false;
    return (counts.get(id) ?? 0) < 3;
  });
  expect(few.map(([id]) => id)).toEqual([]);
});

describe('speaks', () => {
  test.each(VARIANTS.map(([id, text, count]) => ({ id, text, count, last: lastLine(text) })))(
    '$id: ... $last',
    async ({ id, text, count }) => {
      const { findings } = await collect(transcript(text));
      const told = findings.filter((finding) => finding.id === id);
      if (count === undefined) expect(told).not.toHaveLength(0);
      else expect(told).toHaveLength(count);
    },
  );
});

function lastLine(text: string): string {
  return (text.split('\n').at(-1) ?? '').slice(0, 60);
}

describe('a message', () => {
  test.each([
    [
      'parameter-count',
      `${LOGIN8}\nC> REM 5 AL\nS< REM 5 AL 3 a@example.com`,
      /REM of the client has 1 parameter and takes 2 or 3$/,
    ],
    [
      'unanswered-command',
      `${LOGIN8}\nC> CHG 5 BSY 0\n+ 40ms\nS fin`,
      /got no answer in \d+ ms up to the end of the connection$/,
    ],
  ])('has numbers that people read: %s', async (id, text, expected) => {
    const { findings } = await collect(transcript(text));
    expect(findings.find((finding) => finding.id === id)?.message).toMatch(expected);
  });
});
