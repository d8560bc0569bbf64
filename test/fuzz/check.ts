/**
 * What must hold of any input: the program ends with one of its exit codes, its documents are valid and agree with each
 * other, and its texts are inert.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { Fan } from '../../src/cli/reports.ts';
import { chatDocument } from '../../src/report/chat/schema.ts';
import { contactsDocument } from '../../src/report/contacts/schema.ts';
import { indexSchema } from '../../src/report/extract/schema.ts';
import { NdjsonReport } from '../../src/report/ndjson.ts';
import { document, records, type SummaryRecord } from '../../src/report/schema.ts';
import { Tally } from '../../src/report/tally.ts';
import { scan } from '../../src/scan.ts';
import { inProcess } from '../in-process.ts';
import type { Dice } from './dice.ts';

/** An invariant that does not hold. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

interface Outcome {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

// eslint-disable-next-line no-control-regex -- it is what is taken out
const SGR = /\u001b\[[0-9;]*m/g;
/** Control characters but the end of a line, and what turns text around or hides it; joiners are part of writing. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
const PARTIAL = 3;

function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what);
}

/** Runs the program; `folder` gets what it writes to its standard streams. */
async function program(argv: readonly string[], folder: string): Promise<Outcome> {
  const { code, stdout, stderr } = await inProcess([...argv, '--debug'], folder);
  return { code, stdout, stderr: stderr.toString('utf8') };
}

/** The exit code when it is one for any input, with nothing of ours on stderr that should not be there. */
function settled({ code, stderr }: Outcome, argv: readonly string[]): number {
  must([0, 2, PARTIAL].includes(code), `${argv.join(' ')}: exit code ${code}`);
  // `--debug` adds a stack, whose first line has the name of the error.
  const isKnown = code !== 2 || /\n(CaptureError|CliError)\b/.test(stderr);
  must(isKnown, `${argv.join(' ')}: ${stderr}`);
  must(!UNSAFE.test(stderr), `${argv.join(' ')}: unsafe characters on stderr`);
  return code;
}

function inertText(bytes: Buffer, argv: readonly string[]): void {
  const text = bytes.toString('utf8').replace(argv.includes('always') ? SGR : '', '');
  const found = UNSAFE.exec(text);
  if (found === null) return;
  const around = JSON.stringify(text.slice(Math.max(0, found.index - 60), found.index + 20));
  throw new Broken(`${argv.join(' ')}: unsafe character in ${around}`);
}

type Line = Record<string, unknown> & { type: keyof typeof records };

function linesOf(text: string): Line[] {
  must(text.endsWith('\n'), 'the NDJSON does not end with an end of line');
  const lines = text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  must(lines.at(-1)?.type === 'summary', 'the summary is not the last line');
  return lines;
}

