/** `msnscan follow` as people call it: the three outputs, what is masked, what is refused. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  Conversation,
  createLink,
  type Segment,
  START_MICROS,
  toPcap,
} from '../../fixtures/build/conversation.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { follow } from './follow.ts';

const DEMO = 'fixtures/demo.pcap';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Told {
  readonly client?: string;
  readonly address?: string;
  readonly port?: number;
}

/** A connection in which both sides speak in turn, the client first. */
function talk(
  out: Segment[],
  turns: readonly string[],
  { client = '192.0.2.5', address = '192.0.2.1', port = 1863 }: Told = {},
): void {
  const link = createLink({ address: client, port: 4001 }, { address, port });
  const conversation = new Conversation(link, { micros: START_MICROS + out.length * 1000 }, out);
  conversation.open();
  for (const [i, text] of turns.entries())
    conversation.send(i % 2 === 0 ? 'C' : 'S', [Buffer.from(text, 'latin1')]);
}

function capture(...talks: readonly [readonly string[], Told?][]): Buffer {
  const out: Segment[] = [];
  for (const [turns, told] of talks) talk(out, turns, told);
  return toPcap(out);
}

const TWO = capture([['VER 1 MSNP8\r\n', 'VER 1 MSNP8\r\n']], [['a\n'], { client: '192.0.2.6' }]);

describe('--digest', () => {
  test('has a line a direction: ends, side, bytes, sum, gaps', async () => {
    const { code, lines, stderr } = await follow(TWO, ['--digest']);
    const line = sha256('VER 1 MSNP8\r\n');
    expect([code, stderr]).toEqual([0, '']);
    expect(lines).toEqual([
      `192.0.2.5:4001 192.0.2.1:1863 client 13 ${line} -`,
      `192.0.2.5:4001 192.0.2.1:1863 server 13 ${line} -`,
      `192.0.2.6:4001 192.0.2.1:1863 client 2 ${sha256('a\n')} -`,
      `192.0.2.6:4001 192.0.2.1:1863 server 0 ${sha256('')} -`,
    ]);
  });

  test('lists gaps by offset and length, and IPv6 in brackets', async () => {
    const out: Segment[] = [];
    const link = createLink({ address: '2001:db8::5', port: 4001 }, { address: '2001:db8::1', port: 1863 });
    const conversation = new Conversation(link, { micros: START_MICROS }, out);
    conversation.open();
    conversation.gap('C', 7);
    conversation.send('C', [Buffer.from('abc')]);
    conversation.gap('C', 5);
    conversation.send('C', [Buffer.from('d')]);
    const { code, lines } = await follow(toPcap(out), ['--digest', '--from', 'client']);
    expect(code).toBe(0);
    expect(lines).toEqual([`[2001:db8::5]:4001 [2001:db8::1]:1863 client 4 ${sha256('abcd')} 0+7,10+5`]);
  });

  test('--session and --from choose', async () => {
    expect((await follow(TWO, ['--digest', '--session', '2', '--from', 'server'])).lines).toEqual([
      `192.0.2.6:4001 192.0.2.1:1863 server 0 ${sha256('')} -`,
    ]);
  });

  test('counts the same connection again when its ports are used again', async () => {
    const out: Segment[] = [];
    talk(out, ['one']);
    const link = createLink(
      { address: '192.0.2.5', port: 4001 },
      { address: '192.0.2.1', port: 1863 },
      77_000,
      1,
    );
    const again = new Conversation(link, { micros: START_MICROS + 1e6 }, out);
    again.open();
    again.send('C', [Buffer.from('two')]);
    const { lines } = await follow(toPcap(out), ['--digest', '--from', 'client']);
    expect(lines.map((line) => line.split(' ')[4])).toEqual([sha256('one'), sha256('two')]);
  });

  test('begins a flow without its SYN at the lowest byte, the lower port being the server', async () => {
    const out: Segment[] = [];
    talk(out, ['abc', 'def'], { port: 80 });
    const { lines } = await follow(toPcap(out.slice(3)), ['--digest', '--port', 'any']);
    expect(lines).toEqual([
      `192.0.2.5:4001 192.0.2.1:80 client 3 ${sha256('abc')} -`,
      `192.0.2.5:4001 192.0.2.1:80 server 3 ${sha256('def')} -`,
    ]);
  });
});

