/** Reports opened in a real browser. What it asked for, complained of or refused is kept with the page. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { HtmlReport } from '../../../src/report/html/html.ts';
import type { BlockSink } from '../../../src/report/output.ts';
import type { Tally } from '../../../src/report/tally.ts';
import { MASKED, written } from '../collect.ts';

const PROGRAM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Tests in a browser are skipped without it. */
export const HAS_BROWSER = existsSync(PROGRAM);
/** Said in the name of what is skipped. */
export const NEEDS = HAS_BROWSER ? 'in a browser' : `in a browser (skipped: no ${PROGRAM})`;

export interface Opened {
  readonly page: Page;
  /** All of them, the file itself first. */
  readonly requests: string[];
  /** Console, errors of scripts and dialogs. */
  readonly complaints: string[];
  /** What the policy of the page refused so far. */
  readonly violations: () => Promise<string[]>;
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  /** What shows that the page is there. */
  readonly waitFor?: string;
}

/** The page of a capture. */
export function html(capture: Buffer, privacy = MASKED): Promise<string> {
  return written(capture, (sink, tally) => new HtmlReport(sink, { privacy, version: '0.0.0' }, tally));
}

/** The page of several captures, files named piece1.pcap and so on. */
export async function htmlOf(captures: readonly Buffer[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'msnscan-pieces-'));
  try {
    const files = captures.map((capture, i) => {
      const file = join(folder, `piece${i + 1}.pcap`);
      writeFileSync(file, capture);
      return file;
    });
    const make = (sink: BlockSink, tally: Tally): HtmlReport =>
      new HtmlReport(sink, { privacy: MASKED, version: '0.0.0' }, tally);
    return await written(files, make);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One browser for the tests of a file. */
export class Reader {
  readonly #folder = mkdtempSync(join(tmpdir(), 'msnscan-html-'));
  #browser: Browser | undefined;
  #files = 0;

  /** Opens a document from a file, as a mail program does with an attachment, and waits for its rows. */
  async open(document: string, look: Look = {}): Promise<Opened> {
    const { width = 1280, height = 800, scheme = 'light', waitFor = '.viewport' } = look;
    this.#browser ??= await chromium.launch({ executablePath: PROGRAM, args: ['--no-sandbox'] });
    const file = join(this.#folder, `${this.#files++}.html`);
    writeFileSync(file, document);
    const page = await this.#browser.newPage({ viewport: { width, height }, colorScheme: scheme });
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.addInitScript(
      `window.refused = [];
       document.addEventListener('securitypolicyviolation', (event) => {
         window.refused.push(event.violatedDirective + ' ' + event.blockedURI);
       });`,
    );
    await page.goto(`file://${file}`);
    await page.locator(waitFor).first().waitFor();
    return { page, requests, complaints, violations: () => page.evaluate('window.refused') };
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
