/** `--format`: the same records under the names that users of Suricata and Zeek know, and as a table of columns. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, test } from 'vitest';
import { transcript } from '../../../fixtures/build/transcript.ts';
import { RULES } from '../../../src/analysis/registry.ts';
import type { AnalysisRecord } from '../../../src/index.ts';
import { signatureId } from '../../../src/report/export/eve.ts';
import { zeekText } from '../../../src/report/export/zeek-text.ts';
import { inProcess } from '../../in-process.ts';

const DEMO = resolve('fixtures/demo.pcap');
const folder = mkdtempSync(join(tmpdir(), 'msnscan-export-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function written(args: readonly string[], code = 0): Promise<string> {
  const run = await inProcess(['-q', ...args], folder);
  expect(run.stderr.toString()).toBe('');
  expect(run.code).toBe(code);
  return run.stdout.toString('utf8');
}

async function lines<T>(args: readonly string[]): Promise<T[]> {
  const text = await written(args);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

const records = (...args: string[]): Promise<AnalysisRecord[]> => lines(['--ndjson', ...args, DEMO]);

interface Event {
  readonly event_type: string;
  readonly [key: string]: unknown;
}
const eve = (...args: string[]): Promise<Event[]> => lines(['--format', 'eve', ...args, DEMO]);

const HOSTILE = transcript(String.raw`
  C> VER 1 MSNP8 CVR0
  S< VER 1 MSNP8 CVR0
  C> USR 2 TWN I ann@example.com
  C>raw "CHG 3 \x1b]0;x\x07\ttab,comma\\ \u202egnp.exe -\r\n"
  C> USR 4 TWN S t=ticketticketticket&p=secretsecret
`);

describe('eve', () => {
  test('a command is an event msn with the ends of its connection, the sender first', async () => {
    const events = await eve();
    expect(events[0]).toEqual({
      timestamp: '2004-11-09T11:33:20.100000+0000',
      flow_id: events[0]?.['flow_id'],
      pcap_cnt: 4,
      event_type: 'msn',
      src_ip: '198.51.100.7',
      src_port: 4407,
      dest_ip: '192.0.2.10',
      dest_port: 1863,
      proto: 'TCP',
      app_proto: 'msn',
      community_id: events[0]?.['community_id'],
      pcap_filename: DEMO,
      direction: 'to_server',
      msn: {
        session: 1,
        id: 1,
        from: 'client',
        command: 'VER',
        trid: 1,
        args: ['MSNP8', 'CVR0'],
        payload: null,
        decoded: null,
        answers: null,
        latency_ms: null,
      },
    });
    const reply = events.find(({ direction }) => direction === 'to_client');
    expect(reply).toMatchObject({
      src_ip: '192.0.2.10',
      dest_ip: '198.51.100.7',
      flow_id: events[0]?.['flow_id'],
    });
  });

  test('each record is one event: findings alerts, notices anomalies, sessions flows, the summary stats', async () => {
    const types: Record<string, string> = {
      command: 'msn',
      finding: 'alert',
      notice: 'anomaly',
      session: 'flow',
      summary: 'stats',
    };
    const expected = (await records()).flatMap(({ type }) => types[type] ?? []);
    expect((await eve()).map(({ event_type }) => event_type)).toEqual(expected);
  });

  test('ids of flows are integers that JSON holds, one for each session; community ids are those of the records', async () => {
    const flows = (await eve()).filter(({ event_type }) => event_type === 'flow');
    const ids = flows.map(({ flow_id }) => flow_id);
    expect(ids.every(Number.isSafeInteger)).toBe(true);
    expect(new Set(ids).size).toBe(5);
    const sessions = (await records()).flatMap((record) =>
      record.type === 'session' ? [record.communityId] : [],
    );
    expect(flows.map(({ community_id }) => community_id)).toEqual(sessions);
  });

  test('an alert has a signature with its own number, a category and a severity from 1', async () => {
    const alert = (await eve()).find((event) => JSON.stringify(event).includes('trid-reuse'));
    expect(alert).toMatchObject({
      event_type: 'alert',
      pcap_cnt: 118,
      src_ip: '198.51.100.7',
      alert: {
        signature: 'MSN trid-reuse',
        signature_id: signatureId('trid-reuse'),
        category: 'MSN trid',
        severity: 2,
      },
    });
    expect(new Set([...RULES.keys()].map(signatureId)).size).toBe(RULES.size);
  });

  test('filters, --records, --no-payload and --redact choose and hide as in NDJSON', async () => {
    const filtered = await eve('--role', 'SB', '--command', 'MSG', '--records', 'commands');
    expect(new Set(filtered.map(({ event_type }) => event_type))).toEqual(new Set(['msn', 'stats']));
    expect(filtered.length).toBeGreaterThan(5);
    expect(await written(['--format', 'eve', '--no-payload', DEMO])).not.toContain('shall we meet');
    expect(await written(['--format', 'eve', '--redact=content,accounts', DEMO])).not.toMatch(
      /shall we meet|ann@example/,
    );
  });

  test('of several captures each event names its file', async () => {
    const [one, two] = [join(folder, 'one.pcap'), join(folder, 'two.pcap')];
    const capture = (startMicros: number): Buffer => transcript('C> VER 1 MSNP8 CVR0', { startMicros });
    writeFileSync(one, capture(1.1e15));
    writeFileSync(two, capture(1.2e15));
    const events = await lines<Event>(['--format', 'eve', '--records', 'commands', two, one]);
    const places = events.map(({ pcap_filename, pcap_cnt }) => [pcap_filename, pcap_cnt]);
    expect(places.slice(0, 2)).toEqual([
      [one, 4],
      [two, 4],
    ]);
  });

  test('the same input gives the same bytes, with jobs or without', async () => {
    const args = ['--format', 'eve', DEMO];
    expect(await written([...args, '--jobs', '2'])).toBe(await written(args));
  });
});

interface Log {
  readonly head: Record<string, string[]>;
  readonly rows: Record<string, string>[];
}

/** Reads a log as zeek-cut does. */
function logOf(text: string): Log {
  const head: Record<string, string[]> = {};
  const rows: Record<string, string>[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const [name = '', ...values] = line.split(line.startsWith('#separator') ? ' ' : '\t');
    if (line.startsWith('#')) head[name.slice(1)] = values;
    else
      rows.push(Object.fromEntries([name, ...values].map((value, i) => [head['fields']?.[i] ?? '', value])));
  }
  return { head, rows };
}

