/**
 * JSON for a terminal: characters that it would obey or hide, which JSON may hold as they are, become `\u` escapes. They
 * stand in strings only, so that the document says the same.
 */
import { StringDecoder } from 'node:string_decoder';
import { Escaper } from './escape.ts';
import type { BlockSink } from './output.ts';

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** A sink for JSON, in blocks that end anywhere. */
export function createTerminalSink(sink: BlockSink): BlockSink {
  const decoder = new StringDecoder('utf8');
  const escaper = new Escaper(escapeUnits);
  return (bytes) => {
    const lines = decoder.write(Buffer.from(bytes)).split('\n');
    sink(Buffer.from(lines.map((line) => escaper.text(line)).join('\n')));
  };
}
