// What any reader in Node costs: a loop over a pcap file that looks at headers, and knows flows by a number key.
// The yardstick of the benchmark: node scripts/flow-loop.mjs FILE
import { openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 20;
const file = openSync(process.argv[2], 'r');
const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES * 2);
const flows = new Map();
let held = readSync(file, chunk, 0, CHUNK_BYTES, null);
let at = 24;
let frames = 0;
let bytes = 0;

function flow(ip, end) {
  if (end - ip < 40 || chunk[ip - 2] !== 8 || chunk[ip + 9] !== 6) return;
  const tcp = ip + ((chunk[ip] & 15) << 2);
  const source = chunk.readUInt32BE(ip + 12) * 65536 + chunk.readUInt16BE(tcp);
  const target = chunk.readUInt32BE(ip + 16) * 65536 + chunk.readUInt16BE(tcp + 2);
  const key = Math.min(source, target);
  const length = ip + chunk.readUInt16BE(ip + 2) - tcp - ((chunk[tcp + 12] >> 4) << 2);
  const known = flows.get(key);
  if (known === undefined) flows.set(key, { segments: 1, bytes: length });
  else {
    known.segments++;
    known.bytes += length;
  }
}

for (;;) {
  while (at + 16 <= held) {
    const end = at + 16 + chunk.readUInt32LE(at + 8);
    if (end > held) break;
    frames++;
    bytes += end - at - 16;
    flow(at + 30, end);
    at = end;
  }
  chunk.copy(chunk, 0, at, held);
  held -= at;
  at = 0;
  const read = readSync(file, chunk, held, CHUNK_BYTES, null);
  if (read === 0) break;
  held += read;
}
console.log(`${frames} frames, ${bytes} bytes, ${flows.size} flows`);
