/** The house rules that a reader of the sources relies on: who may import whom, and how large a file may be. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');

/** A room may import from itself and from these. `scan` stands for the files directly in src/. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  cli: ['jobs', 'report', 'carve', 'transfer', 'scan', 'analysis', 'msnp', 'capture', 'base'],
  jobs: ['report', 'scan', 'analysis', 'http', 'msnp', 'tcp', 'base'],
  report: ['follow', 'transfer', 'scan', 'analysis', 'msnp', 'tcp', 'base'],
  carve: ['scan', 'http', 'tcp', 'packet', 'capture', 'base'],
  scan: ['analysis', 'http', 'msnp', 'tcp', 'packet', 'capture', 'base', 'report'],
  analysis: ['http', 'msnp', 'tcp', 'base'],
  transfer: ['msnp', 'tcp', 'base'],
  follow: ['tcp', 'packet', 'base'],
  msnp: ['tcp', 'base'],
  http: ['tcp', 'base'],
  tcp: ['packet', 'base'],
  packet: ['base'],
  capture: ['base'],
  base: [],
};

/** Packages that one room alone may know. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  yargs: ['cli'],
  'yargs/helpers': ['cli'],
  chalk: ['report', 'cli'],
  'cli-table3': ['report'],
  'string-width': ['report'],
  'csv-stringify/sync': ['report'],
  'hyparquet-writer': ['report'],
  zod: ['report'],
  'fast-xml-parser': ['msnp'],
  'pcap-parser': [],
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const roomOf = (name: string): string => (name.includes('/') ? (name.split('/')[0] ?? '') : 'scan');
const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?from\s*)?'([^']+)'|import\('([^']+)'\)/g;

function importsOf(name: string): string[] {
  const text = readFileSync(join(SRC, name), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '');
}

describe('architecture', () => {
  test.each(files)('%s imports only downwards', (name) => {
    const room = roomOf(name);
    const allowed = [room, ...(MAY_IMPORT[room] ?? [])];
    for (const specifier of importsOf(name)) {
      if (!specifier.startsWith('.')) {
        expect(ONLY_IN[specifier] ?? [room], `${name} imports ${specifier}`).toContain(room);
        continue;
      }
      const target = roomOf(relative(SRC, resolve(SRC, dirname(name), specifier)));
      expect(allowed, `${name} imports ${specifier}`).toContain(target);
    }
  });

  test.each(files)('%s is no longer than 400 lines, tables apart', (name) => {
    const isTable = /msnp\/(commands\/|errors)|base\/limits/.test(name);
    const lines = readFileSync(join(SRC, name), 'utf8').split('\n').length;
    if (!isTable) expect(lines).toBeLessThanOrEqual(400);
  });

  test('only the command line knows the process', () => {
    for (const name of files.filter((file) => !/^(cli|report)\//.test(file))) {
      expect(readFileSync(join(SRC, name), 'utf8'), name).not.toMatch(
        /\bprocess\.(argv|exit|env|stdout|stderr)\b/,
      );
    }
  });
});
