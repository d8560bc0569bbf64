/** The JSON Schema of the reports, as `msnscan schema` prints it. */
import { z } from 'zod';
import { document, records } from './schema.ts';

type Json = Record<string, unknown>;

/** Within a schema version fields are only added, so a reader must let unknown ones pass. */
function openObjects(node: { jsonSchema: Json }): void {
  if (node.jsonSchema['additionalProperties'] === false) delete node.jsonSchema['additionalProperties'];
}

/**
 * JSON Schema (draft 2020-12) of the `--json` document. `$defs` has the record types by name; `$defs/line` is one
 * line of `--ndjson`: a record with its `type`.
 */
export function jsonSchema(): Json {
  const schema = z.toJSONSchema(document, { target: 'draft-2020-12', override: openObjects }) as Json;
  const defs = schema['$defs'] as Json;
  const lines = Object.keys(records).map((type) => ({
    $ref: `#/$defs/${type}`,
    type: 'object',
    properties: { type: { const: type } },
    required: ['type'],
  }));
  return {
    $schema: schema['$schema'],
    title: 'msnscan report',
    description: 'The --json document; each line of --ndjson is a $defs/line',
    ...schema,
    $defs: { ...defs, line: { oneOf: lines } },
  };
}
