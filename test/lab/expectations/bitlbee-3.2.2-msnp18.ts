/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'bitlbee-3.2.2-msnp18.pcap',
  sessions: [
    [58626, 'DS', 'alice@example.com', 'MSNP18', null, 58626],
    [49436, 'NS', 'alice@example.com', 'MSNP18', 58626, 58626],
    [58638, 'DS', 'alice@example.com', 'MSNP18', null, 58638],
    [49448, 'NS', 'alice@example.com', 'MSNP18', 58638, 58638],
    [58646, 'DS', 'bob@example.com', 'MSNP18', null, 58646],
    [49462, 'NS', 'bob@example.com', 'MSNP18', 58646, 58646],
    [40230, 'DS', 'carol@example.org', 'MSNP18', null, 40230],
    [52168, 'NS', 'carol@example.org', 'MSNP18', 40230, 40230],
    [55322, 'SB', 'alice@example.com', 'MSNP18', 49448, 58638],
    [55326, 'SB', 'bob@example.com', 'MSNP18', 49462, 58646],
  ],
  chats: [
    {
      key: 55322,
      participants: { 'bob@example.com': true },
      events: [
        ['alice@example.com', 'text', 'Hello Bob from bitlbee'],
        ['bob@example.com', 'text', 'Grüße 日本語 🙂'],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'burst 5'],
        ['alice@example.com', 'text', 'lange nachricht ä lange nachri', 360],
      ],
    },
    {
      key: 55326,
      participants: { 'alice@example.com': false },
      events: [
        ['alice@example.com', 'text', 'Hello Bob from bitlbee'],
        ['bob@example.com', 'text', 'Grüße 日本語 🙂'],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'burst 5'],
        ['alice@example.com', 'text', 'lange nachricht ä lange nachri', 360],
      ],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: [],
    contacts: {
      'carol@example.org': ['FL AL'],
      'u00@example.com': ['FL AL'],
      'bob@example.com': ['FL AL'],
      'nobody@void.example': ['FL'],
    },
  },
};
