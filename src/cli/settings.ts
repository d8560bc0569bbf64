/** The flags of `scan` checked and turned into what the stages take. */
import type { Severity } from '../analysis/finding.ts';
import { RULES } from '../analysis/registry.ts';
import { CHOICES, EVERYTHING, type Choice } from '../report/choice.ts';
import type { ZeekTable } from '../report/export/zeek-logs.ts';
import type { Redaction } from '../report/redact/redactor.ts';
import { KiB, MiB } from '../base/limits.ts';
import { DEFAULT_GATEWAY_PORTS, DEFAULT_PORTS } from '../ports.ts';
import { CHECKSUM_MODES, type ChecksumMode, type ScanOptions } from '../scan.ts';
import { CliError } from './cli-error.ts';
import { exportProducts, type ExportFormat } from './exports.ts';
import type { FlagName } from './flags.ts';
import { STDOUT, type Arguments } from './parse.ts';
import { didYouMean } from './suggest.ts';

/** Formats that replace the timeline. */
const DATA_FORMATS = ['json', 'ndjson', 'csv', 'tsv', 'html'] as const;

export type Format = 'timeline' | (typeof DATA_FORMATS)[number] | ExportFormat;

export interface Product {
  readonly format: Format;
  /** File, or `-` for standard output. */
  readonly path: string;
  /** The log of Zeek that is written there, and the folder that was named for it. */
  readonly table?: ZeekTable;
  readonly folder?: string;
}

/** From the worst down. */
const LEVELS: readonly Severity[] = ['error', 'warning', 'note'];

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').map((word) => word.trim());
}

/** The ports of --port; undefined without it. */
export function listedPorts(args: Arguments): ReadonlySet<number> | undefined {
  const text = args.value('port');
  if (text === undefined) return undefined;
  return new Set(
    list(text).map((word) => {
      const port = /^[0-9]{1,5}$/.test(word) ? Number(word) : 0;
      if (port >= 1 && port <= 65535) return port;
      throw new CliError(
        `--port takes port numbers with commas between them, not ${JSON.stringify(word)}`,
        'for example --port 1863,8080',
      );
    }),
  );
}

/** Listed ports are MSNP ports that may turn out to be the gateway's, and replace all others. */
function ports(args: Arguments): Pick<ScanOptions, 'ports' | 'gatewayPorts'> {
  const listed = listedPorts(args);
  if (listed === undefined) return { ports: DEFAULT_PORTS, gatewayPorts: DEFAULT_GATEWAY_PORTS };
  return { ports: listed, gatewayPorts: listed };
}

function ruleIds(args: Arguments, flag: FlagName): string[] {
  const text = args.value(flag);
  if (text === undefined) return [];
  return list(text).map((word) => {
    if (RULES.has(word)) return word;
    const advice = didYouMean(word, RULES.keys(), 'msnscan rules lists the rules');
    throw new CliError(`--${flag}: there is no rule ${JSON.stringify(word)}`, advice);
  });
}

export function checksumMode(args: Arguments): ChecksumMode {
  return oneWord(args, 'checksum', CHECKSUM_MODES, 'off');
}

export function scanOptions(args: Arguments): ScanOptions {
  return {
    ...ports(args),
    anyPort: args.has('any-port'),
    checksum: checksumMode(args),
    ...limits(args),
    enable: ruleIds(args, 'enable'),
    disable: ruleIds(args, 'disable'),
  };
}

/** What is to be redacted, undefined when nothing is. Secrets are masked then in any case. */
export function redaction(args: Arguments): Redaction | undefined {
  const text = args.value('redact');
  if (text === undefined) return undefined;
  const parts = list(text);
  const wrong = parts.find((word) => word !== 'content' && word !== 'accounts');
  if (wrong !== undefined) {
    throw new CliError(`--redact takes content, accounts or both with a comma, not ${JSON.stringify(wrong)}`);
  }
  if (args.has('show-secrets')) {
    throw new CliError('--redact and --show-secrets exclude each other', 'leave one of them out');
  }
  return { content: parts.includes('content'), accounts: parts.includes('accounts') };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, kib: KiB, mib: MiB };

/** A number from 1 on; undefined without the flag. */
export function countOf(args: Arguments, flag: FlagName): number | undefined {
  const text = args.value(flag);
  if (text === undefined) return undefined;
  const count = /^[0-9]{1,15}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new CliError(`--${flag} takes a number from 1 on, not ${JSON.stringify(text)}`);
}

