/** `msnscan chat --json`: one document, written one event at a time. */
import { Indenter } from '../indent.ts';
import { Output, type BlockSink } from '../output.ts';
import type { Chat } from './chat.ts';
import { finishedConversations } from './finished.ts';

export interface ChatJsonOptions {
  /** Indented, for people. */
  readonly indent: boolean;
  readonly version: string;
}

export function writeChatJson(chat: Chat, sink: BlockSink, { indent, version }: ChatJsonOptions): void {
  const indenter = indent ? new Indenter(sink) : undefined;
  const output = new Output(indenter?.write ?? sink);
  const start = {
    schemaVersion: 1,
    generator: { name: 'msnscan', version },
    ...chat.captures.names,
  };
  output.text(`${JSON.stringify(start).slice(0, -1)},"conversations":[`);
  let id = 0;
  for (const conversation of finishedConversations(chat)) {
    id++;
    const { missing, ...head } = conversation.head(id);
    output.text(`${id === 1 ? '' : ','}${JSON.stringify(head).slice(0, -1)},"events":[`);
    let isFirst = true;
    for (const event of conversation.eventTexts()) {
      if (!isFirst) output.text(',');
      output.raw(event);
      output.endRecord();
      isFirst = false;
    }
    output.text(`],"missing":${JSON.stringify(missing)}}`);
    output.endRecord();
  }
  output.text(`],"missing":${JSON.stringify(chat.missing)},"complete":${chat.totals.complete}}`);
  output.flush();
  indenter?.end();
  sink(Buffer.from('\n'));
}
