/** What a session's record tells: whose it is, who was there, what it belongs to; and what speaks only at the end. */
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { ANSWERED, login, LOGIN8, SB } from '../../fixtures/rules/preamble.ts';
import { CaptureMemory } from '../../src/analysis/capture-memory.ts';
import { Endpoints } from '../../src/analysis/endpoints.ts';
import { Party } from '../../src/analysis/party.ts';
import { Tempo } from '../../src/analysis/tempo.ts';
import { Knowledge } from '../../src/analysis/version.ts';
import { MAX_ENDPOINTS, MAX_KNOWN_COOKIES, MAX_STAYS } from '../../src/base/limits.ts';
import { collect } from '../scan/collect.ts';

const SECOND = 1e9;
const NS = 'connection 1 10.0.0.5:4001 > 192.0.2.20:1863';
const BOARD = 'connection 2 10.0.0.5:4002 > 192.0.2.30:1863';
const COOKIE = '100200300.1100000123.4567';
const XFR = `C> XFR 5 SB\nS< XFR 5 SB 192.0.2.30:1863 CKI ${COOKIE}`;

const of = async (text: string, id = 1) => {
  const collector = await collect(transcript(text));
  const session = collector.sessions.find((one) => one.id === id);
  if (session === undefined) throw new Error(`no session ${id}`);
  const { sessions, findings, notices } = collector;
  return { session, sessions, findings, notices };
};

describe('participants', () => {
  test('each stay has its times; who is still there has no end', async () => {
    const { session } = await of(
      `${SB}\n+ 1s\nS< JOI cat@example.com Cat\n+ 1s\nS< BYE bob@example.com\n+ 1s\nS< JOI bob@example.com Bob`,
    );
    const stays = session.participants.map(({ account, joined, left }) => [
      account,
      joined === null ? null : Math.round(joined / SECOND - 0.5),
      left === null ? null : Math.round(left / SECOND - 0.5),
    ]);
    expect(stays).toEqual([
      ['bob@example.com', 0, 2],
      ['cat@example.com', 1, null],
      ['bob@example.com', 3, null],
    ]);
  });

  test('endpoints of an account are one participant, and the own account is none', async () => {
    const { session } = await of(`C> ANS 1 ann@example.com;{aa} 11.22 40506070
S< IRO 1 1 2 bob@example.com;{bb} Bob 1:2
S< IRO 1 2 2 bob@example.com Bob 1:2
S< ANS 1 OK
S< JOI ann@example.com Ann 1:2
S< BYE bob@example.com;{bb}
S< BYE bob@example.com`);
    expect(session.participants).toHaveLength(1);
    expect(session.participants[0]).toMatchObject({ account: 'bob@example.com' });
    expect(session.participants[0]?.left).not.toBeNull();
    expect(session.endpoints).toEqual([{ id: '{aa}', name: null, capabilities: null }]);
  });

  test('who speaks behind a mid-stream start was there before', async () => {
    const { session } = await of(
      'midstream\nC> CAL 40 cat@example.com\nS< CAL 40 RINGING 1\nS< MSG bob@example.com Bob 2\n|‖hi',
    );
    expect(session.participants).toEqual([{ account: 'bob@example.com', joined: null, left: null }]);
  });

  test('above the cap nobody is listed, and a notice says so', async () => {
    const many = Array.from({ length: MAX_STAYS + 5 }, (_, i) => `S< JOI u${i}@example.com U`);
    const { session, notices } = await of(`${SB}\n${many.join('\n')}`);
    expect(session.participants).toHaveLength(MAX_STAYS);
    expect(notices.map(({ code }) => code)).toEqual(['participant-limit']);
  });
});

describe('own account', () => {
  test.each([
    [login(8), '', 'Ann Example'],
    [login(10), 'C> PRP 5 MFN New%20Name\nS< PRP 5 MFN New%20Name', 'New Name'],
    [login(8), 'C> REA 5 ann@example.com Other\nS< REA 5 2 ann@example.com Other', 'Other'],
    [login(8), 'C> REA 5 bob@example.com Other\nS< REA 5 2 bob@example.com Other', 'Ann Example'],
    [login(16), 'S< NLN NLN ann@example.com 1 Shown 0:0 0', 'Shown'],
    [login(18), 'S< NLN NLN 1:ann@example.com Shown 0:0 0', 'Shown'],
    [login(18), 'S< NLN NLN 1:bob@example.com Bob 0:0 0', null],
  ])('the friendly name is the latest that a line shows', async (opening, more, name) => {
    const { session } = await of(`${opening}\n${more}`);
    expect([session.account, session.friendlyName]).toEqual(['ann@example.com', name]);
  });

  test('endpoints come from documents about the account', () => {
    const endpoints = new Endpoints();
    endpoints.note('AA-1');
    endpoints.read(
      '<Data><EndpointData id="{aa-1}"><Capabilities>1:2</Capabilities></EndpointData><PrivateEndpointData id="{AA-1}"><EpName>Home &amp; away</EpName></PrivateEndpointData><sep n="IM" epid="{bb}" ts="t"><Capabilities>3:4</Capabilities></sep></Data>',
    );
    expect(endpoints.all).toEqual([
      { id: '{aa-1}', name: 'Home & away', capabilities: '1:2' },
      { id: '{bb}', name: null, capabilities: '3:4' },
    ]);
    for (let i = 0; i < 2 * MAX_ENDPOINTS; i++) endpoints.note(`{c${i}}`);
    expect(endpoints.all).toHaveLength(MAX_ENDPOINTS);
  });
});

