/** Challenges of recorded sessions: each is judged as the server's own log judges it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../scan/collect.ts';

const FOLDER = join(process.env['MSNSCAN_CAPTURES'] ?? '', 'lab');
const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];

/** What the log says of one answer. */
interface Judgement {
  readonly chl: string;
  readonly qry: string;
  readonly verdict: 'right' | 'wrong';
}

/** `forced_wrong`: the answer was right, and the server refused it all the same. */
function judgements(name: string): Judgement[] {
  const lines = readFileSync(join(FOLDER, name), 'utf8').split('\n');
  return lines.flatMap((line) => {
    if (!line.includes('"challenge"')) return [];
    const event = JSON.parse(line) as Record<string, unknown>;
    if (event['event'] !== 'challenge') return [];
    const isRight = event['accepted'] === true || event['forced_wrong'] === true;
    const [chl, qry] = [String(event['challenge']), String(event['answer'])];
    return [{ chl, qry, verdict: isRight ? 'right' : 'wrong' } as const];
  });
}

const runs = files
  .filter((name) => name.endsWith('.truth.jsonl'))
  .map((log) => ({ log, judged: judgements(log) }))
  .filter(({ judged }) => judged.length > 0)
  .map(({ log, judged }) => ({ capture: log.replace('.truth.jsonl', '.pcap'), judged }));
const reason = runs.length === 0 ? ' (skipped: MSNSCAN_CAPTURES names no folder with lab/)' : '';

const order = (a: Judgement, b: Judgement): number => (a.chl + a.qry < b.chl + b.qry ? -1 : 1);

describe.skipIf(runs.length === 0)(`challenges of recorded sessions${reason}`, () => {
  test.each(runs)('$capture: every answer has the verdict of the log', async ({ capture, judged }) => {
    const { sessions } = await collect(join(FOLDER, capture));
    const found = sessions
      .flatMap(({ challenges }) => challenges)
      .map(({ chl, qry, verdict }) => ({ chl, qry, verdict }));
    expect(found.sort((a, b) => order(a as Judgement, b as Judgement))).toEqual([...judged].sort(order));
  });
});
