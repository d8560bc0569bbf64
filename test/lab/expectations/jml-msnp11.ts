/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'jml-msnp11.pcap',
  sessions: [
    [35590, 'DS', 'alice@example.com', 'MSNP11', null, 35590],
    [57656, 'NS', 'alice@example.com', 'MSNP11', 35590, 35590],
    [48376, 'DS', 'alice@example.com', 'MSNP11', null, 48376],
    [45192, 'NS', 'alice@example.com', 'MSNP11', 48376, 48376],
    [48392, 'DS', 'bob@example.com', 'MSNP11', null, 48392],
    [45196, 'NS', 'bob@example.com', 'MSNP11', 48392, 48392],
    [48402, 'DS', 'carol@example.org', 'MSNP11', null, 48402],
    [45206, 'NS', 'carol@example.org', 'MSNP11', 48402, 48402],
    [50764, 'SB', 'alice@example.com', 'MSNP11', 45192, 48376],
    [50766, 'SB', 'bob@example.com', 'MSNP11', 45196, 48392],
    [50768, 'SB', 'carol@example.org', 'MSNP11', 45206, 48402],
  ],
  chats: [
    {
      key: 50764,
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
      key: 50766,
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
      key: 50768,
      participants: { 'alice@example.com': false, 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'hi three of us'],
        ['carol@example.org', 'text', 'carol says hi'],
      ],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: ['Freunde2', 'Büro & Co', 'Jml Gruppe Ä'],
    contacts: {
      'bob@example.com': ['FL AL RL', 'Freunde2'],
      'carol@example.org': ['FL AL RL', 'Büro & Co'],
      'u00@example.com': ['FL AL', 'Freunde2'],
      'dave@example.com': ['AL'],
    },
  },
};
