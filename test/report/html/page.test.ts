/** The page of the demo, used as people use it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pcapFile } from '../../../fixtures/build/pcap.ts';
import { transcript } from '../../../fixtures/build/transcript.ts';
import { ndjson } from '../collect.ts';
import { framesOf } from '../../scan/pieces.ts';
import { HAS_BROWSER, html, htmlOf, NEEDS, Reader, type Opened } from './browser.ts';

const DEMO = readFileSync('fixtures/demo.pcap');
const reader = new Reader();

interface Record {
  readonly type: string;
  readonly session: number;
  readonly from: string;
  readonly verb: string;
  readonly trid: number | null;
}

afterAll(() => reader.close());

describe.skipIf(!HAS_BROWSER)(`the page of the demo ${NEEDS}`, () => {
  let demo: string;
  let records: Record[];

  beforeAll(async () => {
    demo = await html(DEMO);
    records = (await ndjson(DEMO))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record);
  });

  const rows = ({ page }: Opened) => page.locator('.ladder-row[role=option]');
  const status = ({ page }: Opened) => page.locator('.status').innerText();
  const details = ({ page }: Opened) => page.locator('.details-body');

  test('asks for nothing, and nothing in it is refused', async () => {
    const opened = await reader.open(demo);
    for (const tab of ['list', 'findings', 'latency', 'people', 'capture', 'ladder']) {
      await opened.page.locator(`#tab-${tab}`).click();
    }
    await opened.page.keyboard.press('f');
    expect(opened.requests).toHaveLength(1);
    expect(await opened.violations()).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  test('cannot be made to load, run or set markup', async () => {
    const { page, violations } = await reader.open(demo);
    const run = (script: string) => page.evaluate<unknown>(script);
    const refused = `(() => { try { document.body.innerHTML = '<b>x</b>'; return 'set'; } catch { return 'refused'; } })()`;
    expect(await run(refused)).toBe('refused');
    expect(await run(`fetch('https://example.com/').then(() => 'loaded', () => 'refused')`)).toBe('refused');
    await run(`document.body.append(Object.assign(new Image(), { src: 'https://example.com/x.png' }))`);
    expect((await violations()).join()).toMatch(/trusted-types.*connect-src.*img-src/);
  });

  test('shows conversations and sessions as a tree', async () => {
    const { page } = await reader.open(demo);
    const nodes = await page.locator('[role=treeitem]').allInnerTexts();
    const names = nodes.map((text) => text.replace(/\s+/g, ' '));
    expect(names).toHaveLength(8);
    expect(names[1]).toMatch(/Conversation 1 .*ann@example.com · 3 sessions/);
    expect(names.slice(2, 5).map((name) => name.slice(0, 4))).toEqual(['DS 1', 'NS 2', 'SB 4']);
    const levels = page.locator('[role=treeitem]').nth(4);
    expect(await levels.getAttribute('aria-level')).toBe('4');
  });

  test('draws an arrow for each command, the way it went, with verb and TrID', async () => {
    const opened = await reader.open(demo, { height: 6000 });
    await opened.page.locator('[role=treeitem]').first().click();
    const commands = records.filter(({ type }) => type === 'command');
    expect(await rows(opened).count()).toBe(commands.length);
    const labels = await opened.page.locator('.ladder-row[role=option] .label').allTextContents();
    expect(labels).toEqual(commands.map(({ verb, trid }) => (trid === null ? verb : `${verb} ${trid}`)));
    expect(await opened.page.locator('.ladder-row[role=option] .arrow .head').count()).toBe(commands.length);
  });

  test('shows the sessions that are chosen in the tree', async () => {
    const opened = await reader.open(demo, { height: 6000 });
    await opened.page.locator('[role=treeitem]', { hasText: 'SB 5' }).click();
    const own = records.filter(({ type, session }) => type === 'command' && session === 5);
    expect(await rows(opened).count()).toBe(own.length);
    expect(await status(opened)).toBe(`${own.length} of 118 commands`);
  });

  test('finds lines, texts and what only payloads say', async () => {
    const opened = await reader.open(demo);
    const { page } = opened;
    await page.locator('[role=treeitem]').first().click();
    const search = async (text: string, count: number): Promise<void> => {
      await page.keyboard.press('/');
      await page.locator('#search').fill(text);
      await page.getByText(`${count} of 118 commands`, { exact: true }).waitFor();
      await page.keyboard.press('Escape');
    };
    await search('meet at eight', 2);
    await search('ADD 15', 2);
    // The application's GUID of an invitation stands in its payload alone.
    await search('5D3E02AB-6190-11d3-BBBB-00C04F795683', 2);
    await search('no such text at all', 0);
    expect(await page.locator('.empty').innerText()).toBe('Nothing passes the filters.');
    await page.locator('.clear').click();
    expect(await status(opened)).toBe('118 commands');
  });

  test('filters by direction, kind, findings and outcome', async () => {
    const opened = await reader.open(demo);
    const { page } = opened;
    await page.locator('[role=treeitem]').first().click();
    await page.getByLabel('Direction').selectOption('client');
    const own = records.filter(({ type, from }) => type === 'command' && from === 'client');
    expect(await status(opened)).toBe(`${own.length} of 118 commands`);
    await page.locator('.clear').click();
    await page.getByLabel('Findings', { exact: true }).selectOption('some');
    expect(await status(opened)).toBe('10 of 118 commands');
    await page.locator('.clear').click();
    await page.getByLabel('Outcome').selectOption('error');
    expect(await status(opened)).toBe('2 of 118 commands');
    await page.locator('.clear').click();
    const login = page.locator('button.kind-login');
    await login.click();
    expect(await login.getAttribute('aria-pressed')).toBe('false');
    expect(await page.locator('.ladder-row .label', { hasText: 'VER' }).count()).toBe(0);
  });

  test('tells all about a command', async () => {
    const opened = await reader.open(demo);
    await opened.page.locator('.ladder-row[role=option]', { hasText: 'CVR 5' }).first().click();
    const text = await details(opened).innerText();
    expect(text).toMatch(/CVR 5\s*client → server/);
    expect(text).toContain('CVR 5 0x0409 winnt 5.1 i386 MSMSGS 4.7.3001 WindowsMessenger ann@example.com');
    expect(text).toMatch(/reply\s+CVR 5 at 1\.461 s/);
    expect(text).toContain('2004-11-09T11:33:21');
    const filters = opened.page.locator('.copy-text');
    expect(await filters.nth(0).inputValue()).toMatch(/^frame\.number == 2\d$/);
    expect(await filters.nth(1).inputValue()).toContain('tcp');
  });

  test('shows a payload decoded and raw, words by their names, and leads from reply to request', async () => {
    const opened = await reader.open(demo);
    const { page } = opened;
    await page.locator('.chip', { hasText: 'Command answered by an error' }).click();
    expect(await details(opened).innerText()).toMatch(/205 10[^]*error-reply[^]*ADD 10 failed/);
    await page.locator('.details .link', { hasText: 'ADD 10' }).click();
    expect(await details(opened).innerText()).toMatch(/ADD 10[^]*account\s+nobody@example\.com/);
    await page.locator('#search').fill('Zur schönen');
    await page.locator('.status', { hasText: /^1 of/ }).waitFor();
    await page.locator('.ladder-row[role=option]').click();
    const text = await details(opened).innerText();
    expect(text).toMatch(/sender-account\s+bob@example\.com/);
    expect(text).toMatch(/kind\s+text[^]*Gern! Im Café „Zur schönen Aussicht“ ☕/);
    await page.getByText('Raw payload').click();
    expect(await page.locator('.raw-payload pre').innerText()).toContain(
      'Content-Type: text/plain; charset=UTF-8',
    );
  });

  test('groups findings by rule with their explanation, and leads to their commands', async () => {
    const opened = await reader.open(demo);
    const { page } = opened;
    await page.locator('#tab-findings').click();
    const groups = await page.locator('.group h3').allInnerTexts();
    expect(groups.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      'Warning trid-reuse ×1',
      'Warning error-reply ×1',
      'Warning clear-text-credentials ×7',
      'Note reply-out-of-order ×1',
      'Note error-with-parameters ×1',
    ]);
    expect(await page.locator('.group').first().innerText()).toContain(
      'Answers to the two commands cannot be told apart',
    );
    await page.locator('.group .link', { hasText: 'ADD 15' }).click();
    expect(await page.locator('#tab-ladder').getAttribute('aria-selected')).toBe('true');
    const chosen = page.locator('.ladder-row[aria-selected=true]');
    expect(await chosen.innerText()).toContain('dan@example.com');
    expect(await chosen.locator('.mark.warning').textContent()).toContain('trid-reuse');
  });

  test('is used with the keyboard alone', async () => {
    const opened = await reader.open(demo);
    const { page } = opened;
    const chosen = async (): Promise<string> =>
      (await page.locator('.ladder-row[aria-selected=true] .label').textContent()) ?? '';
    await page.keyboard.press('j');
    expect(await chosen()).toBe('VER 1');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    expect(await chosen()).toBe('CVR 2');
    await page.keyboard.press('k');
    await page.keyboard.press('r');
    expect(await chosen()).toBe('VER 1');
    await page.keyboard.press('f');
    expect(await chosen()).toBe('USR 7');
    await page.keyboard.press('f');
    await page.keyboard.press('f');
    expect(await chosen()).toBe('205 10');
    await page.keyboard.press('F');
    expect(await chosen()).toBe('MSG');
    await page.keyboard.press('Home');
    expect(await chosen()).toBe('VER 1');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.className')).toBe('details-body');
    await page.keyboard.press('Escape');
    expect(await page.locator('.details').isVisible()).toBe(false);
    await page.keyboard.press('/');
    await page.keyboard.type('jjj');
    expect(await page.locator('#search').inputValue()).toBe('jjj');
    await page.keyboard.press('Escape');
    await page.keyboard.press('5');
    expect(await page.locator('#tab-people').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('?');
    expect(await page.locator('dialog').innerText()).toContain('next finding');
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog').isVisible()).toBe(false);
  });

  test('has a name for everything that can be used, and one row in focus', async () => {
    const { page } = await reader.open(demo);
    await page.keyboard.press('f');
    const nameless = `[...document.querySelectorAll('button, input, select, [role=option], [role=tree], [role=listbox]')]
      .filter((element) => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim() === '')
      .map((element) => element.outerHTML)`;
    expect(await page.evaluate(nameless)).toEqual([]);
    const active = await page.locator('#ladder-rows').getAttribute('aria-activedescendant');
    expect(await page.locator(`#${active ?? ''}`).getAttribute('aria-selected')).toBe('true');
    const label = await page.locator(`#${active ?? ''}`).getAttribute('aria-label');
    expect(label).toMatch(/seconds, session 2, from client, USR 7 .*warning clear-text-credentials/);
    for (const landmark of ['banner', 'navigation', 'main', 'complementary', 'search'] as const) {
      expect(await page.getByRole(landmark).count(), landmark).toBe(1);
    }
    expect(await page.locator('.status').getAttribute('aria-live')).toBe('polite');
  });

  test('draws latencies and people, and says the same in tables', async () => {
    const opened = await reader.open(demo);
    const { page } = opened;
    await page.locator('[role=treeitem]').first().click();
    await page.locator('#tab-latency').click();
    await page.locator('.panel.latency tbody tr').first().waitFor();
    const answers = await page.locator('.panel.latency tbody tr').count();
    expect(answers).toBeGreaterThan(8);
    const ink = `(() => { const c = document.querySelector('canvas');
      return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((value) => value > 0); })()`;
    expect(await page.evaluate(ink)).toBe(true);
    await page.locator('.panel.latency .link').first().click();
    expect(await page.locator('.ladder-row[aria-selected=true] .latency').innerText()).toMatch(/ms|s$/);
    await page.locator('#tab-people').click();
    await page.locator('.people-art').waitFor();
    expect(await page.locator('.people-art .person').allTextContents()).toEqual([
      'ann@example.com',
      'bob@example.com',
      'cat@example.com',
      'dan@example.com',
    ]);
    await page.locator('.people summary').click();
    expect(await page.locator('.people tbody tr').nth(1).innerText()).toMatch(
      /bob@example\.com\s+online [\d.–]+ s/,
    );
  });

  test('is dark where the system is, and where it is asked to be', async () => {
    const paper = `getComputedStyle(document.body).backgroundColor`;
    const light = await reader.open(demo);
    const dark = await reader.open(demo, { scheme: 'dark' });
    expect(await light.page.evaluate(paper)).toBe('rgb(255, 255, 255)');
    expect(await dark.page.evaluate(paper)).toBe('rgb(17, 22, 29)');
    await dark.page.locator('#theme').click();
    await light.page.locator('#theme').click();
    expect(await light.page.evaluate(paper)).toBe('rgb(17, 22, 29)');
    expect(await dark.page.evaluate(paper)).toBe('rgb(255, 255, 255)');
  });

  test('prints the findings and the ladder in view', async () => {
    const { page } = await reader.open(demo);
    await page.locator('[role=treeitem]', { hasText: 'SB 5' }).click();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`window.dispatchEvent(new Event('beforeprint'))`);
    expect(await page.locator('.paper .printout .row .head').count()).toBe(20);
    expect(await page.locator('.paper .group').count()).toBe(5);
    expect(await page.locator('.paper').isVisible()).toBe(true);
    expect(await page.locator('.body').isVisible()).toBe(false);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.evaluate(`window.dispatchEvent(new Event('afterprint'))`);
    expect(await page.locator('.paper').count()).toBe(0);
  });

  test('leads to the command that its address names', async () => {
    const opened = await reader.open(demo);
    const { page } = opened;
    await page.evaluate(`location.hash = '#2.40'`);
    await page.locator('.ladder-row[aria-selected=true]').waitFor();
    const there = records.filter(({ type, session }) => type === 'command' && session === 2)[39];
    expect(await page.locator('.details h2').innerText()).toContain(there?.verb);
    await page.keyboard.press('k');
    expect(page.url()).toMatch(/#2\.39$/);
  });

  test('fits on a telephone', async () => {
    const { page } = await reader.open(demo, { width: 420, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    await page.locator('.ladder-row[role=option]').nth(8).click();
    const details = await page.locator('.details').boundingBox();
    const chosen = await page.locator('.ladder-row[aria-selected=true]').boundingBox();
    expect((chosen?.y ?? 0) + (chosen?.height ?? 0)).toBeLessThan((details?.y ?? 0) + 1);
    await page.locator('.close').click();
    expect(await page.locator('.details').isVisible()).toBe(false);
  });
});

describe.skipIf(!HAS_BROWSER)(`a page ${NEEDS}`, () => {
  test('of several captures names the one that each command is in', async () => {
    const frames = framesOf(DEMO);
    const pieces = [frames.slice(0, 150), frames.slice(150)].map((part) => pcapFile(part));
    const { page } = await reader.open(await htmlOf(pieces));
    await page.evaluate(`location.hash = '#4.9'`);
    const row = page.locator('.ladder-row[aria-selected=true]');
    expect(await row.locator('small').innerText()).toBe('#2:14');
    const details = page.locator('.details-body');
    expect(await details.innerText()).toMatch(/frame 14 of piece2\.pcap/);
    const filter = details.getByLabel('Wireshark filter: this command, in piece2.pcap', { exact: true });
    expect(await filter.inputValue()).toBe('frame.number == 14');
    await page.evaluate(`location.hash = '#2.38'`);
    expect(await details.innerText()).toMatch(/frame \d+ of piece1\.pcap/);
    await page.locator('#tab-findings').click();
    expect(await page.locator('#finding-trid-reuse').innerText()).toContain('session 2, frame 1:118');
    await page.locator('#tab-capture').click();
    expect(await page.locator('.panel.capture').innerText()).toMatch(
      /file 1\s+\S*piece1\.pcap[^]*file 2\s+\S*piece2\.pcap/,
    );
  });

  test('says who of a conversation was captured elsewhere, and colours talk as talk', async () => {
    const { page } = await reader.open(await html(DEMO));
    const lane = page.locator('.lane', { hasText: 'bob@example.com' });
    expect(await lane.innerText()).toContain('in conv. 3');
    await page.evaluate(`location.hash = '#4.8'`);
    await page.locator('.ladder-row[aria-selected=true] .kind-messages').waitFor();
  });

  test('draws a gap as a gap, and a request that nobody answered with a cross', async () => {
    const capture = transcript(String.raw`
      C> VER 1 MSNP8 CVR0
      S< VER 1 MSNP8
      S gap 500
      + 1s
      S< CHL 0 15570131571988941333
      C> CVR 2 0x0409 winnt 5.1 i386 MSMSGS 4.7.3001 WindowsMessenger ann@example.com
      S< CVR 2 1.0.0000 1.0.0000 1.0.0000 http://download.example.com http://www.example.com
      C> CHG 3 NLN 0
      + 40s
      C> PNG
      S< QNG 50
    `);
    const { page } = await reader.open(await html(capture));
    expect(await page.locator('.row.gap').innerText()).toContain(
      '500 bytes of the server are not in the capture',
    );
    expect(await page.locator('.row.gap .tear').count()).toBe(1);
    const lost = page.locator('.ladder-row[role=option]', { has: page.locator('.arrow .lost') });
    expect(await lost.locator('.label').textContent()).toBe('CHG 3');
    expect(await lost.innerText()).toContain('no answer');
  });

  test('opens a hundred thousand commands, and shows the last as well as the first', async () => {
    const lines = (segment: number): string =>
      Array.from(
        { length: 1000 },
        (_, i) => String.raw`NLN AWY bob@example.com Bob${segment * 1000 + i}\r\n`,
      ).join('');
    const segments = Array.from({ length: 100 }, (_, i) => `S<raw "${lines(i)}"`).join('\n');
    const { page } = await reader.open(await html(transcript(`only S\n${segments}`)));
    expect(await page.locator('.status').innerText()).toBe('100,000 commands');
    expect(await page.locator('.ladder-row[role=option]').count()).toBeLessThan(60);
    await page.keyboard.press('j');
    await page.keyboard.press('End');
    await page.locator('.ladder-row[aria-selected=true]', { hasText: 'Bob99999' }).waitFor();
    await page.evaluate(`document.querySelector('#ladder-rows').scrollTop = 50000 * 38`);
    await page.locator('.ladder-row', { hasText: 'Bob50001' }).waitFor();
    await page.locator('#search').fill('Bob77777');
    await page.locator('.status', { hasText: /^1 of 100,000 commands$/ }).waitFor();
  });

  test('of a capture without a command says so', async () => {
    const { page } = await reader.open(await html(transcript('')));
    expect(await page.locator('.empty').innerText()).toBe('The capture has no command of MSNP.');
    await page.locator('#tab-findings').click();
    expect(await page.locator('.panel.findings').innerText()).toContain('Nothing is wrong');
  });

  test('that was cut says so instead of staying blank', async () => {
    const whole = await html(DEMO);
    const script = whole.slice(whole.lastIndexOf('<script>'));
    const cut = whole.slice(0, whole.indexOf('class="data-commands"') + 200);
    const { page } = await reader.open(`${cut}</script>${script}`, { waitFor: '#opening' });
    expect(await page.locator('#opening').innerText()).toMatch(/^This report cannot be read: /);
  });
});
