import { describe, expect, test } from 'vitest';
import { login, LOGIN8, message, PRESENCE, say, SB } from '../../fixtures/rules/preamble.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { MAX_LIVE_TRANSACTIONS, MAX_REPLIES } from '../../src/base/limits.ts';
import { collect, type Collector } from '../scan/collect.ts';

/** `CHG 5 answered [10, 11]` for each transaction but those of the login. */
async function transactionsOf(text: string, after = 0): Promise<string[]> {
  const { transactions } = await collect(transcript(text));
  return transactions
    .filter(({ request }) => request > after)
    .map(
      ({ verb, trid, state, replies, error }) =>
        `${verb} ${trid} ${state}${error === '' ? '' : ` ${error}`} [${replies.join()}]`,
    );
}

/** Commands of LOGIN8 and of SB. */
const NS = 8;
const CALLED = 5;

function answersOf({ commands }: Collector, after: number): [string, number][] {
  return commands
    .filter(({ id }) => id > after)
    .map(({ line, answers }) => [line.split(' ')[0] ?? '', answers]);
}

describe('the state of a transaction', () => {
  test.each([
    ['an answer', 'C> URL 5 INBOX\nS< URL 5 a b 1', 'URL 5 answered [10]'],
    ['an error', 'C> CHG 5 FLN 0\nS< 201 5', 'CHG 5 error 201 [10]'],
    ['nothing up to the end of the connection', 'C> URL 5 INBOX', 'URL 5 unanswered []'],
    ['nothing up to the end of the capture', 'C> URL 5 INBOX\nno fin', 'URL 5 unknown []'],
    ['a hole behind it', `C> URL 5 INBOX\nS gap 12\n${PRESENCE}`, 'URL 5 unknown []'],
    ['a late answer', 'C> URL 5 INBOX\n+ 90s\nS< URL 5 a b 1', 'URL 5 answered [10]'],
    ['OUT', 'C> OUT', 'OUT -1 no-reply-expected []'],
    [
      'a command behind OUT',
      'C> OUT\nC> URL 5 INBOX',
      'OUT -1 no-reply-expected [],URL 5 no-reply-expected []',
    ],
    ['a ping', 'C> PNG\nS< QNG', 'PNG -1 answered [10]'],
    ['a bad line', 'C> CHG abc NLN 0', 'CHG -1 no-reply-expected []'],
    ['an unknown code', 'C> XYZ 5 word', 'XYZ 5 no-reply-expected []'],
    ['an unknown code that is answered', 'C> XYZ 5 word\nS< XYZ 5 word', 'XYZ 5 answered [10]'],
  ])('after %s', async (_, text, expected) => {
    expect((await transactionsOf(`${LOGIN8}\n${text}`, NS)).join()).toBe(expected);
  });

  test.each([
    ['U', '', 'no-reply-expected []'],
    ['N', '', 'no-reply-expected []'],
    ['N', 'S< NAK 3', 'answered [7]'],
    ['A', 'S< ACK 3', 'answered [7]'],
    ['D', 'S< 282 3', 'error 282 [7]'],
    ['A', '', 'unanswered []'],
  ])('of a message %s with %j', async (letter, reply, expected) => {
    expect(await transactionsOf(`${SB}\n${say(`3 ${letter}`)}\n${reply}`, CALLED)).toEqual([
      `MSG 3 ${expected}`,
    ]);
  });

  test('with one side not captured is not known', async () => {
    expect(await transactionsOf(`only C\n${SB}\nC> CAL 3 cat@example.com`)).toEqual([
      'USR 1 unknown []',
      'CAL 2 unknown []',
      'CAL 3 unknown []',
    ]);
  });

  test('is reported when it is settled: an answer at once, silence after its limit', async () => {
    const { calls, commands } = await collect(
      transcript(
        `${SB}\n${say('3 U')}\nC> CAL 4 cat@example.com\nS< CAL 4 RINGING 1\n+ 31s\nS< BYE bob@example.com`,
      ),
    );
    const order = calls
      .slice(calls.lastIndexOf('capture'))
      .filter((call) => call === 'command' || call === 'transaction');
    expect(commands.at(-1)?.line).toBe('BYE bob@example.com');
    // USR, its answer, settled; CAL the same, JOI; MSG; CAL, answer, settled; MSG settled before BYE.
    expect(order.join(' ').replaceAll('command', 'c').replaceAll('transaction', 't')).toBe(
      'c c t c c t c c c c t t c',
    );
  });
});

/** 250 ms, less the 50 microseconds after which the second piece of a split segment follows the first. */
const LAST_PIECE_TO_REPLY = 249_950_000;

