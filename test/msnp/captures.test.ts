/** Streams rebuilt from the logs of a real server: what goes in must come out. Needs the folder of real captures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLIENT, SERVER } from '../../src/tcp/handler.ts';
import { cut, decode, substance } from './support.ts';

const root = process.env['MSNSCAN_CAPTURES'];
const folder = root === undefined ? '' : join(root, 'lab');
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.truth.jsonl')) : [];

/** Logs of streams with broken framing, or of gateway sessions without connections. */
const LEFT_OUT = /garbled/;

interface Entry {
  conn: string | null;
  gw?: string;
  dir?: 'C>S' | 'S>C';
  line?: string;
  payload_hex?: string | null;
}

type Lines = (readonly [line: string, payload: string])[];

function readLog(name: string): Map<string, Lines> {
  const streams = new Map<string, Lines>();
  for (const text of readFileSync(join(folder, name), 'utf8').split('\n')) {
    if (text === '') continue;
    const entry = JSON.parse(text) as Entry;
    if (entry.dir === undefined || entry.line === undefined) continue;
    const key = `${entry.dir} ${entry.conn ?? entry.gw ?? ''}`;
    const lines = streams.get(key) ?? [];
    streams.set(key, lines);
    const line = Buffer.from(entry.line, 'utf8').toString('latin1');
    lines.push([line, Buffer.from(entry.payload_hex ?? '', 'hex').toString('latin1')]);
  }
  return streams;
}

describe('logs of a real server', () => {
  it.runIf(names.length === 0)('are left out: MSNSCAN_CAPTURES is not set', (context) => {
    context.skip();
  });

  it.each(names.filter((name) => !LEFT_OUT.test(name)))('%s', (name) => {
    for (const [key, lines] of readLog(name)) {
      const from = key.startsWith('C>S') ? CLIENT : SERVER;
      const text = lines.map(([line, payload]) => `${line}\r\n${payload}`).join('');
      const found = decode(from, [text]);
      expect(found.commands.map((c) => [c.line, c.payload])).toEqual(lines);
      expect(found.faults, key).toEqual([]);
      expect(substance(decode(from, cut(text, 37)))).toEqual(substance(found));
    }
  });
});
