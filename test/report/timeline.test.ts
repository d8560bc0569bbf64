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
    expect(rows.find((row) => row.includes('VER 1 MSNP8 CVR0'))).toContain(' 1 DS ');
  });

  test('puts a finding under its command, or names the command when it comes later', async () => {
    const text = await timeline(
      transcript(
        'C> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8\nC> VER 1 MSNP8 CVR0\n+ 40s\nC> CVR 2 a b c d e f g\nC fin',
      ),
    );
    const rows = text.split('\n');
    const reuse = rows.findIndex((row) => row.includes('W trid-reuse'));
    expect(rows[reuse - 1]).toContain('VER 1 MSNP8 CVR0');
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

  test('says when a capture is cut', async () => {
    const text = await timeline(demo.subarray(0, demo.length - 10));
    expect(text).toMatch(/Notices\n {2}capture-cut {2}frame \d+: /);
    expect(text).toContain('PARTIAL');
  });
});
