/**
 * Settings that last: `MSNSCAN_*` of the environment, then the configuration file. Flags win over both. The file is the
 * one of --config, else `msnscan/config.json` in the user's own folder of configurations; nothing is ever read from the
 * working directory, because folders of evidence are not to be trusted.
 */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { CliError } from './cli-error.ts';
import { reasonOf } from './errors.ts';
import { FLAGS, type Flag } from './flags.ts';
import type { Io } from './io.ts';
import { didYouMean } from './suggest.ts';

/** By name of the flag; `true` stands for a switch that is on. */
export type Settings = ReadonlyMap<string, string>;

const LASTING: readonly Flag[] = FLAGS.filter((flag: Flag) => flag.lasting === true);
const OFF: ReadonlySet<string> = new Set(['', '0', 'false', 'no', 'off']);
const MAX_CONFIG_BYTES = 65_536;

/** `any-port` is MSNSCAN_ANY_PORT. */
export function environmentName(flag: string): string {
  return `MSNSCAN_${flag.toUpperCase().replaceAll('-', '_')}`;
}

function fromEnvironment(env: Io['env']): Map<string, string> {
  const settings = new Map<string, string>();
  for (const { name, kind } of LASTING) {
    const text = env[environmentName(name)];
    if (text === undefined) continue;
    if (kind !== 'switch') settings.set(name, text);
    else settings.set(name, OFF.has(text.toLowerCase()) ? '' : 'true');
  }
  return settings;
}

/** The user's own file; undefined when there is no folder for it. */
function usualPath(env: Io['env']): string | undefined {
  const { XDG_CONFIG_HOME: xdg = '', HOME: home = '' } = env;
  const folder = isAbsolute(xdg) ? xdg : isAbsolute(home) ? join(home, '.config') : undefined;
  return folder === undefined ? undefined : join(folder, 'msnscan', 'config.json');
}

function read(path: string, mustExist: boolean): string | undefined {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_CONFIG_BYTES) throw new CliError(`${path}: too large for a configuration`);
    return bytes.toString('utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && !mustExist) return undefined;
    if (error instanceof CliError) throw error;
    throw new CliError(`${path}: ${reasonOf(error)}`, '', error);
  }
}

function parse(text: string, path: string): [string, unknown][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliError(`${path}: is no JSON: ${reasonOf(error)}`, '{"color": "always"} would be', error);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw new CliError(`${path}: holds no object`, '{"color": "always"} would be one');
}

function settingText({ kind, name }: Flag, value: unknown, path: string): string {
  if (kind === 'switch') {
    if (typeof value === 'boolean') return value ? 'true' : '';
    throw new CliError(`${path}: ${JSON.stringify(name)} is true or false`);
  }
  const words: unknown[] = Array.isArray(value) ? value : [value];
  if (words.every((word) => typeof word === 'string' || typeof word === 'number')) return words.join(',');
  throw new CliError(`${path}: ${JSON.stringify(name)} is a word, a number or a list of them`);
}

function fromFile(path: string, mustExist: boolean): Map<string, string> {
  const text = read(path, mustExist);
  const settings = new Map<string, string>();
  if (text === undefined) return settings;
  for (const [key, value] of parse(text, path)) {
    const flag = LASTING.find(({ name }) => name === key);
    if (flag === undefined) {
      const names = LASTING.map(({ name }) => name);
      const advice = didYouMean(key, names, `there are ${names.join(', ')}`);
      throw new CliError(`${path}: there is no setting ${JSON.stringify(key)}`, advice);
    }
    settings.set(key, settingText(flag, value, path));
  }
  return settings;
}

/** What the environment and the file say. Throws CliError for a file that cannot be used. */
export function lastingSettings(env: Io['env'], config: string | undefined): Settings {
  const path = config ?? usualPath(env);
  const settings = path === undefined ? new Map<string, string>() : fromFile(path, config !== undefined);
  for (const [name, value] of fromEnvironment(env)) settings.set(name, value);
  return settings;
}
