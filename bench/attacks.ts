/**
 * `npm run attacks`: captures made to exhaust the program, at a quarter, a half and the whole of their size: time, and
 * peak of memory, which must stay below the ceiling. Build first.
 *
 *     npm run attacks                       all, with --ndjson
 *     npm run attacks -- syn-flood gaps     these
 *     npm run attacks -- --command chat --scale 0.1
 */
import { parseArgs } from 'node:util';
import { undergo } from './attacks/run.ts';
import { ATTACKS } from './attacks/table.ts';

const CEILING_MIB = 300;
const FRACTIONS = [0.25, 0.5, 1];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      command: { type: 'string', default: 'scan --ndjson' },
      scale: { type: 'string', default: '1' },
    },
  });
  const flags = values.command.split(' ');
  const chosen = ATTACKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  console.log(
    '| attack | size | capture | seconds | peak memory | exit |\n| --- | --- | --- | --- | --- | --- |',
  );
  for (const attack of chosen) {
    for (const fraction of FRACTIONS) {
      const count = Math.round(attack.count * fraction * Number(values.scale));
      const { exit, seconds, captureBytes, peakMiB } = await undergo(attack, count, flags);
      const size = `${count} ${attack.unit} | ${(captureBytes / 1e6).toFixed(0)} MB`;
      const verdict = peakMiB > CEILING_MIB ? ' **too much**' : '';
      console.log(
        `| ${attack.name} | ${size} | ${seconds.toFixed(1)} | ${peakMiB.toFixed(0)} MiB${verdict} | ${exit} |`,
      );
      if (verdict !== '' || exit === 'SIGKILL') process.exitCode = 1;
    }
  }
}

await main();
