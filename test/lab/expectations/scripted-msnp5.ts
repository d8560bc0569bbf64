/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'scripted-msnp5.pcap',
  sessions: [
    [46080, 'DS', 'alice@example.com', 'MSNP5', null, 46080],
    [43044, 'NS', 'alice@example.com', 'MSNP5', 46080, 46080],
    [46092, 'DS', 'alice@example.com', 'MSNP5', null, 46092],
    [43058, 'NS', 'alice@example.com', 'MSNP5', 46092, 46092],
    [46108, 'DS', 'bob@example.com', 'MSNP5', null, 46108],
    [43072, 'NS', 'bob@example.com', 'MSNP5', 46108, 46108],
    [46118, 'DS', 'carol@example.org', 'MSNP5', null, 46118],
    [43074, 'NS', 'carol@example.org', 'MSNP5', 46118, 46118],
    [36940, 'SB', 'alice@example.com', 'MSNP5', 43058, 46092],
    [36944, 'SB', 'bob@example.com', 'MSNP5', 43072, 46108],
    [36956, 'SB', 'carol@example.org', 'MSNP5', 43074, 46118],
    [46134, 'DS', 'alice@example.com', 'MSNP5', null, 46134],
    [43078, 'NS', 'alice@example.com', 'MSNP5', 46134, 46134],
  ],
  chats: [
    {
      key: 36940,
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
      key: 36944,
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
      key: 36956,
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
