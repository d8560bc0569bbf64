/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'scripted-msnp12.pcap',
  sessions: [
    [36552, 'DS', 'alice@example.com', 'MSNP12', null, 36552],
    [52100, 'NS', 'alice@example.com', 'MSNP12', 36552, 36552],
    [36554, 'DS', 'alice@example.com', 'MSNP12', null, 36554],
    [52104, 'NS', 'alice@example.com', 'MSNP12', 36554, 36554],
    [36556, 'DS', 'bob@example.com', 'MSNP12', null, 36556],
    [52106, 'NS', 'bob@example.com', 'MSNP12', 36556, 36556],
    [36560, 'DS', 'carol@example.org', 'MSNP12', null, 36560],
    [52108, 'NS', 'carol@example.org', 'MSNP12', 36560, 36560],
    [55516, 'SB', 'alice@example.com', 'MSNP12', 52104, 36554],
    [55532, 'SB', 'bob@example.com', 'MSNP12', 52106, 36556],
    [55538, 'SB', 'carol@example.org', 'MSNP12', 52108, 36560],
    [36576, 'DS', 'alice@example.com', 'MSNP12', null, 36576],
    [52116, 'NS', 'alice@example.com', 'MSNP12', 36576, 36576],
  ],
  chats: [
    {
      key: 55516,
      participants: { 'bob@example.com': false, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'Hello Bob'],
        ['alice@example.com', 'text', 'Grüße 日本語 🙂\r\nzweite Zeile'],
        ['alice@example.com', 'text', 'no ack'],
        ['alice@example.com', 'text', 'nak only'],
        ['bob@example.com', 'text', 'reply from Bob'],
        ['bob@example.com', 'text', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 1500],
        ['alice@example.com', 'text', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüü', 700],
        ['alice@example.com', 'file-offer', 'readme file.txt'],
        ['alice@example.com', 'text', 'three of us'],
        ['carol@example.org', 'text', 'hi all'],
      ],
    },
    {
      key: 55532,
      participants: { 'alice@example.com': true, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'Hello Bob'],
        ['alice@example.com', 'text', 'Grüße 日本語 🙂\r\nzweite Zeile'],
        ['alice@example.com', 'text', 'no ack'],
        ['alice@example.com', 'text', 'nak only'],
        ['bob@example.com', 'text', 'reply from Bob'],
        ['bob@example.com', 'text', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 1500],
        ['alice@example.com', 'text', 'üüüüüüüüüüüüüüüüüüüüüüüüüüüüüü', 700],
        ['alice@example.com', 'file-offer', 'readme file.txt'],
        ['alice@example.com', 'text', 'three of us'],
        ['carol@example.org', 'text', 'hi all'],
      ],
    },
    {
      key: 55538,
      participants: { 'alice@example.com': false, 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'three of us'],
        ['carol@example.org', 'text', 'hi all'],
      ],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: ['Friends', 'Büro & Co', 'Gruppe Ä'],
    contacts: {
      'bob@example.com': ['FL AL RL', 'Friends'],
      'carol@example.org': ['FL AL RL', 'Büro & Co'],
      'u00@example.com': ['FL AL', 'Friends'],
      'dave@example.com': ['FL'],
    },
  },
};
