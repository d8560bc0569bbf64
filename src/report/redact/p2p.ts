/**
 * Parts of P2P messages: headers stay, what they carry is MSNSLP or replaced by zeros of the same length. MSNSLP that
 * gets shorter is filled up with NUL, so that all lengths stay true; when it gets longer, version 1 has the new lengths
 * in its header, and version 2, where acknowledgements count with them, loses its MSNSLP.
 */
import { readP2p } from '../../msnp/payload/p2p.ts';
import { readP2pV2 } from '../../msnp/payload/p2p-v2.ts';
import { redactSlp } from './fields.ts';
import type { Redactor } from './redactor.ts';

const TOTAL_OFFSET = 16;
const LENGTH_OFFSET = 24;

/** The body of a part of either version; undefined when it is none. */
export function redactPart(redactor: Redactor, body: Buffer, isV2: boolean): Buffer | undefined {
  return isV2 ? redactV2(redactor, body) : redactV1(redactor, body);
}

function redactV1(redactor: Redactor, body: Buffer): Buffer | undefined {
  const part = readP2p(body, 0, body.length, true);
  if (part === undefined) return undefined;
  const { sessionId, offset, total, dataStart, dataEnd } = part;
  const data = body.subarray(dataStart, dataEnd);
  const isWhole = sessionId === 0 && offset === 0n && total === BigInt(data.length);
  const redacted = isWhole ? slpOf(redactor, data) : undefined;
  const head = Buffer.from(body.subarray(0, dataStart));
  const shown = redacted ?? Buffer.alloc(data.length);
  if (shown.length !== data.length) {
    head.writeBigUInt64LE(BigInt(shown.length), TOTAL_OFFSET);
    head.writeUInt32LE(shown.length, LENGTH_OFFSET);
  }
  return Buffer.concat([head, shown, body.subarray(dataEnd)]);
}

function redactV2(redactor: Redactor, body: Buffer): Buffer | undefined {
  const packet = readP2pV2(body, 0, body.length);
  if (packet === undefined) return undefined;
  const { data } = packet;
  // Without data nothing but the header is known.
  if (data === null) {
    const known = Math.min(body.length, body[0] ?? 0);
    return Buffer.concat([body.subarray(0, known), Buffer.alloc(body.length - known)]);
  }
  const bytes = body.subarray(data.dataStart, data.dataEnd);
  const slp = data.sessionId === 0 && data.remaining === 0n ? slpOf(redactor, bytes) : undefined;
  const shown = slp?.length === bytes.length ? slp : Buffer.alloc(bytes.length);
  const rest = body.length - data.dataEnd;
  const footer = rest === 4 ? body.subarray(data.dataEnd) : Buffer.alloc(rest);
  return Buffer.concat([body.subarray(0, data.dataStart), shown, footer]);
}

/** MSNSLP, at least as long as it was; undefined when the data are none. */
function slpOf(redactor: Redactor, data: Buffer): Buffer | undefined {
  const text = data.toString('utf8').split('\0', 1)[0] ?? '';
  const redacted = redactSlp(redactor, text);
  if (redacted === undefined) return undefined;
  const bytes = Buffer.from(redacted);
  const missing = data.length - bytes.length;
  return missing > 0 ? Buffer.concat([bytes, Buffer.alloc(missing)]) : bytes;
}
