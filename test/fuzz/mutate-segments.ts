/**
 * Mutations below the headers and of the headers of TCP: the frames that come of them have right checksums and lengths,
 * so that what is behind the reassembler is reached.
 */
import type { Segment } from '../../fixtures/build/conversation.ts';
import {
  cutSegments,
  duplicate,
  overlap,
  shuffle,
  withInitialSequence,
} from '../../fixtures/build/mutate.ts';
import type { Dice } from './dice.ts';
import { BYTE_MUTATIONS } from './mutate-bytes.ts';

type SegmentMutation = (segments: Segment[], dice: Dice, others: readonly Segment[]) => Segment[];
type TextMutation = (text: Buffer, dice: Dice, other: Buffer) => Buffer;

const MAX_SEGMENT_BYTES = 1460;
/** Pieces that decoders look for. */
const TOKENS = [
  '\r\n',
  '\n',
  '\r',
  ' ',
  '  ',
  '\t',
  '\0',
  '\r\n\r\n',
  ':',
  '%',
  '%20',
  '%0',
  '-1',
  '+1',
  '0',
  '00',
  '\u00a0',
  '\ufeff',
  '\u001b[31m',
  '\u202e',
  '\u200b',
  '\u0085',
  '\x80',
  'VER 1 MSNP18 CVR0\r\n',
  'MSG a b 5\r\nhello',
  'MSG 9 N 99999\r\n',
  'UBX a@example.com 0\r\n',
  'PNG\r\n',
  'QNG 50\r\n',
  'OUT OTH\r\n',
  '911 7\r\n',
  '217 8\r\n',
  'XFR 9 SB 192.0.2.1:1863 CKI 1.2.3\r\n',
  'RNG 1 192.0.2.1:1863 CKI 1.2.3 a@example.com b\r\n',
  'JOI a@example.com b\r\n',
  'BYE a@example.com\r\n',
  'ANS 1 OK\r\n',
  'NOT 10\r\n0123456789',
  'CHL 0 123\r\n',
  'QRY 5 msmsgs@msnmsgr.com 32\r\n',
  'Content-Type: text/x-msmsgscontrol\r\n',
  'Content-Length: 99\r\n',
  'Transfer-Encoding: chunked\r\n\r\n',
  'X-MSN-Messenger: SessionID=1.2; GW-IP=192.0.2.1\r\n',
  'MSNSLP/1.0 200 OK\r\n',
  'Chunks: 3\r\n',
  'Chunk: 1\r\n',
  'Message-ID: {A}\r\n',
  '<a>',
  '</a>',
  '&#0;',
  '<![CDATA[',
  '<!DOCTYPE a>',
].map((token) => Buffer.from(token));
const NUMBERS = [
  '0',
  '1',
  '-1',
  '+1',
  '007',
  '65536',
  '4294967295',
  '4294967296',
  '9007199254740993',
  '1e3',
  '99999999999999999999',
];

function linesOf(text: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start) + 1;
    lines.push(text.subarray(start, end === 0 ? undefined : end));
    start = end === 0 ? text.length : end;
  }
  return lines;
}

const TEXT_MUTATIONS: Readonly<Record<string, TextMutation>> = {
  ...BYTE_MUTATIONS,
  token: (text, dice) => {
    const at = dice.below(text.length + 1);
    return Buffer.concat([text.subarray(0, at), dice.pick(TOKENS), text.subarray(at)]);
  },
  digits: (text, dice) => {
    const found = [...text.toString('latin1').matchAll(/\d+/g)];
    if (found.length === 0) return text;
    const { index, 0: digits } = dice.pick(found);
    const near = String(Number(digits) + dice.below(5) - 2);
    const value = Buffer.from(dice.chance(0.5) ? near : dice.pick(NUMBERS));
    return Buffer.concat([text.subarray(0, index), value, text.subarray(index + digits.length)]);
  },
  lines: (text, dice, other) => {
    const lines = linesOf(text);
    const at = dice.below(lines.length + 1);
    const more = [...lines, ...linesOf(other)];
    if (more.length > 0) lines.splice(at, dice.below(2), ...(dice.chance(0.8) ? [dice.pick(more)] : []));
    return Buffer.concat(lines);
  },
  long: (text, dice) => {
    const at = dice.below(text.length + 1);
    const filler = dice.pick(['a', ' ', '%', '\r', '\u202e', 'a b ', 'A: b\r\n', '<a>', '\0']);
    const length = dice.size(60_000);
    return Buffer.concat([text.subarray(0, at), Buffer.alloc(length, filler), text.subarray(at)]);
  },
};

