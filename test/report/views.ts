/** Chats and contacts run in memory on transcripts. */
import { scan } from '../../src/scan.ts';
import { ChatReport, writeChatJson, writeChatText, createChatPaint } from '../../src/report/chat/room.ts';
import { chatDocument } from '../../src/report/chat/schema.ts';
import { ContactsReport, writeContactsJson, writeContactsText } from '../../src/report/contacts/room.ts';
import { contactsDocument } from '../../src/report/contacts/schema.ts';
import { measureText } from '../../src/report/measure.ts';
import type { ColourLevel } from '../../src/report/paint.ts';
import { transcript } from '../../fixtures/build/transcript.ts';

const OPTIONS = { ports: new Set([1863]), enable: [], disable: [] };

export interface Look {
  readonly width?: number;
  readonly colour?: ColourLevel;
  readonly asciiOnly?: boolean;
  readonly verbose?: boolean;
}

type Sink = (bytes: Uint8Array) => void;

function collect(): { sink: Sink; text: () => string } {
  const blocks: Buffer[] = [];
  const sink: Sink = (bytes) => {
    blocks.push(Buffer.from(bytes));
  };
  return { sink, text: () => Buffer.concat(blocks).toString('utf8') };
}

async function lookOf({ width = 80, colour = 0, asciiOnly = false, verbose = false }: Look) {
  return { width, asciiOnly, verbose, measure: measureText, paint: await createChatPaint(colour) };
}

const captureOf = (input: string | Buffer): Buffer => (typeof input === 'string' ? transcript(input) : input);

/** What `msnscan chat` writes of a transcript or a capture. */
export async function chatText(input: string | Buffer, look: Look = {}): Promise<string> {
  const { sink, text } = collect();
  const options = await lookOf(look);
  await scan(
    captureOf(input),
    OPTIONS,
    new ChatReport((chat) => {
      writeChatText(chat, sink, options);
    }),
  );
  return text();
}

/** The document of `msnscan chat --json`, checked against its schema. */
export async function chatJson(input: string | Buffer) {
  const { sink, text } = collect();
  await scan(
    captureOf(input),
    OPTIONS,
    new ChatReport((chat) => {
      writeChatJson(chat, sink, { indent: false, version: '0.0.0' });
    }),
  );
  return chatDocument.parse(JSON.parse(text()));
}

export async function contactsText(input: string | Buffer, look: Look = {}): Promise<string> {
  const { sink, text } = collect();
  const options = await lookOf(look);
  await scan(
    captureOf(input),
    OPTIONS,
    new ContactsReport((contacts) => {
      writeContactsText(contacts, sink, options);
    }),
  );
  return text();
}

/** The document of `msnscan contacts --json`, checked against its schema. */
export async function contactsJson(input: string | Buffer) {
  const { sink, text } = collect();
  await scan(
    captureOf(input),
    OPTIONS,
    new ContactsReport((contacts) => {
      writeContactsJson(contacts, sink, { indent: false, version: '0.0.0' });
    }),
  );
  return contactsDocument.parse(JSON.parse(text()));
}
