/** What a program may ask `analyze` for, and how that becomes what the stages take. */
import { RULES } from './analysis/registry.ts';
import { DEFAULT_GATEWAY_PORTS, DEFAULT_PORTS } from './ports.ts';
import { CHOICES, EVERYTHING, type Choice } from './report/choice.ts';
import type { Privacy } from './report/command-json.ts';
import type { Redaction } from './report/redact/redactor.ts';
import { CHECKSUM_MODES } from './packet/segment-view.ts';
import type { ScanOptions } from './scan.ts';

/** Kinds of records that can be left out; `capture`, `notice` and `summary` always come. */
export type RecordKind = (typeof CHOICES)[number];

/** All of them have the meaning and the default of the program's flags of the same names. */
export interface AnalyzeOptions {
  /** TCP ports of MSNP, plain or over HTTP: 1863, and 80, 443 and 8080 for HTTP, when none are given. */
  readonly ports?: Iterable<number> | undefined;
  /** Look for MSNP on all other ports too. */
  readonly anyPort?: boolean | undefined;
  /** Whether bad checksums are told of, or such segments left out; `off` without it. */
  readonly checksum?: ScanOptions['checksum'] | undefined;
  /** Only these, all without it. */
  readonly records?: readonly RecordKind[] | undefined;
  /** False leaves out what is in payloads. */
  readonly includePayload?: boolean | undefined;
  /** True shows tickets, passwords and cookies, which are masked otherwise. */
  readonly showSecrets?: boolean | undefined;
  /** What people wrote as its length, accounts and names as pseudonyms. */
  readonly redact?: readonly (keyof Redaction)[] | undefined;
  /** Rules to switch on or off against their default, by id. */
  readonly rules?:
    | { readonly enable?: readonly string[] | undefined; readonly disable?: readonly string[] | undefined }
    | undefined;
  readonly limits?: Pick<ScanOptions, 'maxFlows' | 'maxMemoryPerFlow' | 'maxPackets'> | undefined;
  /** Ends the reading: what was decoded still comes, and a summary with `complete: false`. */
  readonly signal?: AbortSignal | undefined;
}

/** The options, checked. */
export interface Plan {
  readonly scan: ScanOptions;
  readonly choice: Choice;
  readonly privacy: Privacy;
  readonly redaction: Redaction | undefined;
}

/** Throws a RangeError that names the option and what it takes. */
export function planOf(options: AnalyzeOptions): Plan {
  const { includePayload = true, showSecrets = false, redact, records } = options;
  if (redact !== undefined && showSecrets) {
    throw new RangeError('`redact` and `showSecrets` exclude each other: leave one of them out');
  }
  return {
    scan: scanOptions(options),
    choice: choiceOf(records),
    privacy: { payload: includePayload, showSecrets },
    redaction: redact === undefined ? undefined : { ...chosen('redact', ['content', 'accounts'], redact) },
  };
}

const LIMITS = ['maxFlows', 'maxMemoryPerFlow', 'maxPackets'] as const;

function scanOptions(options: AnalyzeOptions): ScanOptions {
  const { ports, anyPort, checksum = 'off', rules = {}, limits = {} } = options;
  const listed = ports === undefined ? undefined : new Set(ports);
  for (const port of listed ?? []) {
    if (Number.isInteger(port) && port >= 1 && port <= 65535) continue;
    throw new RangeError(`\`ports\` takes port numbers from 1 to 65535, not ${String(port)}`);
  }
  chosen('checksum', CHECKSUM_MODES, [checksum]);
  chosen('limits', LIMITS, Object.keys(limits) as (typeof LIMITS)[number][]);
  for (const [name, limit] of Object.entries(limits)) {
    if (limit === undefined || (Number.isSafeInteger(limit) && limit > 0)) continue;
    throw new RangeError(`\`limits.${name}\` takes an integer from 1 on, not ${String(limit)}`);
  }
  const { enable = [], disable = [] } = rules;
  for (const id of [...enable, ...disable]) {
    if (!RULES.has(id)) throw new RangeError(`\`rules\`: there is no rule ${JSON.stringify(id)}`);
  }
  return {
    ports: listed ?? DEFAULT_PORTS,
    gatewayPorts: listed ?? DEFAULT_GATEWAY_PORTS,
    anyPort: anyPort ?? false,
    checksum,
    enable,
    disable,
    ...limits,
  };
}

function choiceOf(records: readonly RecordKind[] | undefined): Choice {
  return records === undefined ? EVERYTHING : chosen('records', CHOICES, records);
}

/** Which of `names` are in a list. */
function chosen<T extends string>(
  option: string,
  names: readonly T[],
  listed: readonly T[],
): Readonly<Record<T, boolean>> {
  for (const word of listed) {
    if (names.includes(word)) continue;
    throw new RangeError(`\`${option}\` takes ${names.join(', ')}, not ${JSON.stringify(word)}`);
  }
  return Object.fromEntries(names.map((name) => [name, listed.includes(name)])) as Record<T, boolean>;
}
