/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'bitlbee-3.4.2-msnp21.pcap',
  sessions: [
    [39650, 'DS', 'alice@example.com', 'MSNP21', null, 39650],
    [55826, 'NS', 'alice@example.com', 'MSNP21', 39650, 39650],
    [39652, 'DS', 'bob@example.com', 'MSNP21', null, 39652],
    [55836, 'NS', 'bob@example.com', 'MSNP21', 39652, 39652],
    [39834, 'DS', 'carol@example.org', 'MSNP21', null, 39834],
    [59084, 'NS', 'carol@example.org', 'MSNP21', 39834, 39834],
  ],
  chats: [
    {
      key: 55826,
      events: [
        ['alice@example.com', 'text', 'Hello Bob over MSNP21'],
        ['bob@example.com', 'text', 'Grüße 日本語 🙂'],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'lange nachricht ä lange nachri', 360],
        ['carol@example.org', 'text', 'hi from carol'],
        ['alice@example.com', 'text', 'hi carol'],
      ],
    },
    {
      key: 55836,
      events: [
        ['alice@example.com', 'text', 'Hello Bob over MSNP21'],
        ['bob@example.com', 'text', 'Grüße 日本語 🙂'],
        ['alice@example.com', 'text', 'burst 0'],
        ['alice@example.com', 'text', 'burst 1'],
        ['alice@example.com', 'text', 'burst 2'],
        ['alice@example.com', 'text', 'burst 3'],
        ['alice@example.com', 'text', 'burst 4'],
        ['alice@example.com', 'text', 'lange nachricht ä lange nachri', 360],
      ],
    },
    {
      key: 59084,
      events: [
        ['carol@example.org', 'text', 'hi from carol'],
        ['alice@example.com', 'text', 'hi carol'],
      ],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: [],
    contacts: { 'carol@example.org': ['FL AL'], 'u00@example.com': ['FL AL'], 'bob@example.com': ['FL AL'] },
  },
};
