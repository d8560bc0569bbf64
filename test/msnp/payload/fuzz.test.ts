/** Ten thousand small mutations of payloads; `npm run fuzz` does a million. */
import { beforeAll, expect, test } from 'vitest';
import { decodePayload } from '../../../src/msnp/payload/decode.ts';
import { decoded as schema } from '../../../src/report/decoded-schema.ts';
import { buildCorpus, type Sample } from './corpus.ts';
import { fuzzPayloads } from './fuzz.ts';
import { commandWith } from './support.ts';

let corpus: readonly Sample[] = [];

beforeAll(async () => {
  corpus = await buildCorpus();
}, 60_000);

test('mutated payloads never throw, stay small and quick, and their contents follow the schema', () => {
  expect(new Set(corpus.map(({ verb }) => verb)).size).toBeGreaterThan(15);
  const result = fuzzPayloads(corpus, 20041109, 10_000, (content) => {
    const { error } = schema.safeParse(JSON.parse(JSON.stringify(content)));
    expect(error, JSON.stringify(content)).toBeUndefined();
  });
  expect(result.decoded).toBeGreaterThan(5000);
  expect(result.slowestMillis).toBeLessThan(1000);
  expect(result.longest).toBeLessThan(256 * 1024);
});

test('the corpus as it is decodes to contents that follow the schema', () => {
  const kinds = new Set<string>();
  for (const { verb, from, payload } of corpus) {
    const content = decodePayload(commandWith(verb, payload, {}, from), payload);
    if (content === null) continue;
    kinds.add(content.kind);
    expect(
      schema.safeParse(JSON.parse(JSON.stringify(content))).error,
      JSON.stringify(content),
    ).toBeUndefined();
  }
  expect([...kinds].sort()).toEqual(
    [
      'blocks',
      'challenge-answer',
      'client-caps',
      'contacts',
      'datacast',
      'emoticons',
      'headers',
      'ink',
      'invitation',
      'mail',
      'mail-data',
      'p2p',
      'personal',
      'plain',
      'profile',
      'slp',
      'system',
      'text',
      'typing',
      'xml',
    ].sort(),
  );
});
