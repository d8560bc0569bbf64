/**
 * Mutated captures through the whole program, and mutated payloads through the decoders: `npm run fuzz`, or
 * `npm run fuzz -- --minutes 60 --seed 7 [--from ITERATION]`. Nothing may throw, hang, grow or break an invariant
 * (test/fuzz/check.ts). What does is saved in fuzz-cases/, as found and as small as it could be made.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seedCaptures } from '../test/fuzz/corpus.ts';
import { mutantOf, type Mutant } from '../test/fuzz/mutate-capture.ts';
import { buildCorpus } from '../test/msnp/payload/corpus.ts';
import { fuzzPayloads } from '../test/msnp/payload/fuzz.ts';
import { minimised } from './fuzz/minimise.ts';
import { type Outcome, WatchedWorker } from './fuzz/watched.ts';

const CASES = 'fuzz-cases';
const PAYLOADS = 100_000;
const MAX_PAYLOAD_MILLIS = 2000;
const MINIMISE_SECONDS = 60;
const TELL_EVERY = 1000;
/** Mutants of one seed do not meet those of another. */
const SEED_STRIDE = 1_000_003;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 0x7fffffff) },
    from: { type: 'string', default: '0' },
  },
});
const deadline = Date.now() + Number(values.minutes) * 60_000;
const seed = Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), 'msnscan-fuzz-'));
const file = join(folder, 'capture');
const worker = new WatchedWorker();
/** Problems met, by their first words, so that each is minimised once. */
const met = new Map<string, number>();

async function payloads(): Promise<void> {
  const corpus = await buildCorpus();
  const { decoded, slowestMillis } = fuzzPayloads(corpus, seed, PAYLOADS);
  console.log(`${PAYLOADS} payloads: ${decoded} decoded, slowest ${slowestMillis.toFixed(1)} ms`);
  if (slowestMillis > MAX_PAYLOAD_MILLIS) throw new Error('a payload took too long');
}

function check(bytes: Buffer, number: number): Promise<Outcome> {
  writeFileSync(file, bytes);
  return worker.check({ file, folder: join(folder, 'out'), seed: number });
}

/** What a problem is called: numbers and names differ between captures. */
function kindOf(problem: string): string {
  const [first = '', ...stack] = problem.replaceAll(folder, '').split('\n');
  const place = stack.find((line) => line.includes('/src/')) ?? '';
  return `${first.slice(0, 60)} ${/src\/[^:)]*/.exec(place)?.[0] ?? ''}`.replace(/\d+/g, 'N');
}

async function save(mutant: Mutant, number: number, problem: string): Promise<void> {
  const kind = kindOf(problem);
  met.set(kind, (met.get(kind) ?? 0) + 1);
  if (met.get(kind) !== 1) return;
  mkdirSync(CASES, { recursive: true });
  const path = join(CASES, `${seed}-${number}`);
  writeFileSync(`${path}.found`, mutant.bytes);
  writeFileSync(`${path}.txt`, `${mutant.story}\nseed of the check: ${number}\n\n${problem}\n`);
  console.log(`\n${path}: ${mutant.story}\n${problem}\n`);
  const fails = async (bytes: Buffer): Promise<boolean> => {
    const outcome = await check(bytes, number);
    return 'problem' in outcome && kindOf(outcome.problem) === kind;
  };
  const small = await minimised(mutant.bytes, fails, Date.now() + MINIMISE_SECONDS * 1000);
  writeFileSync(`${path}.small`, small);
  console.log(`${path}.small: ${small.length} bytes of ${mutant.bytes.length}`);
}

async function captures(): Promise<number> {
  const seeds = seedCaptures(process.env['MSNSCAN_CAPTURES']);
  console.log(`${seeds.length} captures, seed ${seed}`);
  const codes = new Map<number, number>();
  let iteration = Number(values.from);
  for (; Date.now() < deadline; iteration++) {
    const number = (seed * SEED_STRIDE + iteration) | 0;
    const mutant = mutantOf(seeds, number);
    const outcome = await check(mutant.bytes, number);
    if ('problem' in outcome) await save(mutant, number, outcome.problem);
    else codes.set(outcome.code, (codes.get(outcome.code) ?? 0) + 1);
    if ((iteration + 1) % TELL_EVERY === 0) {
      console.log(
        `${iteration + 1} iterations, exit codes ${JSON.stringify([...codes].sort())}, found ${met.size}`,
      );
    }
  }
  return iteration;
}

try {
  await payloads();
  const iterations = await captures();
  console.log(`\n${iterations} iterations, seed ${seed}, problems: ${met.size}`);
  for (const [kind, count] of met) console.log(`${count} times: ${kind}`);
  process.exitCode = met.size === 0 ? 0 : 1;
} finally {
  worker.stop();
  rmSync(folder, { recursive: true, force: true });
}