/** Other payloads; what follows moves along, in the numbers of both sides. */
function withPayloads(
  segments: readonly Segment[],
  change: (segment: Segment, i: number) => Buffer,
): Segment[] {
  const moved = new Map<object, { C: number; S: number }>();
  return segments.map((segment, i) => {
    const delta = moved.get(segment.link) ?? { C: 0, S: 0 };
    moved.set(segment.link, delta);
    const payload = segment.payload.length === 0 ? segment.payload : change(segment, i);
    const sequence = segment.sequence + delta[segment.from];
    const acknowledgement = segment.acknowledgement + delta[segment.from === 'C' ? 'S' : 'C'];
    delta[segment.from] += payload.length - segment.payload.length;
    return { ...segment, sequence, acknowledgement, payload };
  });
}

function anyOf(segments: readonly Segment[], dice: Dice, change: (segment: Segment) => Segment): Segment[] {
  const one = dice.below(segments.length);
  const share = dice.pick([0, 0, 0.05]);
  return segments.map((segment, i) => (i === one || dice.chance(share) ? change(segment) : segment));
}

export const SEGMENT_MUTATIONS: Readonly<Record<string, SegmentMutation>> = {
  payload: (segments, dice, others) => {
    const full = segments.flatMap(({ payload }, i) => (payload.length > 0 ? [i] : []));
    const donors = others.filter(({ payload }) => payload.length > 0);
    if (full.length === 0) return segments;
    const chosen = new Set(Array.from({ length: 1 + dice.below(3) }, () => dice.pick(full)));
    return withPayloads(segments, ({ payload }, i) => {
      if (!chosen.has(i)) return payload;
      const donor = donors.length === 0 ? payload : dice.pick(donors).payload;
      return TEXT_MUTATIONS[dice.pick(Object.keys(TEXT_MUTATIONS))]?.(payload, dice, donor) ?? payload;
    });
  },
  sequence: (segments, dice) =>
    anyOf(segments, dice, (segment) => ({
      ...segment,
      sequence:
        segment.sequence +
        dice.pick([-1, 1, -7, 9, -1460, 1460, 70_000, -70_000, 0x7fffffff, dice.edge() | 0]),
    })),
  acknowledgement: (segments, dice) =>
    anyOf(segments, dice, (segment) => ({
      ...segment,
      acknowledgement: segment.acknowledgement + (dice.edge() | 0),
    })),
  flags: (segments, dice) =>
    anyOf(segments, dice, (segment) => ({ ...segment, flags: segment.flags ^ (1 << dice.below(8)) })),
  lose: (segments, dice) => {
    const share = dice.pick([0.02, 0.1, 0.4]);
    return segments.filter(() => !dice.chance(share));
  },
  shuffle: (segments, dice) => shuffle(dice.edge(), dice.pick([3, 20, Infinity]))(segments),
  duplicate: (segments, dice) => duplicate(dice.edge())(segments),
  overlap: (segments, dice) => overlap(dice.edge())(segments),
  cut: (segments, dice) => cutSegments(dice.pick([1, 2, 7, 100]))(segments),
  wrap: (segments, dice) => withInitialSequence(dice.pick([0xffffffff, 0xfffffff0, 5]), 0xffffff00)(segments),
  oneSide: (segments, dice) => {
    const side = dice.pick(['C', 'S'] as const);
    return segments.filter(({ from }) => from === side);
  },
  ports: (segments, dice) => {
    const port = dice.pick([80, 443, 1863, 1864, 6891, 8080]);
    const links = new Map(segments.map(({ link }) => [link, { ...link, server: { ...link.server, port } }]));
    return segments.map((segment) => ({ ...segment, link: links.get(segment.link) ?? segment.link }));
  },
  mix: (segments, _, others) => [...segments, ...others].sort((a, b) => a.timeMicros - b.timeMicros),
  /** The other's payloads on the connections of this one. */
  foreign: (segments, dice, others) => {
    const donors = others.filter(({ payload }) => payload.length > 0);
    if (donors.length === 0) return segments;
    return withPayloads(segments, ({ payload }) => (dice.chance(0.2) ? dice.pick(donors).payload : payload));
  },
};

/** No segment larger than a frame may be. */
export const inFrames = cutSegments(MAX_SEGMENT_BYTES);
