/** MSNP over HTTP read back: the same commands as over TCP, however requests and segments are cut. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answer,
  answerBytes,
  GATEWAY_ENDS,
  type HttpMessage,
  type MessageOptions,
  OPEN_NS,
  overHttp,
  rawLine,
  request,
  requestBytes,
  type Turn,
} from '../../fixtures/build/gateway.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { MAX_NOTICES_PER_FLOW } from '../../src/base/limits.ts';
import { collect, type Collector } from '../scan/collect.ts';

const TEXT =
  'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nHTTP/1.1 200 OK and POST /gateway/gateway.dll\r\n';
/** A login with a payload that holds what looks like HTTP, lines nobody asked for, and the end. */
const TALK: readonly Turn[] = [
  { from: 'client', text: 'VER 1 MSNP8 CVR0\r\n' },
  { from: 'server', text: 'VER 1 MSNP8\r\n' },
  { from: 'client', text: 'CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 6.0 MSMSGS ann@example.com\r\n' },
  { from: 'server', text: 'CVR 2 6.0 6.0 1.0 http://a.example.com http://b.example.com\r\n' },
  { from: 'client', text: 'USR 3 TWN I ann@example.com\r\n' },
  { from: 'server', text: 'USR 3 TWN S ct=1\r\n' },
  { from: 'client', text: 'USR 4 TWN S t=INVENTED&p=INVENTED\r\n' },
  { from: 'server', text: 'USR 4 OK ann@example.com Ann 1 0\r\n' },
  { from: 'server', text: `MSG Hotmail Hotmail ${TEXT.length}\r\n${TEXT}` },
  { from: 'client', text: 'SYN 5 0\r\nCHG 6 NLN 0\r\n' },
  { from: 'server', text: 'SYN 5 1 0 0\r\nCHG 6 NLN 0\r\n' },
  { from: 'server', text: 'NLN NLN bob@example.com Bob 0\r\n' },
  { from: 'client', text: 'OUT\r\n' },
];

function overTcp(turns: readonly Turn[]): Buffer {
  return transcript(turns.map(({ from, text }) => raw(from, Buffer.from(text, 'latin1'))).join('\n'));
}

function raw(from: 'client' | 'server', bytes: Buffer): string {
  return rawLine(from === 'client' ? 'C>' : 'S<', bytes);
}

/** The messages as lines, each in segments of `size` bytes. */
function lines(messages: readonly HttpMessage[], size = Infinity): string {
  return messages
    .map(({ from, bytes }) => {
      const cuts = Array.from({ length: Math.ceil(bytes.length / size) - 1 }, (_, i) => (i + 1) * size);
      const split = cuts.length === 0 ? '' : `\nsplit ${cuts.join(' ')}`;
      return raw(from, bytes) + split;
    })
    .join('\n');
}

function commandsOf({ commands }: Collector): unknown[] {
  return commands.map(({ from, line, payload, answers }) => [from, line, payload, answers]);
}

const HTTP: MessageOptions = {};

