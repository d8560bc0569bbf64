/**
 * Lines whose last word may or may not be a payload length: errors, and codes that are not in the table. What follows
 * decides. Each decision is a function of the bytes alone, so that it is the same however they were cut.
 */
import { u8 } from '../base/bytes.ts';
import type { Side } from '../tcp/handler.ts';
import { isPlausibleAt, MORE, YES } from './plausible.ts';

/** `plain`: the word is a parameter; `lost`: neither reading fits, the stream is out of step. */
export type Reading = 'payload' | 'plain' | 'lost' | 'more';

/** First version in which errors have payloads. */
const ERROR_PAYLOAD_VERSION = 13;
const LESS_THAN = 0x3c;

/** Bytes behind a line: `start` to `end`; `final` when nothing follows them without a hole. */
export interface Following {
  bytes: Buffer;
  start: number;
  end: number;
  final: boolean;
  from: Side;
}

/** An error with one decimal word above 0 after its TrID. */
export function readErrorWord(following: Following, length: number, minVersion: number): Reading {
  const { bytes, start, end, final, from } = following;
  const other: Reading = minVersion >= ERROR_PAYLOAD_VERSION ? 'payload' : 'plain';
  if (start === end) return final ? other : 'more';
  if (u8(bytes, start) === LESS_THAN) return 'payload';
  const atOnce = isPlausibleAt(bytes, start, end, from, final);
  if (atOnce === YES) return 'plain';
  if (atOnce === MORE) return 'more';
  if (other === 'payload') return other;
  if (end - start < length) return final ? other : 'more';
  return readBehind(following, length, other);
}

/** A code that is not in the table, with a last word of 1 to MAX_PAYLOAD_BYTES. */
export function readUnknownWord(following: Following, length: number): Reading {
  const { bytes, start, end, final, from } = following;
  if (start === end) return final ? 'plain' : 'more';
  const atOnce = isPlausibleAt(bytes, start, end, from, final);
  if (atOnce === YES) return 'plain';
  if (atOnce === MORE) return 'more';
  if (end - start < length) return final ? 'lost' : 'more';
  return readBehind(following, length, 'lost');
}

/** The payload reading fits when the data end behind it or a line starts there. */
function readBehind(following: Following, length: number, other: Reading): Reading {
  const { bytes, start, end, final, from } = following;
  if (end - start === length) return final ? 'payload' : 'more';
  const behind = isPlausibleAt(bytes, start + length, end, from, final);
  if (behind === MORE) return 'more';
  return behind === YES ? 'payload' : other;
}
