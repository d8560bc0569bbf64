/** Names, texts and files that try to break out of the page: all of it is text, and does nothing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { transcript } from '../../../fixtures/build/transcript.ts';
import { HAS_BROWSER, html, NEEDS, Reader } from './browser.ts';

const reader = new Reader();

afterAll(() => reader.close());

const ATTACKS = [
  '</script><script>hacked()</script>',
  '<img/src=x/onerror=hacked()>',
  '<!--<script>',
  '--!><svg/onload=hacked()>',
  ']]><![CDATA[',
  '"onmouseover="hacked()',
  "'autofocus/onfocus='hacked()",
  'javascript:hacked()',
  '{{constructor.constructor(hacked)()}}',
  '__proto__',
  String.raw`\u202egnp.exe`,
  String.raw`\u2028\u2029`,
  String.raw`\0\x1b[31m\x07`,
  String.raw`\xff\xfe`,
];

const MESSAGES = ATTACKS.map((attack, i) => {
  const word = attack.replaceAll('"', String.raw`\"`);
  return String.raw`
    S<raw "NLN NLN ${word}@example.com ${word} 0\r\n"
    C>raw "REA ${10 + i} ${word} ${word}\r\n"
    S< MSG ${i}@example.com Bob *
    |raw "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nX-${word}: ${word}\r\nP4-Context: ${word}\r\n\r\n${word}"
  `;
}).join('');

/** A whole login, so that the name and account of the session are hostile too. */
const CAPTURE = transcript(String.raw`
  C> VER 1 MSNP8 CVR0
  S< VER 1 MSNP8
  C> USR 2 TWN I </script><img/src=x/onerror=hacked()>@example.com
  S< USR 2 OK </script><img/src=x/onerror=hacked()>@example.com %3Cscript%3Ehacked()%3C/script%3E 1 0
  ${MESSAGES}
  S<raw "ILN 3 NLN cat@example.com ${'<b>'.repeat(20_000)} 0\r\n"
  S<raw "<script>hacked()</script> 1\r\n"
  C> XXX 90 </script>
  S< 2</script> 90
`);

describe('the file of a hostile capture', () => {
  test('has no markup but its own', async () => {
    const [own, hostile] = [await html(transcript('C> PNG\nS< QNG 50')), await html(CAPTURE)];
    const blocks =
      /<script type="application\/json" class="data-[a-z]+"(?: data-first="\d+")?>([^<]*)<\/script>\n/g;
    const frame = (document: string): string => document.replace(blocks, '');
    expect(frame(hostile)).toBe(frame(own));
    expect([...hostile.matchAll(blocks)].length).toBeGreaterThan(6);
    for (const [, json = ''] of hostile.matchAll(blocks)) {
      expect(json).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(() => JSON.parse(json) as unknown).not.toThrow();
    }
  });

  test('has a script and a style that the document cannot misread', async () => {
    const document = await html(transcript('C> PNG'));
    const scripts = [...document.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text ?? '');
    expect(scripts).toHaveLength(1);
    expect(scripts.join('')).not.toMatch(/<!--|<\/?script/i);
    expect(document).not.toMatch(
      /(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function)/,
    );
  });
});

describe.skipIf(!HAS_BROWSER)(`a hostile capture ${NEEDS}`, () => {
  test('does nothing, and all of it is there as text', async () => {
    const opened = await reader.open(await html(CAPTURE), { height: 3000 });
    const { page } = opened;
    await page.evaluate('window.hacked = () => { window.wasHacked = true; }');
    const markup = `[...document.querySelectorAll('#app img, #app script, #app iframe, #app b b, [onerror], [onload], [onfocus], [onmouseover]')].length`;
    for (const tab of ['ladder', 'list', 'findings', 'latency', 'people', 'capture']) {
      await page.locator(`#tab-${tab}`).click();
      expect(await page.evaluate(markup), tab).toBe(0);
    }
    await page.locator('#tab-ladder').click();
    await page.locator('.ladder-row[role=option]').first().waitFor();
    const count = await page.locator('.ladder-row[role=option]').count();
    expect(count).toBeGreaterThan(3 * ATTACKS.length);
    for (let i = 0; i < count; i++) await page.keyboard.press('j');
    await page.keyboard.press('Home');
    await page.keyboard.press('/');
    await page.locator('#search').fill('p4-context: <img');
    await page.getByText(/^1 of \d+ commands$/).waitFor();
    await page.locator('.ladder-row[role=option]').click();
    const text = await page.locator('.details-body').innerText();
    expect(text).toContain('<img/src=x/onerror=hacked()>');
    expect(await page.evaluate('window.wasHacked')).toBeUndefined();
    expect(await page.evaluate(markup)).toBe(0);
    expect(opened.requests).toHaveLength(1);
    expect(opened.complaints).toEqual([]);
    expect(await opened.violations()).toEqual([]);
  });

  test('shows what is invisible or changes directions as text', async () => {
    const { page } = await reader.open(await html(CAPTURE), { height: 3000 });
    const shown = await page.locator('#ladder-rows').innerText();
    expect(shown).toContain(String.raw`\u202egnp.exe`);
    expect(shown).toContain(String.raw`\u2028\u2029`);
    expect(shown).toContain(String.raw`\x00\x1b[31m\x07`);
    expect(await page.locator('#app').textContent()).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
  });

  test('may be called whatever it likes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'msnscan-html-'));
    const name = `<img src=x onerror=hacked()>&"'\u202e.pcap`;
    writeFileSync(join(folder, name), CAPTURE);
    const run = spawnSync(process.execPath, [resolve('bin/msnscan.js'), '-q', '--html=out.html', name], {
      cwd: folder,
    });
    expect(run.status).toBe(0);
    const { page, complaints } = await reader.open(readFileSync(join(folder, 'out.html'), 'utf8'));
    rmSync(folder, { recursive: true });
    const shown = String.raw`<img src=x onerror=hacked()>&"'\u202e.pcap`;
    expect(await page.locator('h1 .file').innerText()).toBe(shown);
    expect(await page.title()).toBe(`${shown} – msnscan`);
    expect(complaints).toEqual([]);
  });

  test('shows no ticket, password or cookie', async () => {
    const capture = transcript(String.raw`
      C> VER 1 MSNP8 CVR0
      S< VER 1 MSNP8
      C> USR 3 TWN S t=TICKETvalue&p=PROFILEvalue
      S< XFR 4 SB 192.0.2.30:1863 CKI 17262740.1050826919.32307
      C> ANS 5 ann@example.com COOKIEvalue.123 40506070
    `);
    const document = await html(capture);
    expect(document).not.toMatch(/TICKETvalue|PROFILEvalue|17262740\.1050826919|COOKIEvalue/);
    expect(document).toContain('[masked:');
  });
});
