/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'rawmsgs-msnlib-msnp8.pcap',
  sessions: [
    [48266, 'DS', 'alice@example.com', 'MSNP8', null, 48266],
    [33766, 'NS', 'alice@example.com', 'MSNP8', 48266, 48266],
    [48276, 'DS', 'bob@example.com', 'MSNP8', null, 48276],
    [33794, 'NS', 'bob@example.com', 'MSNP8', 48276, 48276],
    [48304, 'DS', 'carol@example.org', 'MSNP8', null, 48304],
    [33814, 'NS', 'carol@example.org', 'MSNP8', 48304, 48304],
    [39352, 'SB', 'bob@example.com', 'MSNP8', 33794, 48276],
    [39360, 'SB', 'alice@example.com', 'MSNP8', 33766, 48266],
    [39392, 'SB', 'carol@example.org', 'MSNP8', 33814, 48304],
    [39406, 'SB', 'carol@example.org', 'MSNP8', 33814, 48304],
    [39410, 'SB', 'alice@example.com', 'MSNP8', 33766, 48266],
  ],
  chats: [
    {
      key: 39352,
      participants: { 'alice@example.com': false, 'carol@example.org': true },
      events: [
        ['bob@example.com', 'text', 'start'],
        ['bob@example.com', 'text', 'plain with all format keys'],
        ['bob@example.com', 'text', 'RTL שלום عالم'],
        ['bob@example.com', 'text', '🙂👨\u200d👩\u200d👧\u200d👦🏳️\u200d🌈 emoji, NUL next:\u0000 end'],
        ['bob@example.com', 'text', 'invalid utf-8: ���( end'],
        ['bob@example.com', 'text', 'no charset, MSN client name'],
        ['bob@example.com', 'text', ''],
        ['bob@example.com', 'text', 'Sehr langer Text äöü Sehr lang', 8400],
        ['bob@example.com', 'nudge'],
        ['bob@example.com', 'text', 'no MIME-Version header'],
        ['bob@example.com', 'text', 'MSG evil@example.com Evil 5\r\nhello BYE bob@example.com\r\n'],
        ['bob@example.com', 'text', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 1500],
        ['bob@example.com', 'text', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 2800],
        ['bob@example.com', 'text', 'ÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜ', 1200],
      ],
    },
    {
      key: 39360,
      participants: { 'bob@example.com': true, 'carol@example.org': true },
      events: [
        ['bob@example.com', 'text', 'start'],
        ['bob@example.com', 'text', 'plain with all format keys'],
        ['bob@example.com', 'text', 'RTL שלום عالم'],
        ['bob@example.com', 'text', '🙂👨\u200d👩\u200d👧\u200d👦🏳️\u200d🌈 emoji, NUL next:\u0000 end'],
        ['bob@example.com', 'text', 'no charset, MSN client name'],
        ['bob@example.com', 'text', ''],
        ['bob@example.com', 'text', 'Sehr langer Text äöü Sehr lang', 8400],
        ['bob@example.com', 'nudge'],
        ['bob@example.com', 'text', 'no MIME-Version header'],
        ['bob@example.com', 'text', 'MSG evil@example.com Evil 5\r\nhello BYE bob@example.com\r\n'],
        ['bob@example.com', 'text', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 1500],
        ['bob@example.com', 'text', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 2800],
        ['bob@example.com', 'text', 'ÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜ', 201],
      ],
    },
    {
      key: 39392,
      participants: { 'bob@example.com': false, 'alice@example.com': false },
      events: [
        ['bob@example.com', 'text', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 2800],
        ['bob@example.com', 'text', 'ÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜ', 201],
      ],
    },
    {
      key: 39406,
      participants: { 'alice@example.com': false },
      events: [['carol@example.org', 'text', 'hi from the third']],
    },
    {
      key: 39410,
      participants: { 'carol@example.org': true },
      events: [['carol@example.org', 'text', 'hi from the third']],
    },
  ],
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