describe('sessions of one user', () => {
  test('an XFR that was captured late joins the switchboard all the same', async () => {
    const { session, findings } = await of(
      `${NS}\n${LOGIN8}\n${XFR}\nlate 10\n${BOARD}\n${SB}\non 1\nS< NLN NLN bob@example.com Bob 0`,
      2,
    );
    expect([session.invitedBy, session.conversation, session.version]).toEqual([1, 1, 'MSNP8']);
    expect(findings.filter(({ id }) => id === 'sb-without-invite')).toEqual([]);
  });

  test('a switchboard tells whose the notification server session is that began before the capture', async () => {
    const { sessions } = await of(`${NS}\nmidstream\n${XFR.replaceAll('5 SB', '45 SB')}\n${BOARD}\n${SB}`);
    expect(sessions.map(({ id, account, invitedBy }) => [id, account, invitedBy]).sort()).toEqual([
      [1, 'ann@example.com', null],
      [2, 'ann@example.com', 1],
    ]);
  });

  test('a dispatch server may name the next one by a host name', async () => {
    const dispatch = LOGIN8.split('\n').slice(0, 4).join('\n');
    const { session } = await of(
      `${NS}\n${dispatch}\nC> USR 3 TWN I ann@example.com\nS< XFR 3 NS ns.example.com:1863 0\nC fin\n${BOARD}\n${LOGIN8}`,
      2,
    );
    expect([session.invitedBy, session.role]).toEqual([1, 'NS']);
  });

  test('groups are joined in any order and have the lowest id', () => {
    const parties = [4, 2, 7, 1, 9].map((id) => new Party(id, new Knowledge()));
    const [a, b, c, d, e] = parties as [Party, Party, Party, Party, Party];
    a.join(b);
    c.join(a);
    e.join(d);
    e.join(c);
    c.join(e);
    expect(parties.map(({ conversation }) => conversation)).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('numbers of parallel connections', () => {
  const gap = `${NS}\n${LOGIN8}\nC> CHG 5 NLN 0\nS< CHG 5 NLN 0\nC> CHG 7 BSY 0\nS< CHG 7 BSY 0`;
  const gaps = async (text: string) =>
    (await of(text)).findings.filter(({ id }) => id === 'trid-gap').map(({ message }) => message);

  test('a number that the same user uses later on another connection explains a gap', async () => {
    expect(await gaps(gap)).toHaveLength(1);
    expect(await gaps(`${gap}\n${BOARD}\n${ANSWERED.replaceAll(/(ANS|IRO) 1/g, '$1 6')}`)).toEqual([]);
  });

  test('one of another user behind the same address does not', async () => {
    const other = ANSWERED.replaceAll(/(ANS|IRO) 1/g, '$1 6').replaceAll('ann@', 'cat@');
    expect(await gaps(`${gap}\n${BOARD}\n${other}`)).toHaveLength(1);
  });

  test('a finding comes half a minute later, or at the end', async () => {
    const { findings } = await of(`${gap}\n+ 31s\nC> CHG 8 NLN 0\nS< CHG 8 NLN 0\n+ 31s\nC> CHG 10 NLN 0`);
    const told = findings.filter(({ id }) => id === 'trid-gap');
    expect(told.map(({ details }) => details['trid'])).toEqual(['7', '10']);
  });
});

describe('what is used again', () => {
  test('a cookie, once the first login with it stands', () => {
    const memory = new CaptureMemory();
    expect([memory.useCookie('a', 1), memory.useCookie('a', 1), memory.useCookie('a', 2)]).toEqual([0, 0, 1]);
    memory.releaseCookie('a', 2);
    expect(memory.useCookie('a', 3)).toBe(1);
    memory.releaseCookie('a', 1);
    expect(memory.useCookie('a', 3)).toBe(0);
    for (let i = 0; i < MAX_KNOWN_COOKIES; i++) memory.useCookie(`b${i}`, 4);
    expect(memory.useCookie('a', 5)).toBe(0);
  });

  test('an answer to the same challenge, told once', () => {
    const memory = new CaptureMemory();
    expect(memory.useAnswer('c x', 1)).toBe(0);
    expect(memory.useAnswer('c y', 2)).toBe(0);
    expect(memory.useAnswer('c x', 3)).toBe(1);
    expect(memory.useAnswer('c x', 4)).toBe(0);
  });
});

describe('tempo', () => {
  test('the eleventh command within a second is one too many, wherever the second begins', () => {
    const slow = new Tempo();
    for (let i = 0; i < 100; i++) expect(slow.exceeds(i * 0.11 * SECOND)).toBe(false);
    const fast = new Tempo();
    const told = Array.from({ length: 12 }, (_, i) => fast.exceeds((0.7 + i * 0.09) * SECOND));
    expect(told.indexOf(true)).toBe(10);
    expect(new Tempo().exceeds(5)).toBe(false);
  });
});