describe('which flows', () => {
  const web = capture([['GET / HTTP/1.1\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n'], { port: 80 }]);

  test('are those of port 1863, of --port, or of any port; when there is none, it is said', async () => {
    const none = await follow(web, ['--digest']);
    expect([none.code, none.lines]).toEqual([0, []]);
    expect(none.stderr).toBe('msnscan: there is no TCP flow on port 1863; --port any takes every port\n');
    expect((await follow(web, ['--digest', '-q'])).stderr).toBe('');
    expect((await follow(web, ['--digest', '--port', '80,81'])).lines).toHaveLength(2);
    expect((await follow(web, ['--digest', '--port', 'any'])).lines).toHaveLength(2);
  });

  test('a flow that is not there is an error', async () => {
    const { code, stdout, stderr } = await follow(TWO, ['--session', '3']);
    expect([code, stdout.length]).toEqual([2, 0]);
    expect(stderr).toContain('there is no flow 3: there are 2 flows');
  });

  test.each([
    [['--session', '0'], '--session takes a number from 1 on'],
    [['--from', 'both'], '--from takes client or server'],
    [['--raw', '--digest'], '--raw and --digest are two outputs'],
    [['--port', 'all'], '--port takes port numbers'],
    [['--json'], '--json means nothing to msnscan follow'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await follow(TWO, args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('--raw', () => {
  test('writes the bytes of a direction as they are, or of both in order of the capture', async () => {
    const bytes = capture([['\x00\xff\r\n', 'answer', 'more']]);
    const raw = async (...args: string[]): Promise<string> =>
      (await follow(bytes, ['--raw', ...args])).stdout.toString('latin1');
    expect(await raw('--from', 'client')).toBe('\x00\xff\r\nmore');
    expect(await raw('--from', 'server')).toBe('answer');
    expect(await raw()).toBe('\x00\xff\r\nanswermore');
  });

  test('needs one flow', async () => {
    const { code, stdout, stderr } = await follow(TWO, ['--raw']);
    expect([code, stdout.length]).toEqual([2, 0]);
    expect(stderr).toContain('--raw writes one flow, and there are 2 flows');
    expect((await follow(TWO, ['--raw', '--session', '2'])).stdout.toString()).toBe('a\n');
  });
});

describe('text', () => {
  test('shows lines of both sides in order, marks, gaps and lines that go on', async () => {
    const out: Segment[] = [];
    const link = createLink({ address: '192.0.2.5', port: 4001 }, { address: '192.0.2.1', port: 1863 });
    const conversation = new Conversation(link, { micros: START_MICROS }, out);
    conversation.open();
    conversation.send('C', [Buffer.from('VER 1 MS'), Buffer.from('NP8\r\n')]);
    conversation.send('S', [Buffer.from('VER 1 MSNP8\r\n\x1b[31m\xe9\n', 'latin1')]);
    conversation.gap('C', 12);
    conversation.send('C', [Buffer.from(`OUT\r\n${'word '.repeat(120)}\n`)]);
    const { code, lines } = await follow(toPcap(out));
    expect(code).toBe(0);
    expect(lines).toEqual([
      'Flow 1  192.0.2.5:4001 → 192.0.2.1:1863, frames 1 to 11, 619 + 20 bytes',
      '→ VER 1 MSNP8',
      '← VER 1 MSNP8',
      '← \\x1b[31m\\xe9',
      '→ [gap: 12 bytes]',
      '→ OUT',
      `→ ${'word '.repeat(102)}`,
      `→+${'word '.repeat(18)}`,
    ]);
    const ascii = (await follow(toPcap(out), ['--ascii', '--from', 'client'])).lines;
    expect(ascii.slice(0, 3)).toEqual([
      'Flow 1  192.0.2.5:4001 > 192.0.2.1:1863, frames 1 to 11, 619 + 20 bytes',
      '> VER 1 MSNP8',
      '> [gap: 12 bytes]',
    ]);
  });

  test('masks secrets of lines, payloads and HTTP unless they are asked for', async () => {
    const secret = 'xS3cretx';
    const long = secret.repeat(100);
    const lines = [
      `USR 4 TWN S t=${secret}&p=${secret}\r\n`,
      `ANS 1 ann@example.com ${secret} 4711\r\n`,
      `XFR 5 SB 192.0.2.3:1863 CKI ${secret}\r\n`,
      `RNG 11 192.0.2.3:1863 CKI ${secret} bob@example.com Bob\r\n`,
      `MSPAuth: ${secret}\r\n more${secret}\r\nsid: ${secret}\r\n`,
      `Cookie: MSPAuth=${secret}; MSPProf=${secret}\r\n`,
      `Authorization: Passport1.4 OrgVerb=GET,sign-in=ann,pwd=${secret}\r\n`,
      `USR 4 MD5 S ${long}\r\n`,
      `helloUSR 7 ann@example.com ${secret}\r\n`,
      `helloANS 1 ann@example.com ${secret} 4711\r\n`,
      `<wsse:BinarySecurityToken>t=${secret}&amp;p=${secret}</wsse:BinarySecurityToken>\r\n`,
    ];
    const bytes = capture([[lines.join('')]]);
    const masked = await follow(bytes);
    expect(masked.code).toBe(0);
    expect(masked.stdout.toString()).not.toMatch(/S3cr/);
    expect(masked.lines).toContain('→ ANS 1 ann@example.com [masked:8] [masked:4]');
    expect((await follow(bytes, ['--show-secrets'])).stdout.toString()).toContain(`CKI ${secret} bob`);
  });

  test('masks what may be the rest of a secret whose beginning is missing', async () => {
    const out: Segment[] = [];
    const link = createLink({ address: '192.0.2.5', port: 4001 }, { address: '192.0.2.1', port: 1863 });
    const conversation = new Conversation(link, { micros: START_MICROS }, out);
    conversation.open();
    conversation.send('C', [Buffer.from('USR 4 TWN S t=xS3')]);
    conversation.gap('C', 100);
    conversation.send('C', [Buffer.from('S3cretx\r\nCHG 5 NLN\r\n')]);
    const { lines } = await follow(toPcap(out));
    expect(lines.slice(1)).toEqual([
      '→ USR 4 TWN S [masked:5]',
      '→ [gap: 100 bytes]',
      '→ [masked:7]',
      '→ CHG 5 NLN',
    ]);
  });

  test('of the demo has a flow for each session, and no ticket', async () => {
    const { lines } = await follow(DEMO);
    expect(lines.filter((line) => line.startsWith('Flow'))).toHaveLength(5);
    expect(lines.filter((line) => /\bt=|&p=/.test(line))).toEqual([]);
  });
});

describe('a cut capture', () => {
  test('is followed as far as it goes, with 3', async () => {
    const whole = transcript('C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8');
    const { code, lines, stderr } = await follow(whole.subarray(0, -5), ['--digest']);
    expect(code).toBe(3);
    expect(lines).toHaveLength(2);
    expect(stderr).toContain('the capture ends within a record');
  });
});
