import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { login, LOGIN8 } from '../../fixtures/rules/preamble.ts';
import { contactsJson, contactsText } from './views.ts';

const GUID = '11111111-0000-0000-0000-000000000001';
const BOB_ID = '22222222-0000-0000-0000-000000000001';

/** The first account of a transcript. */
async function bookOf(text: string) {
  const { accounts } = await contactsJson(text);
  const [book] = accounts;
  if (book === undefined) throw new Error('no account');
  const contact = (account: string) => book.contacts.find((one) => one.account === account);
  return { ...book, contact };
}

const xml = (line: string, text: string): string => `${line} *\n|‖${text}`;
const ml = (account: string, lists: number, name = ''): string => {
  const [user, domain] = account.split('@');
  return `<ml><d n="${domain}"><c n="${user}" l="${lists}" t="1"${name === '' ? '' : ` f="${name}"`}/></d></ml>`;
};

describe('the set of a SYN', () => {
  test('up to MSNP6 comes list by list', async () => {
    const book = await bookOf(`${login(5)}
C> SYN 5 0
S< SYN 5 255
S< GTC 5 255 A
S< BLP 5 255 AL
S< LST 5 FL 255 1 1 bob@example.com Bob
S< BPR 255 bob@example.com MOB N
S< LST 5 AL 255 1 2 bob@example.com Bob
S< LST 5 AL 255 2 2 cat@example.com Cat%20C
S< LST 5 BL 255 0 0
S< LST 5 RL 255 1 1 bob@example.com Bob`);
    expect(book).toMatchObject({
      account: 'ann@example.com',
      name: 'Ann',
      settings: { privacy: 'AL', prompt: 'A' },
    });
    expect(book.contact('bob@example.com')).toMatchObject({
      lists: ['FL', 'AL', 'RL'],
      phones: { MOB: 'N' },
    });
    expect(book.contact('cat@example.com')).toMatchObject({ lists: ['AL'], name: 'Cat C' });
  });

  test('of MSNP7 has groups', async () => {
    const book = await bookOf(`${login(7)}
C> SYN 5 0
S< SYN 5 1
S< LSG 5 1 1 2 0 Other%20Contacts 0
S< LSG 5 1 2 2 3 Friends 0
S< LST 5 FL 1 1 1 bob@example.com Bob 0,3`);
    expect(book.groups).toEqual([
      { id: '0', name: 'Other Contacts' },
      { id: '3', name: 'Friends' },
    ]);
    expect(book.contact('bob@example.com')?.groups).toEqual(['0', '3']);
  });

  test('of MSNP8 and 9 has bits', async () => {
    const book = await bookOf(`${LOGIN8}
C> SYN 5 0
S< SYN 5 15 2 1
S< GTC A
S< BLP BL
S< LSG 1 Friends 0
S< LST bob@example.com Bob 11 1
S< BPR PHM 555%20123
S< LST dan@example.com Dan 8`);
    expect(book.settings.privacy).toBe('BL');
    expect(book.contact('bob@example.com')).toMatchObject({
      lists: ['FL', 'AL', 'RL'],
      groups: ['1'],
      phones: { PHM: '555 123' },
    });
    expect(book.contact('dan@example.com')).toMatchObject({ lists: ['RL'], groups: [] });
  });

  test.each([
    ['10', `11 ${GUID}`],
    ['12', `11 1 ${GUID}`],
  ])('of MSNP%s has keys', async (version, rest) => {
    const book = await bookOf(`${login(Number(version))}
C> SYN 5 0 0
S< SYN 5 2005-04-23T18:57:44.8130000-07:00 2005-04-23T18:57:54.2070000-07:00 2 1
S< PRP MFN Ann%20E
S< LSG Friends ${GUID}
S< LST N=bob@example.com F=Bob C=${BOB_ID} ${rest}
S< LST N=eve@example.com F=Eve 8 1`);
    expect(book.name).toBe('Ann E');
    expect(book.contact('bob@example.com')).toMatchObject({
      id: BOB_ID,
      lists: ['FL', 'AL', 'RL'],
      groups: [GUID],
    });
    expect(book.contact('eve@example.com')).toMatchObject({ name: 'Eve', lists: ['RL'], groups: [] });
  });

  test('that does not follow is stated: the client has its own copy', async () => {
    const book = await bookOf(`${LOGIN8}\nC> SYN 5 15\nS< SYN 5 15`);
    expect(book.missing).toMatchObject([{ what: 'list', session: 1 }]);
  });

  test('that is cut short is stated', async () => {
    const book = await bookOf(
      `${LOGIN8}\nC> SYN 5 0\nS< SYN 5 15 2 0\nS< LST bob@example.com Bob 11 0\nC fin\nS fin`,
    );
    expect(book.missing).toContainEqual(expect.objectContaining({ what: 'list' }));
  });
});

