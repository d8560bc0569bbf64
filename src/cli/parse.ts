/**
 * Arguments to a command, its operands and flags. yargs does the splitting; around it a step for what it gets wrong:
 * a lone `-` and what follows `--` are marked before, so that they come back as the operands they are, and `--json`
 * without `=` gets its value before yargs takes the next word for it.
 */
import yargs from 'yargs';
import { CliError } from './cli-error.ts';
import { lastingSettings } from './config.ts';
import type { Io } from './io.ts';
import { COMMANDS, FLAGS, type CommandName, type Flag, type FlagName } from './flags.ts';
import { didYouMean } from './suggest.ts';

/** No argument can hold a NUL, so nobody can forge it. */
const MARK = '\0';
/** Standard output as the value of `--json` and `--ndjson`. */
export const STDOUT = '-';
const HELP_ADVICE = 'msnscan --help lists the options';

export interface Arguments {
  readonly command: CommandName;
  readonly operands: readonly string[];
  readonly has: (flag: FlagName) => boolean;
  /** Value of a flag, undefined when it was not given. */
  readonly value: (flag: FlagName) => string | undefined;
  /** Values of a flag that may be given several times. */
  readonly values: (flag: FlagName) => readonly string[];
  /** How often a counted flag was given. */
  readonly count: (flag: FlagName) => number;
}

const OPTIONAL_VALUE: ReadonlySet<string> = new Set(
  FLAGS.filter((flag) => flag.kind === 'file').map((flag) => `--${flag.name}`),
);

function encode(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  const operands = end < 0 ? [] : argv.slice(end + 1);
  return [
    ...options.map((word) =>
      word === '-' ? MARK + word : OPTIONAL_VALUE.has(word) ? `${word}=${STDOUT}` : word,
    ),
    ...operands.map((word) => MARK + word),
  ];
}

const decode = (word: string): string => (word.startsWith(MARK) ? word.slice(MARK.length) : word);

function fail(message: string): never {
  const unknown = /^Unknown arguments?: ([^,]*)/.exec(message)?.[1];
  if (unknown !== undefined) {
    const long = FLAGS.map((flag) => `--${flag.name}`);
    const word = unknown.length === 1 ? `-${unknown}` : `--${unknown}`;
    throw new CliError(
      `unknown option ${JSON.stringify(word).slice(1, -1)}`,
      didYouMean(word, long, HELP_ADVICE),
    );
  }
  const lacking = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  if (lacking !== undefined) {
    const flag = FLAGS.find((row: Flag) => row.name === lacking || row.short === lacking);
    throw new CliError(`--${flag?.name ?? lacking} needs a value`, HELP_ADVICE);
  }
  throw new CliError(message, HELP_ADVICE);
}

function options(): Record<string, object> {
  const type = { switch: 'boolean', count: 'count', value: 'string', file: 'string' } as const;
  return Object.fromEntries(
    FLAGS.map((flag: Flag) => {
      const alias = flag.short === undefined ? {} : { alias: flag.short };
      return [flag.name, { type: type[flag.kind], requiresArg: flag.kind === 'value', ...alias }];
    }),
  );
}

function isCommand(word: string): word is CommandName {
  return COMMANDS.some(({ name }) => name === word);
}

/** Splits the arguments; throws CliError for what it does not know. */
export function parseArguments(argv: readonly string[], env: Io['env'] = {}): Arguments {
  const parsed = yargs(encode(argv))
    .locale('en')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .help(false)
    .version(false)
    .exitProcess(false)
    .options(options())
    .strictOptions()
    .fail((message: string | null, error: Error | undefined) => {
      fail(message ?? error?.message ?? 'the arguments cannot be read');
    })
    .parseSync() as Readonly<Record<string, unknown>>;
  const words = (parsed['_'] as readonly unknown[]).map(String);
  // A file may be called like a command; behind `--` it is marked.
  const first = words[0] ?? '';
  const command = isCommand(first) ? first : 'scan';
  const givenAll = (flag: FlagName): string[] =>
    [parsed[flag]].flat().flatMap((text) => (typeof text === 'string' ? [decode(text)] : []));
  const count = (flag: FlagName): number => Number(parsed[flag] ?? 0);
  refuseForeignFlags(command, (flag) => givenAll(flag).length > 0 || count(flag) > 0);
  const settings = lastingSettings(env, givenAll('config').at(-1));
  const lasting = (flag: FlagName): string | undefined =>
    concerns(flag, command) ? settings.get(flag) : undefined;
  const values = (flag: FlagName): string[] => {
    const given = givenAll(flag);
    const text = given.length > 0 ? undefined : lasting(flag);
    return text === undefined ? given : [text];
  };
  const value = (flag: FlagName): string | undefined => values(flag).at(-1);
  const has = (flag: FlagName): boolean =>
    givenAll(flag).length > 0 || count(flag) > 0 || (lasting(flag) ?? '') !== '';
  return { command, operands: words.slice(isCommand(first) ? 1 : 0).map(decode), has, value, values, count };
}

function concerns(name: FlagName, command: CommandName): boolean {
  const flag: Flag | undefined = FLAGS.find((row) => row.name === name);
  return flag?.only?.includes(command) !== false;
}

function refuseForeignFlags(command: CommandName, has: (flag: FlagName) => boolean): void {
  for (const flag of FLAGS) {
    if (!concerns(flag.name, command) && has(flag.name)) {
      throw new CliError(`--${flag.name} means nothing to msnscan ${command}`, HELP_ADVICE);
    }
  }
}
