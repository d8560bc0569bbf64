/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'mobile-purple-2.0.2-msnp9.pcap',
  sessions: [
    [55632, 'DS', 'bob@example.com', 'MSNP9', null, 55632],
    [49470, 'NS', 'bob@example.com', 'MSNP9', 55632, 55632],
    [55640, 'DS', 'alice@example.com', 'MSNP9', null, 55640],
    [49486, 'NS', 'alice@example.com', 'MSNP9', 55640, 55640],
  ],
  chats: [],
  contacts: {
    account: 'alice@example.com',
    groups: ['Other Contacts', 'Friends', 'Büro & Co'],
    contacts: {
      'bob@example.com': ['FL AL RL', 'Friends'],
      'carol@example.org': ['FL AL RL', 'Büro & Co'],
      'u00@example.com': ['FL AL', 'Friends'],
    },
  },
};
