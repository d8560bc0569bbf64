import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANSWERED, hear, LOGIN8, message, SB, say } from '../../fixtures/rules/preamble.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { chatJson, chatText } from './views.ts';

const demo = readFileSync('fixtures/demo.pcap');

/** A message of another type than text. */
function typed(line: string, type: string, ...body: string[]): string {
  const [last = '', ...before] = body.reverse();
  const lines = before.reverse().map((text) => `| ${text}`);
  return [`${line} *`, '| MIME-Version: 1.0', `| Content-Type: ${type}`, '|', ...lines, `|‖${last}`].join(
    '\n',
  );
}

/** Ann's and Bob's sessions of one switchboard; `later` has lines on 1 (Ann) and 2 (Bob). */
const both = (later: string): string => `
connection 1 10.0.0.5:4001 > 192.0.2.30:1863
C> USR 1 ann@example.com 100200300.1
S< USR 1 OK ann@example.com Ann%20Example
C> CAL 2 bob@example.com
S< CAL 2 RINGING 40506070
connection 2 10.0.0.6:4001 > 192.0.2.30:1863
C> ANS 1 bob@example.com 1100000200.98765 40506070
S< IRO 1 1 1 ann@example.com Ann%20Example
S< ANS 1 OK
on 1
S< JOI bob@example.com Bob
${later}`;

const typesOf = (events: readonly { type: string }[]): string[] => events.map(({ type }) => type);

