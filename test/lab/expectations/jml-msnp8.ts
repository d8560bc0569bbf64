/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'jml-msnp8.pcap',
  sessions: [
    [46490, 'DS', 'alice@example.com', 'MSNP8', null, 46490],
    [60948, 'NS', 'alice@example.com', 'MSNP8', 46490, 46490],
    [60086, 'DS', 'alice@example.com', 'MSNP8', null, 60086],
    [54244, 'NS', 'alice@example.com', 'MSNP8', 60086, 60086],
    [60096, 'DS', 'bob@example.com', 'MSNP8', null, 60096],
    [54258, 'NS', 'bob@example.com', 'MSNP8', 60096, 60096],
    [60112, 'DS', 'carol@example.org', 'MSNP8', null, 60112],
    [54268, 'NS', 'carol@example.org', 'MSNP8', 60112, 60112],
    [50112, 'SB', 'alice@example.com', 'MSNP8', 54244, 60086],
    [50124, 'SB', 'bob@example.com', 'MSNP8', 54258, 60096],
    [50126, 'SB', 'carol@example.org', 'MSNP8', 54268, 60112],
  ],
  chats: [
    {
      key: 50112,
      participants: { 'bob@example.com': true, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'Hello Bob from JML'],
        ['bob@example.com', 'text', 'Grüße 日本語 🙂'],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'burst 5'],
        ['alice@example.com', 'text', 'lang äöü ✓ lang äöü ✓ lang äöü', 880],
        ['alice@example.com', 'text', 'fancy text'],
        ['alice@example.com', 'text', 'l1\r\nl2\r\n\r\nl4'],
        ['bob@example.com', 'nudge'],
        ['alice@example.com', 'text', 'hi three of us'],
        ['carol@example.org', 'text', 'carol says hi'],
      ],
    },
    {
      key: 50124,
      participants: { 'alice@example.com': false, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'Hello Bob from JML'],
        ['bob@example.com', 'text', 'Grüße 日本語 🙂'],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'burst 5'],
        ['alice@example.com', 'text', 'lang äöü ✓ lang äöü ✓ lang äöü', 880],
        ['alice@example.com', 'text', 'fancy text'],
        ['alice@example.com', 'text', 'l1\r\nl2\r\n\r\nl4'],
        ['bob@example.com', 'nudge'],
        ['alice@example.com', 'text', 'hi three of us'],
        ['carol@example.org', 'text', 'carol says hi'],
      ],
    },
    {
      key: 50126,
      participants: { 'alice@example.com': false, 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'hi three of us'],
        ['carol@example.org', 'text', 'carol says hi'],
      ],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: ['Other Contacts', 'Büro & Co', 'Jml Gruppe Ä'],
    contacts: {
      'bob@example.com': ['FL AL RL'],
      'carol@example.org': ['FL AL RL', 'Büro & Co'],
      'u00@example.com': ['FL AL'],
      'dave@example.com': ['AL'],
    },
  },
};
