/** Whether the program still says the same: sums of what it writes for the captures, recorded in answers.json. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tool } from './tools.ts';

interface Answer {
  readonly sha256: string;
  /** Of the summary record. */
  readonly sessions: number;
  readonly commands: number;
  readonly findings: Readonly<Record<string, number>>;
}

const RECORDED = fileURLToPath(new URL('answers.json', import.meta.url));
const CHUNK_BYTES = 1 << 20;

/** What the tool, with NDJSON on standard output, answers for a capture. */
function answerOf(tool: Tool, file: string): Answer {
  const path = join(tmpdir(), `bench-${process.pid}.ndjson`);
  const output = openSync(path, 'w+');
  try {
    spawnSync(tool.command, tool.args(file), { stdio: ['ignore', output, 'ignore'] });
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let tail = '';
    for (let at = 0; ;) {
      const length = readSync(output, chunk, 0, CHUNK_BYTES, at);
      if (length === 0) break;
      at += length;
      // The capture record names the file as it was given, wherever this copy of the project lies.
      const isFirst = at === length;
      const start = isFirst ? chunk.indexOf('\n') + 1 : 0;
      hash.update(chunk.subarray(start, length));
      tail = (tail + chunk.toString('latin1', 0, length)).slice(-8192);
    }
    const last = tail.trimEnd().split('\n').at(-1) ?? '';
    const summary = JSON.parse(last) as Pick<Answer, 'sessions' | 'commands'> & {
      findings: { id: Answer['findings'] };
    };
    const { sessions, commands, findings } = summary;
    return { sha256: hash.digest('hex'), sessions, commands, findings: findings.id };
  } finally {
    closeSync(output);
    rmSync(path);
  }
}

/** Compares with what was recorded, and records what is new, or all of it when `again`; the complaints. */
export function checkAnswers(tool: Tool, files: readonly string[], again: boolean): string[] {
  const recorded = JSON.parse(readFileSync(RECORDED, 'utf8')) as Record<string, Answer>;
  const complaints: string[] = [];
  for (const file of files) {
    const name = basename(file);
    const answer = answerOf(tool, file);
    const before = recorded[name];
    if (before === undefined || again) recorded[name] = answer;
    else if (JSON.stringify(before) !== JSON.stringify(answer)) {
      complaints.push(`${name}: expected ${JSON.stringify(before)}, got ${JSON.stringify(answer)}`);
    }
  }
  const sorted = Object.entries(recorded).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(RECORDED, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`);
  return complaints;
}
