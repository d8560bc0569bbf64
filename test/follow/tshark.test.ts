/** Digests of every stream of real captures, by us and by tshark's fields. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestsByTshark } from './by-tshark.ts';
import { follow } from './follow.ts';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const folder = process.env['MSNSCAN_CAPTURES'] ?? '';
const hasCaptures = folder !== '' && existsSync(join(folder, 'tcp-hard'));

/** Where tshark's streams are others, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'seladb+PcapPlusPlus__solaris.snoop': 'no format that is read: the error says how to convert it',
};

const NO_BYTES = / (?:client|server) 0 e3b0c442\w+ -$/;

/** Lines of flows that have bytes. */
function withBytes(lines: readonly string[]): string[] {
  return lines.filter((_, i) => {
    const [client = '', server = ''] = lines.slice(i - (i % 2));
    return !(NO_BYTES.test(client) && NO_BYTES.test(server));
  });
}

test.skipIf(!hasTshark || !hasCaptures)(
  'tshark is there and MSNSCAN_CAPTURES names captures (else skipped)',
  () => {
    expect(hasTshark && hasCaptures).toBe(true);
  },
);

describe.skipIf(!hasTshark || !hasCaptures).each(['tcp-hard', 'lab'])('%s', (part) => {
  const names = hasCaptures ? readdirSync(join(folder, part)) : [];
  const captures = names.filter((name) => /\.(pcapng|pcap|snoop)$/.test(name));
  test.each(captures)('%s', async (name) => {
    const file = join(folder, part, name);
    const ours = withBytes((await follow(file, ['--digest', '--port', 'any'])).lines);
    const theirs = digestsByTshark(file);
    if (DIFFERENT[name] === undefined) expect(ours).toEqual(theirs);
    else expect(ours, DIFFERENT[name]).not.toEqual(theirs);
  });
});