/** NDJSON and JSON have the same records in the same order. */
function sameRecords(lines: readonly Line[], json: Record<string, unknown>): void {
  for (const type of ['capture', 'command', 'transaction', 'finding', 'notice', 'session'] as const) {
    const found = lines.flatMap(({ type: own, ...rest }) => (own === type ? [rest] : []));
    must(isDeepStrictEqual(found, json[`${type}s`]), `${type}s differ between JSON and NDJSON`);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function tallied(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

type Report = ReturnType<typeof document.parse>;

/** The summary counts the findings of the document, and those that its notices say are not there. */
function countedFindings({ findings, notices, summary }: Report): void {
  const { severity, id } = summary.findings;
  const counts = { severity: { error: 0, warning: 0, note: 0 }, id: tallied(findings.map((one) => one.id)) };
  for (const finding of findings) counts.severity[finding.severity]++;
  for (const { code, details } of notices) {
    if (code !== 'findings-folded') continue;
    const folded = Number(details['folded']);
    const of = String(details['id']);
    counts.severity[details['severity'] as keyof typeof severity] += folded;
    counts.id[of] = (counts.id[of] ?? 0) + folded;
  }
  must(isDeepStrictEqual(counts.severity, severity), 'the count of findings by severity');
  must(isDeepStrictEqual({ ...counts.id }, { ...id }), 'the count of findings by id');
}

/** Counts and references of a document. */
function consistent(report: Report): void {
  const { commands, sessions, findings, transactions, summary } = report;
  must(summary.commands === commands.length, 'the count of commands');
  must(summary.sessions === sessions.length, 'the count of sessions');
  countedFindings(report);
  must(sum(Object.values(summary.transactions)) === transactions.length, 'the count of transactions');
  const states = tallied(transactions.map(({ state }) => state));
  must((states['answered'] ?? 0) === summary.transactions.answered, 'the count of answered transactions');
  must(new Set(sessions.map(({ id }) => id)).size === sessions.length, 'ids of sessions');
  const bySession = new Map(sessions.map(({ id }) => [id, { client: 0, server: 0, ids: new Set<number>() }]));
  for (const { session, id, from } of commands) {
    const own = bySession.get(session);
    must(own !== undefined, `a command of session ${session}, which there is not`);
    must(!own.ids.has(id), `command ${id} of session ${session} twice`);
    own.ids.add(id);
    own[from]++;
  }
  for (const { id, commands: counts } of sessions) {
    const own = bySession.get(id);
    must(own?.client === counts.client && own.server === counts.server, `commands of session ${id}`);
  }
  referred(commands, transactions, findings, bySession);
}

function referred(
  commands: Report['commands'],
  transactions: Report['transactions'],
  findings: Report['findings'],
  sessions: ReadonlyMap<number, { ids: ReadonlySet<number> }>,
): void {
  const known = (session: number | null, id: number | null): boolean =>
    id === null || (session !== null && sessions.get(session)?.ids.has(id) === true);
  for (const { session, answers, id } of commands) {
    must(known(session, answers) && answers !== id, `command ${id} of session ${session} answers ${answers}`);
  }
  for (const { session, request, replies } of transactions) {
    must(
      [request, ...replies].every((id) => known(session, id)),
      `a transaction of session ${session}`,
    );
  }
  for (const { id, session, command } of findings) must(known(session, command), `the finding ${id}`);
}

/** The same bytes in other pieces give the same lines. */
async function sameInPieces(
  bytes: Buffer,
  lines: string,
  anyPort: boolean,
  showSecrets: boolean,
  dice: Dice,
): Promise<void> {
  const size = dice.chance(0.3) ? dice.size(64) : dice.size(65_536);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += Math.max(size, bytes.length >>> 11)) {
    pieces.push(bytes.subarray(at, at + Math.max(size, bytes.length >>> 11)));
  }
  const blocks: Buffer[] = [];
  const tally = new Tally();
  const sink = (block: Uint8Array): void => {
    blocks.push(Buffer.from(block));
  };
  const report = new NdjsonReport(sink, { payload: true, showSecrets }, tally);
  const options = {
    ports: new Set([1863]),
    gatewayPorts: new Set([80, 443, 8080]),
    anyPort,
    enable: [],
    disable: [],
  };
  await scan(Readable.from(pieces), options, new Fan(tally, [report], undefined));
  const unnamed = (text: string): unknown[] =>
    linesOf(text).map((line) => (line.type === 'capture' ? { ...line, file: '' } : line));
  const [whole, cut] = [unnamed(lines), unnamed(Buffer.concat(blocks).toString('utf8'))];
  const at = whole.findIndex((line, i) => !isDeepStrictEqual(line, cut[i]));
  if (at < 0 && whole.length === cut.length) return;
  throw new Broken(`pieces of ${size}: ${JSON.stringify(whole[at])} is ${JSON.stringify(cut[at])}`);
}

/** Three jobs write what one writes. */
async function sameWithJobs(argv: readonly string[], text: string, folder: string): Promise<void> {
  const path = join(folder, 'jobs.ndjson');
  const outputs = /^--(?:nd)?json=/;
  const again = [...argv.filter((word) => !outputs.test(word)), `--ndjson=${path}`, '--jobs=3'];
  settled(await program(again, folder), again);
  const [one, three] = [linesOf(text), linesOf(readFileSync(path, 'utf8'))];
  const at = one.findIndex((line, i) => !isDeepStrictEqual(line, three[i]));
  if (at < 0 && one.length === three.length) return;
  throw new Broken(`three jobs: ${JSON.stringify(one[at])} is ${JSON.stringify(three[at])}`);
}

/** One way to run the program on a capture; throws Broken, or what the program throws. */
type Target = (file: string, folder: string, dice: Dice) => Promise<number>;

async function scanned(file: string, folder: string, dice: Dice): Promise<number> {
  const [json, ndjson] = [join(folder, 'report.json'), join(folder, 'report.ndjson')];
  const anyPort = dice.chance(0.5);
  const showSecrets = dice.chance(0.5);
  const argv = ['scan', file, `--json=${json}`, `--ndjson=${ndjson}`];
  if (anyPort) argv.push('--any-port');
  if (showSecrets) argv.push('--show-secrets');
  // Strict leaves segments out, so that what is compared below is not the same.
  const isPlain = dice.chance(0.8);
  if (!isPlain) argv.push('--checksum', dice.pick(['warn', 'strict']));
  const code = settled(await program(argv, folder), argv);
  const left = readdirSync(folder).filter((name) => name.startsWith('report.'));
  if (code === 2) {
    must(left.length === 0, `files are left of a failed run: ${left.join(' ')}`);
    return code;
  }
  const text = readFileSync(ndjson, 'utf8');
  const lines = linesOf(text);
  for (const { type, ...rest } of lines) records[type].parse(rest);
  const parsed = JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown>;
  sameRecords(lines, parsed);
  const report = document.parse(parsed);
  must(report.summary.complete === (code === 0), 'the exit code and `complete`');
  const { type, ...summary } = lines.at(-1) as Line & SummaryRecord;
  must(isDeepStrictEqual(summary, parsed['summary']), `${type} differs between JSON and NDJSON`);
  consistent(report);
  if (dice.chance(0.25)) await sameWithJobs(argv, text, folder);
  if (isPlain && dice.chance(0.5)) await sameInPieces(readFileSync(file), text, anyPort, showSecrets, dice);
  return code;
}

const text =
  (command: string): Target =>
  async (file, folder, dice) => {
    const argv = [command, file, '--color', dice.pick(['always', 'never']), '-q'];
    for (const flag of ['--any-port', '--ascii']) if (dice.chance(0.3)) argv.push(flag);
    if (command === 'scan' && dice.chance(0.3)) argv.push('--show-secrets');
    const outcome = await program(argv, folder);
    inertText(outcome.stdout, argv);
    return settled(outcome, argv);
  };

const view =
  (command: string, schema: { parse(value: unknown): unknown }): Target =>
  async (file, folder) => {
    const argv = [command, file, '--json', '-q', '--any-port'];
    const outcome = await program(argv, folder);
    const code = settled(outcome, argv);
    if (code !== 2) schema.parse(JSON.parse(outcome.stdout.toString('utf8')));
    return code;
  };

async function extracted(file: string, folder: string, dice: Dice): Promise<number> {
  const out = join(folder, 'out');
  const argv = ['extract', '--out', out, file];
  if (dice.chance(0.5)) argv.push('--any-port');
  const outcome = await program(argv, folder);
  inertText(outcome.stdout, argv);
  const code = settled(outcome, argv);
  if (code === 2) return code;
  const found = readdirSync(out, { recursive: true, encoding: 'utf8' });
  must(!found.some((name) => name.endsWith('.part')), 'extract leaves an unfinished file');
  const index = found.find((name) => /^index.*\.json$/.test(name));
  must(index !== undefined, `extract leaves no index: ${found.join(' ')}`);
  indexSchema.parse(JSON.parse(readFileSync(join(out, index), 'utf8')));
  return code;
}

/** The packets behind all sessions say what the capture says. */
async function carved(file: string, folder: string): Promise<number> {
  const out = join(folder, 'carved.pcapng');
  const argv = ['carve', '-w', out, '--session', '1-999999', file];
  const outcome = await program(argv, folder);
  const code = settled(outcome, argv);
  must((code === 2) === !existsSync(out), `carve ends with ${code}, and its file does not fit`);
  if (code === 2) return outcome.stderr.includes('nothing fits') ? 0 : 2;
  const [whole, part] = [await commandsIn(file, folder), await commandsIn(out, folder)];
  must(whole === part, `${whole} commands, of which carve leaves ${part}`);
  return code;
}

async function commandsIn(file: string, folder: string): Promise<number> {
  const { stdout } = await program(['stats', '--json', '-q', file], folder);
  const { sessions } = JSON.parse(stdout.toString('utf8')) as { sessions: { commands: number }[] };
  return sessions.reduce((sum, { commands }) => sum + commands, 0);
}

const TARGETS: readonly Target[] = [
  text('scan'),
  text('chat'),
  text('contacts'),
  view('chat', chatDocument),
  view('contacts', contactsDocument),
  extracted,
  carved,
];

/**
 * Scans `file` and runs one other command on it; `folder` is emptied. Throws Broken, or whatever the program throws.
 * Gives the exit code.
 */
export async function checkCapture(file: string, folder: string, dice: Dice): Promise<number> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const code = await scanned(file, folder, dice);
  const other = await dice.pick(TARGETS)(file, folder, dice);
  // Only extract looks into connections between clients, and tells of their damage too.
  must((code === 2) === (other === 2), `exit codes ${code} and ${other}`);
  return code;
}
