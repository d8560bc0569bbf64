/**
 * Parts of P2P messages, version 1 (messages.md 6): a header of 48 bytes, data, and a footer where the part is not from
 * a direct connection. Numbers of the header are little-endian, the footer is big-endian.
 */
import { u32be, u32le, u64le } from '../../base/bytes.ts';
import { withoutEndpoint } from '../endpoint.ts';
import type { P2pContent, P2pV2Content, SlpContent } from './decoded.ts';
import { P2P_FLAGS, namesOf } from './p2p-tables.ts';
import { p2pV2Content, readP2pV2 } from './p2p-v2.ts';
import { decodeSlp } from './slp.ts';

export const P2P_HEADER_BYTES = 48;
export const P2P_FOOTER_BYTES = 4;

/** One part; its data lies in the bytes it was read from. */
export interface P2pPart {
  readonly version: 1;
  readonly sessionId: number;
  readonly identifier: number;
  readonly offset: bigint;
  readonly total: bigint;
  /** As the header says, which is not what is there when a client errs. */
  readonly length: number;
  readonly flags: number;
  readonly ackIdentifier: number;
  readonly ackUniqueId: number;
  readonly ackTotal: bigint;
  /** Null without a footer. */
  readonly appId: number | null;
  readonly dataStart: number;
  readonly dataEnd: number;
}

/**
 * Reads the part in `bytes` from `start` to `end`. The data are what lies between header and footer, whatever the
 * header says of their length. Undefined when there is no room for a header.
 */
export function readP2p(bytes: Buffer, start: number, end: number, hasFooter: boolean): P2pPart | undefined {
  const dataStart = start + P2P_HEADER_BYTES;
  if (dataStart > end) return undefined;
  const isFooterThere = hasFooter && end - dataStart >= P2P_FOOTER_BYTES;
  const dataEnd = isFooterThere ? end - P2P_FOOTER_BYTES : end;
  return {
    version: 1,
    sessionId: u32le(bytes, start),
    identifier: u32le(bytes, start + 4),
    offset: u64le(bytes, start + 8),
    total: u64le(bytes, start + 16),
    length: u32le(bytes, start + 24),
    flags: u32le(bytes, start + 28),
    ackIdentifier: u32le(bytes, start + 32),
    ackUniqueId: u32le(bytes, start + 36),
    ackTotal: u64le(bytes, start + 40),
    appId: isFooterThere ? u32be(bytes, dataEnd) : null,
    dataStart,
    dataEnd,
  };
}

function wholeSlp(bytes: Buffer, part: P2pPart): SlpContent | null {
  const { sessionId, offset, total, dataStart, dataEnd } = part;
  if (sessionId !== 0 || offset !== 0n || total !== BigInt(dataEnd - dataStart)) return null;
  return decodeSlp(bytes.toString('utf8', dataStart, dataEnd)) ?? null;
}

/** The account of a header, without the endpoint id. */
function accountIn(headers: ReadonlyMap<string, string>, name: string): string | null {
  const address = headers.get(name);
  return address === undefined ? null : withoutEndpoint(address);
}

/** Version 2 is spoken between endpoints (messages.md 7). */
export function isP2pV2(headers: ReadonlyMap<string, string>): boolean {
  return headers.has('p2p-src') || /;\s*\{/.test(headers.get('p2p-dest') ?? '');
}

/**
 * Decodes the body of an `application/x-msnmsgrp2p` message: `start` to `end` is what follows the MIME head, whose
 * `headers` have names in small letters. Undefined when the bytes are too few for a header.
 */
export function decodeP2p(
  bytes: Buffer,
  start: number,
  end: number,
  headers: ReadonlyMap<string, string>,
): P2pContent | P2pV2Content | undefined {
  const to = accountIn(headers, 'p2p-dest');
  if (isP2pV2(headers)) {
    const packet = readP2pV2(bytes, start, end);
    const from = accountIn(headers, 'p2p-src');
    return packet === undefined ? undefined : p2pV2Content(bytes, packet, from, to);
  }
  const part = readP2p(bytes, start, end, true);
  if (part === undefined) return undefined;
  return {
    kind: 'p2p',
    version: 1,
    to,
    sessionId: part.sessionId,
    identifier: part.identifier,
    offset: String(part.offset),
    total: String(part.total),
    length: part.length,
    flags: part.flags,
    flagNames: namesOf(P2P_FLAGS, part.flags),
    ackIdentifier: part.ackIdentifier,
    ackUniqueId: part.ackUniqueId,
    ackTotal: String(part.ackTotal),
    appId: part.appId,
    dataBytes: part.dataEnd - part.dataStart,
    slp: wholeSlp(bytes, part),
  };
}
