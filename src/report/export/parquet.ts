/**
 * `--format parquet`: commands as a table for pandas, DuckDB, Spark and the like. Written in groups of rows, so memory is that
 * of one group; npm `hyparquet-writer` does it, which is installed by those who want it.
 */
import { createRequire } from 'node:module';
import type { BasicType, ByteWriter, ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { MAX_ROW_GROUP_CHARACTERS, MAX_ROW_GROUP_ROWS } from '../../base/limits.ts';
import type { BlockSink } from '../output.ts';
import type { CommandRecord } from '../schema.ts';
import type { Exporter } from './exporter.ts';
import type { Connection } from './identity.ts';

type Value = string | number | bigint | null;
type Type = Extract<BasicType, 'STRING' | 'JSON' | 'INT32' | 'INT64' | 'DOUBLE'> | 'MICROS';
type Column = readonly [name: string, type: Type, value: (record: CommandRecord, of: Connection) => Value];

/** Names of the JSON record, dots left out. */
const COLUMNS: readonly Column[] = [
  ['capture', 'INT32', ({ captures }) => captures?.[1] ?? 1],
  ['session', 'INT32', ({ session }) => session],
  ['id', 'INT32', ({ id }) => id],
  ['time', 'MICROS', ({ time }) => micros(time)],
  ['from', 'STRING', ({ from }) => from],
  ['clientAddress', 'STRING', (_, of) => of.client.address],
  ['clientPort', 'INT32', (_, of) => of.client.port],
  ['serverAddress', 'STRING', (_, of) => of.server.address],
  ['serverPort', 'INT32', (_, of) => of.server.port],
  ['communityId', 'STRING', (_, of) => of.communityId],
  ['firstFrame', 'INT64', ({ frames }) => BigInt(frames[0])],
  ['lastFrame', 'INT64', ({ frames }) => BigInt(frames[1])],
  ['verb', 'STRING', ({ verb }) => verb],
  ['trid', 'INT64', ({ trid }) => (trid === null ? null : BigInt(trid))],
  ['tridText', 'STRING', ({ tridText }) => tridText],
  ['args', 'JSON', ({ args }) => JSON.stringify(args)],
  ['raw', 'STRING', ({ raw }) => raw],
  ['payloadLength', 'INT64', ({ payload }) => (payload === null ? null : BigInt(payload.length))],
  ['payloadCaptured', 'INT64', ({ payload }) => (payload === null ? null : BigInt(payload.captured))],
  ['payloadContentType', 'STRING', ({ payload }) => payload?.contentType ?? null],
  ['payloadText', 'STRING', ({ payload }) => payload?.text ?? null],
  ['payloadBase64', 'STRING', ({ payload }) => payload?.base64 ?? null],
  ['decoded', 'JSON', ({ decoded }) => (decoded === null ? null : JSON.stringify(decoded))],
  ['answers', 'INT32', ({ answers }) => answers],
  ['latencyMs', 'DOUBLE', ({ latencyMs }) => latencyMs],
];

function micros(iso: string): bigint {
  const seconds = Date.parse(`${iso.slice(0, 19)}Z`) / 1000;
  return BigInt(seconds) * 1_000_000n + BigInt(iso.slice(20, 26));
}

const schemaOf = ([name, type]: Column): object => {
  const physical = { name, repetition_type: 'OPTIONAL' };
  if (type === 'MICROS') return { ...physical, type: 'INT64', converted_type: 'TIMESTAMP_MICROS' };
  if (type === 'STRING') return { ...physical, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
  if (type === 'JSON') return { ...physical, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
  return { ...physical, type };
};

export class ParquetExporter implements Exporter {
  readonly #sink: BlockSink;
  readonly #bytes: ByteWriter;
  readonly #writer: ParquetWriter;
  #columns: Value[][] = COLUMNS.map(() => []);
  #characters = 0;

  /** Throws when the package is not installed (MODULE_NOT_FOUND). */
  constructor(sink: BlockSink, version: string) {
    // Not import(): a script with V8's saved code (bin/program.js) cannot do that in Node 20.
    const parquet = createRequire(import.meta.url)('hyparquet-writer') as typeof import('hyparquet-writer');
    this.#sink = sink;
    this.#bytes = new parquet.ByteWriter();
    const root = { name: 'root', num_children: COLUMNS.length };
    const schema = [root, ...COLUMNS.map(schemaOf)] as ParquetWriter['schema'];
    const createdBy = `msnscan version ${version}`;
    this.#writer = new parquet.ParquetWriter({ writer: this.#bytes, schema, createdBy });
  }

  command(record: CommandRecord, connection: Connection): void {
    for (const [i, [, , value]] of COLUMNS.entries()) {
      const cell = value(record, connection);
      if (typeof cell === 'string') this.#characters += cell.length;
      this.#columns[i]?.push(cell);
    }
    const rows = this.#columns[0]?.length ?? 0;
    if (rows >= MAX_ROW_GROUP_ROWS || this.#characters >= MAX_ROW_GROUP_CHARACTERS) this.#writeGroup(rows);
  }

  summary(): void {
    const rows = this.#columns[0]?.length ?? 0;
    if (rows > 0) this.#writeGroup(rows);
    void this.#writer.finish();
    this.#handOn();
  }

  #writeGroup(rows: number): void {
    const columnData = COLUMNS.map(([name], i): ColumnSource => ({
      name,
      data: this.#columns[i] ?? [],
      offsetIndex: false,
    }));
    void this.#writer.write({ columnData, rowGroupSize: rows });
    this.#columns = COLUMNS.map(() => []);
    this.#characters = 0;
    this.#handOn();
  }

  /** The writer's buffer is memory only, so all of it is synchronous. */
  #handOn(): void {
    this.#sink(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}
