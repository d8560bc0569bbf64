/** What the program is meant to reach, as ratios of two rows of one run: wall of one divided by wall of another. */
import type { Kind } from './generate.ts';
import {
  EMPTY_NODE,
  FINDINGS,
  FLOW_LOOP,
  JSON_DOCUMENT,
  NDJSON,
  NDPI,
  SURICATA,
  TCPDUMP,
  TCPTRACE,
  THREADED,
  TIMELINE,
  type Tool,
  TSHARK,
  TSHARK_JSON,
} from './tools.ts';

export interface CapturePlan {
  readonly name: string;
  /** Undefined for the ten packets of the demo. */
  readonly kind: Kind | undefined;
  readonly megabytes: number;
  readonly tools: readonly Tool[];
}

export interface Target {
  readonly capture: string;
  readonly what: Tool;
  readonly than: Tool;
  readonly atMost: number;
}

export const START = 'ten packets';
export const DENSE = 'dense, 1 GB';
/** For what takes too long with more. */
const DENSE_PART = 'dense, 100 MB';
const MIXED = '5 % MSNP, 1 GB';
export const ALONE = 'one flow, 200 MB';

export const CAPTURES: readonly CapturePlan[] = [
  { name: START, kind: undefined, megabytes: 0, tools: [EMPTY_NODE, NDJSON, TIMELINE] },
  {
    name: DENSE,
    kind: 'dense',
    megabytes: 1000,
    tools: [
      FLOW_LOOP,
      FINDINGS,
      NDJSON,
      ...THREADED,
      TIMELINE,
      JSON_DOCUMENT,
      TCPTRACE,
      NDPI,
      SURICATA,
      TSHARK,
    ],
  },
  { name: DENSE_PART, kind: 'dense', megabytes: 100, tools: [NDJSON, TSHARK, TSHARK_JSON] },
  { name: MIXED, kind: 'mixed', megabytes: 1000, tools: [FLOW_LOOP, NDJSON, TCPDUMP, TCPTRACE] },
  { name: ALONE, kind: 'one-flow', megabytes: 200, tools: [FLOW_LOOP, NDJSON, TCPTRACE, TSHARK] },
];

/** Small enough for a minute, of every kind. */
export const QUICK: readonly CapturePlan[] = [
  { name: START, kind: undefined, megabytes: 0, tools: [EMPTY_NODE, NDJSON] },
  {
    name: 'dense, 20 MB',
    kind: 'dense',
    megabytes: 20,
    tools: [FLOW_LOOP, FINDINGS, NDJSON, TIMELINE, TCPTRACE],
  },
  { name: '5 % MSNP, 100 MB', kind: 'mixed', megabytes: 100, tools: [NDJSON, TCPDUMP] },
  { name: 'one flow, 20 MB', kind: 'one-flow', megabytes: 20, tools: [NDJSON] },
];

const threaded = THREADED.flatMap((what): Target[] => [
  { capture: DENSE, what, than: TCPTRACE, atMost: 2 },
  { capture: DENSE, what, than: NDJSON, atMost: 1 / 1.6 },
]);

export const TARGETS: readonly Target[] = [
  { capture: DENSE, what: FINDINGS, than: TCPTRACE, atMost: 1 },
  { capture: DENSE, what: FINDINGS, than: NDPI, atMost: 1 },
  { capture: DENSE, what: FINDINGS, than: SURICATA, atMost: 1 },
  { capture: DENSE, what: FINDINGS, than: TSHARK, atMost: 1 / 20 },
  { capture: DENSE, what: FINDINGS, than: FLOW_LOOP, atMost: 6 },
  { capture: DENSE, what: NDJSON, than: TCPTRACE, atMost: 3 },
  { capture: DENSE, what: NDJSON, than: TSHARK, atMost: 1 / 12 },
  { capture: DENSE_PART, what: NDJSON, than: TSHARK_JSON, atMost: 1 / 100 },
  ...threaded,
  { capture: DENSE, what: TIMELINE, than: NDJSON, atMost: 1.3 },
  { capture: DENSE, what: JSON_DOCUMENT, than: NDJSON, atMost: 1.3 },
  { capture: MIXED, what: NDJSON, than: TCPDUMP, atMost: 1.8 },
  { capture: START, what: NDJSON, than: EMPTY_NODE, atMost: 2 },
];

/** Peak of resident memory, whatever the size. */
export const MOST_MIB = 150;
export const MEMORY_MEGABYTES: readonly number[] = [100, 1000, 4000];
export const MEMORY_TOOLS: readonly Tool[] = [FINDINGS, NDJSON, TIMELINE, JSON_DOCUMENT];

/** Captures that grow in one way, five of each: the cost of a unit stays. */
export interface Growth {
  readonly name: string;
  readonly kind: Kind;
  readonly steps: readonly {
    readonly megabytes: number;
    readonly connections?: number;
    readonly depth?: number;
  }[];
}

const doubled = (from: number): number[] => [1, 2, 4, 8, 16].map((factor) => from * factor);
const bySize = (from: number): Growth['steps'] => doubled(from).map((megabytes) => ({ megabytes }));

export const GROWTHS: readonly Growth[] = [
  { name: 'size', kind: 'dense', steps: bySize(25) },
  {
    name: 'connections at one time',
    kind: 'dense',
    steps: doubled(500).map((connections) => ({ megabytes: 100, connections })),
  },
  { name: 'connections in all', kind: 'short', steps: bySize(5) },
  { name: 'commands of one flow', kind: 'one-flow', steps: bySize(12.5) },
  { name: 'findings', kind: 'findings', steps: bySize(5) },
  {
    name: 'depth of disorder',
    kind: 'reordered',
    steps: doubled(64).map((depth) => ({ megabytes: 20, depth })),
  },
];
