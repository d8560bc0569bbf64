/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'msnlib-msnp8-midsession.pcap',
  sessions: [
    [53962, 'NS', 'alice@example.com', null, null, 53962, 'open before'],
    [53974, 'NS', 'bob@example.com', null, null, 53974, 'open before'],
    [53988, 'NS', 'carol@example.org', null, null, 53988, 'open before'],
    [60044, 'SB', 'alice@example.com', null, 53962, 53962, 'open before'],
    [60050, 'SB', 'bob@example.com', null, 53974, 53974, 'open before'],
    [60080, 'SB', 'carol@example.org', null, 53988, 53988],
    [47780, 'SB', 'bob@example.com', null, 53974, 53974],
    [47796, 'SB', 'alice@example.com', null, 53962, 53962],
  ],
  chats: [
    {
      key: 60044,
      events: [
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
      key: 60050,
      events: [
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
      key: 60080,
      participants: { 'alice@example.com': true, 'bob@example.com': true },
      events: [
        ['alice@example.com', 'text', 'now we are three'],
        ['carol@example.org', 'text', 'hi all from carol'],
      ],
    },
    {
      key: 47780,
      participants: { 'alice@example.com': true },
      events: [['bob@example.com', 'text', 'again']],
    },
    {
      key: 47796,
      participants: { 'bob@example.com': false },
      events: [['bob@example.com', 'text', 'again']],
    },
  ],
  contacts: null,
};
