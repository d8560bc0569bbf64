/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'scripted-msnp2.pcap',
  sessions: [
    [54164, 'DS', 'alice@example.com', 'MSNP2', null, 54164],
    [35638, 'NS', 'alice@example.com', 'MSNP2', 54164, 54164],
    [54168, 'DS', 'alice@example.com', 'MSNP2', null, 54168],
    [35644, 'NS', 'alice@example.com', 'MSNP2', 54168, 54168],
    [54172, 'DS', 'bob@example.com', 'MSNP2', null, 54172],
    [35656, 'NS', 'bob@example.com', 'MSNP2', 54172, 54172],
    [54176, 'DS', 'carol@example.org', 'MSNP2', null, 54176],
    [35660, 'NS', 'carol@example.org', 'MSNP2', 54176, 54176],
    [60092, 'SB', 'alice@example.com', 'MSNP2', 35644, 54168],
    [60098, 'SB', 'bob@example.com', 'MSNP2', 35656, 54172],
    [60102, 'SB', 'carol@example.org', 'MSNP2', 35660, 54176],
    [37944, 'DS', 'alice@example.com', 'MSNP2', null, 37944],
    [51206, 'NS', 'alice@example.com', 'MSNP2', 37944, 37944],
  ],
  chats: [
    {
      key: 60092,
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
      key: 60098,
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
      key: 60102,
      participants: { 'alice@example.com': false, 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'three of us'],
        ['carol@example.org', 'text', 'hi all'],
      ],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: [],
    contacts: {
      'bob@example.com': ['FL AL RL'],
      'carol@example.org': ['FL AL RL'],
      'u00@example.com': ['FL AL'],
    },
  },
};
