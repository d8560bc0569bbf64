/** Addresses as text, read into the words that flows are known by. */
import type { Endpoint } from './flow.ts';

const V4_MAPPED = 0xffff;
const MAX_PORT = 65535;

type Words = readonly [number, number, number, number];

function parseIpv4(text: string): Words | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const parts = match?.slice(1).map(Number) ?? [];
  if (match === null || parts.some((part) => part > 255)) return undefined;
  return [0, 0, V4_MAPPED, parts.reduce((sum, part) => (sum << 8) | part, 0)];
}

function parseIpv6(text: string): Words | undefined {
  const [before = '', after, ...rest] = text.split('::');
  if (rest.length > 0 || !/^[0-9a-f:]{2,39}$/i.test(text)) return undefined;
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const missing = 8 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail].map((group) => parseInt(group, 16));
  if (groups.some((group) => Number.isNaN(group) || group > 0xffff)) return undefined;
  const at = (index: number): number => ((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0);
  return [at(0), at(2), at(4), at(6)];
}

/** The end at an address without brackets; undefined for host names and for ports that cannot be. */
export function parseEndpoint(address: string, port: number): Endpoint | undefined {
  if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) return undefined;
  const v4 = parseIpv4(address);
  const words = v4 ?? parseIpv6(address);
  if (words === undefined) return undefined;
  const [a0, a1, a2, a3] = words;
  return { ipVersion: v4 === undefined ? 6 : 4, a0, a1, a2, a3, port };
}