function sizeOf(args: Arguments, flag: FlagName): number | undefined {
  const text = args.value(flag);
  if (text === undefined) return undefined;
  const [, digits, unit] = /^([0-9]{1,12})(|KiB|MiB)$/i.exec(text) ?? [];
  const size = Number(digits ?? 0) * (UNITS[unit?.toLowerCase() ?? ''] ?? 0);
  if (size > 0) return size;
  throw new CliError(
    `--${flag} takes a number of bytes, KiB or MiB, not ${JSON.stringify(text)}`,
    `for example --${flag} 512KiB`,
  );
}

function limits(args: Arguments): Pick<ScanOptions, 'maxFlows' | 'maxMemoryPerFlow' | 'maxPackets'> {
  return {
    maxFlows: countOf(args, 'max-flows'),
    maxMemoryPerFlow: sizeOf(args, 'max-memory-per-flow'),
    maxPackets: countOf(args, 'max-packets'),
  };
}

/** The severities that make the exit code 1. */
export function failingSeverities(args: Arguments): readonly Severity[] {
  const level = args.value('fail-on');
  if (level === undefined) return [];
  const at = LEVELS.findIndex((name) => name === level);
  if (at >= 0) return LEVELS.slice(0, at + 1);
  throw new CliError(`--fail-on takes note, warning or error, not ${JSON.stringify(level)}`);
}

/** The kinds of records that --records lists. */
export function choice(args: Arguments): Choice {
  const text = args.value('records');
  if (text === undefined) return EVERYTHING;
  const takers = [args.value('json'), args.value('ndjson')];
  if (takers.every((path) => path === undefined) && args.value('format') !== 'eve') {
    throw new CliError('--records means nothing to the timeline', 'add --json or --ndjson');
  }
  const listed = new Set(list(text));
  for (const word of listed) {
    if (CHOICES.some((name) => name === word)) continue;
    const advice = didYouMean(word, CHOICES, `it takes ${CHOICES.join(', ')}`);
    throw new CliError(`--records: there are no records called ${JSON.stringify(word)}`, advice);
  }
  const chosen = CHOICES.map((name) => [name, listed.has(name)] as const);
  return Object.fromEntries(chosen) as Choice;
}

/** What is to be written, and where to: the timeline unless something else was asked for. */
export function products(args: Arguments): readonly Product[] {
  const wanted = DATA_FORMATS.flatMap((format): Product[] => {
    const path = args.value(format);
    return path === undefined ? [] : [{ format, path }];
  });
  wanted.push(...exportProducts(args));
  const isTable = wanted.some(({ format }) => format === 'csv' || format === 'tsv');
  const hasLogs = args.value('format') === 'zeek';
  for (const flag of ['fields', 'table'] as const) {
    if (flag === 'table' && hasLogs) continue;
    if (args.has(flag) && !isTable) throw new CliError(`--${flag} is for tables`, 'add --csv or --tsv');
  }
  if (wanted.length === 0) return [{ format: 'timeline', path: STDOUT }];
  if (new Set(wanted.map(({ path }) => path)).size < wanted.length) {
    throw new CliError('two outputs cannot go to the same place', 'give one of them a file: --json=FILE');
  }
  return wanted;
}

/** Several documents in one file are none. */
export function refuseManyDocuments(args: Arguments): void {
  if (args.has('separate') && args.has('html')) {
    throw new CliError(
      'with --separate there are several pages, which are no one file',
      'leave --separate out',
    );
  }
  if (args.has('separate') && args.value('format') === 'parquet') {
    throw new CliError(
      'with --separate there are several tables, which are no one file',
      'leave --separate out',
    );
  }
  const json = args.value('json');
  if (!args.has('separate') || json === undefined || json === STDOUT) return;
  throw new CliError(
    'with --separate there are several JSON documents, which are no one file',
    'write them to standard output with --json, or lines with --ndjson=FILE',
  );
}

/** The value of a flag that takes one of a few words. */
export function oneWord<T extends string>(
  args: Arguments,
  flag: FlagName,
  words: readonly T[],
  otherwise: T,
): T {
  const text = args.value(flag);
  const word = text === undefined ? otherwise : words.find((one) => one === text);
  if (word !== undefined) return word;
  const list = `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
  throw new CliError(
    `--${flag} takes ${list}, not ${JSON.stringify(text)}`,
    didYouMean(text ?? '', words, ''),
  );
}
