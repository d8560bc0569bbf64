/** Read from the server's log of this capture. */
import type { CaptureExpectation } from '../expectation.ts';

export const expectation: CaptureExpectation = {
  capture: 'gw-purple-2.5.8-msnp15.pcap',
  sessions: [
    ['gw1', 'NS', 'alice@example.com', 'MSNP15', null, 'gw1'],
    ['gw2', 'NS', 'bob@example.com', 'MSNP15', null, 'gw2'],
    ['gw3', 'NS', 'carol@example.org', 'MSNP15', null, 'gw3'],
    ['gw4', 'SB', 'alice@example.com', 'MSNP15', 'gw1', 'gw1'],
    ['gw5', 'SB', 'bob@example.com', 'MSNP15', 'gw2', 'gw2'],
    ['gw6', 'SB', 'carol@example.org', 'MSNP15', 'gw3', 'gw3'],
    ['gw7', 'SB', 'alice@example.com', 'MSNP15', 'gw1', 'gw1'],
    ['gw8', 'SB', 'alice@example.com', 'MSNP15', 'gw1', 'gw1'],
    ['gw9', 'SB', 'bob@example.com', 'MSNP15', 'gw2', 'gw2'],
    ['gw10', 'SB', 'carol@example.org', 'MSNP15', 'gw3', 'gw3'],
  ],
  chats: [
    {
      key: 'gw4',
      participants: { 'bob@example.com': true },
      events: [
        ['alice@example.com', 'text', 'Hello through the gateway'],
        ['bob@example.com', 'text', 'Grüße 日本語 🙂'],
        ['alice@example.com', 'text', 'gw burst 0'],
        ['alice@example.com', 'text', 'gw burst 1'],
        ['alice@example.com', 'text', 'gw burst 2'],
        ['alice@example.com', 'text', 'gw burst 3'],
        ['alice@example.com', 'text', 'gw burst 4'],
        ['bob@example.com', 'nudge'],
        ['alice@example.com', 'file-offer', 'note.txt'],
      ],
    },
    {
      key: 'gw5',
      participants: { 'alice@example.com': false },
      events: [
        ['alice@example.com', 'text', 'Hello through the gateway'],
        ['bob@example.com', 'text', 'Grüße 日本語 🙂'],
        ['alice@example.com', 'text', 'gw burst 0'],
        ['alice@example.com', 'text', 'gw burst 1'],
        ['alice@example.com', 'text', 'gw burst 2'],
        ['alice@example.com', 'text', 'gw burst 3'],
        ['alice@example.com', 'text', 'gw burst 4'],
        ['bob@example.com', 'nudge'],
        ['alice@example.com', 'file-offer', 'note.txt'],
      ],
    },
    { key: 'gw6', participants: { 'alice@example.com': false }, events: [] },
    { key: 'gw7', participants: { 'carol@example.org': false }, events: [] },
    {
      key: 'gw8',
      participants: { 'bob@example.com': false, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'hello all'],
        ['carol@example.org', 'text', 'hi group'],
      ],
    },
    {
      key: 'gw9',
      participants: { 'alice@example.com': true, 'carol@example.org': true },
      events: [
        ['alice@example.com', 'text', 'hello all'],
        ['carol@example.org', 'text', 'hi group'],
      ],
    },
    {
      key: 'gw10',
      participants: { 'alice@example.com': false, 'bob@example.com': false },
      events: [
        ['alice@example.com', 'text', 'hello all'],
        ['carol@example.org', 'text', 'hi group'],
      ],
    },
  ],
  contacts: {
    account: 'alice@example.com',
    groups: [],
    contacts: { 'u00@example.com': ['FL AL'], 'bob@example.com': ['FL AL'], 'carol@example.org': ['FL AL'] },
  },
};
