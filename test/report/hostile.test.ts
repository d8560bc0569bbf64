/** What hostile captures may not get out of the views: secrets, memory, a crash. */
import { describe, expect, test } from 'vitest';
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