describe('changes', () => {
  test('count when the server confirms them', async () => {
    const book = await bookOf(`${LOGIN8}
C> ADD 5 FL bob@example.com Bob 0
S< ADD 5 FL 17 bob@example.com Bob 0
C> ADD 6 FL nobody@example.com x
S< 205 6
S< ADD 0 RL 18 zoe@example.com Zoe
C> REM 7 FL bob@example.com
S< REM 7 FL 19 bob@example.com
C> REA 8 zoe@example.com Zoe%20Z
S< REA 8 20 zoe@example.com Zoe%20Z`);
    expect(book.contact('bob@example.com')?.lists).toEqual([]);
    expect(book.contact('nobody@example.com')).toBeUndefined();
    expect(book.contact('zoe@example.com')).toMatchObject({ lists: ['RL'], name: 'Zoe Z' });
    expect(book.changes).toMatchObject([
      { action: 'add', by: 'client', account: 'bob@example.com', list: 'FL' },
      { action: 'add', account: 'nobody@example.com', error: { code: '205', name: 'invalid-user' } },
      { action: 'add', by: 'server', account: 'zoe@example.com', list: 'RL' },
      { action: 'remove', account: 'bob@example.com' },
      { action: 'rename', account: 'zoe@example.com', name: 'Zoe Z' },
    ]);
  });

  test('of groups and by number of the address book', async () => {
    const book = await bookOf(`${login(10)}
C> ADC 5 FL N=fay@example.com F=Fay
S< ADC 5 FL N=fay@example.com F=Fay C=${BOB_ID}
C> ADG 6 Work
S< ADG 6 Work ${GUID}
C> ADC 7 FL C=${BOB_ID} ${GUID}
S< ADC 7 FL C=${BOB_ID} ${GUID}
C> SBP 8 ${BOB_ID} MFN Fay%20F
S< SBP 8 ${BOB_ID} MFN Fay%20F
C> REM 9 FL ${BOB_ID} ${GUID}
S< REM 9 FL ${BOB_ID} ${GUID}`);
    expect(book.groups).toEqual([{ id: GUID, name: 'Work' }]);
    expect(book.contact('fay@example.com')).toMatchObject({ name: 'Fay F', lists: ['FL'], groups: [] });
  });

  test('from MSNP13 on are in XML', async () => {
    const book = await bookOf(
      [
        login(15),
        xml('C> ADL 5', '<ml l="1"><d n="example.com"><c n="bob" l="3" t="1"/></d></ml>'),
        'S< ADL 5 OK',
        xml('C> ADL 6', ml('fay@example.com', 1)),
        xml('S< 241 6', ml('fay@example.com', 1)),
        xml('C> RML 7', ml('bob@example.com', 2)),
        'S< RML 7 OK',
        xml('S< ADL 0', ml('gus@example.com', 8, 'Gus')),
      ].join('\n'),
    );
    expect(book.contact('bob@example.com')?.lists).toEqual(['FL']);
    expect(book.contact('fay@example.com')).toBeUndefined();
    expect(book.contact('gus@example.com')).toMatchObject({ lists: ['RL'], name: 'Gus' });
    expect(book.changes).toMatchObject([
      { action: 'add', account: 'fay@example.com', list: 'FL', error: { code: '241' } },
      { action: 'remove', account: 'bob@example.com', list: 'AL' },
      { action: 'add', by: 'server', account: 'gus@example.com', list: 'RL' },
    ]);
    expect(book.missing.map(({ what }) => what)).toEqual(['web-service']);
  });
});