describe('zeek', () => {
  test('a log has the header that zeek-cut reads, and a type for each field', async () => {
    const { head, rows } = logOf(await written(['--format', 'zeek', DEMO]));
    expect(head).toMatchObject({
      separator: ['\\x09'],
      set_separator: [','],
      empty_field: ['(empty)'],
      unset_field: ['-'],
      path: ['msn'],
      open: ['2004-11-09-11-33-20'],
      close: ['2004-11-09-11-36-34'],
    });
    expect(head['fields']?.slice(0, 6)).toEqual([
      'ts',
      'uid',
      'id.orig_h',
      'id.orig_p',
      'id.resp_h',
      'id.resp_p',
    ]);
    expect(head['types']?.length).toBe(head['fields']?.length);
    expect(rows.length).toBe(118);
    expect(rows[0]).toMatchObject({
      ts: '1100000000.100000',
      'id.orig_h': '198.51.100.7',
      'id.resp_p': '1863',
      is_orig: 'T',
      command: 'VER',
      trid: '1',
      args: 'MSNP8,CVR0',
      payload_len: '-',
    });
    expect(rows.every((row) => Object.keys(row).length === head['fields']?.length)).toBe(true);
  });

  test('a folder gets a log for each stream; all name a connection by the same uid', async () => {
    const out = join(folder, 'logs');
    expect(await written(['--format', 'zeek', '-o', `${out}/`, DEMO])).toBe('');
    expect(readdirSync(out).sort()).toEqual(['conn.log', 'msn.log', 'notice.log', 'weird.log']);
    const log = (name: string): Log => logOf(readFileSync(join(out, `${name}.log`), 'utf8'));
    const conn = log('conn').rows;
    expect(conn.length).toBe(5);
    expect(conn[0]).toMatchObject({
      proto: 'tcp',
      service: 'msn',
      role: 'DS',
      conn_state: 'SF',
      version: 'MSNP8',
    });
    expect(conn.every(({ uid = '' }) => /^C[0-9A-Za-z]{17}$/.test(uid))).toBe(true);
    const known = new Set(conn.map(({ uid }) => uid));
    expect(new Set(log('msn').rows.map(({ uid }) => uid))).toEqual(known);
    const notes = log('notice').rows;
    expect(notes.length).toBe(11);
    expect(notes.every(({ uid }) => known.has(uid))).toBe(true);
    expect(notes.map(({ note }) => note)).toContain('MSN::Trid_Reuse');
    expect(await written(['--format', 'zeek', '--table', 'session', DEMO])).toBe(
      readFileSync(join(out, 'conn.log'), 'utf8'),
    );
  });

  test('damage is in weird.log', async () => {
    const cut = join(folder, 'cut.pcap');
    writeFileSync(cut, readFileSync(DEMO).subarray(0, -10));
    const { rows } = logOf(await written(['--format', 'zeek', '--table', 'notice', cut], 3));
    expect(rows[0]).toMatchObject({ uid: '-', 'id.orig_h': '-', notice: 'F' });
    expect(rows[0]?.['name']).toMatch(/^[a-z_]+$/);
  });

  test.each([
    ['a\tb\nc', 'a\\x09b\\x0ac'],
    ['\x1b\x7f\u0085\u202e', '\\x1b\\x7f\\xc2\\x85\\xe2\\x80\\xae'],
    ['back\\slash', 'back\\x5cslash'],
    ['-', '\\x2d'],
    ['(empty)', '\\x28empty)'],
    ['', '(empty)'],
    ['Schöne ☕, ja', 'Schöne ☕, ja'],
  ])('the text %j is written as %s', (text, expected) => {
    expect(zeekText(text, 'string')).toBe(expected);
  });

  test('elements of a vector have commas escaped, an empty one says so', () => {
    expect(zeekText(['a,b', '-', 'c'], 'vector[string]')).toBe('a\\x2cb,\\x2d,c');
    expect(zeekText([], 'vector[string]')).toBe('(empty)');
    expect(zeekText(null, 'count')).toBe('-');
    expect(zeekText(1234.5, 'interval')).toBe('1.234500');
  });
});

