/** What tshark sees in carved captures: the findings beside their packets, and all of the streams that were meant. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { carve, commandsOf, rowsOf } from './carve.ts';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const captures = process.env['MSNSCAN_CAPTURES'] ?? '';
const hasCaptures = captures !== '' && existsSync(join(captures, 'lab'));
const DEMO = 'fixtures/demo.pcap';

test.skipIf(!hasTshark)('tshark is there (else skipped)', () => {
  expect(hasTshark).toBe(true);
});
test.skipIf(!hasCaptures)('MSNSCAN_CAPTURES names captures (else skipped)', () => {
  expect(hasCaptures).toBe(true);
});

function tshark(input: string | Buffer, args: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'msnscan-tshark-'));
  try {
    const file = typeof input === 'string' ? input : join(folder, 'carved');
    if (typeof input !== 'string') writeFileSync(file, input);
    const { stdout } = spawnSync('tshark', ['-r', file, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    return stdout.split('\n').slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const COMMENTS = ['-Y', 'frame.comment', '-T', 'fields', '-e', 'frame.time_epoch', '-e', 'frame.comment'];

describe.skipIf(!hasTshark)('comments', () => {
  test('stand at the frames that findings point at', async () => {
    const { bytes } = await carve(DEMO, ['--session', '2', '--finding', 'trid-reuse,error-with-parameters']);
    expect(tshark(bytes!, COMMENTS)).toEqual([
      '1100000011.611000000\tmsnscan note error-with-parameters: error 205 10 has words after its TrID that are no ' +
        'payload length (session 2, command 25, frame 59)',
      '1100000053.808000000\tmsnscan warning trid-reuse: ADD 15 uses a TrID again (session 2, command 41, frame 118)',
    ]);
  });

  test('there is one for each finding', async () => {
    const findings = (await rowsOf(DEMO)).filter(({ type }) => type === 'finding');
    const { bytes } = await carve(DEMO, ['--session', '1-5']);
    const lines = tshark(bytes!, ['-T', 'fields', '-e', 'frame.comment', '-E', 'aggregator=|']);
    const said = lines.flatMap((line) => line.split('|')).filter((text) => text !== '');
    const ids = said.map((text) => /^msnscan \w+ ([\w-]+):/.exec(text)?.[1]);
    expect(ids.sort()).toEqual(findings.map(({ id }) => id).sort());
  });

  test('pcapng says which program wrote it and what was captured on', async () => {
    const { bytes } = await carve(DEMO, ['--session', '1']);
    expect(bytes?.includes('msnscan ')).toBe(true);
    expect(new Set(tshark(bytes!, ['-T', 'fields', '-e', 'frame.interface_name']))).toEqual(
      new Set(['demo.pcap']),
    );
  });
});

/** Streams by tshark that have a frame at this time, as times of all their frames. */
function streamsOf(file: string): ReadonlyMap<string, string[]> {
  const lines = tshark(file, ['-Y', 'tcp', '-T', 'fields', '-e', 'tcp.stream', '-e', 'frame.time_epoch']);
  const streams = new Map<string, string[]>();
  for (const line of lines) {
    const [stream = '', time = ''] = line.split('\t');
    streams.set(stream, [...(streams.get(stream) ?? []), time]);
  }
  return streams;
}

const LAB = [
  'lab/bitlbee-1.2.8-msnp8.pcap',
  'lab/purple-2.10.9-msnp18-lossy.pcap',
  'lab/msnlib-msnp8-nano.pcap',
  'lab/msnlib-msnp8-any-sll2.pcap',
  'lab/purple-2.7.11-msnp16-pcapng-nano.pcapng',
];
const SESSIONS = [1, 2, 3];

describe.skipIf(!hasTshark || !hasCaptures)('real captures', () => {
  test.each(LAB)('%s: the frames of a session are those of its stream', async (name) => {
    const file = join(captures, name);
    const streams = [...streamsOf(file).values()].map((times) => times.join());
    for (const session of SESSIONS) {
      const { bytes } = await carve(file, ['--session', String(session)]);
      const times = tshark(bytes!, ['-T', 'fields', '-e', 'frame.time_epoch']);
      expect(streams).toContain(times.join());
    }
  });
});

const COMMANDS = [
  ...LAB,
  'lab/gw-purple-2.5.8-msnp15.pcap',
  'lab/scripted-gw-keepalive.pcap',
  'lab/msnlib-msnp8-mtu200.pcap',
  'lab/msnlib-msnp8-snaplen96.pcap',
  'lab/msnlib-msnp8-midsession.pcap',
];

describe.skipIf(!hasCaptures)('real captures once more', () => {
  test.each(COMMANDS)('%s: a carved session has the same commands', async (name) => {
    const file = join(captures, name);
    const given = commandsOf(await rowsOf(file));
    for (const session of SESSIONS) {
      for (const out of ['out.pcap', 'out.pcapng']) {
        const { bytes } = await carve(file, ['--session', String(session)], out);
        expect([...commandsOf(await rowsOf(bytes!)).values()]).toContain(given.get(session));
      }
    }
  });
});

const HARD = ['frag-ip-tcp', 'frag-ppp-ipv6-tcp'].map((name) => `OISF+suricata-verify__${name}.pcap`);

describe.skipIf(!hasCaptures)('fragments', () => {
  test.each(HARD)('%s: a session has all of them', async (name) => {
    const file = join(captures, 'tcp-hard', name);
    const { bytes } = await carve(file, ['--port', '8080,12345', '--session', '1']);
    const bytesOf = (rows: readonly object[]): unknown =>
      rows.find((row) => 'communityId' in row && 'bytes' in row)?.['bytes' as never];
    const again = bytesOf(await rowsOf(bytes!, ['--port', '8080,12345']));
    expect(again).toEqual(bytesOf(await rowsOf(file, ['--port', '8080,12345'])));
  });
});
