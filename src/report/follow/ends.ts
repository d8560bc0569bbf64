/** Ends of flows as one word: `192.0.2.1:1863`, `[2001:db8::1]:1863` (RFC 3986, 3.2.2). */
import type { Endpoint } from '../../tcp/flow.ts';
import { addressText } from '../address.ts';

export function endText(end: Endpoint): string {
  const address = addressText(end);
  return `${end.ipVersion === 6 ? `[${address}]` : address}:${end.port}`;
}