describe('a switchboard', () => {
  test('is read as people talk: who came, who said what, who left', async () => {
    const text = await chatText(demo);
    expect(text).toContain(
      'Conversation 1  2004-11-09 11:34:20Z + 1 m 31 s, switchboard 192.0.2.30 1863,\n  sessions 4, 5',
    );
    expect(text).toContain('  11:34:21  * Ann E invited Bob\n');
    expect(text).toContain('  11:34:26  Ann E: shall we meet at eight?\n');
    expect(text).toContain('  11:34:33  Bob:   Gern! Im Café „Zur schönen Aussicht“ ☕\n');
    expect(text).toContain('  11:35:04  * Ann E offers the file "plan.txt" (66 bytes)\n');
    expect(text).toContain('  11:35:08  * Bob accepts the file "plan.txt"\n');
    expect(text).toContain('  11:35:48  * Bob left\n');
    expect(text).not.toContain('typing\n  11');
  });

  test('shows typing and frames when asked for more', async () => {
    expect(await chatText(demo, { verbose: true })).toMatch(/11:34:28 {2}\s+\d+ {2}\* Bob is typing\n/);
  });

  test('that two captured clients share is one conversation, with nothing twice', async () => {
    const { conversations } = await chatJson(
      both(`on 1\n${say('3 N', 'hello')}\non 2\n${message('S< MSG ann@example.com Ann%20Example', 'hello')}`),
    );
    expect(conversations).toHaveLength(1);
    const [talk] = conversations;
    expect(talk?.sessions).toEqual([1, 2]);
    const texts = talk?.events.filter(({ type }) => type === 'text');
    expect(texts).toMatchObject([
      { from: 'ann@example.com', name: 'Ann Example', text: 'hello', session: 1, alsoIn: [{ session: 2 }] },
    ]);
    expect(talk?.participants.map(({ account, name }) => [account, name])).toEqual([
      ['ann@example.com', 'Ann Example'],
      ['bob@example.com', 'Bob'],
    ]);
    expect(typesOf(talk?.events ?? [])).toEqual(['joined', 'invited', 'joined', 'text', 'left', 'left']);
  });

  test('keeps the same words said twice apart', async () => {
    const twice = [
      'on 1',
      say('3 N', 'hello'),
      say('4 N', 'hello'),
      'on 2',
      message('S< MSG ann@example.com Ann%20Example', 'hello'),
      message('S< MSG ann@example.com Ann%20Example', 'hello'),
    ].join('\n');
    const { conversations } = await chatJson(both(twice));
    expect(conversations[0]?.events.filter(({ type }) => type === 'text')).toHaveLength(2);
  });

  test('shows what only the other side has', async () => {
    const lost = `on 1\n${say('3 N', 'hello')}\nlost\non 2\n${message('S< MSG ann@example.com Ann%20Example', 'hello')}`;
    const { conversations } = await chatJson(both(lost));
    expect(conversations).toHaveLength(1);
    expect(conversations[0]?.events.filter(({ type }) => type === 'text')).toMatchObject([
      { from: 'ann@example.com', text: 'hello', session: 2, alsoIn: [] },
    ]);
    expect(conversations[0]?.missing).toContainEqual(expect.objectContaining({ what: 'bytes', session: 1 }));
  });

  test('without a known id is joined by what was said and heard', async () => {
    const running = [
      'connection 1 10.0.0.5:4001 > 192.0.2.30:1863',
      'midstream',
      say('13 N', 'are you there'),
      'connection 2 10.0.0.6:4001 > 192.0.2.30:1863',
      'midstream',
      message('S< MSG ann@example.com Ann', 'are you there'),
    ].join('\n');
    const { conversations } = await chatJson(running);
    expect(conversations).toHaveLength(1);
    expect(conversations[0]?.events).toMatchObject([
      { type: 'text', from: 'ann@example.com', session: 1, alsoIn: [{ session: 2 }] },
    ]);
    expect(conversations[0]?.missing.filter(({ what }) => what === 'beginning')).toHaveLength(2);
  });

  test('that is another one is not joined by equal words', async () => {
    const two = [
      SB.replace('40506070', '1'),
      say('3 N', 'hi'),
      'connection 2 10.0.0.6:4001 > 192.0.2.20:1863',
      ANSWERED.replaceAll('bob', 'cat').replaceAll('ann', 'dan').replace('40506070', '2'),
      message('S< MSG cat@example.com Cat', 'hi'),
    ].join('\n');
    const { conversations } = await chatJson(two);
    expect(conversations.map(({ sessions }) => sessions)).toEqual([[1], [2]]);
  });

  test('tells of people who left and came back', async () => {
    const again = `${SB}\nS< BYE bob@example.com 1\n+ 2s\nS< JOI bob@example.com Bob\nS< BYE bob@example.com`;
    const { conversations } = await chatJson(again);
    const stays = conversations[0]?.participants.filter(({ account }) => account === 'bob@example.com');
    expect(stays).toHaveLength(2);
    expect(await chatText(again)).toContain('* Bob left (idle too long)\n');
  });

  test('counts the places of one user once', async () => {
    const guid = '{11111111-2222-3333-4444-555555555555}';
    const places = `C> USR 1 ann@example.com;${guid} 100200300.1
S< USR 1 OK ann@example.com;${guid} Ann
C> CAL 2 ann@example.com
S< CAL 2 RINGING 40506070
C> CAL 3 bob@example.com
S< CAL 3 RINGING 40506070
S< JOI bob@example.com;{6da299f1-5b1e-860b-4d2a-71787a2248ea} Bob 2416181284:00
S< JOI bob@example.com Bob 2416181284:00
S< JOI ann@example.com Ann 2416181284:00
S< BYE bob@example.com;{6da299f1-5b1e-860b-4d2a-71787a2248ea}
S< BYE bob@example.com`;
    const { conversations } = await chatJson(places);
    expect(conversations[0]?.events).toMatchObject([
      { type: 'joined', from: 'ann@example.com' },
      { type: 'invited', who: 'bob@example.com' },
      { type: 'joined', from: 'bob@example.com' },
      { type: 'left', from: 'bob@example.com' },
      { type: 'left', from: 'ann@example.com' },
    ]);
  });

  test('says why an invitation failed and that a message did not arrive', async () => {
    const failing = `${SB}\nC> CAL 3 off@example.com\nS< 217 3\n${say('4 A', 'One more thing')}\nS< NAK 4\nS< 282 4`;
    const text = await chatText(failing);
    expect(text).toContain('* Ann Example invited off@example.com: failed, user-offline (217)\n');
    expect(text).toContain('* not delivered: "One more thing"\n');
  });
});

