/**
 * The fields of records by the names of REPORT.md, dots between levels (`payload.length`), read off the published schema:
 * what `msnscan fields` lists and `--fields` takes.
 */
import { reportSchema } from '../json-schema.ts';

/** Records that are rows of a table. */
export const TABLE_NAMES = ['command', 'transaction', 'finding', 'session', 'notice'] as const;
export type TableName = (typeof TABLE_NAMES)[number];

export interface Field {
  readonly name: string;
  readonly description: string;
}

interface Node {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly anyOf?: readonly Node[];
}

/** Deeper than that it is JSON in one cell; nothing of the report's own is. */
const MAX_DEPTH = 3;
/** Objects whose fields depend on what was sent: one cell each. */
const OPEN: ReadonlySet<string> = new Set(['decoded', 'details']);

function propertiesOf(node: Node): Node['properties'] {
  return node.properties ?? node.anyOf?.find(({ properties }) => properties !== undefined)?.properties;
}

function walk(prefix: string, node: Node, depth: number): Field[] {
  return Object.entries(propertiesOf(node) ?? {}).flatMap(([key, child]) => {
    const name = prefix + key;
    const isLeaf = depth === MAX_DEPTH || OPEN.has(key) || propertiesOf(child) === undefined;
    if (isLeaf) return [{ name, description: child.description ?? '' }];
    return walk(`${name}.`, child, depth + 1);
  });
}

/** All fields of a kind of record, in the order of the record. */
export function fieldsOf(table: TableName): readonly Field[] {
  const defs = reportSchema()['$defs'] as Readonly<Record<string, Node>>;
  return walk('', defs[table] ?? {}, 1);
}

/** What a table shows when nobody says. */
export const USUAL_FIELDS: Readonly<Record<TableName, readonly string[]>> = {
  command: ['time', 'session', 'from', 'verb', 'trid', 'args', 'payload.contentType', 'answers', 'latencyMs'],
  transaction: ['session', 'trid', 'verb', 'request', 'state', 'latencyMs', 'error.code', 'error.name'],
  finding: ['time', 'session', 'command', 'frame', 'severity', 'id', 'message'],
  session: [
    'id',
    'conversation',
    'role',
    'version',
    'account',
    'client.address',
    'client.port',
    'server.address',
    'server.port',
    'start',
    'end',
    'commands.client',
    'commands.server',
    'latencyMs.median',
  ],
  notice: ['frame', 'session', 'code', 'message'],
};

/** The list for people. */
export function fieldsText(): string {
  const tables = TABLE_NAMES.map((table) => {
    const fields = fieldsOf(table);
    const width = Math.max(...fields.map(({ name }) => name.length));
    const usual = new Set(USUAL_FIELDS[table]);
    const rows = fields.map(({ name, description }) =>
      `  ${usual.has(name) ? '*' : ' '} ${name.padEnd(width)}  ${description}`.trimEnd(),
    );
    return `${table}\n${rows.join('\n')}\n`;
  });
  return `${tables.join('\n')}\n* shown without --fields\n`;
}
