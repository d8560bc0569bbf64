/** Addresses as people and other tools write them: RFC 5952 text, Community ID (version 1), Wireshark filters. */
import { createHash } from 'node:crypto';
import { captureOf, frameOf } from '../base/frame-id.ts';
import { unixText, type Clock } from '../base/time.ts';
import type { Ends, Endpoint, Flow } from '../tcp/flow.ts';

const TCP = 6;
const MAPPED = 0xffff;

function words16(endpoint: Endpoint): number[] {
  const { a0, a1, a2, a3 } = endpoint;
  return [a0, a1, a2, a3].flatMap((word) => [word >>> 16, word & 0xffff]);
}

function dotted(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** First index and length of the longest run of zeros; the first of equal ones (RFC 5952, 4.2.3). */
function longestZeroRun(words: readonly number[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [0, 0];
  let length = 0;
  for (const [i, word] of words.entries()) {
    length = word === 0 ? length + 1 : 0;
    if (length > best[1]) best = [i - length + 1, length];
  }
  return best;
}

/** The address in RFC 5952 form, without brackets. */
export function addressText(endpoint: Endpoint): string {
  if (endpoint.ipVersion === 4) return dotted(endpoint.a3);
  if (endpoint.a0 === 0 && endpoint.a1 === 0 && endpoint.a2 === MAPPED)
    return `::ffff:${dotted(endpoint.a3)}`;
  const words = words16(endpoint);
  const [start, length] = longestZeroRun(words);
  const text = (part: readonly number[]): string => part.map((word) => word.toString(16)).join(':');
  if (length < 2) return text(words);
  return `${text(words.slice(0, start))}::${text(words.slice(start + length))}`;
}

function addressBytes(endpoint: Endpoint): Buffer {
  const bytes = Buffer.alloc(16);
  for (const [i, word] of words16(endpoint).entries()) bytes.writeUInt16BE(word, i * 2);
  return endpoint.ipVersion === 4 ? bytes.subarray(12) : bytes;
}

/** Community ID flow hash, version 1, seed 0: the same for both directions. */
export function communityId(one: Endpoint, other: Endpoint): string {
  const a = addressBytes(one);
  const b = addressBytes(other);
  const order = Buffer.compare(a, b) || one.port - other.port;
  const [low, high, lowPort, highPort] =
    order <= 0 ? [a, b, one.port, other.port] : [b, a, other.port, one.port];
  const tail = Buffer.alloc(6);
  tail.writeUInt8(TCP, 0);
  tail.writeUInt16BE(lowPort, 2);
  tail.writeUInt16BE(highPort, 4);
  const hash = createHash('sha1').update(Buffer.alloc(2)).update(low).update(high).update(tail);
  return `1:${hash.digest('base64')}`;
}

/**
 * Filter that shows the flow's frames in Wireshark and tshark, those of all connections that carried it; ports are
 * reused, so the frames bound it, and their times when they are in several captures.
 */
export function displayFilter(flow: Flow, clock: Clock): string {
  const { carriers } = flow;
  const filters = (carriers.length === 0 ? [flow] : carriers).map(endsFilter);
  const ends = filters.length === 1 ? filters.join('') : `(${filters.map((one) => `(${one})`).join(' || ')})`;
  return `${ends} && ${boundsFilter(flow, clock)}`;
}

function boundsFilter({ firstFrame, lastFrame, firstTime, lastTime }: Flow, clock: Clock): string {
  if (captureOf(firstFrame) === captureOf(lastFrame)) {
    return `frame.number >= ${frameOf(firstFrame)} && frame.number <= ${frameOf(lastFrame)}`;
  }
  const [from, to] = [unixText(clock, firstTime), unixText(clock, lastTime)];
  return `frame.time_epoch >= ${from} && frame.time_epoch <= ${to}`;
}

function endsFilter({ client, server }: Ends): string {
  const field = client.ipVersion === 4 ? 'ip.addr' : 'ipv6.addr';
  return [client, server]
    .map((end) => `${field} == ${addressText(end)} && tcp.port == ${end.port}`)
    .join(' && ');
}
