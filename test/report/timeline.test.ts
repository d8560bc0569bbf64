import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { createPaint } from '../../src/report/paint.ts';
import { timeline } from './collect.ts';

const demo = readFileSync('fixtures/demo.pcap');

describe('the timeline', () => {
  test('tells the demo', async () => {
    await expect(await timeline(demo)).toMatchFileSnapshot('demo-timeline.txt');
  });

  test('shows a dispatch server as one from its first line', async () => {
    const rows = (await timeline(demo)).split('\n');
    expect(rows.find((row) => row.includes('VER 1    MSNP8 CVR0'))).toContain(' 1 DS ');
  });

  test('puts a finding under its command, or names the command when it comes later', async () => {
    const text = await timeline(
      transcript(
        'C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\nC> VER 1 MSNP8 CVR0\n+ 40s\nC> CVR 2 a b c d e f g\nC fin',
      ),
    );
    const rows = text.split('\n');
    const reuse = rows.findIndex((row) => row.includes('W trid-reuse'));
    expect(rows[reuse - 1]).toContain('VER 1    MSNP8 CVR0');
    expect(rows[reuse]).not.toContain('session 1');
    expect(text).toMatch(/W unanswered-command {2}session 1, VER 1, frame \d+: /);
  });

  test('keeps rows inside the width', async () => {
    const long = `C> USR 1 a@example.com x\nS< USR 1 OK a@example.com A\nC> MSG 2 N *\n| MIME-Version: 1.0\n| Content-Type: text/plain\n|\n|‖${'long text '.repeat(50)}`;
    for (const width of [60, 80, 120]) {
      const rows = (await timeline(transcript(long), { width })).split('\n');
      const messages = rows.filter((row) => row.includes('→  MSG 2'));
      expect(messages.length).toBe(1);
      expect(messages.every((row) => row.length <= width)).toBe(true);
    }
  });

  test('shows hostile names and texts as inert text', async () => {
    const text = await timeline(
      transcript(String.raw`
        C> USR 1 a@example.com x
        S< USR 1 OK a@example.com A
        S<raw "JOI b@example.com \x1b]0;owned\x07\u202ename\r\n"
        C> MSG 2 N *
        | MIME-Version: 1.0
        | Content-Type: text/plain; charset=UTF-8
        |
        |raw "\x1b[2J\u009b31m\u2066x"
      `),
    );
    expect(text).toContain('\\x1b]0;owned\\x07\\u202ename');
    expect(text).toContain('"\\x1b[2J\\x9b31m\\u2066x"');
    // eslint-disable-next-line no-control-regex -- what must not appear
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]/);
  });

  test('is all ASCII when that is asked for', async () => {
    const text = await timeline(demo, { asciiOnly: true, asciiArrows: true });
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).toContain('Caf\\xe9');
  });

  test('says nothing in colour alone', async () => {
    const coloured = await timeline(demo, { paint: await createPaint(1) });
    expect(coloured).toContain('\x1b[');
    // eslint-disable-next-line no-control-regex -- the colours
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(await timeline(demo));
  });

  test('leaves texts out without payloads, and secrets always', async () => {
    const text = await timeline(demo, { privacy: { payload: false, showSecrets: false } });
    expect(text).not.toContain('shall we meet');
    expect(text).toContain('(text/plain)');
    expect(await timeline(demo)).not.toMatch(/INVENTEDTICKET|1100000071\.4567/);
    expect(await timeline(demo, { privacy: { payload: true, showSecrets: true } })).toContain(
      'INVENTEDTICKET',
    );
  });

  test.each([
    ['relative', undefined, /^ {5}0\.278 {4}1 DS/m],
    ['delta', undefined, /^ {5}0\.178 {4}1 DS {2}← {2}VER 1/m],
    ['iso', 'utc', /^2004-11-09 11:33:20\.278Z {4}1 DS/m],
    ['epoch', undefined, /^1100000000\.278 {4}1 DS/m],
  ] as const)('shows times as %s', async (time, zone, row) => {
    expect(await timeline(demo, { time, zone: zone ?? 'utc' })).toMatch(row);
  });

  test('shows local times with their offset, across the change of the clocks', async () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
    try {
      const text = await timeline(demo, { time: 'iso', zone: 'local' });
      expect(text).toMatch(/^2004-11-09 12:33:20\.278\+01:00 {4}1 DS/m);
      const summer = transcript('C> VER 1 MSNP8\nC> CVR 2\n+ 2h\nC> CVR 3'.replace('2h', '7200s'), {
        startMicros: 1_099_180_000e6,
      });
      const rows = await timeline(summer, { time: 'iso', zone: 'local' });
      expect(rows).toMatch(/^2004-10-31 01:46:40\.\d+\+02:00 .*VER 1/m);
      expect(rows).toMatch(/^2004-10-31 02:46:40\.\d+\+01:00 .*CVR 3/m);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  test('sets code, TrID and arguments apart, and shows a malformed line as it is', async () => {
    const text = await timeline(
      transcript('C> VER 1 MSNP8\nS< VER 1 MSNP8\nC> PNG\nC>raw "CHG  3  NLN\\r\\n"\nC> CHG 123456789 NLN 0'),
    );
    expect(text).toMatch(/→ {2}VER 1 {4}MSNP8\n/);
    expect(text).toMatch(/→ {2}PNG\n/);
    expect(text).toMatch(/→ {2}CHG {2}3 {2}NLN\n/);
    expect(text).toMatch(/→ {2}CHG 123456789 {2}NLN 0\n/);
  });

  test('names an error behind its code, with what failed', async () => {
    const text = await timeline(
      transcript('C> VER 1 MSNP8\nS< VER 1 MSNP8\nC> ADD 2 FL a@example.com a\nS< 205 2\nS< 999'),
    );
    expect(text).toMatch(/← {2}205 2 {4}invalid-user \(ADD\) +100 ms\n/);
    expect(text).toMatch(/⇠ {2}999 {6}unknown-error\n/);
  });

  test('cuts nothing when all is asked for', async () => {
    const words = 'long text '.repeat(500).trim();
    const long = `C> VER 1 MSNP8\nS< VER 1 MSNP8\nC> MSG 2 N *\n| MIME-Version: 1.0\n| Content-Type: text/plain\n|\n|‖${words}\nC> CHG 3 ${'x'.repeat(3000)}`;
    const text = await timeline(transcript(long), { full: true });
    expect(text).toContain(`"${words}"\n`);
    expect(text).toContain(`CHG 3    ${'x'.repeat(3000)}\n`);
    expect(await timeline(transcript(long))).not.toContain('x'.repeat(1500));
  });

  test('keeps latencies near their rows on a wide terminal', async () => {
    const rows = (await timeline(demo, { width: 200 })).split('\n');
    expect(rows.find((row) => row.includes('←  VER 1'))?.length).toBe(129);
  });

  test('wraps findings and leaves columns out on a narrow terminal', async () => {
    const text = await timeline(demo, { width: 80, wraps: true });
    expect(text.split('\n').filter((row) => row.length > 80)).toEqual([]);
    expect(text).toContain('frame 59: error 205 10 has\n');
    expect(text).toMatch(/^ {2}# {2}role .*account/m);
  });

  test('says when a capture is cut', async () => {
    const text = await timeline(demo.subarray(0, demo.length - 10));
    expect(text).toMatch(/Notices\n {2}capture-cut {2}frame \d+: /);
    expect(text).toContain('PARTIAL');
  });
});
