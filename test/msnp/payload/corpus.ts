/** Payloads of every kind, from all transcripts and conversations, and a few that no transcript has. */
import { transcript } from '../../../fixtures/build/transcript.ts';
import { RULE_FIXTURES } from '../../../fixtures/rules/index.ts';
import type { Command } from '../../../src/msnp/command.ts';
import { type Report, scan } from '../../../src/scan.ts';
import type { Side } from '../../../src/tcp/handler.ts';
import { CLIENT, SERVER } from '../../../src/tcp/handler.ts';
import { CONVERSATIONS } from '../conversations.ts';
import { mime } from './support.ts';

export interface Sample {
  readonly verb: string;
  readonly from: Side;
  readonly payload: Buffer;
}

/** Longer ones say nothing new and make mutation slow. */
const MAX_SAMPLE_BYTES = 4096;

function sampleOf({ verb, from, bytes, payloadStart, payloadEnd }: Command): Sample[] {
  const length = payloadEnd - payloadStart;
  if (length <= 0 || length > MAX_SAMPLE_BYTES) return [];
  return [{ verb, from, payload: Buffer.from(bytes.subarray(payloadStart, payloadEnd)) }];
}

const OBJECT =
  '<msnobj Creator="ann@example.com" Size="9" Type="3" Location="a.tmp" Friendly="AAA=" SHA1D="AAAA="/>';
const CONTEXT = Buffer.from(OBJECT).toString('base64');

const INVITE = [
  'INVITE MSNMSGR:bob@example.com MSNSLP/1.0',
  'To: <msnmsgr:bob@example.com>',
  'From: <msnmsgr:ann@example.com>',
  'Via: MSNSLP/1.0/TLP ;branch={11111111-2222-3333-4444-555555555555}',
  'CSeq: 0 ',
  'Call-ID: {11111111-2222-3333-4444-666666666666}',
  'Max-Forwards: 0',
  'Content-Type: application/x-msnmsgr-sessionreqbody',
  'Content-Length: 1',
  '',
  'EUF-GUID: {A4268EEC-FEC5-49E5-95C3-F126696BDBF6}',
  'SessionID: 1234',
  'AppID: 1',
  `Context: ${CONTEXT}`,
  '',
  '\0',
].join('\r\n');

function firstVersion(data: Buffer, session: number): Buffer {
  const head = Buffer.alloc(48);
  head.writeUInt32LE(session, 0);
  head.writeUInt32LE(77, 4);
  head.writeUInt32LE(data.length, 16);
  head.writeUInt32LE(data.length, 24);
  return Buffer.concat([head, data, Buffer.alloc(4)]);
}

function secondVersion(data: Buffer): Buffer {
  const transport = Buffer.from([12, 3, 0, 0, 0, 0, 0, 9, 2, 2, 0, 5]);
  transport.writeUInt16BE(data.length + 8, 2);
  const head = Buffer.from([8, 1, 0, 1, 0, 0, 0, 0]);
  return Buffer.concat([transport, head, data, Buffer.alloc(4)]);
}

const P2P = 'application/x-msnmsgrp2p';
const sdg = (headers: string, body: string): string =>
  'Routing: 1.0\r\nTo: 1:bob@example.com\r\nFrom: 1:ann@example.com;epid={1}\r\n\r\nReliability: 1.0\r\n\r\n' +
  `Messaging: 2.0\r\n${headers}\r\n\r\n${body}`;

/** Kinds that the transcripts of rules lack. */
function ownSamples(): Sample[] {
  const slp = Buffer.from(INVITE);
  const messages = [
    mime(P2P, firstVersion(slp, 0), 'P2P-Dest: bob@example.com'),
    mime(P2P, firstVersion(Buffer.alloc(20, 7), 1234), 'P2P-Dest: bob@example.com'),
    mime(P2P, secondVersion(slp), 'P2P-Dest: bob@example.com;{1}', 'P2P-Src: ann@example.com;{2}'),
    mime('text/x-mms-emoticon', `:a:\t${OBJECT}\t:b:\t${OBJECT}\t`),
    mime('text/x-msnmsgr-datacast', 'ID: 1\r\n\r\n'),
    mime('application/x-msmsgssystemmessage', 'Type: 1\r\nArg1: 5\r\n'),
    mime('application/x-ms-ink', 'base64:AAECAwQ=', 'Message-ID: {1}', 'Chunks: 2'),
    mime('text/x-clientcaps', 'Client-Name: own/1\r\nChat-Logging: Y\r\n'),
    mime(
      'text/plain; charset=shift_jis',
      Buffer.from([0x93, 0xfa]),
      'X-MMS-IM-Format: FN=A%20B; EF=B; CO=ff; CS=80',
    ),
    mime('text/x-msmsgsinvite', 'Invitation-Command: ACCEPT\r\nIP-Address: 192.0.2.7\r\nPort: 6891\r\n'),
  ];
  const blocks = [
    sdg('Message-Type: Wink\r\nContent-Type: text/x', OBJECT),
    sdg('Message-Type: Signal/P2P', INVITE),
    sdg('Message-Type: Data', secondVersion(slp).toString('latin1')),
    sdg('Message-Type: CustomEmoticon', `:a:\t${OBJECT}\t`),
  ];
  return [
    ...messages.map((payload): Sample => ({ verb: 'MSG', from: CLIENT, payload })),
    ...blocks.map((payload): Sample => ({ verb: 'SDG', from: SERVER, payload: Buffer.from(payload) })),
    { verb: 'UBN', from: SERVER, payload: slp },
    { verb: 'UUN', from: CLIENT, payload: Buffer.from('<SNM opcode="SHR"/>') },
  ];
}

const nothing = (): void => undefined;
const SILENT: Report = {
  capture: nothing,
  command: nothing,
  transaction: nothing,
  finding: nothing,
  notice: nothing,
  session: nothing,
  idle: nothing,
  end: nothing,
};

/** One sample of each payload. */
export async function buildCorpus(): Promise<Sample[]> {
  const samples: Sample[] = [];
  const report: Report = {
    ...SILENT,
    command: (command) => {
      samples.push(...sampleOf(command));
    },
  };
  const options = { ports: new Set([1863]), enable: [], disable: [] };
  for (const { fires, quiet } of Object.values(RULE_FIXTURES)) {
    for (const { transcript: text } of [...fires, ...quiet]) await scan(transcript(text), options, report);
  }
  const conversations = CONVERSATIONS.flatMap(({ exchanges }) =>
    exchanges.flatMap(([side, line, payload]): Sample[] => {
      if (payload === undefined) return [];
      const from = side === 'C' ? CLIENT : SERVER;
      return [{ verb: line.slice(0, 3), from, payload: Buffer.from(payload) }];
    }),
  );
  const all = [...ownSamples(), ...conversations, ...samples];
  return [
    ...new Map(all.map((sample) => [`${sample.verb} ${sample.payload.toString('latin1')}`, sample])).values(),
  ];
}
