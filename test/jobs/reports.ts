/** All machine outputs of one scan, by so many jobs. */
import { Readable } from 'node:stream';
import { createRandom } from '../../fixtures/build/mutate.ts';
import { Fan } from '../../src/cli/reports.ts';
import { Coordinator } from '../../src/jobs/coordinator.ts';
import { EVERYTHING } from '../../src/report/choice.ts';
import { JsonReport } from '../../src/report/json.ts';
import { NdjsonReport } from '../../src/report/ndjson.ts';
import { Tally } from '../../src/report/tally.ts';
import { scan, type ScanOptions } from '../../src/scan.ts';
import { inlineLane } from './inline-lane.ts';

const OPTIONS: ScanOptions = {
  ports: new Set([1863]),
  gatewayPorts: new Set([80, 443, 8080]),
  enable: [],
  disable: [],
};

export interface Outputs {
  readonly ndjson: string;
  readonly json: string;
}

/** `seed` decides how large batches are, and how long each job takes for them. */
export async function outputs(
  capture: Buffer,
  jobs: number,
  options: Partial<ScanOptions> & { readonly payload?: boolean; readonly seed?: number } = {},
): Promise<Outputs> {
  const { payload = true, seed = 1, ...rest } = options;
  const scanOptions = { ...OPTIONS, ...rest };
  const tally = new Tally();
  const privacy = { payload, showSecrets: false };
  const blocks: [Buffer[], Buffer[]] = [[], []];
  const sinkTo = (list: Buffer[]) => (bytes: Uint8Array) => {
    list.push(Buffer.from(bytes));
  };
  const ndjson = new NdjsonReport(sinkTo(blocks[0]), privacy, tally);
  const json = new JsonReport(sinkTo(blocks[1]), { privacy, indent: false, version: '0' }, tally);
  const fan = new Fan(tally, [ndjson, json], undefined);
  const random = createRandom(seed);
  const { enable, disable } = scanOptions;
  const setup = { formats: ['ndjson', 'json'] as const, privacy, choice: EVERYTHING, enable, disable };
  const lanes = Array.from({ length: jobs }, () => inlineLane(setup, () => Math.floor(random() * 4)));
  await scan(
    Readable.from(pieces(capture)),
    scanOptions,
    fan,
    undefined,
    jobs === 1 ? undefined : coordinated,
  );
  return { ndjson: Buffer.concat(blocks[0]).toString(), json: Buffer.concat(blocks[1]).toString() };

  function coordinated(
    _: unknown,
    enabled: (id: string) => boolean,
    clock: { baseSeconds: number; digits: 6 | 9 },
  ) {
    return new Coordinator(lanes, fan, enabled, clock, 1 + Math.floor(random() * 300));
  }
}

const PIECE_BYTES = 5000;

/** A batch is what one piece of input brings, at least. */
function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}
