/** The JSON Schemas of what the program writes, as `msnscan schema` prints them. */
import { z } from 'zod';
import { chatDocument } from './chat/schema.ts';
import { contactsDocument } from './contacts/schema.ts';
import { indexSchema } from './extract/schema.ts';
import { statsDocument } from './stats/schema.ts';
import { document, records } from './schema.ts';

type Json = Record<string, unknown>;

/** Documents beside the report, by the command that writes them. */
const VIEWS = {
  chat: {
    title: 'msnscan chat',
    description: 'The document of msnscan chat --json',
    document: chatDocument,
  },
  contacts: {
    title: 'msnscan contacts',
    description: 'The document of msnscan contacts --json',
    document: contactsDocument,
  },
  stats: {
    title: 'msnscan stats',
    description: 'The document of msnscan stats --json',
    document: statsDocument,
  },
  extract: {
    title: 'msnscan extract',
    description: 'The index that msnscan extract writes beside the files',
    document: indexSchema,
  },
} as const;

export type ViewName = keyof typeof VIEWS;

/** Commands that write a document of their own. */
export const VIEW_NAMES = Object.keys(VIEWS) as readonly ViewName[];

/** Within a schema version fields are only added, so a reader must let unknown ones pass. */
function openObjects(node: { jsonSchema: Json }): void {
  if (node.jsonSchema['additionalProperties'] === false) delete node.jsonSchema['additionalProperties'];
}

/** JSON Schema (draft 2020-12) of a document, its title in front. */
function schemaOf(shape: z.ZodType, title: string, description: string): Json {
  const schema = z.toJSONSchema(shape, { target: 'draft-2020-12', override: openObjects }) as Json;
  return { $schema: schema['$schema'], title, description, ...schema };
}

/**
 * The schema of the `--json` document. `$defs` has the record types by name; `$defs/line` is one line of `--ndjson`: a
 * record with its `type`.
 */
export function reportSchema(): Json {
  const description = 'The --json document; each line of --ndjson is a $defs/line';
  const schema = schemaOf(document, 'msnscan report', description);
  const lines = Object.keys(records).map((type) => ({
    $ref: `#/$defs/${type}`,
    type: 'object',
    properties: { type: { const: type } },
    required: ['type'],
  }));
  return { ...schema, $defs: { ...(schema['$defs'] as Json), line: { oneOf: lines } } };
}

/** The schema of the document that a view writes. */
export function viewSchema(name: ViewName): Json {
  const view = VIEWS[name];
  return schemaOf(view.document, view.title, view.description);
}
