/**
 * Whether a stream gets colour. The order: --color, NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, TERM, terminal or not.
 */
import type { ColourLevel } from '../report/paint.ts';
import { CliError } from './cli-error.ts';
import type { Io, Stream } from './io.ts';

const FORCED: Readonly<Record<string, ColourLevel>> = {
  '0': 0,
  false: 0,
  '': 1,
  true: 1,
  '1': 1,
  '2': 2,
  '3': 3,
};

function forcedLevel(env: Io['env']): ColourLevel | undefined {
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return FORCED[force] ?? 1;
  const cli = env['CLICOLOR_FORCE'] ?? '';
  return cli !== '' && cli !== '0' ? 1 : undefined;
}

/** The level for `stream`; `when` is the value of --color. Throws CliError for any but auto, always and never. */
export function colourLevel(when: string | undefined, env: Io['env'], stream: Stream): ColourLevel {
  if (when === 'never') return 0;
  if (when === 'always') return forcedLevel(env) || 1;
  if (when !== undefined && when !== 'auto') {
    throw new CliError(`--color takes auto, always or never, not ${JSON.stringify(when)}`);
  }
  if ((env['NO_COLOR'] ?? '') !== '') return 0;
  const forced = forcedLevel(env);
  if (forced !== undefined) return forced;
  const term = env['TERM'] ?? '';
  return term === '' || term === 'dumb' || !stream.isTerminal ? 0 : 1;
}

/** Whether the locale can show more than ASCII. */
export function isUtf8Locale(env: Io['env']): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(
    (text) => text !== undefined && text !== '',
  );
  return /utf-?8/i.test(locale ?? '');
}
