/** MSNP is recognised on any port, and nothing else is taken for it. */
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { LOGIN8, SB } from '../../fixtures/rules/preamble.ts';
import { collect } from '../scan/collect.ts';

const ENDS = 'connection 1 10.0.0.5:4001 > 192.0.2.20:5190';
const ANYWHERE = { anyPort: true };

async function commandsOn(text: string, port = ENDS): Promise<string[]> {
  const { commands } = await collect(transcript(`${port}\n${text}`), ANYWHERE);
  return commands.map(({ from, line }) => `${from === 'client' ? 'C' : 'S'} ${line}`);
}

async function commandsUsually(text: string): Promise<string[]> {
  const { commands } = await collect(transcript(text));
  return commands.map(({ from, line }) => `${from === 'client' ? 'C' : 'S'} ${line}`);
}

const MIME = 'MIME-Version: 1.0';
const MESSAGE = `| ${MIME}
| Content-Type: text/plain
|
|‖hello`;
const CHAT = `C> MSG 5 N *
${MESSAGE}
S< MSG bob@example.com Bob *
${MESSAGE}
S< BYE bob@example.com`;

describe('MSNP on any port', () => {
  test.each([
    ['a login', LOGIN8],
    ['a switchboard', SB],
    ['a refused version', 'C> VER 1 MSNP2\nS< VER 1 0\nC> OUT'],
    [
      'a switchboard that is entered with a login',
      'C> USR 1 ann@example.com 1.2.3\nS< USR 1 OK ann@example.com Ann',
    ],
  ])('%s is read whole, from its first line', async (_, text) => {
    expect(await commandsOn(text)).toEqual(await commandsUsually(text));
  });

  test('in segments of one byte too', async () => {
    const text =
      'C> VER 1 MSNP8 CVR0\nsplit 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\nS< VER 1 MSNP8\nsplit 1 2 3 4 5';
    expect(await commandsOn(text)).toEqual(['C VER 1 MSNP8 CVR0', 'S VER 1 MSNP8']);
  });

  test('in mid-stream, when lines of both sides say so', async () => {
    expect(await commandsOn(`midstream\n${CHAT}`)).toEqual([
      'C MSG 5 N 52',
      'S MSG bob@example.com Bob 52',
      'S BYE bob@example.com',
    ]);
  });

  test('one side alone has to show more', async () => {
    const one = 'only C\nC> VER 1 MSNP8 CVR0';
    const more = `${one}\nC> CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 6.0 MSMSGS a@example.com\nC> USR 3 TWN I a@example.com`;
    expect(await commandsOn(one)).toEqual([]);
    expect(await commandsOn(more)).toHaveLength(3);
  });

  test('it keeps its frames, times and number', async () => {
    const text = `${ENDS}\nC> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8`;
    const found = await collect(transcript(text), ANYWHERE);
    const usual = await collect(transcript(text), { ports: new Set([5190]) });
    expect(found.commands).toEqual(usual.commands);
    expect(found.sessions.map(({ flow }) => [flow.id, flow.firstFrame, flow.startedMidStream])).toEqual([
      [1, 1, false],
    ]);
  });

  test('without being asked for it is not looked for', async () => {
    const { sessions } = await collect(transcript(`${ENDS}\n${LOGIN8}`));
    expect(sessions).toEqual([]);
  });
});

/** Whole conversations of other protocols, and the nearest that they can come. */
const OTHERS: Readonly<Record<string, string>> = {
  irc: `C> NICK ann
C> USER ann 0 * :Ann Example
S< :irc.example.com 001 ann :Welcome
S< PING :12345
C> PONG :12345
C> JOIN #msn
C> PRIVMSG #msn :VER 1 MSNP8 CVR0
S< :bob!b@example.com PRIVMSG #msn :USR 1 OK bob@example.com
S< ERROR :Closing link`,
  'irc, numeric replies without prefix': `C> NICK ann
S< 001 ann :Welcome
S< 375 ann :MOTD
C> WHO #msn
S< 352 1 ann
C> OPER a b
S< 491 2`,
  pop3: `S< +OK ready
C> USER ann
S< +OK
C> PASS secret
S< +OK
C> LIST
S< +OK 1 messages
S< 1 120
S< .
C> UIDL
S< +OK
C> TOP 1 0
S< +OK
S< MSG Hotmail Hotmail 5
S< NLN NLN ann@example.com Ann 0
S< .
C> RSET
C> QUIT`,
  smtp: `S< 220 mail.example.com ESMTP
C> EHLO client.example.com
S< 250-mail.example.com
S< 250 8BITMIME
C> VRFY ann
S< 252 1
C> MAIL FROM:<ann@example.com>
S< 250 2.1.0 Ok
C> DATA
S< 354 go
C> VER 1 MSNP8 CVR0
C> USR 2 TWN I ann@example.com
C> .
S< 250 3
C> QUIT
S< 221 4`,
  ftp: `S< 220 ready
C> USER anonymous
S< 331 5
C> PASS x
S< 230 6
C> SYST
S< 215 7 UNIX
C> PWD
S< 257 8
C> CWD VER
S< 250 9
C> MKD USR
S< 257 10`,
  nats: `S< INFO {"server_id":"x","max_payload":1048576}
C> CONNECT {"verbose":false}
C> PING
S< PONG
C> SUB msn.* 1
C> PUB msn.a 8
| VER 1 M
S< MSG msn.a 1 8
| VER 1 M
S< MSG a@example.com 9 *
${MESSAGE}`,
  'nats in mid-stream': `midstream
S< MSG a@example.com 9 *
${MESSAGE}
C> PING
S< PONG
S< MSG a@example.com 9 *
${MESSAGE}
C> PING
S< PONG`,
  'nats, the server alone': `midstream
only S
S< MSG a@example.com 9 *
${MESSAGE}
S< MSG b@example.com 9 *
${MESSAGE}
S< MSG c@example.com 9 *
${MESSAGE}
S< MSG d@example.com 9 *
${MESSAGE}`,
  http: `C> GET /VER/1/MSNP8 HTTP/1.1
C> Host: www.example.com
C>raw "\\r\\n"
S< HTTP/1.1 200 OK
S< Content-Length: 16
S<raw "\\r\\nVER 1 MSNP8\\r\\nUSR"
C> PUT /a HTTP/1.1
C>raw "\\r\\n"
S< HTTP/1.1 201 Created`,
  'a word of each side that MSNP has': `C> OUT
S< OUT`,
  echo: `C> VER 1 CVR0
S< VER 1 CVR0`,
  'a time server that speaks first': `S< 911 1
C> ACK 1
S< 911 2`,
};

describe('what is not MSNP', () => {
  test.each(Object.entries(OTHERS))('%s is not taken for it', async (_, text) => {
    const { sessions, notices, findings } = await collect(transcript(`${ENDS}\n${text}`), ANYWHERE);
    expect(sessions).toEqual([]);
    expect(notices).toEqual([]);
    expect(findings).toEqual([]);
  });

  test.each(Object.entries(OTHERS))(
    '%s is not taken for it when the capture begins late',
    async (_, text) => {
      const lines = text.split('\n').filter((line) => line !== 'midstream');
      for (let from = 0; from < lines.length; from++) {
        const rest = lines.slice(from).join('\n');
        if (/^[|]/.test(rest)) continue;
        const { sessions } = await collect(transcript(`${ENDS}\nmidstream\n${rest}`), ANYWHERE);
        expect(sessions, rest).toEqual([]);
      }
    },
  );
});