describe('contents', () => {
  test('of several types are told in words', async () => {
    const text = await chatText(
      [
        SB,
        typed('S< MSG bob@example.com Bob', 'text/x-msnmsgr-datacast', 'ID: 1', '', ''),
        typed('S< MSG bob@example.com Bob', 'text/x-msnmsgr-datacast', 'ID: 2', '', ''),
        typed('C> MSG 3 N', 'application/x-ms-ink', 'base64:AAAA'),
        typed('C> MSG 4 N', 'text/x-nobody-knows', 'x'),
      ].join('\n'),
      { verbose: true },
    );
    expect(text).toContain('Bob:         (sends a nudge)\n');
    expect(text).toContain('Bob:         (sends a wink)\n');
    expect(text).toContain('Ann Example: (sends a drawing, 3 bytes)\n');
    expect(text).toMatch(/\* Ann Example sends text\/x-nobody-knows, \d+ bytes\n/);
  });

  test('keep line breaks and are wrapped to the terminal', async () => {
    const long = 'word '.repeat(40).trim();
    const text = await chatText(
      `${SB}\n${hear(`one\n| two\n|‖${long}`).replace('|‖one\n| two\n', '| one\n| two\n')}`,
    );
    const lines = text.split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/Bob: {9}one$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {25}two$/));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text.match(/word/g)).toHaveLength(40);
  });

  test('in chunks are joined, and what lacks is said', async () => {
    const chunk = (head: string, body: string): string =>
      [
        'S< MSG bob@example.com Bob *',
        '| MIME-Version: 1.0',
        ...head.split('\n').map((line) => `| ${line}`),
        '|',
        `|‖${body}`,
      ].join('\n');
    const first = chunk('Content-Type: text/plain; charset=UTF-8\nMessage-ID: {A1}\nChunks: 3', 'one,');
    const second = chunk('Message-ID: {A1}\nChunk: 1', 'two,');
    const third = chunk('Message-ID: {A1}\nChunk: 2', 'three');
    const whole = await chatJson(`${SB}\n${first}\n${second}\n${third}`);
    const textsOf = (document: typeof whole) =>
      document.conversations[0]?.events.filter(({ type }) => type === 'text');
    expect(textsOf(whole)).toMatchObject([{ text: 'one,two,three', missingChunks: 0 }]);
    const partial = await chatJson(`${SB}\n${first}\n${third}`);
    expect(textsOf(partial)).toMatchObject([{ text: 'one,three', missingChunks: 1 }]);
    expect(partial.conversations[0]?.missing).toMatchObject([{ what: 'chunks', session: 1 }]);
  });

  test('of invitations follow the offer to its end', async () => {
    const invite = (line: string, ...fields: string[]): string =>
      typed(line, 'text/x-msmsgsinvite; charset=UTF-8', ...fields, '', '');
    const { conversations } = await chatJson(
      [
        SB,
        invite(
          'S< MSG bob@example.com Bob',
          'Application-Name: File Transfer',
          'Invitation-Command: INVITE',
          'Invitation-Cookie: 7',
          'Application-File: plan.txt',
          'Application-FileSize: 66',
        ),
        invite('C> MSG 3 N', 'Invitation-Command: CANCEL', 'Invitation-Cookie: 7', 'Cancel-Code: REJECT'),
      ].join('\n'),
    );
    expect(conversations[0]?.events.slice(3)).toMatchObject([
      { type: 'offer', from: 'bob@example.com', what: 'file', title: 'plan.txt', size: '66', key: '7' },
      { type: 'answer', from: 'ann@example.com', answer: 'declined', title: 'plan.txt' },
      { type: 'left' },
    ]);
  });

  test('never hold secrets', async () => {
    const invite = typed(
      'C> MSG 3 N',
      'text/x-msmsgsinvite; charset=UTF-8',
      'Invitation-Command: ACCEPT',
      'Invitation-Cookie: 7',
      'IP-Address: 10.0.0.5',
      'AuthCookie: 4711987',
      '',
      '',
    );
    const text = JSON.stringify(await chatJson(`${LOGIN8}\nconnection 2\n${SB}\n${invite}`));
    expect(text).not.toContain('4711987');
    expect(text).not.toContain('100200300.1100000123.4567');
    expect(text).not.toContain('INVENTEDTICKET');
  });
});

describe('talk over the notification server', () => {
  const blocks = (line: string, from: string, to: string, text: string): string =>
    [
      `${line} *`,
      '| Routing: 1.0',
      `| To: 1:${to}`,
      `| From: 1:${from};epid={11111111-2222-3333-4444-555555555555}`,
      '|',
      '| Reliability: 1.0',
      '|',
      '| Messaging: 2.0',
      '| Message-Type: Text',
      '| Content-Type: text/plain; charset=UTF-8',
      `| Content-Length: ${text.length}`,
      '|',
      `|‖${text}`,
    ].join('\n');
  const login = `C> VER 1 MSNP21 CVR0
S< VER 1 MSNP21
C> USR 3 SSO I ann@example.com
S< USR 3 SSO S MBI_KEY_OLD SW52ZW50ZWROb25jZQ==
C> USR 4 SSO S t=INVENTEDTICKET&p= SW52ZW50ZWRCbG9i
S< USR 4 OK ann@example.com 1 0`;

  test('of MSNP21 is one conversation for each pair', async () => {
    const { conversations } = await chatJson(
      [
        login,
        blocks('C> SDG 5', 'ann@example.com', 'bob@example.com', 'hi bob'),
        blocks('S< SDG 0', 'bob@example.com', 'ann@example.com', 'hello'),
        blocks('C> SDG 6', 'ann@example.com', 'off@example.com', 'there?'),
        'S< 217 6',
      ].join('\n'),
    );
    expect(conversations).toMatchObject([
      {
        id: 1,
        kind: 'direct',
        events: [
          { from: 'ann@example.com', text: 'hi bob' },
          { from: 'bob@example.com', text: 'hello' },
        ],
      },
      {
        id: 2,
        events: [{ text: 'there?' }, { type: 'undelivered', excerpt: 'there?', error: { code: '217' } }],
      },
    ]);
  });

  test('of MSNP14 to 18 is told from UUM and UBM', async () => {
    const { conversations } = await chatJson(
      [
        login.replaceAll('MSNP21', 'MSNP15'),
        message('C> UUM 5 yan@example.com 32 1', 'over there'),
        message('S< UBM yan@example.com 32 ann@example.com 1 1', 'here'),
      ].join('\n'),
    );
    expect(conversations[0]?.events).toMatchObject([
      { from: 'ann@example.com', text: 'over there' },
      { from: 'yan@example.com', text: 'here' },
    ]);
  });
});

