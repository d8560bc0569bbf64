/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'msnlib-msnp8-ds.pcap',
  sessions: [
    [41770, 'DS', 'alice@example.com', 'MSNP8', null, 41770],
    [51788, 'NS', 'alice@example.com', 'MSNP8', 41770, 41770],
    [41778, 'DS', 'alice@example.com', 'MSNP8', null, 41778],
    [51796, 'NS', 'alice@example.com', 'MSNP8', 41778, 41778],
    [41790, 'DS', 'bob@example.com', 'MSNP8', null, 41790],
    [51806, 'NS', 'bob@example.com', 'MSNP8', 41790, 41790],
    [41794, 'DS', 'carol@example.org', 'MSNP8', null, 41794],
    [51822, 'NS', 'carol@example.org', 'MSNP8', 41794, 41794],
    [56358, 'SB', 'alice@example.com', 'MSNP8', 51796, 41778],
    [56368, 'SB', 'bob@example.com', 'MSNP8', 51806, 41790],
    [56380, 'SB', 'carol@example.org', 'MSNP8', 51822, 41794],
    [56016, 'SB', 'bob@example.com', 'MSNP8', 51806, 41790],
    [56026, 'SB', 'alice@example.com', 'MSNP8', 51796, 41778],
  ],
  chats: [
    {
      key: 56358,
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
      key: 56368,
      participants: { 'alice@example.com': true, 'carol@example.org': false },
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
      key: 56380,
      participants: { 'alice@example.com': true, 'bob@example.com': true },
      events: [
        ['alice@example.com', 'text', 'now we are three'],
        ['carol@example.org', 'text', 'hi all from carol'],
      ],
    },
    {
      key: 56016,
      participants: { 'alice@example.com': true },
      events: [['bob@example.com', 'text', 'again']],
    },
    {
      key: 56026,
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
