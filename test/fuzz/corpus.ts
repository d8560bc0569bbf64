/** What is mutated: all transcripts, conversations through the gateway, transfers, and real captures where there are some. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  GATEWAY_ENDS,
  overHttp,
  rawLine,
  type MessageOptions,
  type Turn,
} from '../../fixtures/build/gateway.ts';
import * as p2p from '../../fixtures/build/p2p.ts';
import { ALICE, BOB, Scene } from '../../fixtures/build/transfer-scene.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { RULE_FIXTURES } from '../../fixtures/rules/index.ts';
import { STORIES } from '../../fixtures/stories/index.ts';
import { CONVERSATIONS, type Exchange } from '../msnp/conversations.ts';
import type { Seed } from './mutate-capture.ts';

/** Larger ones say nothing new and make every turn slow. */
const MAX_REAL_BYTES = 256 * 1024;
const COOKIE = 'B0FE5367-28C3-4500-9033-B0292EA69E7C';

const textOf = ([, line, payload = '']: Exchange): string => `${line}\r\n${payload}`;

function talk(exchanges: readonly Exchange[]): Turn[] {
  return exchanges.map((one) => ({
    from: one[0] === 'C' ? 'client' : 'server',
    text: Buffer.from(textOf(one)).toString('latin1'),
  }));
}

function spoken(turns: readonly { from: string; bytes: Buffer }[]): string {
  return turns.map(({ from, bytes }) => rawLine(from === 'client' ? 'C>' : 'S<', bytes)).join('\n');
}

function conversations(): Seed[] {
  const forms: readonly MessageOptions[] = [{}, { chunk: 50 }, { gzip: true }, { gzip: true, chunk: 10 }];
  return CONVERSATIONS.flatMap(({ title, exchanges }, i) => {
    const turns = talk(exchanges);
    const plain = turns.map(({ from, text }) => ({ from, bytes: Buffer.from(text, 'latin1') }));
    const http = overHttp(turns, String(i + 1), forms[i % forms.length]);
    return [
      { name: title, bytes: transcript(spoken(plain)) },
      { name: `${title}, over HTTP`, bytes: transcript(`${GATEWAY_ENDS}\n${spoken(http)}`) },
    ];
  });
}

/** Alice sends a picture in the old way and a file in the new one. */
function overSwitchboard(): Buffer {
  const scene = new Scene();
  const alice = scene.switchboard(ALICE, BOB);
  const picture = p2p.sampleBytes(3000, 3);
  const slp = (side: 'C' | 'S', start: string, body: string[]): void => {
    const [from, to] = side === 'C' ? [ALICE, BOB] : [BOB, ALICE];
    const text = p2p.slpText({ start, from, to, callId: COOKIE, body });
    for (const part of p2p.p2pParts(text, { identifier: 500 })) alice.message(side, p2p.p2pMessage(part, to));
  };
  slp('S', 'INVITE', p2p.objectBody(9, p2p.msnObject(ALICE, picture)));
  slp('C', '200 OK', ['SessionID: 9']);
  const parts = p2p.p2pParts(picture, { sessionId: 9, identifier: 21, flags: 0x20 });
  for (const part of parts) alice.message('C', p2p.p2pMessage(part, BOB, 1));
  slp('C', 'INVITE', p2p.fileBody(10, 'a.bin', picture.length));
  slp('S', '200 OK', ['SessionID: 10']);
  for (const part of p2p.p2pPackets(picture, { sessionId: 10, flags: 6 })) {
    alice.message('C', p2p.p2pMessage(part, BOB, 1, ALICE));
  }
  slp('S', 'BYE', []);
  return scene.capture();
}

function invitation(fields: Readonly<Record<string, string | number>>): Buffer {
  const body = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(
    ['MIME-Version: 1.0', 'Content-Type: text/x-msmsgsinvite; charset=UTF-8', '', ...body, '', ''].join(
      '\r\n',
    ),
  );
}

function msnftp(): Buffer {
  const scene = new Scene();
  const alice = scene.switchboard(ALICE, BOB);
  const file = p2p.sampleBytes(5000, 5);
  const of = { 'Invitation-Cookie': 33267 };
  alice.message(
    'C',
    invitation({
      'Application-Name': 'File Transfer',
      'Application-GUID': '{5D3E02AB-6190-11d3-BBBB-00C04F795683}',
      'Invitation-Command': 'INVITE',
      ...of,
      'Application-File': 'a.bin',
      'Application-FileSize': file.length,
    }),
  );
  alice.message('S', invitation({ 'Invitation-Command': 'ACCEPT', ...of, 'Launch-Application': 'FALSE' }));
  const end = { 'IP-Address': '10.0.0.5', Port: 6891, AuthCookie: 99 };
  alice.message('C', invitation({ 'Invitation-Command': 'ACCEPT', ...of, ...end }));
  const direct = scene.direct(6891);
  const say = (side: 'C' | 'S', text: string): void => {
    direct.send(side, [Buffer.from(`${text}\r\n`)]);
  };
  say('C', 'VER MSNFTP');
  say('S', 'VER MSNFTP');
  say('C', `USR ${BOB} 99`);
  say('S', `FIL ${file.length}`);
  say('C', 'TFR');
  direct.send('S', [p2p.msnftpBlocks(file, 2045)]);
  say('C', 'BYE 16777989');
  return scene.capture();
}

function direct(): Buffer {
  const scene = new Scene();
  const data = p2p.sampleBytes(2500, 7);
  const framed = (part: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(part.length);
    return Buffer.concat([length, part]);
  };
  const connection = scene.direct(1863);
  connection.send('C', [framed(Buffer.from('foo\0'))]);
  for (const part of p2p.p2pParts(data, { sessionId: 9, identifier: 21 })) {
    connection.send('C', [framed(part.subarray(0, -4))]);
  }
  return scene.capture();
}

function fixtures(): Seed[] {
  const rules = Object.entries(RULE_FIXTURES).flatMap(([rule, { fires, quiet }]) =>
    [...fires, ...quiet].map(({ name, transcript: text }) => ({
      name: `${rule}: ${name}`,
      bytes: transcript(text),
    })),
  );
  const stories = Object.entries(STORIES).map(([name, text]) => ({ name, bytes: transcript(text) }));
  return [...stories, ...rules];
}

function real(folder: string): Seed[] {
  return ['lab', 'tcp-hard'].flatMap((part) =>
    readdirSync(join(folder, part))
      .filter((name) => /\.(pcap|pcapng|snoop)$/.test(name))
      .filter((name) => statSync(join(folder, part, name)).size <= MAX_REAL_BYTES)
      .sort()
      .map((name) => ({ name, bytes: readFileSync(join(folder, part, name)) })),
  );
}

/** Our own captures, and the small ones of `folder` (real traffic) when it is given. */
export function seedCaptures(folder?: string): Seed[] {
  const own: Seed[] = [
    ...fixtures(),
    ...conversations(),
    { name: 'P2P', bytes: overSwitchboard() },
    { name: 'MSNFTP', bytes: msnftp() },
    { name: 'direct connection', bytes: direct() },
  ];
  if (folder === undefined) return own;
  // As many again, so that half of the mutants come from real traffic.
  const captures = real(folder);
  const copies = Math.max(1, Math.round(own.length / (2 * captures.length)));
  return [...own, ...Array.from({ length: copies }, () => captures).flat()];
}
