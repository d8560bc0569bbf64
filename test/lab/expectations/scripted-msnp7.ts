/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'scripted-msnp7.pcap',
  sessions: [
    [60236, 'DS', 'alice@example.com', 'MSNP7', null, 60236],
    [54000, 'NS', 'alice@example.com', 'MSNP7', 60236, 60236],
    [60248, 'DS', 'alice@example.com', 'MSNP7', null, 60248],
    [54004, 'NS', 'alice@example.com', 'MSNP7', 60248, 60248],
    [60272, 'DS', 'bob@example.com', 'MSNP7', null, 60272],
    [54010, 'NS', 'bob@example.com', 'MSNP7', 60272, 60272],
    [60290, 'DS', 'carol@example.org', 'MSNP7', null, 60290],
    [54028, 'NS', 'carol@example.org', 'MSNP7', 60290, 60290],
    [56776, 'SB', 'alice@example.com', 'MSNP7', 54004, 60248],
    [56780, 'SB', 'bob@example.com', 'MSNP7', 54010, 60272],
    [56794, 'SB', 'carol@example.org', 'MSNP7', 54028, 60290],
    [60310, 'DS', 'alice@example.com', 'MSNP7', null, 60310],
    [54054, 'NS', 'alice@example.com', 'MSNP7', 60310, 60310],
  ],
  chats: [
    {
      key: 56776,
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
      key: 56780,
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
      key: 56794,
      participants: { 'alice@example.com': false, 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'three of us'],
        ['carol@example.org', 'text', 'hi all'],
      ],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: ['Other Contacts', 'Friends', 'Büro & Co', 'Gruppe Ä'],
    contacts: {
      'bob@example.com': ['FL AL RL', 'Friends'],
      'carol@example.org': ['FL AL RL', 'Büro & Co'],
      'u00@example.com': ['FL AL', 'Friends'],
    },
  },
};
