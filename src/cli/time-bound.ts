/** The values of --since and --until. */
import type { TimeBound } from '../report/filter/selection.ts';
import { CliError } from './cli-error.ts';

const RELATIVE = /^\+?(\d{1,12}(?:\.\d{1,9})?)$/;
const EPOCH = /^@(\d{1,12})(?:\.(\d{1,9}))?$/;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?$/i;

const nanosOf = (digits = ''): number => Number(digits.padEnd(9, '0'));

/** Throws CliError for what is no time. */
export function timeBound(flag: string, text: string): TimeBound {
  const relative = RELATIVE.exec(text)?.[1];
  if (relative !== undefined) return { text, kind: 'relative', millis: Math.round(Number(relative) * 1e3) };
  const epoch = EPOCH.exec(text);
  if (epoch !== null) return { text, kind: 'unix', seconds: Number(epoch[1]), nanos: nanosOf(epoch[2]) };
  const iso = ISO.exec(text);
  const [, day = '', clock = '00:00', fraction, zone = 'Z'] = iso ?? [];
  const zoneText = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const millis =
    iso === null ? NaN : Date.parse(`${day}T${clock.length === 5 ? `${clock}:00` : clock}${zoneText}`);
  if (!Number.isNaN(millis)) return { text, kind: 'unix', seconds: millis / 1e3, nanos: nanosOf(fraction) };
  throw new CliError(
    `--${flag} takes a time, not ${JSON.stringify(text)}`,
    'seconds since the first frame (12.5), a time (2004-11-09T11:33:20Z), or Unix seconds (@1100000000)',
  );
}
