/** Rules against recorded sessions of real clients: nothing but what is known of each recording. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../scan/collect.ts';
import { expectConsistent } from './invariants.ts';

const FOLDER = join(process.env['MSNSCAN_CAPTURES'] ?? '', 'lab');
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => /\.pcap(ng)?$/.test(name)) : [];
const reason = names.length === 0 ? ' (skipped: MSNSCAN_CAPTURES names no folder with lab/)' : '';

/** Errors that the clients provoked, habits of clients, and ends of connections; nothing of it was encrypted. */
const USUAL = [
  'error-reply',
  'warning clear-text-credentials',
  'note separator-tab',
  'note trid-gap',
  'note unanswered-command',
  'note unanswered-msg-ack',
  'note name-not-encoded',
  'note reply-out-of-order',
];

/** What single recordings show besides; docs/real-traffic.md judges each. */
const KNOWN: readonly (readonly [RegExp, readonly string[]])[] = [
  // These clients say goodbye to a switchboard with a BYE of their own; the server closes on a telephone without type.
  [/msnlib/, ['warning parameter-count', 'error wrong-direction', 'warning server-disconnect-abrupt']],
  [/snaplen96/, ['note payload-missing-gap']],
  [/err241/, ['note error-with-payload']],
  [
    /rawmsgs/,
    ['note mime-head-missing', 'note unknown-content-type', 'warning payload-malformed', 'note flood'],
  ],
  [/mobile/, ['warning payload-malformed']],
  [/chl-wrong/, ['error challenge-answer-wrong']],
  // The server gives several clients the same challenges.
  [/^chl-[bp]|msnp21|scripted-msnp[2-7]/, ['warning challenge-reused']],
  // Logins that fail on purpose, a second login, the shutdown of the server, too many commands.
  [/^err-|scripted-msnp/, ['warning login-failed', 'note server-out', 'note flood', 'note syn-repeated']],
  [/jml-msnp(?:8|11)/, ['note flood']],
  [/jml-msnp15/, ['note chg-before-syn']],
  [/scripted-many/, ['note flood', 'warning msg-to-empty-session']],
  [/scripted-gw/, ['note http-other-host', 'warning http-ping']],
  // The client writes the header of the part before.
  [/purple-2\.10\.9/, ['warning p2p-size-mismatch']],
  // A minimal server of our own, which confirms datagrams and ignores list changes.
  [/msnp21/, ['note parameter-count', 'warning unanswered-command']],
];

/** A client whose writes interleaved: it only has to be survived. */
const isGarbled = (name: string): boolean => name.includes('garbled');

describe.skipIf(names.length === 0)(`recorded sessions${reason}`, () => {
  test.each(names)('%s gives no other finding than its known ones, and consistent records', async (name) => {
    const collector = await collect(join(FOLDER, name));
    expectConsistent(collector);
    if (isGarbled(name)) return;
    const allowed = new Set(KNOWN.filter(([which]) => which.test(name)).flatMap(([, ids]) => ids));
    const unexpected = collector.findings.filter(
      ({ id, severity }) =>
        !USUAL.includes(id) && !USUAL.includes(`${severity} ${id}`) && !allowed.has(`${severity} ${id}`),
    );
    expect(unexpected).toEqual([]);
  });

  test.each(names.filter((name) => name.startsWith('chl-')))(
    '%s: challenge answers are judged as the server did',
    async (name) => {
      const { findings } = await collect(join(FOLDER, name));
      const wrong = findings.filter(({ id }) => id === 'challenge-answer-wrong');
      expect(wrong).toHaveLength(name.startsWith('chl-wrong') ? 1 : 0);
    },
  );
});
