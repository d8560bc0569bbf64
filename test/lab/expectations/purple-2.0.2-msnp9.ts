/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'purple-2.0.2-msnp9.pcap',
  sessions: [
    [58066, 'NS', 'alice@example.com', 'MSNP9', null, 58066],
    [58084, 'NS', 'alice@example.com', 'MSNP9', null, 58084],
    [58098, 'NS', 'bob@example.com', 'MSNP9', null, 58098],
    [58118, 'NS', 'carol@example.org', 'MSNP9', null, 58118],
    [58360, 'SB', 'alice@example.com', 'MSNP9', 58084, 58084],
    [58364, 'SB', 'bob@example.com', 'MSNP9', 58098, 58098],
    [39320, 'SB', 'carol@example.org', 'MSNP9', 58118, 58118],
    [39322, 'SB', 'alice@example.com', 'MSNP9', 58084, 58084],
    [39328, 'SB', 'alice@example.com', 'MSNP9', 58084, 58084],
    [39334, 'SB', 'bob@example.com', 'MSNP9', 58098, 58098],
    [39344, 'SB', 'carol@example.org', 'MSNP9', 58118, 58118],
    [48178, 'SB', 'alice@example.com', 'MSNP9', 58084, 58084],
  ],
  chats: [
    {
      key: 58360,
      participants: { 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'Hello Bob, this is a plain message'],
        ['bob@example.com', 'text', 'Grüße, Alice – 日本語テスト 🙂'],
        ['alice@example.com', 'text', 'line one\r\nline two\r\nline three'],
        ['alice@example.com', 'text', 'Lange Nachricht ÄÖÜ ✓ 01234567', 1054],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'burst 5'],
        ['alice@example.com', 'text', 'bold it red'],
        ['alice@example.com', 'file-offer', 'f.txt'],
      ],
    },
    {
      key: 58364,
      participants: { 'alice@example.com': true },
      events: [
        ['alice@example.com', 'text', 'Hello Bob, this is a plain message'],
        ['bob@example.com', 'text', 'Grüße, Alice – 日本語テスト 🙂'],
        ['alice@example.com', 'text', 'line one\r\nline two\r\nline three'],
        ['alice@example.com', 'text', 'Lange Nachricht ÄÖÜ ✓ 01234567', 1054],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'burst 5'],
        ['alice@example.com', 'text', 'bold it red'],
        ['alice@example.com', 'file-offer', 'f.txt'],
      ],
    },
    {
      key: 39320,
      participants: { 'alice@example.com': true },
      events: [
        ['carol@example.org', 'text', 'Hi from Carol'],
        ['alice@example.com', 'text', 'ok carol'],
      ],
    },
    {
      key: 39322,
      participants: { 'carol@example.org': false },
      events: [
        ['carol@example.org', 'text', 'Hi from Carol'],
        ['alice@example.com', 'text', 'ok carol'],
      ],
    },
    {
      key: 39328,
      participants: { 'bob@example.com': false, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'hello all of you'],
        ['carol@example.org', 'text', 'hi group'],
      ],
    },
    {
      key: 39334,
      participants: { 'alice@example.com': true, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'hello all of you'],
        ['carol@example.org', 'text', 'hi group'],
      ],
    },
    {
      key: 39344,
      participants: { 'alice@example.com': false, 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'hello all of you'],
        ['carol@example.org', 'text', 'hi group'],
      ],
    },
    { key: 48178, participants: {}, events: [] },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: ['Other Contacts', 'Friends', 'Büro & Co', 'NewGroup1'],
    contacts: {
      'bob@example.com': ['FL AL RL', 'Friends'],
      'carol@example.org': ['FL AL RL', 'Büro & Co'],
      'u00@example.com': ['FL AL', 'Friends'],
      'dave@example.com': ['FL', 'NewGroup1'],
    },
  },
};
