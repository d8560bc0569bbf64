/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'purple-2.7.11-msnp16-pcapng-nano.pcapng',
  sessions: [
    [45604, 'DS', 'alice@example.com', 'MSNP16', null, 45604],
    [60636, 'NS', 'alice@example.com', 'MSNP16', 45604, 45604],
    [45608, 'DS', 'alice@example.com', 'MSNP16', null, 45608],
    [60644, 'NS', 'alice@example.com', 'MSNP16', 45608, 45608],
    [45614, 'DS', 'bob@example.com', 'MSNP16', null, 45614],
    [60648, 'NS', 'bob@example.com', 'MSNP16', 45614, 45614],
    [45622, 'DS', 'carol@example.org', 'MSNP16', null, 45622],
    [60650, 'NS', 'carol@example.org', 'MSNP16', 45622, 45622],
    [43676, 'SB', 'alice@example.com', 'MSNP16', 60644, 45608],
    [43686, 'SB', 'bob@example.com', 'MSNP16', 60648, 45614],
    [48480, 'SB', 'carol@example.org', 'MSNP16', 60650, 45622],
    [48494, 'SB', 'alice@example.com', 'MSNP16', 60644, 45608],
    [48496, 'SB', 'alice@example.com', 'MSNP16', 60644, 45608],
    [48504, 'SB', 'bob@example.com', 'MSNP16', 60648, 45614],
    [48520, 'SB', 'carol@example.org', 'MSNP16', 60650, 45622],
  ],
  chats: [
    {
      key: 43676,
      participants: { 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'Hello Bob, this is a plain message'],
        ['bob@example.com', 'text', 'Grüße, Alice – 日本語テスト 🙂'],
        ['alice@example.com', 'text', 'line one\r\nline two\r\nline three'],
        ['alice@example.com', 'text', 'Lange Nachricht ÄÖÜ ✓ 01234567', 1054],
        ['bob@example.com', 'text', 'Lange Nachricht ÄÖÜ ✓ 01234567', 1325],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'burst 5'],
        ['alice@example.com', 'text', 'bold it red'],
        ['bob@example.com', 'nudge'],
      ],
    },
    {
      key: 43686,
      participants: { 'alice@example.com': true },
      events: [
        ['alice@example.com', 'text', 'Hello Bob, this is a plain message'],
        ['bob@example.com', 'text', 'Grüße, Alice – 日本語テスト 🙂'],
        ['alice@example.com', 'text', 'line one\r\nline two\r\nline three'],
        ['alice@example.com', 'text', 'Lange Nachricht ÄÖÜ ✓ 01234567', 1054],
        ['bob@example.com', 'text', 'Lange Nachricht ÄÖÜ ✓ 01234567', 1325],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'burst 5'],
        ['alice@example.com', 'text', 'bold it red'],
        ['bob@example.com', 'nudge'],
      ],
    },
    {
      key: 48480,
      participants: { 'alice@example.com': true },
      events: [
        ['carol@example.org', 'text', 'Hi from Carol'],
        ['alice@example.com', 'text', 'ok carol'],
      ],
    },
    {
      key: 48494,
      participants: { 'carol@example.org': false },
      events: [
        ['carol@example.org', 'text', 'Hi from Carol'],
        ['alice@example.com', 'text', 'ok carol'],
      ],
    },
    {
      key: 48496,
      participants: { 'bob@example.com': false, 'carol@example.org': false },
      events: [['alice@example.com', 'text', 'hello all of you']],
    },
    {
      key: 48504,
      participants: { 'alice@example.com': true, 'carol@example.org': true },
      events: [['alice@example.com', 'text', 'hello all of you']],
    },
    {
      key: 48520,
      participants: { 'alice@example.com': true, 'bob@example.com': false },
      events: [['alice@example.com', 'text', 'hello all of you']],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: [],
    contacts: { 'u00@example.com': ['FL AL'], 'bob@example.com': ['FL AL'], 'carol@example.org': ['FL AL'] },
  },
};
