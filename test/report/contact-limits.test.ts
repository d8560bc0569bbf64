/** What hostile captures may not make the contacts keep. */
import { describe, expect, test } from 'vitest';
import { keptText } from '../../src/base/kept-text.ts';
import { LOGIN8 } from '../../fixtures/rules/preamble.ts';
import { Book, Page, type Shared } from '../../src/report/contacts/book.ts';
import { contactsJson } from './views.ts';

const shared = (limits: Partial<Shared> = {}): Shared => ({
  presence: { left: 10 },
  contacts: 10,
  memberships: 10,
  unanswered: 10,
  ...limits,
});

function contactIn(book: Book, account: string) {
  const contact = book.contact(account);
  if (contact === undefined) throw new Error('there is no room');
  return contact;
}

test('what is kept of a text keeps no more in memory, and is cut', () => {
  expect(keptText('abcdef', 3)).toBe('abc');
  expect(keptText('', 3)).toBe('');
  expect(keptText(null)).toBeNull();
  expect(keptText('\ud800é😀', 9)).toBe('\ud800é😀');
});

describe('a book', () => {
  test('holds so many groups and members, and counts those that leave', () => {
    const limits = shared({ memberships: 3 });
    const book = new Book('ann@example.com', limits);
    const bob = contactIn(book, 'bob@example.com');
    book.group('1', 'Friends');
    for (const group of ['1', '1', '2', '3', '4']) book.joinGroup(bob, group);
    expect([...bob.groups]).toEqual(['1', '2']);
    expect(book.missing).toMatchObject([{ what: 'limit' }]);
    expect(book.dropGroup('1')).toBe('Friends');
    book.leaveGroups(bob);
    expect(limits.memberships).toBe(3);
  });

  test('of any number of sessions knows the first', () => {
    const book = new Book('ann@example.com', shared());
    for (let session = 200_000; session > 0; session--) book.enter(session);
    expect(book.firstSession).toBe(1);
  });

  test('knows a contact by its latest id alone', () => {
    const book = new Book('ann@example.com', shared());
    const bob = contactIn(book, 'bob@example.com');
    book.identify(bob, 'A');
    book.identify(bob, 'B');
    expect([book.find('a'), book.find('b')]).toEqual([undefined, bob]);
    const eve = contactIn(book, 'eve@example.com');
    book.identify(eve, 'B');
    book.identify(bob, 'C');
    expect(book.find('b')).toBe(eve);
  });
});

test('requests wait for their answers as long as there is room for their contacts', () => {
  const limits = shared({ unanswered: 5 });
  const book = new Book('ann@example.com', limits);
  const page = new Page(1, book, limits);
  const request = { account: null, list: null, contacts: 3 };
  page.await(1, request);
  page.await(1, request);
  page.await(2, request);
  expect(page.settle(2)).toBeUndefined();
  expect(book.missing).toMatchObject([{ what: 'limit', session: 1 }]);
  expect(page.settle(1)).toBe(request);
  page.await(3, request);
  page.confirmRest();
  expect(limits.unanswered).toBe(5);
});

test('words of any length are kept in part', async () => {
  const long = 'x'.repeat(5000);
  const { accounts } = await contactsJson(
    [
      LOGIN8,
      `S< NLN ${long} bob@example.com ${long} ${long} %3Cmsnobj%20Type=%223%22%20SHA1D=%22${long}%22/%3E`,
      `S< BPR 1 bob@example.com ${long} ${long}`,
      `S< BLP 1 ${long}`,
      `S< UBX bob@example.com *`,
      `|‖<Data><PSM>${long}</PSM><CurrentMedia>${long}</CurrentMedia></Data>`,
    ].join('\n'),
  );
  expect(JSON.stringify(accounts)).toContain('bob@example.com');
  expect(JSON.stringify(accounts)).not.toMatch(/x{257}/);
  expect(accounts[0]?.contacts[0]?.states[0]?.state).toBe('x'.repeat(16));
});
