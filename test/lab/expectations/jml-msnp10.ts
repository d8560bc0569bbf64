/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'jml-msnp10.pcap',
  sessions: [
    [45496, 'DS', 'alice@example.com', 'MSNP10', null, 45496],
    [44092, 'NS', 'alice@example.com', 'MSNP10', 45496, 45496],
    [45506, 'DS', 'alice@example.com', 'MSNP10', null, 45506],
    [44108, 'NS', 'alice@example.com', 'MSNP10', 45506, 45506],
    [45516, 'DS', 'bob@example.com', 'MSNP10', null, 45516],
    [44116, 'NS', 'bob@example.com', 'MSNP10', 45516, 45516],
    [34716, 'DS', 'carol@example.org', 'MSNP10', null, 34716],
    [58342, 'NS', 'carol@example.org', 'MSNP10', 34716, 34716],
    [52770, 'SB', 'alice@example.com', 'MSNP10', 44108, 45506],
    [40820, 'SB', 'alice@example.com', 'MSNP10', 44108, 45506],
    [40830, 'SB', 'alice@example.com', 'MSNP10', 44108, 45506],
    [40846, 'SB', 'alice@example.com', 'MSNP10', 44108, 45506],
    [40852, 'SB', 'alice@example.com', 'MSNP10', 44108, 45506],
    [40856, 'SB', 'alice@example.com', 'MSNP10', 44108, 45506],
    [40870, 'SB', 'alice@example.com', 'MSNP10', 44108, 45506],
  ],
  chats: [
    { key: 52770, participants: {}, events: [] },
    { key: 40820, participants: {}, events: [] },
    { key: 40830, participants: {}, events: [] },
    { key: 40846, participants: {}, events: [] },
    { key: 40852, participants: {}, events: [] },
    { key: 40856, participants: {}, events: [] },
    { key: 40870, participants: {}, events: [] },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: ['Friends', 'Büro & Co'],
    contacts: {
      'bob@example.com': ['FL AL RL', 'Friends'],
      'carol@example.org': ['FL AL RL', 'Büro & Co'],
      'u00@example.com': ['FL AL', 'Friends'],
    },
  },
};
