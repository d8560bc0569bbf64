/** Everything that the program writes of one capture, made in memory: all formats of all views. */
import { Fan } from '../../src/cli/reports.ts';
import { ChatReport, writeChatJson, writeChatText, createChatPaint } from '../../src/report/chat/room.ts';
import { ContactsReport, writeContactsJson, writeContactsText } from '../../src/report/contacts/room.ts';
import { HtmlReport } from '../../src/report/html/html.ts';
import { JsonReport } from '../../src/report/json.ts';
import { measureText } from '../../src/report/measure.ts';
import { NdjsonReport } from '../../src/report/ndjson.ts';
import { RedactedReport } from '../../src/report/redact/report.ts';
import type { Redaction } from '../../src/report/redact/redactor.ts';
import { Tally } from '../../src/report/tally.ts';
import { TimelineReport, createPaint } from '../../src/report/timeline-room.ts';
import { scan, type Report, type ScanOptions } from '../../src/scan.ts';

export const OPTIONS: ScanOptions = {
  ports: new Set([1863]),
  gatewayPorts: new Set([80]),
  anyPort: true,
  enable: [],
  disable: [],
};

export interface Look {
  readonly redaction?: Redaction;
  readonly width?: number;
  readonly colour?: 0 | 1;
  readonly asciiOnly?: boolean;
}

type Sink = (bytes: Uint8Array) => void;

export type OutputName =
  | 'timeline'
  | 'json'
  | 'ndjson'
  | 'html'
  | 'chat'
  | 'chat verbose'
  | 'chat json'
  | 'contacts'
  | 'contacts json';

/** What each view writes, by name. */
export async function outputs(capture: Buffer, look: Look = {}): Promise<Record<OutputName, string>> {
  const { redaction, width = 120, colour = 0, asciiOnly = false } = look;
  const shape = { width, asciiOnly, measure: measureText };
  const chatPaint = await createChatPaint(colour);
  const paint = await createPaint(colour);
  const privacy = { payload: true, showSecrets: false };
  const tally = new Tally();
  const chat = (sink: Sink, verbose: boolean): Report =>
    new ChatReport((made) => {
      writeChatText(made, sink, { ...shape, verbose, paint: chatPaint });
    });
  const makers: Readonly<Record<OutputName, (sink: Sink) => Report>> = {
    timeline: (sink) => new TimelineReport(sink, { ...shape, privacy, paint, asciiArrows: asciiOnly }, tally),
    json: (sink) => new JsonReport(sink, { privacy, indent: false, version: '0.0.0' }, tally),
    ndjson: (sink) => new NdjsonReport(sink, privacy, tally),
    html: (sink) => new HtmlReport(sink, { privacy, version: '0.0.0' }, tally),
    chat: (sink) => chat(sink, false),
    'chat verbose': (sink) => chat(sink, true),
    'chat json': (sink) =>
      new ChatReport((made) => {
        writeChatJson(made, sink, { indent: false, version: '0.0.0' });
      }),
    contacts: (sink) =>
      new ContactsReport((made) => {
        writeContactsText(made, sink, { ...shape, paint: chatPaint });
      }),
    'contacts json': (sink) =>
      new ContactsReport((made) => {
        writeContactsJson(made, sink, { indent: false, version: '0.0.0' });
      }),
  };
  const made = Object.entries(makers).map(([name, make]) => {
    const blocks: Buffer[] = [];
    return { name, blocks, report: make((bytes) => void blocks.push(Buffer.from(bytes))) };
  });
  const fan = new Fan(
    tally,
    made.map(({ report }) => report),
    undefined,
  );
  await scan(capture, OPTIONS, redaction === undefined ? fan : new RedactedReport(fan, redaction));
  const texts = made.map(({ name, blocks }) => [name, Buffer.concat(blocks).toString('utf8')]);
  const shown = Object.fromEntries(texts) as Record<OutputName, string>;
  return { ...shown, html: dataOf(shown.html) };
}

/** What the page holds of the capture: its own style and script, the same in each, are left out. */
function dataOf(page: string): string {
  return [...page.matchAll(/<script type="application\/json"[^>]*>([^<]*)</g)]
    .map(([, data]) => data)
    .join('\n');
}
