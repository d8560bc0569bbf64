/** `msnscan contacts --json`: one document, written one contact at a time. */
import { Indenter } from '../indent.ts';
import { Output, type BlockSink } from '../output.ts';
import type { Contacts } from './contacts.ts';
import { accountHead, changeRecord, contactRecord } from './records.ts';

export interface ContactsJsonOptions {
  /** Indented, for people. */
  readonly indent: boolean;
  readonly version: string;
}

export function writeContactsJson(
  { captures, clock, totals, books }: Contacts,
  sink: BlockSink,
  { indent, version }: ContactsJsonOptions,
): void {
  const indenter = indent ? new Indenter(sink) : undefined;
  const output = new Output(indenter?.write ?? sink);
  const array = <T>(items: Iterable<T>, write: (item: T) => void): void => {
    let isFirst = true;
    output.text('[');
    for (const item of items) {
      if (!isFirst) output.text(',');
      isFirst = false;
      write(item);
      output.endRecord();
    }
    output.text(']');
  };
  const start = { schemaVersion: 1, generator: { name: 'msnscan', version }, ...captures.names };
  output.text(`${JSON.stringify(start).slice(0, -1)},"accounts":`);
  array(books, (book) => {
    output.text(`${JSON.stringify(accountHead(book, clock)).slice(0, -1)},"contacts":`);
    array(book.contacts.values(), (contact) => {
      output.text(JSON.stringify(contactRecord(contact, clock)));
    });
    output.text(',"changes":');
    array(book.changes, (change) => {
      output.text(JSON.stringify(changeRecord(change, clock, captures.several)));
    });
    output.text(`,"missing":${JSON.stringify(book.missing)}}`);
  });
  output.text(`,"complete":${totals.complete}}`);
  output.flush();
  indenter?.end();
  sink(Buffer.from('\n'));
}
