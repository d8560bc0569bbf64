/** Small mutations of payloads, given to everything that decodes, judges and shows them. */
import { createRandom } from '../../../fixtures/build/mutate.ts';
import { LINE, type Command } from '../../../src/msnp/command.ts';
import { decodePayload } from '../../../src/msnp/payload/decode.ts';
import type { Decoded } from '../../../src/msnp/payload/decoded.ts';
import { payloadProblem, unknownType } from '../../../src/msnp/payload/problems.ts';
import { maskedPayload } from '../../../src/msnp/secret-payload.ts';
import { describeContent } from '../../../src/report/phrases.ts';
import type { Sample } from './corpus.ts';
import { commandWith } from './support.ts';

type Random = () => number;

/** Pieces that decoders look for, and numbers at the edge of what they believe. */
const TOKENS = [
  '\r\n\r\n',
  '\n',
  '\t',
  ':',
  ';',
  '=',
  '%',
  '&',
  '&#x110000;',
  '&amp;',
  '<',
  '>',
  '/>',
  '</a>',
  '<a b="',
  '<!DOCTYPE ',
  '<![CDATA[',
  '<?xml encoding="utf-16"?>',
  '\0',
  '\ufeff',
  '\ud83d',
  '-1',
  '0',
  '4294967296',
  '99999999999999999999',
  'Content-Type: ',
  'charset=utf-16le',
  'charset=x',
  'Chunks: 2',
  'Chunk: 1',
  'Message-ID: {1}',
  '__proto__: a',
  'base64:',
  'MSNSLP/1.0 ',
  'Context: ',
  '=?utf-8?B?',
  'Routing: 1.0',
  'Message-Type: Data',
  'Mail-Data: <MD>',
].map((token) => Buffer.from(token));

const below = (random: Random, limit: number): number => Math.floor(random() * limit);

const MUTATIONS: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[below(random, copy.length)] = below(random, 256);
    return copy;
  },
  (bytes, random) => {
    const at = below(random, bytes.length + 1);
    const token = TOKENS[below(random, TOKENS.length)] ?? bytes;
    return Buffer.concat([bytes.subarray(0, at), token, bytes.subarray(at)]);
  },
  (bytes, random) => {
    const start = below(random, bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + below(random, 12))]);
  },
  (bytes, random) => {
    const start = below(random, bytes.length + 1);
    const piece = bytes.subarray(start, start + below(random, 40));
    return Buffer.concat([bytes.subarray(0, start), piece, piece, bytes.subarray(start + piece.length)]);
  },
  (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1)),
];

const MAX_MUTATIONS = 4;

function mutate(payload: Buffer, random: Random): Buffer {
  let bytes = payload;
  for (let i = below(random, MAX_MUTATIONS); i >= 0; i--) {
    bytes = MUTATIONS[below(random, MUTATIONS.length)]?.(bytes, random) ?? bytes;
  }
  return bytes;
}

/** Now and then bytes of the payload are missing. */
function damage(command: Command, random: Random): void {
  const fate = random();
  if (fate < 0.1) {
    command.flags |= LINE.payloadHoled;
    command.payloadHoles = [below(random, command.payloadLength + 1), 1 + below(random, 50)];
    command.payloadLength += command.payloadHoles[1] ?? 0;
  } else if (fate < 0.2) {
    command.flags |= LINE.payloadTruncated;
    command.payloadLength += 1 + below(random, 50);
  }
}

export interface FuzzResult {
  /** Payloads that decoded to something. */
  readonly decoded: number;
  /** Of the slowest payload. */
  readonly slowestMillis: number;
  /** Of the longest content as JSON. */
  readonly longest: number;
}

/** Gives `count` mutated payloads to the decoders; `check` sees every content. Whatever throws goes through. */
export function fuzzPayloads(
  corpus: readonly Sample[],
  seed: number,
  count: number,
  check: (content: Decoded) => void = () => undefined,
): FuzzResult {
  const random = createRandom(seed);
  let decoded = 0;
  let slowestMillis = 0;
  let longest = 0;
  for (let i = 0; i < count; i++) {
    const sample = corpus[below(random, corpus.length)];
    if (sample === undefined) break;
    const command = commandWith(sample.verb, mutate(sample.payload, random), {}, sample.from);
    damage(command, random);
    const start = performance.now();
    const content = decodePayload(command, maskedPayload(command));
    payloadProblem(command);
    unknownType(command);
    if (content !== null) {
      describeContent(content, random() < 0.5);
      longest = Math.max(longest, JSON.stringify(content).length);
      decoded++;
    }
    slowestMillis = Math.max(slowestMillis, performance.now() - start);
    if (content !== null) check(content);
  }
  return { decoded, slowestMillis, longest };
}