describe('a conversation over HTTP', () => {
  const forms: readonly (readonly [string, MessageOptions])[] = [
    ['with lengths', {}],
    ['in chunks', { chunk: 7 }],
    ['in one chunk', { chunk: 5000 }],
    ['compressed', { gzip: true }],
    ['compressed and in chunks', { gzip: true, chunk: 10 }],
  ];

  test.each(forms)('gives the commands of the same conversation over TCP: %s', async (_, form) => {
    const plain = await collect(overTcp(TALK));
    const http = await collect(transcript(`${GATEWAY_ENDS}\n${lines(overHttp(TALK, '11', form))}`));
    expect(commandsOf(http)).toEqual(commandsOf(plain));
    expect(http.sessions).toHaveLength(1);
    expect(http.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(http.sessions[0]).toMatchObject({ role: 'NS', version: 'MSNP8', account: 'ann@example.com' });
    expect(http.sessions[0]?.flow).toMatchObject({ transport: 'http', startedMidStream: false });
  });

  test.each(forms)('gives the same in segments of one byte: %s', async (_, form) => {
    const plain = await collect(overTcp(TALK));
    const http = await collect(transcript(`${GATEWAY_ENDS}\n${lines(overHttp(TALK, '11', form), 1)}`));
    expect(commandsOf(http)).toEqual(commandsOf(plain));
  });

  test('any cut of the segments and of the chunks gives the same commands', async () => {
    const plain = commandsOf(await collect(overTcp(TALK)));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
        fc.boolean(),
        async (size, chunk, gzip) => {
          const form = chunk === undefined ? { gzip } : { chunk, gzip };
          const text = `${GATEWAY_ENDS}\n${lines(overHttp(TALK, '11', form), size)}`;
          expect(commandsOf(await collect(transcript(text)))).toEqual(plain);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('any connection may carry any request of a session', async () => {
    const plain = commandsOf(await collect(overTcp(TALK)));
    const messages = overHttp(TALK, '11', HTTP);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 20, maxLength: 20 }),
        async (places) => {
          const known = new Set<number>();
          const text = messages.map((message, i) => {
            // An answer comes on the connection of its request.
            const place = places[Math.floor(i / 2)] ?? 1;
            const line = raw(message.from, message.bytes);
            const ends = `10.0.0.5:${4000 + place} > 192.0.2.80:80`;
            const head = known.has(place) ? `on ${place}` : `connection ${place} ${ends}`;
            known.add(place);
            return `${head}\n${line}`;
          });
          const http = await collect(transcript(text.join('\n')));
          expect(commandsOf(http)).toEqual(plain);
          expect(http.sessions[0]?.flow.carriers).toHaveLength(
            new Set(places.slice(0, messages.length / 2)).size,
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  test('the time of a command is that of the first byte of its body', async () => {
    const bytes = requestBytes(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n');
    const text = `${GATEWAY_ENDS}\n${rawLine('C>', bytes.subarray(0, -6))}\n+ 2s\n${rawLine('C>', bytes.subarray(-6))}`;
    const { commands } = await collect(transcript(text));
    expect(commands[0]?.time).toBeLessThan(1e9);
    expect(commands[0]?.frames).toEqual([4, 6]);
  });
});

describe('sessions of the gateway', () => {
  test('several share one connection', async () => {
    const text = `${GATEWAY_ENDS}
${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}
${answer('11.1', 'VER 1 MSNP8\r\n')}
${request('Action=open&Server=SB&IP=192.0.2.30', 'USR 1 ann@example.com 17262740.1050826919.32308\r\n')}
${answer('22.1', 'USR 1 OK ann@example.com Ann\r\n')}
${request('action=POLL&sessionid=11.1')}
${answer('11.2', 'NLN NLN bob@example.com Bob 0\r\n')}
${request('SessionID=22.1', 'CAL 2 bob@example.com\r\n')}
${answer('22.2', 'CAL 2 RINGING 17342299\r\n')}`;
    const { sessions, commands } = await collect(transcript(text));
    const told = sessions.map(({ id, role }) => [id, role]).sort();
    expect(told).toEqual([
      [1, 'NS'],
      [2, 'SB'],
    ]);
    expect(commands.map(({ session, line }) => `${session} ${line.slice(0, 3)}`)).toEqual([
      '1 VER',
      '1 VER',
      '2 USR',
      '2 USR',
      '1 NLN',
      '2 CAL',
      '2 CAL',
    ]);
  });

  test('requests that do not wait for answers go to their sessions', async () => {
    const text = `${GATEWAY_ENDS}
${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}
${request(OPEN_NS, 'VER 1 MSNP9 CVR0\r\n')}
${answer('11.1', 'VER 1 MSNP8\r\n')}
${answer('22.1', 'VER 1 MSNP9\r\n')}`;
    const { sessions } = await collect(transcript(text));
    expect(sessions.map(({ id, version }) => [id, version]).sort()).toEqual([
      [1, 'MSNP8'],
      [2, 'MSNP9'],
    ]);
  });

  test('Session=close ends the session with its answer', async () => {
    const text = `${GATEWAY_ENDS}
${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}
${answer('11.1', 'VER 1 0\r\n', { messenger: 'SessionID=11.1 ; GW-IP = 192.0.2.80; SESSION=Close' })}`;
    const { sessions, commands } = await collect(transcript(text));
    expect(commands).toHaveLength(2);
    expect(sessions.map(({ endReason }) => endReason)).toEqual(['fin']);
  });

  test('a session that was silent for over a minute when the capture ends has timed out', async () => {
    const silent = `${GATEWAY_ENDS}
${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}
${answer('11.1', 'VER 1 MSNP8\r\n')}
connection 2 10.0.0.6:4001 > 192.0.2.80:80`;
    const later = (wait: string): string =>
      `${silent}\n+ ${wait}\n${request('Action=poll&SessionID=5.1')}\nno fin`;
    const endOf = async (wait: string): Promise<unknown> =>
      (await collect(transcript(later(wait)))).sessions.find(({ id }) => id === 1)?.endReason;
    expect(await endOf('70s')).toBe('timeout');
    expect(await endOf('20s')).toBe('capture-end');
  });

  test('an answer may wait for the next poll: 40 s are neither slow nor unanswered', async () => {
    const text = `${GATEWAY_ENDS}
${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}
${answer('11.1')}
+ 40s
${request('Action=poll&SessionID=11.1')}
${answer('11.2', 'VER 1 MSNP8\r\n')}`;
    const { findings, transactions } = await collect(transcript(text));
    expect(findings).toEqual([]);
    expect(transactions.map(({ state }) => state)).toEqual(['answered']);
  });
});

describe('holes', () => {
  const OPENED = `${GATEWAY_ENDS}
${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}
${answer('11.1', 'VER 1 MSNP8\r\n')}`;

  test('a hole inside a body costs its commands and nothing else', async () => {
    const whole = answerBytes('11.2', 'NLN NLN bob@example.com Bob 0\r\nNLN NLN cat@example.com Cat 0\r\n');
    const text = `${OPENED}
${request('Action=poll&SessionID=11.1')}
${rawLine('S<', whole.subarray(0, -51))}
S gap 20
${rawLine('S<', whole.subarray(-31))}
${request('SessionID=11.2', 'CHG 2 NLN 0\r\n')}
${answer('11.3', 'CHG 2 NLN 0\r\n')}`;
    const { commands, findings, sessions } = await collect(transcript(text));
    expect(commands.map(({ line }) => line)).toEqual([
      'VER 1 MSNP8 CVR0',
      'VER 1 MSNP8',
      'NLN NLN cat@example.com Cat 0',
      'CHG 2 NLN 0',
      'CHG 2 NLN 0',
    ]);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(sessions[0]?.flow.stats[1]).toMatchObject({ gaps: 1, gapBytes: 20 });
  });

  test('behind a hole in a head the next message is found, and the answers find their sessions', async () => {
    const text = `${OPENED}
${request('SessionID=11.1', 'CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 6.0 MSMSGS ann@example.com\r\n')}
S gap 300
${request('SessionID=11.2', 'CHG 3 NLN 0\r\n')}
${answer('11.3', 'CHG 3 NLN 0\r\n')}
C gap 500
${answer('11.4', 'NLN NLN bob@example.com Bob 0\r\n')}
${request('SessionID=11.4', 'CHG 4 BSY 0\r\n')}
${answer('11.5', 'CHG 4 BSY 0\r\n')}`;
    const { commands, findings } = await collect(transcript(text));
    expect(commands.map(({ from, line }) => `${from[0]} ${line.slice(0, 5)}`)).toEqual([
      'c VER 1',
      's VER 1',
      'c CVR 2',
      'c CHG 3',
      's CHG 3',
      's NLN N',
      'c CHG 4',
      's CHG 4',
    ]);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test('a capture that begins within a session knows it by its SessionID', async () => {
    const text = `${GATEWAY_ENDS}
midstream
${request('Action=poll&SessionID=11.7')}
${answer('11.8', 'NLN NLN bob@example.com Bob 0\r\n')}
${request('SessionID=11.8', 'CHG 9 NLN 0\r\n')}
${answer('11.9', 'CHG 9 NLN 0\r\n')}`;
    const { sessions, commands } = await collect(transcript(text));
    expect(sessions).toHaveLength(1);
    expect(sessions[0]?.flow.startedMidStream).toBe(true);
    expect(commands.map(({ line }) => line)).toEqual([
      'NLN NLN bob@example.com Bob 0',
      'CHG 9 NLN 0',
      'CHG 9 NLN 0',
    ]);
  });

  test('any lost segments never throw, and invent no command', async () => {
    const all = new Set((await collect(overTcp(TALK))).commands.map(({ line }) => line));
    const messages = overHttp(TALK, '11', HTTP);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), async (lost) => {
        const text = messages.map(
          ({ from, bytes }, i) => raw(from, bytes) + (lost[i] === true ? '\nlost' : ''),
        );
        const { commands } = await collect(transcript([GATEWAY_ENDS, ...text].join('\n')));
        for (const { line } of commands) expect(all).toContain(line);
      }),
      { numRuns: 40 },
    );
  });
});

describe('hostile bodies', () => {
  const bomb = Buffer.alloc(4 * 1024 * 1024, 'x');

  test('what unpacks to more than its cap is noticed and left out', async () => {
    const text = `${GATEWAY_ENDS}
${request(OPEN_NS, bomb, { gzip: true })}
${answer('11.1', 'VER 1 MSNP8\r\n')}`;
    const { notices, commands } = await collect(transcript(text));
    expect(notices.map(({ code }) => code)).toContain('http-body-unreadable');
    expect(commands.map(({ line }) => line)).toEqual(['VER 1 MSNP8']);
  });

  test('so many notices of one session and no more', async () => {
    const bodies = Array.from(
      { length: MAX_NOTICES_PER_FLOW + 4 },
      (_, i) => `${request('SessionID=11.1', bomb, { gzip: true })}\n${answer(`11.${i + 2}`)}`,
    );
    const text = `${GATEWAY_ENDS}
${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}
${answer('11.1', 'VER 1 MSNP8\r\n')}
${bodies.join('\n')}`;
    const { notices } = await collect(transcript(text));
    const told = notices.filter(({ code }) => code === 'http-body-unreadable');
    expect(told).toHaveLength(MAX_NOTICES_PER_FLOW);
    expect(told.every(({ session }) => session === 1)).toBe(true);
  });

  test('what unpacks to far more than commands do is left out, however small', async () => {
    const pings = Buffer.from('PNG\r\n'.repeat(20_000));
    const logins =
      'VER 1 MSNP8 CVR0\r\nCVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS ann@example.com\r\n';
    const text = `${GATEWAY_ENDS}
${request(OPEN_NS, logins, { gzip: true })}
${answer('11.1', 'VER 1 MSNP8\r\n')}
${request('SessionID=11.1', pings, { gzip: true })}
${answer('11.2')}`;
    const { notices, commands } = await collect(transcript(text));
    expect(notices.map(({ code }) => code)).toContain('http-body-unreadable');
    expect(commands.map(({ line }) => line.slice(0, 3))).toEqual(['VER', 'CVR', 'VER']);
  });

  test.each(['constructor', '__proto__', 'identity'])('coded as %s is read as it is', async (coding) => {
    const fields = [`Content-Encoding: ${coding}`];
    const text = `${GATEWAY_ENDS}
${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n', { fields })}
${answer('11.1', 'VER 1 MSNP8\r\n', { fields })}`;
    const { notices, commands } = await collect(transcript(text));
    expect([notices.length, commands.length]).toEqual([0, 2]);
  });

  test('random bytes behind a head never throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 400 }), async (a, b) => {
        const text = `${GATEWAY_ENDS}
${request(OPEN_NS, 'VER 1 MSNP8 CVR0\r\n')}
${rawLine('S<', Buffer.from(a))}
${rawLine('C>', Buffer.from(b))}
${answer('11.1', 'VER 1 MSNP8\r\n')}`;
        expect((await collect(transcript(text))).totals).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });
});
