/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'msnlib-msnp8-lossy.pcap',
  sessions: [
    [45562, 'DS', 'alice@example.com', 'MSNP8', null, 45562],
    [48240, 'NS', 'alice@example.com', 'MSNP8', 45562, 45562],
    [45564, 'DS', 'alice@example.com', 'MSNP8', null, 45564],
    [48250, 'NS', 'alice@example.com', 'MSNP8', 45564, 45564],
    [45572, 'DS', 'bob@example.com', 'MSNP8', null, 45572],
    [48258, 'NS', 'bob@example.com', 'MSNP8', 45572, 45572],
    [45582, 'DS', 'carol@example.org', 'MSNP8', null, 45582],
    [48274, 'NS', 'carol@example.org', 'MSNP8', 45582, 45582],
    [56350, 'SB', 'alice@example.com', 'MSNP8', 48250, 45564],
    [56352, 'SB', 'bob@example.com', 'MSNP8', 48258, 45572],
    [56360, 'SB', 'carol@example.org', 'MSNP8', 48274, 45582],
    [43866, 'SB', 'bob@example.com', 'MSNP8', 48258, 45572],
    [43880, 'SB', 'alice@example.com', 'MSNP8', 48250, 45564],
  ],
  chats: [
    {
      key: 56350,
      participants: { 'bob@example.com': false, 'carol@example.org': false },
      events: [
        ['alice@example.com', 'text', 'Hello Bob'],
        ['bob@example.com', 'text', 'Grüß dich 日本語 🙂'],
        ['alice@example.com', 'text', 'quick 0'],
        ['alice@example.com', 'text', 'quick 1'],
        ['alice@example.com', 'text', 'quick 2'],
        ['alice@example.com', 'text', 'quick 3'],
        ['alice@example.com', 'text', 'quick 4'],
        ['alice@example.com', 'text', 'multi\r\nline\r\n\r\ntext'],
        ['alice@example.com', 'text', 'now we are three'],
        ['carol@example.org', 'text', 'hi all from carol'],
      ],
    },
    {
      key: 56352,
      participants: { 'alice@example.com': true, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'Hello Bob'],
        ['bob@example.com', 'text', 'Grüß dich 日本語 🙂'],
        ['alice@example.com', 'text', 'quick 0'],
        ['alice@example.com', 'text', 'quick 1'],
        ['alice@example.com', 'text', 'quick 2'],
        ['alice@example.com', 'text', 'quick 3'],
        ['alice@example.com', 'text', 'quick 4'],
        ['alice@example.com', 'text', 'multi\r\nline\r\n\r\ntext'],
        ['alice@example.com', 'text', 'now we are three'],
        ['carol@example.org', 'text', 'hi all from carol'],
      ],
    },
    {
      key: 56360,
      participants: { 'alice@example.com': true, 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'now we are three'],
        ['carol@example.org', 'text', 'hi all from carol'],
      ],
    },
    {
      key: 43866,
      participants: { 'alice@example.com': true },
      events: [['bob@example.com', 'text', 'again']],
    },
    {
      key: 43880,
      participants: { 'bob@example.com': false },
      events: [['bob@example.com', 'text', 'again']],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: ['Other Contacts', 'Büro & Co', 'Freunde XX'],
    contacts: {
      'bob@example.com': ['FL AL RL'],
      'carol@example.org': ['FL AL RL', 'Büro & Co'],
      'u00@example.com': ['FL AL'],
    },
  },
};
