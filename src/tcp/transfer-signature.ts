/** First bytes of a direct connection between clients: `VER MSNFTP`, or a part of length 4 that holds `foo` NUL. */
import { startsWith } from '../base/bytes.ts';
import { CLIENT } from './handler.ts';
import { type Glance, NOTHING_SEEN, type Signature, type Verdict } from './signature.ts';
import type { Transfers } from './transfers.ts';

const STARTS: readonly Buffer[] = [Buffer.from('VER MSNFTP'), Buffer.from('\x04\x00\x00\x00foo\x00')];
const FOUND: Glance = { verdict: 'yes', side: CLIENT };

function compare(bytes: Uint8Array, start: number, end: number): Verdict {
  if (STARTS.some((text) => startsWith(bytes, start, end, text))) return 'yes';
  const hasBegun = STARTS.some((text) =>
    startsWith(text, 0, text.length, bytes.subarray(start, Math.min(end, start + text.length))),
  );
  return hasBegun ? 'maybe' : 'no';
}

/** Claims flows for the taker of files. */
export function transferSignature(transfers: Transfers): Signature {
  return {
    ports: undefined,
    glance: (bytes, start, end) => (compare(bytes, start, end) === 'yes' ? FOUND : NOTHING_SEEN),
    judge: ({ client, server, isAll }) => {
      // The one who connects speaks first.
      if (client.length === 0) return server.length > 0 || isAll ? 'no' : 'maybe';
      return compare(client, 0, client.length);
    },
    handlerFor: (flow) => transfers.handlerFor(flow),
    isSession: false,
  };
}
