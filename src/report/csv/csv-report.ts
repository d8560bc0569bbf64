/**
 * `--csv` and `--tsv`: one kind of record as a table. The rows are made from the lines of NDJSON, so that a cell holds
 * just what the record holds, masked and shortened alike. A head row, then as RFC 4180 has it, with `\n`; cells are one line each.
 */
import { stringify } from 'csv-stringify/sync';
import type { BlockSink } from '../output.ts';
import { cellText, valueAt } from './cell.ts';
import type { TableName } from './fields.ts';

export interface CsvOptions {
  readonly table: TableName;
  /** Names with dots between levels. */
  readonly fields: readonly string[];
  readonly format: 'csv' | 'tsv';
}

const NEWLINE = 0x0a;

/** A sink for NDJSON that writes rows to `sink`. */
export function createTableSink(sink: BlockSink, { table, fields, format }: CsvOptions): BlockSink {
  // No cell holds a tab or a newline, so a table with tabs needs no quotes.
  const layout =
    format === 'csv'
      ? ({ delimiter: ',', record_delimiter: 'unix' } as const)
      : ({ delimiter: '\t', quote: '', record_delimiter: 'unix' } as const);
  const write = (rows: readonly (readonly string[])[]): void => {
    if (rows.length > 0)
      sink(
        Buffer.from(
          stringify(
            rows.map((row) => [...row]),
            layout,
          ),
        ),
      );
  };
  const paths = fields.map((field) => field.split('.'));
  const start = Buffer.from(`{"type":"${table}",`);
  const rowOf = (line: Buffer): string[] => {
    const record: unknown = JSON.parse(line.toString('utf8'));
    return paths.map((path) => cellText(valueAt(record, path)));
  };
  let rest = Buffer.alloc(0);
  let isBegun = false;
  return (bytes) => {
    if (!isBegun) write([fields]);
    isBegun = true;
    const block = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes]);
    const rows: string[][] = [];
    let at = 0;
    for (let end = block.indexOf(NEWLINE); end >= 0; end = block.indexOf(NEWLINE, at)) {
      const line = block.subarray(at, end);
      if (line.subarray(0, start.length).equals(start)) rows.push(rowOf(line));
      at = end + 1;
    }
    rest = Buffer.from(block.subarray(at));
    write(rows);
  };
}
