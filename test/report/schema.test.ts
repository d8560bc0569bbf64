import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { reportSchema, viewSchema, VIEW_NAMES } from '../../src/report/json-schema.ts';
import { document, records } from '../../src/report/schema.ts';
import { json, MASKED, ndjson, SHOW_ALL } from './collect.ts';
import { chatJson, contactsJson } from './views.ts';

const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
formats.default(ajv);
const schema = reportSchema();
ajv.addSchema(schema, 'report');
const isDocument = ajv.compile(schema);
const isLine = ajv.compile({ $ref: 'report#/$defs/line' });

const demo = readFileSync('fixtures/demo.pcap');
const broken = transcript(String.raw`
  C> VER 1 MSNP8 CVR0
  S gap 30
  C>raw "CHG abc NLN 0\r\nXFR SB\r\ncaf\xe9 \0\r\n\r\nUSR 3 MD5 S secret\r\n"
  S< 205 9 (no such user)
  S< MSG bob@example.com Bob 999999
  C>raw "MSG 4 N 3\r\n\0\xff\"MSG 5 N 90\r\nshort"
  C rst
`);

function withoutType(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== 'type'));
}

describe.each([
  ['the demo', demo],
  ['damaged traffic', broken],
  ['an empty capture', transcript('').subarray(0, 24)],
])('the reports of %s', (_name, capture) => {
  test('follow the schema, as a document', async () => {
    for (const privacy of [MASKED, SHOW_ALL, { payload: false, showSecrets: false }]) {
      const value: unknown = JSON.parse(await json(capture, privacy));
      expect(isDocument(value), JSON.stringify(isDocument.errors)).toBe(true);
      expect(document.safeParse(value).error).toBeUndefined();
    }
  });

  test('follow the schema, line by line, and end with the summary', async () => {
    const lines = (await ndjson(capture)).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines[0]).toMatch(/^\{"type":"capture"/);
    expect(lines.at(-1)).toMatch(/^\{"type":"summary"/);
    for (const line of lines) {
      expect(line).toMatch(/^\{"type":"/);
      const { type, ...record } = JSON.parse(line) as { type: keyof typeof records };
      expect(isLine({ type, ...record }), JSON.stringify(isLine.errors)).toBe(true);
      expect(records[type].safeParse(record).error).toBeUndefined();
    }
  });

  test('have the same records in both forms', async () => {
    const value = JSON.parse(await json(capture)) as Record<string, unknown[]>;
    const lines = (await ndjson(capture)).split('\n').filter(Boolean);
    const typed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const type of ['capture', 'command', 'transaction', 'finding', 'notice', 'session']) {
      const own = typed.filter((record) => record['type'] === type);
      expect(value[`${type}s`]).toEqual(own.map(withoutType));
    }
    expect(value['summary']).toEqual(withoutType(typed.at(-1) ?? {}));
  });
});

test('the indented document is the same document', async () => {
  const compact = await json(demo);
  expect(await json(demo, MASKED, true)).toBe(`${JSON.stringify(JSON.parse(compact), null, 2)}\n`);
  expect(compact.endsWith('}\n')).toBe(true);
});

describe('the schemas of the views', () => {
  test.each(VIEW_NAMES)('%s: says what it is of, and lets unknown fields pass', (name) => {
    const view = viewSchema(name);
    expect(view).toMatchObject({ title: `msnscan ${name}`, type: 'object' });
    expect(JSON.stringify(view)).not.toContain('"additionalProperties":false');
    expect(ajv.compile(view)({ schemaVersion: 2 })).toBe(false);
  });

  test.each([
    ['chat', chatJson],
    ['contacts', contactsJson],
  ] as const)('%s: followed by the documents', async (name, documentOf) => {
    const isView = ajv.compile(viewSchema(name));
    for (const capture of [demo, broken]) {
      expect(isView(await documentOf(capture)), JSON.stringify(isView.errors)).toBe(true);
    }
  });
});

test('the schema refuses what is no report', () => {
  expect(isDocument({ schemaVersion: 2 })).toBe(false);
  expect(isLine({ type: 'command', id: 1 })).toBe(false);
  expect(isLine({ type: 'nothing' })).toBe(false);
});

test('every byte that a peer can send gives JSON that follows the schema', async () => {
  const byte = fc.integer({ min: 0, max: 255 }).map((value) => `\\x${value.toString(16).padStart(2, '0')}`);
  const stretch = fc.oneof(byte, fc.constantFrom('MSG 4 N 5\\r\\n', 'USR 1 ', '\\r\\n', 'CHG 2 NLN', ' '));
  await fc.assert(
    fc.asyncProperty(fc.array(stretch, { maxLength: 60 }), async (parts) => {
      const capture = transcript(
        `C> VER 1 MSNP8\nC>raw "${parts.join('')}"\nS>raw "${parts.join('')}"`.replace('S>', 'S<'),
      );
      const value: unknown = JSON.parse(await json(capture));
      expect(document.safeParse(value).error).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});
