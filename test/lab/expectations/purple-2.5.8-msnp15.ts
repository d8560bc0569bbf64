/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'purple-2.5.8-msnp15.pcap',
  sessions: [
    [51330, 'NS', 'alice@example.com', 'MSNP15', null, 51330],
    [51366, 'NS', 'alice@example.com', 'MSNP15', null, 51366],
    [46624, 'NS', 'bob@example.com', 'MSNP15', null, 46624],
    [46638, 'NS', 'carol@example.org', 'MSNP15', null, 46638],
    [39706, 'SB', 'alice@example.com', 'MSNP15', 51366, 51366],
    [39710, 'SB', 'bob@example.com', 'MSNP15', 46624, 46624],
    [54498, 'SB', 'carol@example.org', 'MSNP15', 46638, 46638],
    [54510, 'SB', 'alice@example.com', 'MSNP15', 51366, 51366],
    [54546, 'SB', 'alice@example.com', 'MSNP15', 51366, 51366],
    [54556, 'SB', 'bob@example.com', 'MSNP15', 46624, 46624],
    [37262, 'SB', 'carol@example.org', 'MSNP15', 46638, 46638],
  ],
  chats: [
    {
      key: 39706,
      participants: { 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'Hello Bob, this is a plain message'],
        ['bob@example.com', 'text', 'Grüße, Alice – 日本語テスト 🙂'],
        ['alice@example.com', 'text', 'line one\r\nline two\r\nline three'],
        ['alice@example.com', 'text', 'Lange Nachricht ÄÖÜ ✓ 01234567', 1054],
        ['bob@example.com', 'text', 'Lange Nachricht ÄÖÜ ✓ 01234567', 1326],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'burst 5'],
        ['alice@example.com', 'text', 'bold it red'],
        ['bob@example.com', 'nudge'],
        ['alice@example.com', 'file-offer', 'f.txt'],
      ],
    },
    {
      key: 39710,
      participants: { 'alice@example.com': true },
      events: [
        ['alice@example.com', 'text', 'Hello Bob, this is a plain message'],
        ['bob@example.com', 'text', 'Grüße, Alice – 日本語テスト 🙂'],
        ['alice@example.com', 'text', 'line one\r\nline two\r\nline three'],
        ['alice@example.com', 'text', 'Lange Nachricht ÄÖÜ ✓ 01234567', 1054],
        ['bob@example.com', 'text', 'Lange Nachricht ÄÖÜ ✓ 01234567', 1326],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'burst 5'],
        ['alice@example.com', 'text', 'bold it red'],
        ['bob@example.com', 'nudge'],
        ['alice@example.com', 'file-offer', 'f.txt'],
      ],
    },
    {
      key: 54498,
      participants: { 'alice@example.com': true },
      events: [
        ['carol@example.org', 'text', 'Hi from Carol'],
        ['alice@example.com', 'text', 'ok carol'],
      ],
    },
    {
      key: 54510,
      participants: { 'carol@example.org': false },
      events: [
        ['carol@example.org', 'text', 'Hi from Carol'],
        ['alice@example.com', 'text', 'ok carol'],
      ],
    },
    {
      key: 54546,
      participants: { 'bob@example.com': false, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'hello all of you'],
        ['carol@example.org', 'text', 'hi group'],
      ],
    },
    {
      key: 54556,
      participants: { 'alice@example.com': true, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'hello all of you'],
        ['carol@example.org', 'text', 'hi group'],
      ],
    },
    {
      key: 37262,
      participants: { 'alice@example.com': false, 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'hello all of you'],
        ['carol@example.org', 'text', 'hi group'],
      ],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: [],
    contacts: {
      'u00@example.com': ['FL AL'],
      'bob@example.com': ['FL AL'],
      'carol@example.org': ['FL AL'],
      'dave@example.com': ['AL'],
    },
  },
};