describe('replies', () => {
  test('a CHG takes its ILN, also with TrID 0, until the next CHG', async () => {
    const collector = await collect(
      transcript(`${LOGIN8}
C> CHG 5 NLN 0
S< CHG 5 NLN 0
S< ILN 5 NLN bob@example.com Bob 0
S< ILN 0 NLN cat@example.com Cat 0
C> CHG 6 BSY 0
S< ILN 0 NLN dan@example.com Dan 0
S< CHG 6 BSY 0`),
    );
    expect(answersOf(collector, NS)).toEqual([
      ['CHG', 0],
      ['CHG', 9],
      ['ILN', 9],
      ['ILN', 9],
      ['CHG', 0],
      ['ILN', 0],
      ['CHG', 13],
    ]);
    expect(collector.transactions.find(({ trid }) => trid === 5)?.replies).toEqual([10, 11, 12]);
  });

  test('a bare list set belongs to its SYN, BPR of the last contact included, asynchronous lines not', async () => {
    const collector = await collect(
      transcript(`${LOGIN8}
C> SYN 5 0
S< SYN 5 15 1 1
S< GTC A
S< LSG 0 Friends 0
${PRESENCE}
S< LST bob@example.com Bob 11 0
S< BPR MOB Y
${PRESENCE}
S< BPR MOB N`),
    );
    expect(answersOf(collector, NS).map(([, answers]) => answers)).toEqual([0, 9, 9, 9, 0, 9, 9, 0, 0]);
    expect(collector.transactions.at(-1)).toMatchObject({
      verb: 'SYN',
      state: 'answered',
      replies: [10, 11, 12, 14, 15],
    });
  });

  test('a list set below MSNP8 ends with the last line of RL', async () => {
    const { calls, transactions } = await collect(
      transcript(`${login(7)}
C> SYN 5 0
S< SYN 5 255
S< LST 5 FL 255 1 1 bob@example.com Bob 0
S< LST 5 RL 255 0 0
S< FLN bob@example.com`),
    );
    expect(transactions.at(-1)).toMatchObject({ verb: 'SYN', state: 'answered' });
    expect(calls.slice(-4)).toEqual(['transaction', 'command', 'session', 'end']);
  });

  test('of several requests with one TrID the oldest open one that fits takes it', async () => {
    const text = `${LOGIN8}
C> CHG 5 NLN 0
C> URL 5 INBOX
C> URL 5 INBOX
S< URL 5 a b 1
S< 201 5
S< URL 5 a b 1`;
    expect(await transactionsOf(text, NS)).toEqual([
      'URL 5 answered [12]',
      'CHG 5 error 201 [13]',
      'URL 5 answered [14]',
    ]);
  });

  test('QNG answers PNG in order', async () => {
    const collector = await collect(transcript(`${LOGIN8}\nC> PNG\nC> PNG\nS< QNG\nS< QNG`));
    expect(answersOf(collector, NS + 2)).toEqual([
      ['QNG', 9],
      ['QNG', 10],
    ]);
  });

  test('latency runs from the last byte of the request to the first byte of the first reply', async () => {
    const { transactions, sessions } = await collect(
      transcript(`${SB}
${message('C> MSG 3 A')}
split 9
+ 250ms
S< ACK 3`),
    );
    expect(transactions.at(-1)?.latency).toBe(LAST_PIECE_TO_REPLY);
    expect(sessions[0]?.latencySummary()).toMatchObject({ max: LAST_PIECE_TO_REPLY });
  });

  test('a doubled reply of a request that is settled still names it', async () => {
    const collector = await collect(transcript(`${LOGIN8}\nC> URL 5 INBOX\nS< URL 5 a b 1\nS< URL 5 a b 1`));
    expect(answersOf(collector, NS)).toEqual([
      ['URL', 0],
      ['URL', 9],
      ['URL', 9],
    ]);
  });
});

describe('limits', () => {
  test('requests above the cap are settled early, and one notice says so', async () => {
    const many = Array.from(
      { length: MAX_LIVE_TRANSACTIONS + 10 },
      (_, i) => `+ 1ms\nC> CAL ${i + 3} cat@example.com`,
    );
    const { transactions, notices, commands, findings } = await collect(
      transcript(`${SB}\n${many.join('\n')}\nno fin`),
      { disable: ['clear-text-credentials', 'flood'] },
    );
    expect(notices.map(({ code }) => code)).toEqual(['transaction-limit']);
    expect(transactions).toHaveLength(commands.filter(({ from }) => from === 'client').length);
    expect(transactions.filter(({ state }) => state === 'unanswered')).toEqual([]);
    expect(findings).toEqual([]);
  });

  test('a TrID used without end keeps a bounded number of requests', async () => {
    const many = Array.from({ length: 300 }, () => 'C> CAL 3 cat@example.com');
    const { transactions, notices } = await collect(transcript(`${SB}\n${many.join('\n')}`));
    expect(notices.map(({ code }) => code)).toEqual(['transaction-limit']);
    expect(transactions.filter(({ verb }) => verb === 'CAL')).toHaveLength(301);
  });

  test('replies above the cap are not listed', async () => {
    const many = Array.from({ length: MAX_REPLIES + 10 }, () => 'S< ILN 5 NLN bob@example.com Bob 0');
    const { transactions, notices } = await collect(
      transcript(`${LOGIN8}\nC> CHG 5 NLN 0\nS< CHG 5 NLN 0\n${many.join('\n')}`),
    );
    expect(transactions.at(-1)?.replies).toHaveLength(MAX_REPLIES);
    expect(notices.map(({ code }) => code)).toEqual(['transaction-limit']);
  });

  test('a reply to a request that is no longer remembered is no finding', async () => {
    const many = Array.from({ length: 400 }, (_, i) => `C> URL ${i + 5} INBOX\nS< URL ${i + 5} a b 1`);
    const { findings } = await collect(transcript(`${LOGIN8}\n${many.join('\n')}\nS< URL 5 a b 1`), {
      disable: ['clear-text-credentials', 'flood'],
    });
    expect(findings).toEqual([]);
  });
});
