/** The decoded contents of command records: chunks joined, privacy kept, the schema followed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { ANSWERED, LOGIN8, SB } from '../../fixtures/rules/preamble.ts';
import { RULE_FIXTURES } from '../../fixtures/rules/index.ts';
import { records } from '../../src/report/schema.ts';
import { collect } from '../scan/collect.ts';
import { MASKED, ndjson, recordsOf, SHOW_ALL } from './collect.ts';

const ID = '{11111111-2222-3333-4444-555555555555}';

function first(type: string, total: number, body: string): string {
  return `C> MSG 3 N *
| MIME-Version: 1.0
| Content-Type: ${type}
| Message-ID: ${ID}
| Chunks: ${total}
|
${body}`;
}

function next(index: number, body: string, line = `C> MSG ${index + 3} N`): string {
  return `${line} *
| Message-ID: ${ID}
| Chunk: ${index}
|
${body}`;
}

const UTF8 = 'text/plain; charset=UTF-8';

async function contentsOf(text: string, privacy = MASKED): Promise<unknown[]> {
  const commands = recordsOf(await ndjson(transcript(text), privacy), 'command');
  return commands.filter(({ payload }) => payload !== null).map(({ decoded }) => decoded);
}

describe('chunks', () => {
  test('the one that completes a text carries the whole of it, characters put together', async () => {
    const contents = await contentsOf(
      `${SB}\n${first(UTF8, 3, String.raw`|raw "caf\xc3"`)}\n${next(1, String.raw`|raw "\xa9, "`)}\n${next(2, '|‖at noon?')}`,
    );
    expect(contents).toMatchObject([
      { kind: 'text', text: 'caf\ufffd', chunk: { id: ID, index: 0, total: 3 } },
      { kind: 'plain', chunk: { id: ID, index: 1, total: null } },
      { kind: 'text', text: 'café, at noon?', charset: 'utf-8', chunk: { id: ID, index: 2, total: 3 } },
    ]);
  });

  test('a drawing is joined as well', async () => {
    const contents = await contentsOf(
      `${SB}\n${first('application/x-ms-ink', 2, '|‖base64:AAEC')}\n${next(1, '|‖AwQF')}`,
    );
    expect(contents[1]).toMatchObject({ kind: 'ink', bytes: 6, chunk: { index: 1, total: 2 } });
  });

  test('of two senders are kept apart', async () => {
    const contents = await contentsOf(
      `${SB}\n${first(UTF8, 2, '|‖mine')}\n${next(1, '|‖ theirs', 'S< MSG bob@example.com Bob')}`,
    );
    expect(contents[1]).toMatchObject({ kind: 'plain', text: ' theirs' });
  });

  test('begin anew when the first one comes again', async () => {
    const contents = await contentsOf(
      `${SB}\n${first(UTF8, 2, '|‖lost')}\n${first(UTF8, 2, '|‖kept')}\n${next(1, '|‖ text')}`,
    );
    expect(contents[2]).toMatchObject({ kind: 'text', text: 'kept text' });
  });

  test('out of order, twice or of another session stay as they are', async () => {
    const other = `connection 2\n${ANSWERED}\n`;
    for (const text of [
      `${SB}\n${first(UTF8, 3, '|‖a')}\n${next(2, '|‖c')}\n${next(1, '|‖b')}`,
      `${SB}\n${next(1, '|‖b')}\n${first(UTF8, 2, '|‖a')}`,
      `${SB}\n${first(UTF8, 2, '|‖a')}\n${other}${next(1, '|‖b')}`,
    ]) {
      const contents = await contentsOf(text);
      expect(contents.filter((content) => (content as { text: string }).text.length > 1)).toEqual([]);
    }
  });
});

describe('privacy', () => {
  const invitation = `${LOGIN8}
S< MSG Hotmail Hotmail *
| MIME-Version: 1.0
| Content-Type: text/x-msmsgsprofile; charset=UTF-8
| LoginTime: 1100000000
| MSPAuth: INVENTEDSECRET
|`;

  test('what is masked in the payload is masked in the content', async () => {
    expect(await contentsOf(invitation)).toMatchObject([
      { kind: 'profile', fields: { MSPAuth: '[masked:14]' } },
    ]);
    expect(await contentsOf(invitation, SHOW_ALL)).toMatchObject([{ fields: { MSPAuth: 'INVENTEDSECRET' } }]);
  });

  test('without payloads there are no contents', async () => {
    expect(await contentsOf(invitation, { payload: false, showSecrets: false })).toEqual([null]);
  });
});

const hasPayload = ({ transcript: text }: { readonly transcript: string }): boolean => text.includes('\n|');

test('the contents of all transcripts follow the schema', async () => {
  let count = 0;
  for (const { fires, quiet } of Object.values(RULE_FIXTURES)) {
    for (const { transcript: text } of [...fires, ...quiet].filter(hasPayload)) {
      for (const record of recordsOf(await ndjson(transcript(text)), 'command')) {
        if (record['decoded'] === null) continue;
        count++;
        delete record['type'];
        expect(records.command.safeParse(record).error, JSON.stringify(record['decoded'])).toBeUndefined();
      }
    }
  }
  expect(count).toBeGreaterThan(100);
});

const captures = process.env['MSNSCAN_CAPTURES'];
const lab = captures === undefined ? '' : join(captures, 'lab');

describe.skipIf(!existsSync(lab))('real traffic (MSNSCAN_CAPTURES names its folder)', () => {
  test.each([
    // A relayed page whose ampersand is not escaped.
    ['mobile-purple-2.0.2-msnp9.pcap', ['IPG: the XML document'], []],
    // Invalid on purpose.
    [
      'rawmsgs-msnlib-msnp8.pcap',
      ['MSG: the text'],
      ['application/x-unknown-type', 'application/x-unknown-type'],
    ],
    ['msgs-purple-2.10.9-msnp18.pcap', [], []],
    ['bitlbee-3.4.2-msnp21.pcap', [], []],
    ['p2p-purple-2.5.8-msnp15-lossy.pcap', [], []],
    ['jml-msnp15.pcap', [], []],
  ])('malformed payloads and unknown types of %s', async (file, malformed, unknown) => {
    const { findings } = await collect(readFileSync(join(lab, file)));
    const of = (id: string): string[] =>
      findings
        .filter((finding) => finding.id === id)
        .map(({ details }) =>
          id === 'payload-malformed'
            ? `${String(details['verb'])}: ${String(details['part'])}`
            : String(details['contentType']),
        );
    expect(of('payload-malformed')).toEqual(malformed);
    expect(of('unknown-content-type')).toEqual(unknown);
  });
});