describe('presence', () => {
  test('is what the client was told, as stretches that end with the session', async () => {
    const book = await bookOf(`${LOGIN8}
C> CHG 5 NLN 32
S< CHG 5 NLN 4128
S< ILN 5 AWY bob@example.com Bob 32
+ 60s
S< NLN NLN bob@example.com Bobby 32
+ 60s
S< FLN bob@example.com
C fin
S fin`);
    const bob = book.contact('bob@example.com');
    expect(bob?.name).toBe('Bobby');
    expect(bob?.states.map(({ state }) => state)).toEqual(['AWY', 'NLN', 'FLN']);
    expect(bob?.states[0]?.to).toBe(bob?.states[1]?.from);
    expect(bob?.states.at(-1)?.to).not.toBeNull();
    expect(book.states.map(({ state }) => state)).toEqual(['NLN']);
  });

  test.each([
    [9, 'NLN BSY bob@example.com 42 1073741824', '42', null],
    [15, 'NLN BSY bob@example.com 1 Bob 1073741824', 'Bob', 1],
    [18, 'NLN BSY 1:bob@example.com Bob 2416181284:00', 'Bob', 1],
  ])('of MSNP%i has its own words', async (version, line, name, network) => {
    const book = await bookOf(`${login(version)}\nS< ${line}`);
    expect(book.contact('bob@example.com')).toMatchObject({ name, network, states: [{ state: 'BSY' }] });
  });

  test('has personal messages', async () => {
    const book = await bookOf(
      [
        login(15),
        'S< NLN NLN bob@example.com 1 Bob 0',
        xml('S< UBX bob@example.com 1', '<Data><PSM>at work</PSM></Data>'),
      ].join('\n'),
    );
    expect(book.contact('bob@example.com')?.message).toBe('at work');
  });
});

test('sessions of one account are one book', async () => {
  const { accounts } = await contactsJson(`${LOGIN8}
S< NLN NLN bob@example.com Bob 0
C fin
S fin
connection 2 10.0.0.5:4002 > 192.0.2.20:1863
${LOGIN8}
S< NLN BSY bob@example.com Bob 0`);
  expect(accounts).toMatchObject([{ account: 'ann@example.com', sessions: [1, 2] }]);
  expect(accounts[0]?.contacts[0]?.states.map(({ state }) => state)).toEqual(['NLN', 'BSY']);
});

test('what the capture lacks is stated', async () => {
  const book = await bookOf('midstream\nonly S\nS< NLN NLN bob@example.com Bob 0');
  expect(book.missing.map(({ what }) => what).sort()).toEqual(['account', 'beginning', 'one-side']);
  expect(await contactsText('midstream\nS< NLN NLN bob@example.com Bob 0')).toContain('Contacts of somebody');
});

test('people read a table, then presence and changes', async () => {
  const text = await contactsText(readFileSync('fixtures/demo.pcap'));
  expect(text).toContain('Contacts of Ann E (ann@example.com)  MSNP8, session 2\n');
  expect(text).toContain('  bob@example.com  Bob    FL AL RL  Friends         offline 11:36:23\n');
  expect(text).toContain('  cat@example.com: away 11:33:25, online 11:33:53, until 11:36:34\n');
  expect(text).toContain('  11:33:31  adding nobody@example.com (FL) failed: invalid-user (205)\n');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a thousand contacts are all shown', async () => {
  const lines = Array.from({ length: 1000 }, (_, i) => `S<+ LST user${i}@example.com User%20${i} 3 0`);
  const text = await contactsText(`${LOGIN8}\nC> SYN 5 0\nS< SYN 5 1 1000 0\n${lines.join('\n')}`);
  expect(text.match(/user\d+@example\.com/g)).toHaveLength(1000);
});

test('hostile names are inert', async () => {
  const text = await contactsText(`${LOGIN8}\nS< NLN NLN eve@example.com E%1b[2J%e2%80%aeve%0a 0`);
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
});

test('any words end in a document', async () => {
  const verbs = [
    'LST',
    'LSG',
    'ADD',
    'ADC',
    'REM',
    'REG',
    'ADG',
    'RMG',
    'NLN',
    'ILN',
    'FLN',
    'BPR',
    'PRP',
    'SYN',
    'REA',
  ];
  const words = fc.array(
    fc.constantFrom('5', '0', 'FL', 'N=', 'N=a@b', 'C=x', 'F=%', 'a@b', ';', '1:', 'MOB', '__proto__', GUID),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...verbs), words), { maxLength: 20 }),
      async (lines) => {
        const text = lines.map(([verb, rest]) => `S<+ ${[verb, ...rest].join(' ')}`).join('\n');
        await contactsJson(`${LOGIN8}\nS< NLN NLN bob@example.com Bob 0\n${text}`);
      },
    ),
    { numRuns: 60 },
  );
});
