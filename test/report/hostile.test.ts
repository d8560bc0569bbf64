/** What hostile captures may not get out of the views: secrets, memory, a crash. */
import { describe, expect, test } from 'vitest';
import { ChunkedMessages, joinedContent, newChunkRoom } from '../../src/report/decoded/chunks.ts';
import { Participants } from '../../src/report/chat/participants.ts';
import { chatJson, chatText } from './views.ts';

const SB = String.raw`
  connection 1 10.0.0.5:4001 > 192.0.2.30:1863
  C> ANS 1 ann@example.com 849102291.520491932 40506070
  S< IRO 1 1 1 bob@example.com Bob
  S< ANS 1 OK
`;

describe('chats', () => {
  test('show no secret of a message whose first chunk was not captured', async () => {
    const text = String.raw`${SB}
      S< MSG bob@example.com Bob *
      | Message-ID: {A1}
      | Chunk: 1
      |
      | IP-Address: 192.0.2.9
      | AuthCookie: 765544
    `;
    const json = JSON.stringify(await chatJson(text));
    expect(json).toContain('IP-Address');
    for (const shown of [json, await chatText(text)]) expect(shown).not.toContain('765544');
  });
});

describe('messages in chunks', () => {
  const chunk = (id: string, index: number, total: number | null, body: string) =>
    [{ id, index, total }, Buffer.from(`Content-Type: text/plain\r\n\r\n${body}`), 0, null] as const;

  test('of all sessions share one room, and give it back', () => {
    const room = newChunkRoom();
    const { left } = room;
    room.left = 5000;
    const one = new ChunkedMessages<null>(room);
    const other = new ChunkedMessages<null>(room);
    expect(one.add('a', ...chunk('A', 0, 3, 'x'.repeat(4000)))).toEqual([]);
    const [refused] = other.add('b', ...chunk('B', 0, 3, 'y'.repeat(4000)));
    expect(refused && joinedContent(refused)).toEqual({ content: null, missing: 3 });
    expect(other.isEmpty).toBe(true);
    expect(one.rest()).toHaveLength(1);
    expect(room.left).toBe(5000);
    for (const index of [0, 1]) one.add('a', ...chunk('A', index, index === 0 ? 2 : null, 'x'));
    expect(room.left).toBe(5000);
    expect(left).toBeGreaterThan(1e6);
  });
});

test('who left and speaks on has not come again', () => {
  const participants = new Participants();
  participants.join('bob@example.com', 'Bob', 1, 5);
  participants.leave('bob@example.com', 1, 6);
  participants.speaks('bob@example.com', 'Bob', 1);
  expect(participants.stays).toEqual([{ account: 'bob@example.com', joined: 5, left: 6 }]);
});
