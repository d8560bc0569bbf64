/** Tickets, passwords and cookies of the fixtures are in nothing that the views write which only the program makes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inProcess } from '../in-process.ts';
import { type Case, isQuoted, leaksIn, RULE_CASES, secretsOf, STORY_CASES } from '../report/planted.ts';

const folder = mkdtempSync(join(tmpdir(), 'msnscan-secrets-'));
const CAPTURE = join(folder, 'capture');
const EXTRACTED = join(folder, 'extracted');
/** Texts that people wrote are extracted as they are. */
const VIEWS = {
  follow: ['follow', '--port', 'any'],
  csv: ['scan', '--csv'],
  'csv of findings': ['scan', '--csv', '--table', 'finding'],
  tsv: ['scan', '--tsv'],
  stats: ['stats'],
  'stats as json': ['stats', '--json'],
  extract: ['extract', '--out', EXTRACTED],
};

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function written(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await inProcess([...args, CAPTURE], folder);
  expect([0, 3], args.join(' ')).toContain(code);
  return Buffer.concat([stdout, stderr]).toString('latin1');
}

function extracted(): string {
  const names = readdirSync(EXTRACTED, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')).join('\n');
}

async function check(one: Case): Promise<void> {
  const secrets = isQuoted(one) ? [] : secretsOf(one.text);
  if (secrets.length === 0) return;
  writeFileSync(CAPTURE, one.capture);
  rmSync(EXTRACTED, { recursive: true, force: true });
  const shown: Record<string, string> = {};
  for (const [view, args] of Object.entries(VIEWS)) shown[view] = await written(args);
  shown['extracted files'] = extracted();
  expect(leaksIn(shown, secrets), one.name).toEqual([]);
}

test.each(STORY_CASES)('the secrets of the story $name are in no view', check);

test.each(RULE_CASES)('those of the fixtures of $id are in no view', async ({ cases }) => {
  for (const one of cases) await check(one);
});

test('they are there for who asks for them', async () => {
  const one = STORY_CASES.find(({ text }) => secretsOf(text).length > 0);
  writeFileSync(CAPTURE, one?.capture ?? '');
  const shown = { follow: await written([...VIEWS.follow, '--show-secrets']) };
  expect(leaksIn(shown, secretsOf(one?.text ?? ''))).not.toEqual([]);
});