describe('what the capture lacks', () => {
  test('is told where it is and what it was', async () => {
    const holed = `${SB}\n${hear('before')}\nS gap 20\n${hear('after')}\nno fin`;
    const text = await chatText(holed);
    expect(text).toContain('! 20 bytes of the server are not in the capture here\n');
    expect(text).toContain('! 20 bytes that the server of session 1 sent were not captured, in one place\n');
    expect(text).toContain('! session 1 was still open when the capture ended\n');
  });

  test('is told of one side and of a start in the middle', async () => {
    const text = await chatText(`midstream\nonly C\n${say('13 N', 'anybody?')}`);
    expect(text).toContain('(unknown): anybody?\n');
    expect(text).toContain('! session 1 was running already when the capture began\n');
    expect(text).toContain('! only what the client sent was captured of session 1\n');
    expect(text).toContain('! who sent 1 event is not in the capture\n');
  });
});

describe('hostile input', () => {
  test('cannot move the cursor, hide or reverse text', async () => {
    const name = 'Eve%1b[2J%e2%80%ae%00%0a';
    const text = await chatText(
      `${SB}\nS< JOI eve@example.com ${name}\nS< MSG eve@example.com ${name} *\n| MIME-Version: 1.0\n| Content-Type: text/plain\n|\n|raw "a\\x1b[31mb\\x07\\r\\nc\\u202ed"`,
    );
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
    expect(text).toContain('a\\x1b[31mb\\x07\n');
  });

  test('cannot take the name of somebody else', async () => {
    const text = await chatText(
      `${SB}\nS< JOI eve@example.com Bob\n${hear('mine')}\n${message('S< MSG eve@example.com Bob', 'not mine')}`,
    );
    expect(text).toContain('bob@example.com: mine\n');
    expect(text).toContain('eve@example.com: not mine\n');
  });

  test('long names and ASCII terminals keep their columns', async () => {
    const text = await chatText(`${SB}\nS< MSG bob@example.com ${'%C3%A4'.repeat(300)} *\n|‖x`, {
      asciiOnly: true,
    });
    // eslint-disable-next-line no-control-regex
    expect(text).toMatch(/^[\x0a\x20-\x7e]*$/);
  });

  test('of any bytes ends in a document', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 60 })), { maxLength: 12 }),
        async (pieces) => {
          const hex = (bytes: Uint8Array): string =>
            [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
          const lines = pieces.map(
            ([isClient, bytes]) => `${isClient ? 'C>raw' : 'S<raw'} "MSG ${hex(bytes)}\\r\\n"`,
          );
          await chatJson([SB, hear('x'), ...lines].join('\n'));
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('colours of the sender show in the style the terminal has', async () => {
  const bold = [
    'S< MSG bob@example.com Bob *',
    '| MIME-Version: 1.0',
    '| Content-Type: text/plain; charset=UTF-8',
    '| X-MMS-IM-Format: FN=Arial; EF=BU; CO=ff; CS=0; PF=0',
    '|',
    '|‖red',
  ].join('\n');
  const text = await chatText(`${SB}\n${bold}`, { colour: 1 });
  expect(text).toContain('\x1b[91m\x1b[4m\x1b[1mred\x1b[22m\x1b[24m\x1b[39m');
  expect(await chatText(`${SB}\n${bold}`)).toContain('Bob:         red\n');
});

test('many conversations and long ones come out whole and in order of their start', async () => {
  const parts: string[] = [];
  for (let i = 1; i <= 60; i++) {
    parts.push(`connection ${i} 10.0.1.${i}:4001 > 192.0.2.30:1863`, SB.replace('40506070', String(i)));
    for (let k = 0; k < 20; k++) parts.push(say(`${k + 3} N`, `text ${i} ${k}`));
  }
  const { conversations } = await chatJson(transcript(parts.join('\n')));
  expect(conversations.map(({ id }) => id)).toEqual(conversations.map((_, i) => i + 1));
  expect(conversations.map(({ start }) => start)).toEqual(conversations.map(({ start }) => start).sort());
  for (const { events } of conversations)
    expect(events.filter(({ type }) => type === 'text')).toHaveLength(20);
});
