/** What `msnscan extract` says on standard output: a line for each file, and what is missing. */
import { escapeText } from '../escape.ts';
import { countText } from '../units.ts';
import type { ExtractIndex, MessagesRecord, ObjectRecord, TransferRecord } from './schema.ts';

type Say = (line: string) => void;

/** Writes the lines, one at a time; captured text in them is harmless. */
export function summarise(index: ExtractIndex, folder: string, asciiOnly: boolean, say: Say): void {
  const escape = (text: string): string => escapeText(text, asciiOnly);
  for (const object of index.objects) say(`  ${escape(objectText(object))}`);
  for (const messages of index.messages) say(`  ${escape(messagesText(messages))}`);
  if (index.objects.length + index.messages.length > 0) say('');
  const written = index.objects.filter(({ file }) => file !== null);
  const partial = written.filter(({ complete }) => !complete).length;
  const counts = [
    `${countText(written.length, 'object')}${partial === 0 ? '' : ` (${partial} partial)`}`,
    countText(index.messages.length, 'conversation'),
  ];
  const isPartial = index.complete ? '' : '; PARTIAL: not everything of the capture could be read';
  say(`${escape(folder)}: ${counts.join(', ')}${isPartial}`);
  for (const sentence of index.missing) say(`  missing: ${escape(sentence)}`);
}

function objectText(object: ObjectRecord): string {
  const { file, name, kind, transfers } = object;
  const title = file ?? `(nothing) ${name ?? kind}`;
  const [first] = transfers;
  const way = `${first?.from ?? '?'} to ${first?.to ?? '?'}`;
  const times = transfers.length === 1 ? '' : `, ${transfers.length} times`;
  return `${title}  ${sizeText(object)}, ${way}${times}, frames ${first === undefined ? '' : framesText(first)}`;
}

function sizeText({ file, captured, size, complete, sha1dVerified, transfers }: ObjectRecord): string {
  const outcome = transfers[0]?.outcome ?? 'unknown';
  const end = outcome === 'declined' || outcome === 'cancelled' ? `, ${outcome}` : '';
  if (file === null)
    return `${size === null ? 'size unknown' : countText(size, 'byte')}${end || ', not captured'}`;
  if (!complete) return `${captured} of ${size ?? 'unknown'} bytes${end}`;
  const sum = sha1dVerified === null ? '' : sha1dVerified ? ', SHA1D verified' : ', SHA1D DIFFERS';
  return countText(captured, 'byte') + sum;
}

function messagesText({ file, texts, participants }: MessagesRecord): string {
  return `${file}  ${countText(texts, 'text')}, ${participants.join(', ')}`;
}

/** `59-61`; with several captures `2:59-2:61`. */
function framesText({ frames, captures }: TransferRecord): string {
  return frames
    .map((frame, i) => (captures === undefined ? frame : `${captures[i] ?? 0}:${frame}`))
    .join('-');
}
