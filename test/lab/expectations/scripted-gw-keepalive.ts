/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'scripted-gw-keepalive.pcap',
  sessions: [
    ['gw1', 'NS', 'alice@example.com', 'MSNP9', null, 'gw1'],
    ['gw2', 'NS', 'bob@example.com', 'MSNP9', null, 'gw2'],
    ['gw3', 'NS', 'carol@example.org', 'MSNP9', null, 'gw3'],
    ['gw4', 'SB', 'alice@example.com', 'MSNP9', 'gw1', 'gw1'],
    ['gw5', 'SB', 'bob@example.com', 'MSNP9', 'gw2', 'gw2'],
    ['gw6', 'SB', 'carol@example.org', 'MSNP9', 'gw3', 'gw3'],
  ],
  chats: [
    {
      key: 'gw4',
      participants: { 'bob@example.com': false, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'Hello over one shared TCP connection'],
        ['bob@example.com', 'text', 'Grüße zurück 日本語 🙂'],
        ['carol@example.org', 'text', 'carol with chunked request bodies'],
        ['alice@example.com', 'text', 'request sent in 50 byte pieces', 431],
        ['alice@example.com', 'text', 'two in one\r\n'],
        ['alice@example.com', 'text', 'split over two!\r\n'],
        ['bob@example.com', 'text', 'big 0123456789abcdef0123456789', 1444],
      ],
    },
    {
      key: 'gw5',
      participants: { 'alice@example.com': true, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'Hello over one shared TCP connection'],
        ['bob@example.com', 'text', 'Grüße zurück 日本語 🙂'],
        ['carol@example.org', 'text', 'carol with chunked request bodies'],
        ['alice@example.com', 'text', 'request sent in 50 byte pieces', 431],
        ['alice@example.com', 'text', 'two in one\r\n'],
        ['alice@example.com', 'text', 'split over two!\r\n'],
        ['bob@example.com', 'text', 'big 0123456789abcdef0123456789', 1444],
      ],
    },
    {
      key: 'gw6',
      participants: { 'alice@example.com': false, 'bob@example.com': false },
      events: [
        ['carol@example.org', 'text', 'carol with chunked request bodies'],
        ['alice@example.com', 'text', 'request sent in 50 byte pieces', 431],
        ['alice@example.com', 'text', 'two in one\r\n'],
        ['alice@example.com', 'text', 'split over two!\r\n'],
        ['bob@example.com', 'text', 'big 0123456789abcdef0123456789', 1444],
      ],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: ['Other Contacts', 'Friends', 'Büro & Co'],
    contacts: {
      'bob@example.com': ['FL AL RL', 'Friends'],
      'carol@example.org': ['FL AL RL', 'Büro & Co'],
      'u00@example.com': ['FL AL', 'Friends'],
    },
  },
};