describe('parquet', () => {
  const readTable = async (path: string): Promise<Record<string, unknown>[]> => {
    const bytes = readFileSync(path);
    return parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    });
  };

  test('has a row for each command, with typed columns', async () => {
    const path = join(folder, 'demo.parquet');
    await written(['--format', 'parquet', '-o', path, DEMO]);
    const rows = await readTable(path);
    const commands = (await records()).filter((record) => record.type === 'command');
    expect(rows.map(({ session, id, verb, raw }) => ({ session, id, verb, raw }))).toEqual(
      commands.map(({ session, id, verb, raw }) => ({ session, id, verb, raw })),
    );
    expect(rows[0]).toMatchObject({
      clientAddress: '198.51.100.7',
      serverPort: 1863,
      time: new Date('2004-11-09T11:33:20.100Z'),
      trid: 1n,
      lastFrame: 4n,
      args: '["MSNP8","CVR0"]',
      payloadText: null,
    });
    const decoded = rows.flatMap(({ decoded: text }) =>
      typeof text === 'string' ? [JSON.parse(text) as unknown] : [],
    );
    expect(decoded).toEqual(commands.flatMap((record) => (record.decoded === null ? [] : [record.decoded])));
  });

  test('rows are written in groups, so that memory is bounded', async () => {
    const capture = join(folder, 'many.pcap');
    const lines = Array.from({ length: 17_000 }, (_, i) => `C> CHG ${i + 1} NLN`);
    writeFileSync(capture, transcript(lines.join('\n')));
    const path = join(folder, 'many.parquet');
    await written(['--format', 'parquet', '-o', path, capture]);
    const bytes = readFileSync(path);
    const { row_groups, num_rows } = parquetMetadata(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    );
    expect(row_groups.length).toBe(3);
    expect(num_rows).toBe(17_000n);
    expect((await readTable(path)).at(-1)).toMatchObject({ id: 17_000, trid: 17_000n });
  });

  test('a capture without commands is a table without rows', async () => {
    const path = join(folder, 'none.parquet');
    await written(['--format', 'parquet', '-o', path, '--port', '9', DEMO]);
    expect(await readTable(path)).toEqual([]);
  });

  test('nothing goes to a terminal', async () => {
    const run = await inProcess(['--format', 'parquet', DEMO], folder, { isTerminal: true });
    expect(run.code).toBe(2);
    expect(run.stdout.length).toBe(0);
    expect(run.stderr.toString()).toContain('give it a file: --output commands.parquet');
  });
});

describe('every format', () => {
  test('is inert on a terminal, and shows no secret', async () => {
    const path = join(folder, 'hostile.pcap');
    writeFileSync(path, HOSTILE);
    for (const args of [['eve'], ['zeek'], ['zeek', '--table', 'finding'], ['zeek', '--table', 'session']]) {
      const run = await inProcess(['-q', '--format', ...args, path], folder, { isTerminal: true });
      const text = run.stdout.toString('utf8');
      expect(text.length).toBeGreaterThan(100);
      expect(text.replace(/[\t\n]/g, '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
      expect(text).not.toContain('secretsecret');
    }
    const table = join(folder, 'hostile.parquet');
    await written(['--format', 'parquet', '-o', table, path]);
    expect(readFileSync(table).includes('secretsecret')).toBe(false);
  });

  test('can be written beside others, and is the same then', async () => {
    const path = join(folder, 'beside.json');
    const both = await written(['--ndjson', '--format', 'eve', '-o', path, DEMO]);
    expect(both).toBe(await written(['--ndjson', DEMO]));
    expect(readFileSync(path, 'utf8')).toBe(await written(['--format', 'eve', DEMO]));
    const sum = createHash('sha256').update(readFileSync(path)).digest('hex');
    await written(['--force', '--format', 'eve', '-o', path, DEMO]);
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sum);
  });

  test.each([
    [['--format', 'evee', DEMO], '--format takes eve, zeek or parquet, not "evee"'],
    [['--output', 'x', DEMO], '--output is for --format'],
    [
      ['--format', 'zeek', '--table', 'transaction', DEMO],
      '--table takes command, session, finding or notice',
    ],
    [['--format', 'eve', '--ndjson', DEMO], 'two outputs cannot go to the same place'],
  ])('%j is refused', async (args, message) => {
    const run = await inProcess(args, folder);
    expect(run.code).toBe(2);
    expect(run.stderr.toString()).toContain(message);
  });
});
