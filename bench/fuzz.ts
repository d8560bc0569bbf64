/**
 * A million small mutations of payloads (`npm run fuzz`, or `npm run fuzz -- COUNT SEED`): nothing may throw, take
 * long or grow memory. The seed is printed, so that a failure can be repeated.
 */
import { buildCorpus } from '../test/msnp/payload/corpus.ts';
import { fuzzPayloads } from '../test/msnp/payload/fuzz.ts';

const ROUNDS = 10;
const MAX_SLOWEST_MILLIS = 2000;
const MAX_GROWTH_BYTES = 64 * 1024 * 1024;

const count = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? Date.now() % 0x7fffffff);
const corpus = await buildCorpus();
console.log(`${corpus.length} payloads, ${count} mutations, seed ${seed}`);
let afterFirst = 0;
for (let round = 0; round < ROUNDS; round++) {
  const { decoded, slowestMillis, longest } = fuzzPayloads(corpus, seed + round, Math.ceil(count / ROUNDS));
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  if (round === 0) afterFirst = heap;
  console.log(
    `round ${round + 1}: ${decoded} decoded, slowest ${slowestMillis.toFixed(1)} ms, longest ${longest}, heap ${heap >>> 20} MiB`,
  );
  if (slowestMillis > MAX_SLOWEST_MILLIS) throw new Error('a payload took too long');
  if (globalThis.gc !== undefined && heap - afterFirst > MAX_GROWTH_BYTES) throw new Error('memory grows');
}
