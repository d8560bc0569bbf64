/** Findings about whole sessions of real clients: what the server's log says of each capture, and nothing else. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../scan/collect.ts';
import { labFolder } from './program.ts';

const FOLDER = labFolder();
const names = FOLDER === undefined ? [] : readdirSync(FOLDER).filter((name) => /\.pcap(ng)?$/.test(name));

/** A client whose writes interleaved: its framing is broken on the wire. */
const GARBLED = 'scripted-many50-garbled';

type Counts = Readonly<Record<string, number>>;

// BYE to the switchboard four times; the server closes after a PRP that it does not know.
const MSNLIB: Counts = { 'wrong-direction': 4, 'server-disconnect-abrupt': 1 };
// A wrong password first, then two logins with the constant challenge of the account; the second ends the first.
const SCRIPTED: Counts = { 'login-failed': 1, 'challenge-reused': 1, 'server-out': 1 };
const FAST: Counts = { flood: 1 };
// The same challenges go to both clients, which answer the same.
const CHALLENGED: Counts = { 'challenge-reused': 3 };

/** By the capture's name without its suffix. Captures that are not here give none. */
const JUDGED: Readonly<Record<string, Counts>> = {
  'bitlbee-3.4.2-msnp21': { 'challenge-reused': 1 },
  'chl-bitlbee-3.2.2-msnp18': CHALLENGED,
  'chl-purple-2.0.2-msnp9': CHALLENGED,
  'chl-purple-2.5.8-msnp15': CHALLENGED,
  'err-msnlib-msnp8': {
    'login-failed': 2,
    'server-out': 3,
    'syn-repeated': 1,
    'wrong-direction': 1,
    ...FAST,
  },
  'err-purple-2.5.8-msnp15': { 'login-failed': 4, 'server-out': 3 },
  'jml-msnp8': FAST,
  'jml-msnp11': FAST,
  // The web service of the lists fails, the client goes on line without them.
  'jml-msnp15': { 'chg-before-syn': 1 },
  'msnlib-msnp8-any-sll2': MSNLIB,
  'msnlib-msnp8-ds': MSNLIB,
  'msnlib-msnp8-lossy': MSNLIB,
  'msnlib-msnp8-lossy.clientside': MSNLIB,
  'msnlib-msnp8-mtu200': MSNLIB,
  'msnlib-msnp8-nano': MSNLIB,
  'msnlib-msnp8-pcapng': MSNLIB,
  // One BYE is the first line of its side behind the start: of the wrong direction, so no plausible place to begin.
  'msnlib-msnp8-midsession': { ...MSNLIB, 'wrong-direction': 3 },
  // The lines behind a cut payload are gone.
  'msnlib-msnp8-snaplen96': { ...MSNLIB, 'wrong-direction': 1 },
  'rawmsgs-msnlib-msnp8': { 'wrong-direction': 2, 'unknown-content-type': 2, ...FAST },
  'scripted-gw-keepalive': { 'http-ping': 1, 'http-other-host': 3 },
  'scripted-many30-lossy': { 'msg-to-empty-session': 19, flood: 17 },
  'scripted-msnp2': { ...SCRIPTED, ...FAST },
  'scripted-msnp4': { ...SCRIPTED, ...FAST },
  'scripted-msnp5': { ...SCRIPTED, ...FAST },
  'scripted-msnp7': { ...SCRIPTED, ...FAST },
  'scripted-msnp7-lossy': SCRIPTED,
  'scripted-msnp7-tinysegments': SCRIPTED,
  'scripted-msnp12': { 'login-failed': 1, 'server-out': 1, ...FAST },
};

describe.skipIf(FOLDER === undefined)('lab captures (skipped unless MSNSCAN_CAPTURES names them)', () => {
  test.each(names.filter((name) => !name.startsWith(GARBLED)))('%s', async (name) => {
    const { findings } = await collect(join(FOLDER ?? '', name));
    const counts: Record<string, number> = {};
    for (const { id, family } of findings)
      if ((family === 'state' || family === 'security') && id !== 'clear-text-credentials')
        counts[id] = (counts[id] ?? 0) + 1;
    expect(counts).toEqual(JUDGED[name.replace(/\.pcap(ng)?$/, '')] ?? {});
  });

  test('has no expectation for a capture that is not there', () => {
    const known = names.map((name) => name.replace(/\.pcap(ng)?$/, ''));
    expect(Object.keys(JUDGED).filter((name) => !known.includes(name))).toEqual([]);
  });
});
