/** Whatever a capture, a file name or an argument holds: what the program writes is harmless for a terminal, and bounded. */
import { isUtf8 } from 'node:buffer';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE_WORDS, LONG_WORDS, hostileCapture, percentEncoded } from '../../fixtures/build/hostile.ts';
import { chatDocument } from '../../src/report/chat/schema.ts';
import { contactsDocument } from '../../src/report/contacts/schema.ts';
import { indexSchema } from '../../src/report/extract/schema.ts';
import { document as reportDocument, records as recordSchemas } from '../../src/report/schema.ts';
import { statsDocument } from '../../src/report/stats/schema.ts';
import { inProcess, type Written } from '../in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'msnscan-inert-'));
const streams = mkdtempSync(join(tmpdir(), 'msnscan-inert-streams-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(streams, { recursive: true });
});

/** Found without the program: what moves, hides, reverses or commands. Joiners and marks are counted below. */
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex -- what must not appear
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ue000-\uf8ff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{1fffe}\u{1ffff}\u{e0000}-\u{e00ff}\u{f0000}-\u{10ffff}]|[\p{M}\u200c\u200d]{3}/u;
/** The only sequences of our own. */
// eslint-disable-next-line no-control-regex -- colours
const COLOURS = /\x1b\[(?:[1-49]|2[2-49]|3[1-69])m/g;

const ndjsonRecord = z.union(
  Object.entries(recordSchemas).map(([type, schema]) => schema.extend({ type: z.literal(type) })),
);

interface Look {
  readonly columns?: number;
  readonly isTerminal?: boolean;
}

const msnscan = (args: readonly string[], look: Look = {}): Promise<Written> =>
  inProcess(args, streams, { ...look, isStdinTerminal: true });

/** The first places where output is not inert. */
function harmIn(bytes: Buffer, maxLine: number, separator = ''): string[] {
  if (!isUtf8(bytes)) return ['no UTF-8'];
  return bytes
    .toString('utf8')
    .replaceAll(COLOURS, '')
    .replaceAll(separator, '')
    .split('\n')
    .flatMap((line) => {
      const found = FORBIDDEN.exec(line);
      if (found !== null) return [`${JSON.stringify(found[0])} in ${JSON.stringify(line.slice(0, 200))}`];
      return line.length > maxLine ? [`${line.length} characters: ${line.slice(0, 200)}`] : [];
    })
    .slice(0, 5);
}

/** 1024 characters of a line, and of what it says, each at most ten when escaped; and what is around them. */
const MAX_LINE = 22_000;
const UNBOUNDED = Infinity;

const FILES: Record<string, string> = {};
const NAME = `na\x1b]0;x\x07\u202e\u0085\u200b\ue000e${'\u0301'.repeat(20)}\n\tme.pcap`;

beforeAll(() => {
  const words = Object.values(HOSTILE_WORDS);
  FILES['raw'] = join(folder, NAME);
  FILES['percent-encoded'] = join(folder, 'encoded.pcap');
  writeFileSync(FILES['raw'], hostileCapture(words));
  writeFileSync(FILES['percent-encoded'], hostileCapture(words.map(percentEncoded)));
  FILES['very long'] = join(folder, 'long.pcap');
  writeFileSync(FILES['very long'], hostileCapture(Object.values(LONG_WORDS)));
});

const FORMS = ['raw', 'percent-encoded'];
const VIEWS: readonly (readonly string[])[] = [
  ['scan'],
  ['scan', '-v'],
  ['scan', '--any-port', '--no-payload'],
  ['scan', '--show-secrets'],
  ['scan', '--time=iso', '--context=2'],
  ['scan', '--severity=error,warning,note'],
  ['scan', '--redact=content'],
  ['scan', '--redact=accounts'],
  ['chat'],
  ['chat', '-v'],
  ['chat', '--redact=content,accounts'],
  ['contacts'],
  ['stats'],
  ['follow', '--port=any'],
  ['follow', '--port=any', '--show-secrets'],
  ['follow', '--port=any', '--digest'],
];
const LONG_VIEWS: readonly (readonly string[])[] = [
  ['scan', '--full'],
  ['scan', '--csv'],
  ['scan', '--tsv'],
  ['scan', '--csv', '--table=finding'],
  ['scan', '--csv', '--table=session'],
  ['scan', '--tsv', '--table=notice'],
];
const LOOKS: readonly (readonly [Look, readonly string[]])[] = [
  [{ isTerminal: true, columns: 60 }, ['--color=always']],
  [{ isTerminal: true, columns: 80 }, ['--color=never', '--ascii']],
  [{ isTerminal: false, columns: 200 }, ['--color=never']],
];

describe.each(FORMS)('of a capture whose every word is hostile, %s,', (form) => {
  test.each(VIEWS)('%s %s %s is inert and its lines are bounded', async (...view) => {
    for (const [look, flags] of LOOKS) {
      const { code, stdout, stderr } = await msnscan([...view, ...flags, FILES[form] ?? ''], look);
      expect([harmIn(stdout, MAX_LINE), harmIn(stderr, MAX_LINE)], look.columns?.toString()).toEqual([
        [],
        [],
      ]);
      expect(stdout.length).toBeGreaterThan(20);
      expect(code, stderr.toString()).toBeLessThan(4);
      expect(stderr.toString()).not.toContain('internal error');
    }
  });

  test.each(LONG_VIEWS)('%s %s %s, which leaves nothing out, is inert', async (...view) => {
    for (const [look, flags] of LOOKS) {
      const { stdout, stderr } = await msnscan([...view, ...flags, FILES[form] ?? ''], look);
      const separator = view.includes('--tsv') ? '\t' : '';
      expect([harmIn(stdout, UNBOUNDED, separator), harmIn(stderr, MAX_LINE)]).toEqual([[], []]);
    }
  });

  test.each([60, 80, 200])('no row of a terminal is wider than its %d columns', async (columns) => {
    // Texts have at least some columns, so that behind a date or a long name a row needs more than 60, whatever it holds.
    const least = 72;
    const views = [['scan'], ...(columns < least ? [] : [['scan', '--time=iso'], ['chat'], ['chat', '-v']])];
    for (const view of views) {
      const { stdout } = await msnscan([...view, FILES[form] ?? ''], { isTerminal: true, columns });
      const lines = stdout.toString().replaceAll(COLOURS, '').split('\n').slice(1);
      // Tables and totals are as wide as what they hold needs.
      const rows = lines.slice(0, lines.indexOf('Sessions'));
      const wide = rows.filter((line) => stringWidth(line) > columns);
      expect(
        wide.map((line) => `${stringWidth(line)}: ${line.slice(0, 300)}`).slice(0, 5),
        view.join(' '),
      ).toEqual([]);
    }
  });

  test.each([
    ['scan', reportDocument],
    ['chat', chatDocument],
    ['contacts', contactsDocument],
    ['stats', statsDocument],
  ] as const)(
    'the document of %s is valid, for a terminal inert, and says the same there',
    async (command, schema) => {
      const args = [command, '--json', FILES[form] ?? ''];
      const { stdout } = await msnscan(args);
      const shown = await msnscan(args, { isTerminal: true, columns: 80 });
      expect(isUtf8(stdout)).toBe(true);
      const document: unknown = JSON.parse(stdout.toString());
      expect(schema.safeParse(document).error).toBeUndefined();
      expect([harmIn(shown.stdout, UNBOUNDED), harmIn(shown.stderr, MAX_LINE)]).toEqual([[], []]);
      expect(JSON.parse(shown.stdout.toString())).toEqual(document);
    },
  );

  test('every record of NDJSON is valid, for a terminal inert, and says the same there', async () => {
    const args = ['--ndjson', FILES[form] ?? ''];
    const { stdout } = await msnscan(args);
    const shown = await msnscan(args, { isTerminal: true, columns: 80 });
    expect(isUtf8(stdout)).toBe(true);
    const records = stdout
      .toString()
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(records.map((record) => ndjsonRecord.safeParse(record).error).filter(Boolean)).toEqual([]);
    expect(harmIn(shown.stdout, UNBOUNDED)).toEqual([]);
    expect(
      shown.stdout
        .toString()
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(records);
  });

  test('what extract says and how it names files is inert, its index valid', async () => {
    const out = join(folder, `extracted-${form}`);
    const { stdout, stderr } = await msnscan(['extract', '--out', out, FILES[form] ?? '']);
    expect([harmIn(stdout, MAX_LINE), harmIn(stderr, MAX_LINE)]).toEqual([[], []]);
    const index: unknown = JSON.parse(readFileSync(join(out, 'index.json'), 'utf8'));
    expect(indexSchema.safeParse(index).error).toBeUndefined();
    const names = readdirSync(out, { recursive: true, encoding: 'utf8' });
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(harmIn(Buffer.from(name), 300)).toEqual([]);
    const texts = names.filter((name) => name.endsWith('.txt') && name.startsWith('messages'));
    expect(texts.length).toBeGreaterThan(0);
    for (const name of texts) expect(harmIn(readFileSync(join(out, name)), UNBOUNDED)).toEqual([]);
  });
});

test.each(['scan', 'chat', 'contacts', 'stats', 'follow'])(
  'names of 60 KiB make no line of %s longer than others',
  async (view) => {
    const args = [view, '--color=always', FILES['very long'] ?? ''];
    const { stdout, stderr } = await msnscan(args, { isTerminal: true, columns: 60 });
    expect([harmIn(stdout, MAX_LINE), harmIn(stderr, MAX_LINE)]).toEqual([[], []]);
  },
);

describe('an argument that holds what is hostile', () => {
  // No argument of a process holds a NUL.
  const words = Object.values({ ...HOSTILE_WORDS, ...LONG_WORDS }).map((bytes) =>
    bytes.toString('utf8').replaceAll('\0', ''),
  );
  const capture = (): string => FILES['percent-encoded'] ?? '';

  const CASES: readonly (readonly [string, (word: string) => string[]])[] = [
    ['explain', (word) => ['explain', word]],
    ['a command', (word) => [word]],
    ['an option', (word) => [`--${word}`]],
    ['a short option', (word) => [`-${word}`]],
    ['two operands', (word) => [word, word]],
    ['an operand too many', (word) => ['rules', word]],
    ['schema', (word) => ['schema', word]],
    ['a folder', (word) => ['extract', '--out', `/dev/null/${word}`, capture()]],
    ['an output', (word) => [`--json=/dev/null/${word}`, capture()]],
    ['a missing capture', (word) => ['chat', `/nowhere/${word}`]],
    ['a missing capture with its stack', (word) => ['--debug', `/nowhere/${word}`]],
    ...[
      'disable',
      'account',
      'host',
      'flow',
      'role',
      'command',
      'trid',
      'since',
      'color',
      'redact',
      'time',
      'port',
      'checksum',
      'jobs',
      'fail-on',
      'session',
      'finding',
      'context',
      'max-flows',
    ].map((flag): [string, (word: string) => string[]] => [
      `--${flag}`,
      (word) => [`--${flag}=${word}`, capture()],
    ]),
    ['--records', (word) => ['--ndjson', `--records=${word}`, capture()]],
    ['--fields', (word) => ['--csv', `--fields=${word}`, capture()]],
    ['--table', (word) => ['--csv', `--table=${word}`, capture()]],
    ['--from', (word) => ['follow', `--from=${word}`, capture()]],
  ];

  test.each(CASES)('of %s is told of in harmless lines', async (_name, args) => {
    for (const word of words) {
      const { stdout, stderr } = await msnscan(args(word), { isTerminal: true, columns: 80 });
      expect([harmIn(stdout, MAX_LINE), harmIn(stderr, MAX_LINE)]).toEqual([[], []]);
      expect(stderr.toString()).not.toContain('internal error');
    }
  });
});

test('a terminal gets no raw bytes of a flow', async () => {
  const args = ['follow', '--raw', '--session=1', FILES['percent-encoded'] ?? ''];
  const refused = await msnscan(args, { isTerminal: true, columns: 80 });
  expect([refused.code, refused.stdout.length]).toEqual([2, 0]);
  expect(refused.stderr.toString()).toContain('terminal');
  expect((await msnscan(args)).code).toBe(0);
});
