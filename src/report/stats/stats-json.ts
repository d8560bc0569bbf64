/** `msnscan stats --json`: one document; its size is bounded by the tables that are counted. */
import type { BlockSink } from '../output.ts';
import type { StatsDocument } from './schema.ts';
import type { Stats } from './stats.ts';

export interface StatsJsonOptions {
  /** Indented, for people. */
  readonly indent: boolean;
  readonly version: string;
}

export function writeStatsJson(stats: Stats, sink: BlockSink, { indent, version }: StatsJsonOptions): void {
  const { totals, ...numbers } = stats;
  const document: StatsDocument = {
    schemaVersion: 1,
    generator: { name: 'msnscan', version },
    ...numbers,
    ...(totals.filtered === undefined ? {} : { filtered: totals.filtered }),
  };
  sink(Buffer.from(`${JSON.stringify(document, null, indent ? 2 : 0)}\n`));
}
